// Real sites, built by their own tools, before a real edge, in a real browser: what they ask for is what they get.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { build, findChromium, servePages, startAspNet, startPictures, stopAll } from './servers.mjs';

const screens = [360, 800, 1600].flatMap(width => [1, 2, 3].map(density => ({ width, density })));

/** Where each site is, once it is up. */
const sites = {};
let browser;

before(async () => {
  browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  const pictures = await startPictures({ Images__AllowedDimensions: 'responsive', Images__Formats: 'avif,webp' });
  sites.pictures = pictures;
  for (const [name, tool, out] of [['Next.js', 'next', 'out'], ['Nuxt', 'nuxt', '.output/public'], ['Astro', 'astro', 'dist']]) {
    await build(tool, pictures);
    sites[name] = await servePages(`${tool}/${out}`, pictures);
  }
  sites.HTML = await servePages('html', pictures);
  sites['The kit in a page'] = `${sites.HTML}/kit.html`;
  sites['Tag helper'] = await startAspNet(pictures);
  sites.Component = `${sites['Tag helper']}/component`;
});

after(async () => {
  await browser?.close();
  await stopAll();
});

test('the kit’s ladder and formats are what the origin says', async () => {
  const { images } = await import('imagefunctions');
  const kit = images({ origin: sites.pictures, formats: ['avif', 'webp'] });
  const { variants } = await kit.info('/images/photo.jpg');
  const mine = kit.widths.flatMap(width => ['avif', 'webp', 'jpg'].map(format => kit.src('/images/photo.jpg', { width, format })));
  assert.deepEqual(variants.map(({ url }) => sites.pictures + url).sort(), mine.sort());
});

const taken = {
  'Next.js': ['webp', 'avif'],
  Nuxt: ['avif', 'webp'],
  Astro: ['avif', 'webp'],
  HTML: ['webp', 'webp', 'avif'],
  'The kit in a page': ['avif'],
  'Tag helper': ['avif', 'avif'],
  Component: ['avif', 'avif'],
};

for (const [name, formats] of Object.entries(taken)) {
  describe(name, () => {
    test('every candidate is as wide as it says', async () => {
      const page = await open(name, screens[0]);
      const candidates = await page.evaluate(decodeAll);
      await page.context().close();
      assert.ok(candidates.length >= 4 * formats.length - 3, `${candidates.length} candidates`);
      assert.deepEqual(candidates.filter(({ said, decoded }) => said !== decoded), []);
    });

    test('the browser takes what fits, in the best format', async t => {
      for (const screen of screens) {
        const page = await open(name, screen);
        const taken = await page.evaluate(whatWasTaken);
        await page.context().close();
        const all = `${screen.width} px at ${screen.density}: ${taken.map(({ width, format }) => `${width} ${format}`).join(', ')}`;
        t.diagnostic(all);
        assert.deepEqual(taken.map(({ format }) => format), formats, all);
        taken.filter(({ ladder }) => ladder.length > 0).forEach(one => assertFits(one, screen, all));
      }
    });
  });
}

// Which of two neighbours a browser takes is its own affair; one further down is blurred, one further up a waste. It may also take what it
// has already: no address stands on a page twice.
function assertFits({ ladder, width, wanted }, screen, all) {
  const enough = ladder.findIndex(one => one >= wanted);
  const at = enough < 0 ? ladder.length - 1 : enough;
  assert.ok([ladder[at], ladder[at - 1]].includes(width), `${wanted} pixels wanted of ${ladder}; ${all}`);
}

async function open(name, { width, density }) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, deviceScaleFactor: density });
  const page = await context.newPage();
  page.setDefaultTimeout(120_000); // the first one has every variant made
  await page.goto(sites[name]);
  await page.waitForSelector('img');
  for (const img of await page.locator('img').all()) {
    await img.scrollIntoViewIfNeeded();
    await img.evaluate(whenLoaded);
  }
  return page;
}

// What follows runs in the page.

const whenLoaded = img => (img.complete && img.naturalWidth > 0)
  || new Promise((loaded, failed) => Object.assign(img, { onload: loaded, onerror: failed }));

async function decodeAll() {
  const listed = [...document.querySelectorAll('[srcset]')].flatMap(({ srcset }) => srcset.split(/,\s+/));
  const candidates = listed.map(one => one.trim().split(/\s+/));
  const found = [];
  for (const [address, descriptor] of candidates) {
    const image = new Image();
    image.src = address;
    const decoded = await image.decode().then(() => image.naturalWidth, fault => `${fault}`);
    found.push({ address, said: /^\d+w$/.test(descriptor) ? parseInt(descriptor) : descriptor, decoded });
  }
  return found;
}

async function whatWasTaken() {
  const taken = [];
  for (const img of document.querySelectorAll('img')) {
    const answer = await fetch(img.currentSrc, { headers: { Accept: 'image/avif,image/webp,image/*' } });
    const bitmap = await createImageBitmap(await answer.blob());
    const { pathname } = new URL(img.currentSrc);
    const source = [img, ...img.parentElement.querySelectorAll(':scope > source')].find(({ srcset }) => srcset.includes(pathname));
    taken.push({
      format: answer.headers.get('Content-Type').replace('image/', ''),
      width: bitmap.width,
      wanted: Math.round(img.getBoundingClientRect().width * devicePixelRatio),
      ladder: (source?.srcset ?? '').split(/,\s+/).filter(Boolean).map(one => parseInt(one.trim().split(/\s+/)[1])).sort((a, b) => a - b),
    });
  }
  return taken;
}
