// A page of <picture>s made by the kit, and what the browser took of each.
import { images } from '/.local/imagefunctions.js';

const { info, picture } = images();
const byId = id => document.getElementById(id);
const [frame, gallery, slider] = ['frame', 'gallery', 'width'].map(byId);
const formats = { 'image/webp': 'WebP', 'image/avif': 'AVIF', 'image/jpeg': 'JPEG', 'image/png': 'PNG', 'image/gif': 'GIF' };
const inBytes = bytes => bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;

/** How wide a picture stands in the page, as `sizes` needs it. A page whose width the window decides says it in vw. */
const slot = figure => `${Math.round(figure.clientWidth)}px`;

function newFigure(original, said) {
  const figure = byId('figure').content.firstElementChild.cloneNode(true);
  figure.querySelector('h2').textContent = original.name;
  const { sources, img, placeholder } = picture(said);
  const element = figure.querySelector('picture');
  element.prepend(...sources.map(source => Object.assign(document.createElement('source'), source)));
  const shown = element.querySelector('img');
  // Before it is in the page it asks for nothing: `sizes` is known only there.
  figure.show = () => {
    size(figure);
    figure.describe = () => describe(figure, original, said);
    shown.addEventListener('load', figure.describe);
    shown.addEventListener('error', () => figure.querySelector('.origin').textContent = 'The browser cannot read what came.');
    Object.assign(shown, { ...img, sizes: slot(figure), alt: original.name });
  };
  if (placeholder) shown.style.backgroundImage = `url(${placeholder})`;
  figure.querySelector('.before img').src = said.placeholder;
  return figure;
}

function size(figure) {
  for (const one of figure.querySelectorAll('[srcset]')) one.sizes = slot(figure);
}

function describe(figure, original, said) {
  const img = figure.querySelector('picture img');
  const part = name => figure.querySelector(`.${name}`);
  const { pathname } = new URL(img.currentSrc);
  const taken = said.variants.find(({ url }) => url === pathname);
  const bytes = performance.getEntriesByName(img.currentSrc).at(-1)?.encodedBodySize ?? 0;
  part('size').textContent = `${taken.width} × ${taken.height}`;
  part('format').textContent = part('format').dataset.is = formats[taken.type];
  part('bytes').textContent = `${inBytes(bytes)} of ${inBytes(original.bytes)}`;
  const percent = Math.round(100 * (bytes / original.bytes - 1));
  part('less').textContent = percent < 0 ? `−${-percent} %` : '';
  part('origin').textContent = `stands ${img.clientWidth} px wide: ${Math.round(img.clientWidth * devicePixelRatio)} pixels wanted`;
  figure.dataset.taken = pathname;
}

async function show() {
  performance.setResourceTimingBufferSize(10_000);
  const { images: originals } = await (await fetch('/.local/images')).json();
  for (const original of originals) {
    try {
      const figure = newFigure(original, await info(original.path));
      gallery.append(figure);
      figure.show();
      resized.observe(figure);
    } catch (fault) {
      byId('status').textContent += `${fault.message} `; // a drawing, which scales by itself, or what is no picture
    }
  }
  frame.setAttribute('aria-busy', 'false');
}

const resized = new ResizeObserver(entries => {
  for (const { target } of entries) {
    if (target === frame) continue;
    size(target);
    if (target.querySelector('picture img').currentSrc) target.describe(); // narrower, a browser keeps what it has
  }
  slider.value = frame.offsetWidth;
  byId('pixels').textContent = `${frame.offsetWidth} px, device pixel ratio ${devicePixelRatio}`;
});

slider.addEventListener('input', () => frame.style.width = `${slider.value}px`);
byId('hold').addEventListener('change', event => gallery.classList.toggle('held', event.target.checked));
resized.observe(frame);
show().catch(fault => byId('status').textContent = `The list of pictures did not come: ${fault.message}`);
