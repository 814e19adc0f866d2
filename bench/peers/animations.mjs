// What the article's function makes of animations, `animated: true` and sharp's defaults: a line of JSON in, one out. Options as in article.mjs.
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import sharp from 'sharp';

sharp.concurrency(1); // CPU is counted, of all threads: more of them only add what they cost among themselves

for await (const line of createInterface({ input: process.stdin })) {
  const { file, width, height, format, lossless, to } = JSON.parse(line);
  const source = readFileSync(file);
  const before = process.cpuUsage();
  try {
    const resized = sharp(source, { animated: true }).resize(width, height, { fit: 'cover' });
    const made = await (format === 'webp' ? resized.webp(lossless ? { lossless, effort: 0 } : { quality: 80 }) : resized.gif()).toBuffer();
    const { user, system } = process.cpuUsage(before);
    writeFileSync(to, made);
    console.log(JSON.stringify({ cpu: (user + system) / 1e6 }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
}
