import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { article, images, info, picture, sources, src, srcset, widths } from '../imagefunctions.js';

// Of the npm package thumbhash: a red square, and one that is half transparent.
const opaque = '1fsDBwB5eIh3iIiIeAiHh3eIeIcId4gA';
const transparent = '1fuDBQBYeXh3iIgIh3eIcIcIcIqIiIh4hw==';

/** What an origin says of a picture with these dimensions and formats. */
const said = ({
  width = 1800, height = 1200, path = '/images/cat.jpg',
  boxes = [[320], [640], [1280], [1920], [2560]], formats = ['avif', 'webp', 'jpg'], ...rest
} = {}) => ({
  path, width, height, format: 'jpeg', bytes: 1, animated: false, colour: '#123456', thumbHash: opaque,
  placeholder: 'data:image/png;base64,AAAA',
  variants: boxes.flatMap(([w, h]) => formats.map(format => ({
    url: path.replace(/([^/]+)$/, `${w}x${h ?? ''}/${format}/$1`), width: w, height: h ?? Math.round(w * height / width),
    type: format === 'jpg' ? 'image/jpeg' : `image/${format}`,
  }))),
  ...rest,
});

test('src without a size is the original', () => assert.equal(src('/images/cat.jpg'), '/images/cat.jpg'));

test('src with a width lets the edge choose the format', () =>
  assert.equal(src('/images/big%20cat.jpg', { width: 640 }), '/images/big%20cat.jpg?d=640x'));

test('src with a format is the variant’s own path', () => {
  const kit = images({ origin: 'https://pictures.example.com', formats: ['avif'] });
  assert.equal(kit.src('/images/a/cat.jpg', { width: 640, format: 'avif' }), 'https://pictures.example.com/images/a/640x/avif/cat.jpg');
  assert.equal(kit.src('/images/cat.JPG', { width: 640, format: 'jpeg' }), 'https://pictures.example.com/images/640x/jpg/cat.JPG');
});

test('src with a height is a box', () => {
  const kit = images({ dimensions: ['300x', '300x300:contain'] });
  assert.equal(kit.src('/images/cat.jpg', { width: 300, height: 300, format: 'webp' }), '/images/300x300/webp/cat.jpg');
  assert.throws(() => kit.src('/images/cat.jpg', { width: 300, height: 300 }), { message: '?d=300 is 300x: 300x300 needs a format.' });
  assert.throws(() => kit.src('/images/cat.jpg', { width: 300, height: 200 }), { message: '300x200 is not allowed: 300x, 300x300 is.' });
});

test('src of a width outside of the ladder names the next one up', () => {
  assert.throws(() => src('/images/cat.jpg', { width: 700 }), { message: 'The width 700 is not allowed: the next one up is 768.' });
  assert.throws(() => src('/images/cat.jpg', { width: 3840 }), { message: 'The width 3840 is not allowed: the largest is 2560.' });
  assert.throws(() => src('/images/cat.jpg', { width: NaN }), { message: 'The width NaN is not allowed: the largest is 2560.' });
});

test('src in a format that the origin does not allow names those that it does', () => assert.throws(
  () => src('/images/cat.jpg', { width: 640, format: 'avif' }),
  { message: 'The format avif is not allowed for /images/cat.jpg: webp, jpg.' }));

