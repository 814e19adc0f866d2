// What somebody who writes TypeScript is told by their editor. Compiled, never run.
import { images, picture, sources, src, srcset, type Info, type Source } from 'imagefunctions';
import loader, { deviceSizes } from 'imagefunctions/next';
import nuxt, { sizes } from 'imagefunctions/nuxt';
import astro from 'imagefunctions/astro';
import { transform } from 'imagefunctions/unpic';

const kit = images({ origin: 'https://pictures.example.com', dimensions: ['320x', '640x'], formats: ['avif', 'webp'] });
const info: Info = await kit.info('/images/cat.jpg');
const offered: Source[] = sources(info, { sizes: '50vw' });
const width: number = picture(info).img.width + kit.widths[0] + deviceSizes[0];
const texts: string[] = [
  src('/images/cat.jpg', { width: 640, format: 'webp' }), srcset('/images/cat.jpg', { widths: [320] }), sizes(50), offered[0].srcset,
  loader({ src: '/images/cat.jpg', width: 640, quality: 75 }), nuxt().getImage('/images/cat.jpg', { modifiers: { width } }).url,
  astro.getURL({ src: '/images/cat.jpg', width: 640 }, { service: { config: {} } }), transform('/images/cat.jpg', { width: '640' }),
];

// @ts-expect-error A size needs a width.
src('/images/cat.jpg', { format: 'webp' });
// @ts-expect-error Not the word of the settings.
images({ format: ['webp'] });
// @ts-expect-error What is put together is what the origin said, not a path.
picture('/images/cat.jpg');
// @ts-expect-error The placeholder of a transparent picture is left out.
texts.push(picture(info).placeholder);
