// @ts-check

/**
 * @typedef {Object} Options What the origin allows, and where it is. The defaults go with `Images__AllowedDimensions=responsive`.
 * @property {string} [origin] Scheme and host before every path; empty where the pictures have the page's own host.
 * @property {readonly string[]} [dimensions] As in `Images__AllowedDimensions`, expanded: `640x`, `300x300`.
 * @property {readonly string[]} [formats] As in `Images__Formats`, best first.
 */

/**
 * @typedef {Object} Size
 * @property {number} width One of the allowed dimensions'.
 * @property {number} [height] For a box such as `300x300`; left out for a width whose height the picture decides.
 * @property {string} [format] `avif`, `webp` or the original's own extension. Without it the address is for all viewers, and the edge
 * chooses by `Accept`.
 */

/**
 * @typedef {Object} Variant
 * @property {string} url
 * @property {number} width In pixels, as it will be.
 * @property {number} height
 * @property {string} type Media type.
 */

/**
 * @typedef {Object} Info What `/info` says of a picture.
 * @property {string} path Of the picture, as it was asked for.
 * @property {number} width In pixels, upright.
 * @property {number} height
 * @property {string} format
 * @property {number} bytes
 * @property {boolean} animated
 * @property {string} colour The dominant one, `#rrggbb`.
 * @property {string} thumbHash In Base64.
 * @property {string} placeholder A `data:` address.
 * @property {Variant[]} variants Every address that the origin answers for it.
 */

/** @typedef {{ type: string, srcset: string, sizes?: string }} Source The attributes of one `<source>`. */

/**
 * @typedef {Object} Picture What a `<picture>` is made of.
 * @property {Source[]} sources
 * @property {{ src: string, srcset: string, sizes?: string, width: number, height: number }} img
 * @property {string | undefined} placeholder For the background until the picture is there; none behind transparent pictures.
 */

/** `Images__AllowedDimensions=responsive`. */
export const responsive = Object.freeze(
  ['64x', '96x', '128x', '256x', '320x', '480x', '640x', '768x', '960x', '1280x', '1600x', '1920x', '2560x']);

/** `Images__AllowedDimensions=article`. */
export const article = Object.freeze(['100x100', '200x200', '300x300', '400x400']);

