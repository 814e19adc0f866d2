// @ts-check
import { images, ownFormat } from './imagefunctions.js';

/**
 * @typedef {{
 *   src: string, width?: number, height?: number, format?: string, widths?: (number | string)[], [name: string]: unknown
 * }} Transform
 */
/** @typedef {{ service: { config: import('./imagefunctions.js').Options } }} ImageConfig */

/** Those that are no attributes. */
const operations = ['src', 'format', 'formats', 'quality', 'widths', 'densities', 'layout', 'fit', 'position', 'priority', 'background'];

/** An image service for Astro: `image: { service: { entrypoint: 'imagefunctions/astro', config: { origin: 'https://…' } } }`. */
export default {
  /**
   * The width here is the one of the attribute, whatever the picture's own is; the address has the next one up.
   * @param {Transform} transform @param {ImageConfig} config
   */
  getURL({ src, width, format }, config) {
    const kit = images(config.service.config);
    if (!width) return kit.src(src);
    const allowed = kit.widths.find(one => one >= width) ?? kit.widths.at(-1) ?? 0;
    return kit.src(src, { width: allowed, format: format === 'png' ? ownFormat(src) : format }); // <Picture> falls back on PNG by itself
  },

  /** @param {Transform} transform @param {ImageConfig} config */
  getSrcSet(transform, config) {
    const kit = images(config.service.config);
    const ofLayout = 'data-astro-image' in transform; // its widths are Astro's own
    const widths = ofLayout ? kit.widths : transform.widths?.map(Number) ?? [];
    return widths.map(width => {
      kit.src(transform.src, { width }); // refuses those outside of the ladder
      return { transform: { ...transform, width }, descriptor: `${width}w`, attributes: {} };
    });
  },

  /** @param {Transform} transform */
  getHTMLAttributes(transform) {
    const attributes = Object.entries(transform).filter(([name]) => !operations.includes(name));
    return { loading: 'lazy', decoding: 'async', ...Object.fromEntries(attributes) };
  },
};
