// What sharp makes of files, one line each: `node convert.mjs FOLDER SIZE FORMATS FILE...` writes FOLDER/{index}.{format} and prints
// {index} {format} {bytes} {ms of CPU}, or 0 bytes and what sharp says. SIZE is WxH (cover, as the article's function) or W.
import fs from 'node:fs/promises';
import sharp from 'sharp';

const [folder, size, formats, ...files] = process.argv.slice(2);
const [width, height] = size.split('x').map((side) => Number(side) || null);
const as = {
  jpeg: (picture) => picture.jpeg({ quality: 80 }),
  png: (picture) => picture.png(),
  palette: (picture) => picture.png({ palette: true }),
  webp: (picture) => picture.webp({ quality: 80 }),
  avif: (picture) => picture.avif(),
  gif: (picture) => picture.gif(),
};

sharp.cache(false);
sharp.concurrency(1);
for (const format of formats.split(',')) { // what is loaded with the first picture of a format is not that picture's cost
  await as[format](sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })).toBuffer();
}
for (const [index, file] of files.entries()) {
  const source = await fs.readFile(file);
  for (const format of formats.split(',')) {
    const before = process.cpuUsage();
    try {
      const animated = format === 'webp' || format === 'gif';
      const made = await as[format](sharp(source, { animated }).resize(width, height, { fit: 'cover' })).toBuffer();
      const { user, system } = process.cpuUsage(before);
      await fs.writeFile(`${folder}/${index}.${format}`, made);
      console.log(`${index} ${format} ${made.length} ${Math.round((user + system) / 1000)}`);
    } catch (error) {
      console.log(`${index} ${format} 0 ${error.message.split('\n')[0]}`);
    }
  }
}
