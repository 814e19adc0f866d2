#!/usr/bin/env node
// Makes docs/page.webp anew: the local page with the sample pictures, as Chromium shows it, encoded by the service itself.
// Wants `dotnet build`, Node.js and Chromium.
import { writeFile } from 'node:fs/promises';
import { chromium } from '../tests/ImageFunctions.Tests/bin/Debug/net10.0/.playwright/package/index.mjs';
import { findChromium, startPictures, stopAll } from '../tests/Sites/servers.mjs';

async function screenshot() {
  const site = await startPictures();
  const webp = { headers: { Accept: 'image/webp' } };
  for (const width of [100, 200]) await fetch(`${site}/images/photo.jpg?d=${width}`, webp); // stored: the page will show hits, too
  for (const width of [100, 200]) await fetch(`${site}/images/photo.jpg?d=${width}x${width}`, webp); // and kept at the edge

  const browser = await chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', '--disable-gpu'] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 1024 } });
  await page.route(/\/images\/(?!photo\.jpg)/, () => {}); // those below wait, and so take no time from what is shown
  await page.goto(site, { waitUntil: 'commit' });
  await page.waitForFunction(() => document.querySelectorAll('.original:first-child .stage img').length === 8);
  await page.waitForFunction(() => !document.querySelector('.original:first-child .asking'));
  const png = await page.screenshot();
  await browser.close();
  return png;
}

async function encode(png) {
  const site = await startPictures({ Images__AllowedDimensions: '1440x' });
  await fetch(`${site}/.local/images/page.png`, { method: 'PUT', body: png });
  const answer = await fetch(`${site}/images/1440x/webp/page.png`);
  if (!answer.ok) throw new Error(await answer.text());
  return Buffer.from(await answer.arrayBuffer());
}

try {
  await writeFile(new URL('../docs/page.webp', import.meta.url), await encode(await screenshot()));
} finally {
  await stopAll();
}
