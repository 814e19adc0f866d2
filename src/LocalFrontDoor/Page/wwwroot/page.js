// Shows every original in every size, as two viewers would get it, and what edge and origin said about it.

/** What two kinds of browsers send as Accept for an <img>: Chrome's, and Safari's before it knew WebP. */
const accept = {
  webp: 'image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8',
  older: 'image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5',
};
const formats = { 'image/webp': 'WebP', 'image/avif': 'AVIF', 'image/jpeg': 'JPEG', 'image/png': 'PNG', 'image/gif': 'GIF', 'image/svg+xml': 'SVG' };

const byId = id => document.getElementById(id);
const main = byId('originals');
/** The articles on the page by the path of their original. */
const shown = new Map();

function say(text, kind = 'news') {
  byId('status').dataset.kind = kind;
  byId('status').textContent = text;
}

const inBytes = bytes => bytes < 1000 ? `${bytes} B` : bytes < 1e6 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
const formatOf = type => formats[type] ?? type ?? 'unknown';

/** `lookup;dur=8.0, decode;dur=11.4` as [{ name, ms }]. */
const timings = header => (header ?? '').split(',').map(part => part.trim()).filter(Boolean).map(part => ({
  name: part.split(';')[0],
  ms: Number(/dur=([\d.]+)/.exec(part)?.[1] ?? 0),
}));

/** Asks for one size as one viewer and shows the answer. Past the browser's own cache: the edge's is what is looked at. */
async function ask(cell) {
  const { path, size, viewer } = cell.dataset;
  cell.classList.add('asking');
  const start = performance.now();
  try {
    const answer = await fetch(`${path}?d=${size}`, { headers: { Accept: accept[viewer] }, cache: 'no-store' });
    const body = await answer.blob();
    showAnswer(cell, answer, performance.now() - start);
    if (answer.ok) await showPicture(cell, body);
    else showFault(cell, await titleOf(body, answer.status));
  } catch (fault) {
    showFault(cell, `No answer: ${fault.message}`);
  } finally {
    cell.classList.remove('asking');
  }
}

async function titleOf(body, status) {
  try {
    return JSON.parse(await body.text()).title ?? status;
  } catch {
    return `Status ${status}`;
  }
}

function showAnswer(cell, answer, took) {
  const part = name => cell.querySelector(`.${name}`);
  const xCache = answer.headers.get('X-Cache') ?? '';
  part('edge-word').textContent = part('edge-word').dataset.is = xCache;
  part('took').textContent = `${took.toFixed(0)} ms`;
  cell.classList.toggle('remembered', xCache === 'TCP_HIT');

  const spans = timings(answer.headers.get('Server-Timing'));
  const total = spans.reduce((sum, { ms }) => sum + ms, 0);
  const status = (answer.headers.get('Cache-Status') ?? 'as it is').replace(/^ImageFunctions;\s*/, '');
  part('origin').textContent = `${xCache === 'TCP_HIT' ? 'origin, then' : 'origin'}: ${status}, ${total.toFixed(0)} ms`;

  const inWords = spans.map(({ name, ms }) => `${name} ${ms} ms`).join(', ') || 'no timing';
  const bar = part('timing');
  bar.title = inWords;
  bar.setAttribute('aria-label', `At the origin: ${inWords}`);
  bar.replaceChildren(...spans.map(({ name, ms }) => {
    const span = document.createElement('i');
    span.dataset.is = name;
    span.style.flexGrow = ms;
    return span;
  }));
}

async function showPicture(cell, body) {
  const img = document.createElement('img');
  const { name, size } = cell.dataset;
  const format = formatOf(body.type);
  img.alt = `${name} at ${size} as ${format}`;
  img.src = URL.createObjectURL(body);
  try {
    await img.decode();
  } catch {
    return showFault(cell, 'The browser cannot read what came.');
  } finally {
    URL.revokeObjectURL(img.src);
  }
  cell.querySelector('.stage').replaceChildren(img);
  cell.querySelector('.size').textContent = `${img.naturalWidth} × ${img.naturalHeight}`;
  cell.querySelector('.format').textContent = cell.querySelector('.format').dataset.is = format;
  cell.querySelector('.bytes').textContent = inBytes(body.size);
  cell.dataset.bytes = body.size;
}

function showFault(cell, text) {
  const fault = document.createElement('span');
  fault.className = 'fault';
  fault.textContent = text;
  cell.querySelector('.stage').replaceChildren(fault);
  cell.querySelector('.size').textContent = cell.dataset.size;
}

function newVariant(original, size, viewer) {
  const cell = byId('variant').content.firstElementChild.cloneNode(true);
  Object.assign(cell.dataset, { path: original.path, name: original.name, size, viewer });
  cell.querySelector('.stage').href = `${original.path}?d=${size}`;
  cell.querySelector('.stage').replaceChildren();
  cell.querySelector('.size').textContent = size;
  return cell;
}

