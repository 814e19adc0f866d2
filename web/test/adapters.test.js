import assert from 'node:assert/strict';
import { test } from 'node:test';
import astro from '../astro.js';
import loader, { createLoader, deviceSizes, imageSizes } from '../next.js';
import nuxt, { sizes } from '../nuxt.js';
import { transform } from '../unpic.js';
import { widths } from '../imagefunctions.js';

test('Next.js: its widths are the ladder’s, and the loader takes no other', () => {
  assert.deepEqual([...imageSizes, ...deviceSizes], widths);
  assert.ok(Math.max(...imageSizes) < Math.min(...deviceSizes)); // Next.js demands it
  assert.equal(loader({ src: '/images/cat.jpg', width: 640, quality: 75 }), '/images/cat.jpg?d=640x');
  const elsewhere = createLoader({ origin: 'https://p.example' });
  assert.equal(elsewhere({ src: '/images/cat.jpg', width: 640 }), 'https://p.example/images/cat.jpg?d=640x');
  assert.throws(() => loader({ src: '/images/cat.jpg', width: 750 }), /next one up is 768/);
});

test('Nuxt: an address for each of its modifiers’ widths', () => {
  const { getImage } = nuxt();
  const asked = { modifiers: { width: 640, format: 'webp' }, origin: 'https://p.example' };
  assert.deepEqual(getImage('/images/cat.jpg', asked), { url: 'https://p.example/images/640x/webp/cat.jpg' });
  assert.deepEqual(getImage('/images/cat.jpg', {}), { url: '/images/cat.jpg' });
});

for (const vw of [100, 75, 50, 33, 25, 7]) {
  test(`Nuxt: screens for ${vw}vw lead to the ladder’s widths, reckoned as Nuxt Image does`, () =>
    assert.deepEqual(sizes(vw).split(' ').map(size => Math.round(parseInt(size.split(':')[1]) / 100 * parseInt(size))), widths));
}

test('Astro: candidates are the ladder’s; the width of the attribute may be any', () => {
  const config = { service: { config: { formats: ['avif'] } } };
  const image = { src: '/images/cat.jpg', width: 1800, height: 1200, format: 'avif', widths: [320, 640] };
  assert.deepEqual(astro.getSrcSet(image, config).map(({ transform, descriptor }) => [astro.getURL(transform, config), descriptor]),
    [['/images/320x/avif/cat.jpg', '320w'], ['/images/640x/avif/cat.jpg', '640w']]);
  assert.equal(astro.getURL(image, config), '/images/1920x/avif/cat.jpg');
  assert.equal(astro.getURL({ ...image, width: 5000, format: 'png' }, config), '/images/2560x/jpg/cat.jpg');
  const ofLayout = { ...image, widths: [1800, 3600], 'data-astro-image': 'constrained' };
  assert.deepEqual(astro.getSrcSet(ofLayout, config).map(({ transform }) => transform.width), widths);
  assert.throws(() => astro.getSrcSet({ ...image, widths: [750] }, config), /next one up is 768/);
  assert.deepEqual(
    astro.getHTMLAttributes({ ...image, alt: 'A cat' }), { loading: 'lazy', decoding: 'async', width: 1800, height: 1200, alt: 'A cat' });
});

test('unpic: an address for its operations', () => {
  assert.equal(transform('/images/cat.jpg', { width: '640', height: 480, format: 'webp' }), '/images/640x/webp/cat.jpg');
  assert.equal(transform('/images/cat.jpg', {}), '/images/cat.jpg');
  assert.throws(() => transform('/images/cat.jpg', { width: 700 }), /next one up is 768/);
});