for (const path of ['cat.jpg', 'https://example.com/images/cat.jpg', '/cat.jpg', '/images/cat.jpg?d=100', '/images/', '']) {
  test(`src of ${path || 'nothing'} says what a path is`, () =>
    assert.throws(() => src(path, { width: 640 }), /is no picture's path: \/images\/cat\.jpg would be/));
}

test('src with a size of what has no extension is refused, as the origin would', () =>
  assert.throws(() => src('/images/cat', { width: 640 }), { message: '/images/cat has no extension: its format cannot be told.' }));

test('srcset is the whole ladder, ascending', () => {
  assert.deepEqual(widths, [64, 96, 128, 256, 320, 480, 640, 768, 960, 1280, 1600, 1920, 2560]);
  assert.deepEqual(srcset('/images/cat.jpg').split(', '), widths.map(width => `/images/cat.jpg?d=${width}x ${width}w`));
});

test('srcset of some widths refuses others', () => {
  assert.equal(srcset('/images/cat.jpg', { widths: [320], format: 'webp' }), '/images/320x/webp/cat.jpg 320w');
  assert.throws(() => srcset('/images/cat.jpg', { widths: [321] }), /next one up is 480/);
});

test('srcset of boxes has those of one shape alone', () => {
  assert.deepEqual(images({ dimensions: article }).widths, [100, 200, 300, 400]);
  assert.deepEqual(images({ dimensions: ['200x100', '300x300', '400x200'] }).widths, [200, 400]);
  assert.deepEqual(images({ dimensions: ['300x300', '640x', '320x'] }).widths, [320, 640]);
  assert.deepEqual(images({ dimensions: ['300x300:inside', '200x200:contain', '100x100'] }).widths, [100, 200]);
});

test('a wrong dimension in the options is named', () =>
  assert.throws(() => images({ dimensions: ['wide'] }), { message: '"wide" is no dimension: 640x or 300x300 would be.' }));

test('sources has one entry a format, best first, and leaves the own one to the img', () => {
  const kit = images({ formats: ['avif', 'webp'] });
  const offered = kit.sources('/images/cat.jpg', { sizes: '50vw', widths: [320] });
  assert.deepEqual(offered, [
    { type: 'image/avif', srcset: '/images/320x/avif/cat.jpg 320w', sizes: '50vw' },
    { type: 'image/webp', srcset: '/images/320x/webp/cat.jpg 320w', sizes: '50vw' },
  ]);
  assert.deepEqual(kit.sources('/images/cat.webp').map(({ type }) => type), ['image/avif']);
});

test('sources of a GIF keep it moving', () =>
  assert.deepEqual(images({ formats: ['avif', 'webp'] }).sources('/images/cat.gif').map(({ type }) => type), ['image/webp']));

test('a drawing scales by itself', () => {
  assert.equal(src('/images/logo.svg', { width: 640 }), '/images/logo.svg');
  assert.equal(srcset('/images/logo.svg'), '');
  assert.deepEqual(sources('/images/logo.svg'), []);
});

test('picture offers what the origin said, up to the first that is not smaller than the original', () => {
  const { sources, img, placeholder } = images({ origin: 'https://p.example' }).picture(said(), { sizes: '100vw' });
  assert.deepEqual(sources.map(({ type, srcset }) => [type, srcset.split(', ').length]), [['image/avif', 4], ['image/webp', 4]]);
  assert.equal(sources[0].srcset.split(', ')[3], 'https://p.example/images/1920x/avif/cat.jpg 1920w');
  assert.deepEqual([img.src, img.width, img.height, img.sizes], ['https://p.example/images/1920x/jpg/cat.jpg', 1800, 1200, '100vw']);
  assert.equal(placeholder, 'data:image/png;base64,AAAA');
});

test('picture says how wide a candidate really is', () => {
  const tall = said({ width: 100, height: 20000, boxes: [[320]] });
  tall.variants.forEach(variant => Object.assign(variant, { width: 82, height: 16383 })); // no encoder takes a longer side
  assert.equal(picture(tall).img.srcset, '/images/320x/jpg/cat.jpg 82w');
});

test('picture of boxes alone has those of the first one’s shape', () =>
  assert.deepEqual(picture(said({ boxes: [[100, 100], [300, 200, 1], [200, 200]], width: 900, height: 400 })).img,
    {
      src: '/images/200x200/jpg/cat.jpg', width: 200, height: 200,
      srcset: '/images/100x100/jpg/cat.jpg 100w, /images/200x200/jpg/cat.jpg 200w',
    }));

test('picture of an animation stays one', () => {
  const moving = said({ animated: true, path: '/images/cat.webp', formats: ['avif', 'webp'] });
  assert.deepEqual(picture(moving).sources, []);
  assert.match(picture(moving).img.srcset, /\/webp\/cat\.webp/);
});

test('nothing is shown behind a transparent picture', () => assert.equal(picture(said({ thumbHash: transparent })).placeholder, undefined));

test('srcset of what was said, in a format that was not, names those that were', () =>
  assert.throws(() => srcset(said(), { format: 'png' }),
    { message: 'The format png is not allowed for /images/cat.jpg: avif, webp, jpg.' }));

test('info asks the origin, and tells what it refuses', async t => {
  const origin = createServer((request, answer) => request.url === '/info/images/cat.jpg'
    ? answer.end('{"width":3}')
    : answer.writeHead(415, { 'Content-Type': 'application/problem+json' }).end('{"title":"Not an image."}'));
  await new Promise(ready => origin.listen(0, '127.0.0.1', ready));
  t.after(() => origin.close());
  const kit = images({ origin: `http://127.0.0.1:${origin.address().port}` });

  assert.deepEqual(await kit.info('/images/cat.jpg'), { width: 3, path: '/images/cat.jpg' });
  await assert.rejects(kit.info('/images/letter.docx'), { message: '/images/letter.docx: Not an image.' });
  await assert.rejects(info('cat.jpg'), /is no picture's path/);
});
