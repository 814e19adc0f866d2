// Independent of the service: ThumbHash by its author's package, and the dominant colour by counting. Pictures come on standard input as JSON.
import { rgbaToThumbHash } from 'thumbhash';
import { text } from 'node:stream/consumers';

function dominant(rgba) {
  const groups = new Map();
  for (let i = 0; i < rgba.length; i += 4) {
    const [r, g, b, a] = rgba.subarray(i, i + 4);
    const key = [r, g, b].map(channel => Math.floor(channel / 16)).join();
    const group = groups.get(key) ?? { weight: 0, sums: [0, 0, 0] };
    group.weight += a;
    [r, g, b].forEach((channel, j) => (group.sums[j] += channel * a));
    groups.set(key, group);
  }
  const most = [...groups.values()].reduce((best, group) => (group.weight > best.weight ? group : best));
  return most.sums.map(sum => Math.round(sum / most.weight));
}

const pictures = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(pictures.map(({ Width, Height, Rgba }) => {
  const rgba = new Uint8Array(Buffer.from(Rgba, 'base64'));
  return { Hash: Buffer.from(rgbaToThumbHash(Width, Height, rgba)).toString('base64'), Colour: dominant(rgba) };
})));
