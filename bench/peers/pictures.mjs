// Scales and encodes as article.mjs does, without server and storage, for `bench/run pictures frontier`: for each line of JSON a line with
// the picture and the CPU time of all threads, in milliseconds. Stretched by part of a pixel instead of cropped: no score is lost to that.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

console.log(`${sharp.versions.sharp} (libvips ${sharp.versions.vips})`);
for await (const line of createInterface({ input: process.stdin })) {
  const { file, width, height, quality } = JSON.parse(line);
  const source = await readFile(file);
  const before = process.cpuUsage();
  const content = await sharp(source).resize(width, height, { fit: 'fill' }).webp({ quality }).toBuffer();
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ cpu: (user + system) / 1000, content: content.toString('base64') }));
}
