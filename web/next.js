// @ts-check
import { images, responsive } from './imagefunctions.js';

const widths = responsive.map(dimension => parseInt(dimension)).sort((a, b) => a - b);

/** For `images.deviceSizes` of next.config. */
export const deviceSizes = widths.filter(width => width >= 320);

/** For `images.imageSizes` of next.config. */
export const imageSizes = widths.filter(width => width < 320);

/**
 * A loader for an origin of another host or with other dimensions: `export default createLoader({ origin: 'https://…' })`.
 * @param {import('./imagefunctions.js').Options} [options]
 */
export function createLoader(options) {
  const { src } = images(options);
  /** @param {{ src: string, width: number, quality?: number }} picture The quality is the origin's. */
  return picture => src(picture.src, { width: picture.width });
}

export default createLoader();