function newOriginal(original, sizes) {
  const article = byId('original').content.firstElementChild.cloneNode(true);
  article.dataset.path = original.path;
  article.querySelector('h2').textContent = original.name;
  article.querySelector('.ask').setAttribute('aria-label', `Ask again for ${original.name}`);
  article.querySelector('.purge').setAttribute('aria-label', `Purge ${original.name}`);
  for (const section of article.querySelectorAll('.viewer')) {
    section.querySelector('ul').style.setProperty('--sizes', Math.min(sizes.length, 5));
    section.querySelector('ul').append(...sizes.map(size => newVariant(original, size, section.dataset.viewer)));
  }
  article.querySelector('.ask').addEventListener('click', () => whileBusy(article, () => askAll(article)));
  article.querySelector('.purge').addEventListener('click', () => whileBusy(article, () => purge(original.path, article)));
  return article;
}

function describe(article, original) {
  const link = article.querySelector('.whole');
  link.href = original.path;
  link.querySelector('img').alt = `${original.name}, the original`;
  showWhole(link);
  article.querySelector('.about').textContent = `Original, ${formatOf(original.type)}, ${inBytes(original.bytes)}`;
}

/** Loads the original past the browser's own cache: it may have been replaced. The edge's key knows nothing of `v`. */
function showWhole(link) {
  link.querySelector('img').src = `${link.getAttribute('href')}?v=${Date.now()}`;
}

/** Both viewers' cells of an article, or of the whole page; the one viewer first, so that they do not race each other. */
async function askAll(within) {
  for (const viewer of Object.keys(accept)) {
    await Promise.all([...within.querySelectorAll(`.variant[data-viewer="${viewer}"]`)].map(ask));
  }
  within.querySelectorAll('.variant[data-viewer="webp"]').forEach(compare);
}

/** How much less than the older viewer the other one had to load. */
function compare(cell) {
  const older = cell.closest('.original').querySelector(`.variant[data-viewer="older"][data-size="${cell.dataset.size}"]`);
  const percent = Math.round(100 * (cell.dataset.bytes / older.dataset.bytes - 1));
  cell.querySelector('.less').textContent = percent < 0 ? `−${-percent} %` : '';
}

async function purge(path, within) {
  const answer = await fetch(`/.local/purge?path=${encodeURIComponent(decodeURIComponent(path))}`, { method: 'POST' });
  const { purged, title } = await answer.json();
  if (!answer.ok) return say(title, 'fault');
  say(`Purged ${decodeURIComponent(path)}: the edge dropped ${purged} ${purged === 1 ? 'answer' : 'answers'} and is asked anew.`);
  within.querySelectorAll('.whole').forEach(showWhole);
  await askAll(within);
}

async function whileBusy(within, work) {
  const buttons = [...within.querySelectorAll('button')];
  buttons.forEach(button => button.disabled = true);
  try {
    await work();
  } catch (fault) {
    say(fault.message, 'fault');
  } finally {
    buttons.forEach(button => button.disabled = false);
  }
}

/** A row is asked for when it comes into sight. */
const onSight = new IntersectionObserver(entries => {
  for (const { target } of entries.filter(entry => entry.isIntersecting)) {
    onSight.unobserve(target);
    whileBusy(target, () => askAll(target));
  }
}, { rootMargin: '200px' });

/** Brings the rows in line with the container; those named in `changed` are asked for again. */
async function list(changed = []) {
  const { sizes, images } = await (await fetch('/.local/images')).json();
  for (const original of images) {
    const isNew = !shown.has(original.path);
    const article = shown.get(original.path) ?? newOriginal(original, sizes);
    if (isNew || changed.includes(original.name)) {
      describe(article, original);
      onSight.observe(article);
    }
    shown.set(original.path, article);
  }
  main.replaceChildren(...images.map(original => shown.get(original.path)));
  main.setAttribute('aria-busy', 'false');
}

const nameOf = article => article.querySelector('h2').textContent;

async function add(files) {
  const [added, before] = [[], new Set([...shown.values()].map(nameOf))];
  for (const file of files) {
    const answer = await fetch(`/.local/images/${encodeURIComponent(file.name)}`, { method: 'PUT', body: file });
    if (!answer.ok) return say(`${file.name}: ${await titleOf(await answer.blob(), answer.status)}`, 'fault');
    added.push(file.name);
  }
  if (added.length === 0) return;
  await list(added);
  const replaced = added.some(name => before.has(name));
  say(`Added ${added.join(', ')}.${replaced ? ' It was there before: what the edge has of it stays until it is purged.' : ''}`);
  [...shown.values()].find(article => nameOf(article) === added[0])?.scrollIntoView({ block: 'start' });
}

byId('file').addEventListener('change', event => add(event.target.files).finally(() => event.target.value = ''));
byId('ask-all').addEventListener('click', () => whileBusy(document, () => askAll(main)));
byId('purge-all').addEventListener('click', () => whileBusy(document, () => purge('/*', main)));
for (const [type, over] of [['dragover', true], ['dragleave', false], ['drop', false]]) {
  document.addEventListener(type, event => {
    event.preventDefault();
    document.body.classList.toggle('dragging', over);
    if (type === 'drop') add(event.dataTransfer.files);
  });
}

list().catch(fault => say(`The list of pictures did not come: ${fault.message}`, 'fault'));
