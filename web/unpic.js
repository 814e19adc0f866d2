// @ts-check
import { images } from './imagefunctions.js';

/**
 * A transformer as unpic's: an address for a picture and some operations.
 * @param {import('./imagefunctions.js').Options} [options]
 */
export function createTransformer(options) {
  const { src } = images(options);
  /**
   * @param {string} path
   * @param {{ width?: number | string, height?: number | string, format?: string }} operations The height is the picture's own.
   */
  return (path, { width, format }) => src(path, width === undefined ? undefined : { width: Number(width), format });
}

export const transform = createTransformer();