/** @type {Readonly<Record<string, string>>} */
const types = { avif: 'image/avif', webp: 'image/webp', jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', gif: 'image/gif' };
const animating = ['webp', 'gif'];

/** @param {string} path */
const extension = path => /\.([^./]+)$/.exec(path)?.[1].toLowerCase() ?? '';
/** The format that a picture keeps where no other is asked for. @param {string} path */
export const ownFormat = path => extension(path) in types ? extension(path) : 'jpg';
/** A drawing scales by itself: the origin hands it on as it is. @param {string} path */
const isVector = path => extension(path) === 'svg';

/** @typedef {{ width: number, height: number }} Box */
/** @typedef {{ width: number, height?: number, inside?: boolean }} Dimension */

/** @param {Dimension} dimension */
const segment = ({ width, height }) => `${width}x${height ?? ''}`;

/** @param {string} text @returns {Dimension} */
function parseDimension(text) {
  const [, width, height, fit] = /^(\d+)x(\d*)(?::(\w+))?$/.exec(text) ?? [];
  if (!width) throw new Error(`"${text}" is no dimension: 640x or 300x300 would be.`);
  return { width: Number(width), height: height ? Number(height) : undefined, inside: fit === 'inside' };
}

/** @param {string} path */
function checkPath(path) {
  if (/^\/[^/?#]+\/[^?#]+$/.test(path)) return;
  throw new Error(`"${path}" is no picture's path: /images/cat.jpg would be, without host, query and fragment.`);
}

/** Whether a ThumbHash is of a picture with transparency. @param {string} thumbHash */
const hasAlpha = thumbHash => (atob(thumbHash).charCodeAt(2) & 0x80) !== 0;

/**
 * The kit for one origin.
 * @param {Options} [options]
 */
export function images({ origin = '', dimensions = responsive, formats = ['webp'] } = {}) {
  const allowed = dimensions.map(parseDimension);
  const ladder = alike(allowed.filter(({ inside }) => !inside)); // how wide those come out, `info` alone knows

  /** @param {number} width @param {number} [height] */
  function find(width, height) {
    const ofWidth = allowed.filter(one => one.width === width);
    const found = ofWidth.find(one => one.height === height) ?? (height === undefined ? ofWidth[0] : undefined);
    if (found) return found;
    if (ofWidth.length > 0) throw new Error(`${width}x${height} is not allowed: ${ofWidth.map(segment).join(', ')} is.`);
    const next = Math.min(...allowed.map(one => one.width).filter(other => other > width));
    throw new Error(Number.isFinite(next)
      ? `The width ${width} is not allowed: the next one up is ${next}.`
      : `The width ${width} is not allowed: the largest is ${Math.max(...allowed.map(one => one.width))}.`);
  }

  /**
   * The address of a picture.
   * @param {string} path `/images/cat.jpg`, percent-encoded as every address.
   * @param {Size} [size] Left out, the original.
   */
  function src(path, size) {
    checkPath(path);
    if (size === undefined || isVector(path)) return origin + path;
    if (extension(path) === '') throw new Error(`${path} has no extension: its format cannot be told.`);
    const one = find(size.width, size.height);
    if (size.format === undefined) return `${origin}${path}?d=${parameter(one)}`;
    const own = ownFormat(path);
    const format = types[size.format] === types[own] ? own : size.format; // jpeg, asked of a .jpg
    if (format !== own && !formats.includes(format)) {
      throw new Error(`The format ${format} is not allowed for ${path}: ${[...new Set([...formats, own])].join(', ')}.`);
    }
    const name = path.lastIndexOf('/') + 1;
    return `${origin}${path.slice(0, name)}${segment(one)}/${format}/${path.slice(name)}`;
  }

  /** `?d=` knows widths alone, and leads to the first dimension of one. @param {Dimension} one */
  function parameter(one) {
    const first = allowed.find(({ width }) => width === one.width);
    if (first === one) return segment(one);
    throw new Error(`?d=${one.width} is ${segment(first ?? one)}: ${segment(one)} needs a format.`);
  }

  /**
   * The candidates for a `srcset`.
   * @param {string | Info} picture A path, for the whole ladder; or what `info` said, for the picture's own: none much larger than itself.
   * @param {{ format?: string, widths?: readonly number[] }} [options] The format as for `src`; only some of the widths.
   */
  function srcset(picture, { format, widths } = {}) {
    if (typeof picture !== 'string') return listed(candidates(picture, format ?? ownFormat(picture.path), widths));
    if (isVector(picture)) return '';
    const offered = widths?.map(width => find(width)) ?? ladder;
    return listed(offered.map(({ width, height }) => ({ url: src(picture, { width, height, format }), width })));
  }

  /** @param {Info} info @param {string} format @param {readonly number[]} [widths] */
  function candidates(info, format, widths) {
    const shape = alike(info.variants.filter(({ type }) => type === types[format]), info);
    if (shape.length === 0) throw new Error(`The format ${format} is not allowed for ${info.path}: ${formatsOf(info).join(', ')}.`);
    const enough = shape.find(({ width }) => width >= info.width)?.width ?? Infinity;
    return shape.filter(({ width }) => widths?.includes(width) ?? width <= enough)
      .map(({ url, width, height }) => ({ url: url.startsWith('/') ? origin + url : url, width, height }));
  }

  /**
   * The `<source>`s before an `<img>` of the original's own format, best first. An animation is offered only in formats that hold one;
   * whether a WebP is one, `info` alone knows.
   * @param {string | Info} picture As for `srcset`.
   * @param {{ sizes?: string, widths?: readonly number[] }} [options]
   * @returns {Source[]}
   */
  function sources(picture, { sizes, widths } = {}) {
    const path = typeof picture === 'string' ? picture : picture.path;
    if (isVector(path)) return [];
    const own = ownFormat(path);
    const animated = typeof picture === 'string' ? own === 'gif' : picture.animated;
    const offered = typeof picture === 'string' ? formats : formatsOf(picture);
    return offered.filter(format => types[format] !== types[own] && (!animated || animating.includes(format)))
      .map(format => ({ type: types[format], srcset: srcset(picture, { format, widths }), ...(sizes && { sizes }) }));
  }

  /**
   * All that a `<picture>` is made of, with the size that keeps the page from jumping, and what to show until it is there.
   * @param {Info} info
   * @param {{ sizes?: string, widths?: readonly number[] }} [options]
   * @returns {Picture}
   */
  function picture(info, { sizes, widths } = {}) {
    const own = candidates(info, ownFormat(info.path), widths);
    const largest = own[own.length - 1];
    const { width, height } = isWhole(largest, info) ? info : largest;
    return {
      sources: sources(info, { sizes, widths }),
      img: { src: largest.url, srcset: listed(own), ...(sizes && { sizes }), width, height },
      placeholder: hasAlpha(info.thumbHash) ? undefined : info.placeholder,
    };
  }

  /**
   * What the origin knows of a picture.
   * @param {string} path
   * @param {RequestInit} [init] For `fetch`.
   * @returns {Promise<Info>}
   */
  async function info(path, init) {
    checkPath(path);
    const answer = await fetch(`${origin}/info${path}`, init);
    if (answer.ok) return { ...await answer.json(), path };
    const problem = await answer.json().catch(() => ({}));
    throw new Error(`${path}: ${problem.title ?? `status ${answer.status}`}`);
  }

  return { src, srcset, sources, picture, info, widths: ladder.map(({ width }) => width) };
}

/**
 * Those that a browser may choose between, ascending: of the whole picture, or else of one shape; one a width.
 * @template {Dimension} T
 * @param {readonly T[]} all
 * @param {Box} [whole]
 * @returns {T[]}
 */
function alike(all, whole) {
  const wholes = all.filter(one => isWhole(one, whole));
  const shape = wholes.length > 0 ? wholes : all.filter(one => isWhole(one, /** @type {{ width: number, height: number }} */ (all[0])));
  return shape.filter((one, at) => shape.findIndex(({ width }) => width === one.width) === at).sort((a, b) => a.width - b.width);
}

/** Open, or as high as a picture of that shape is at that width, but for rounding. @param {Dimension} one @param {Box} [whole] */
const isWhole = ({ width, height }, whole) =>
  height === undefined || (whole !== undefined && Math.abs(height - width * whole.height / whole.width) <= 1);

/** In the origin's order. @param {Info} info */
const formatsOf = info => [...new Set(info.variants.map(({ type }) => Object.keys(types).find(format => types[format] === type) ?? type))];

/** @param {{ url: string, width: number }[]} candidates */
const listed = candidates => candidates.map(({ url, width }) => `${url} ${width}w`).join(', ');

/** The kit for a page on the pictures' own host, with the defaults. */
export const { src, srcset, sources, picture, info, widths } = images();
