// @ts-check
import { images, widths as ladder } from './imagefunctions.js';

/**
 * What to give `sizes` of `<NuxtImg>` and `<NuxtPicture>`, together with `densities="1"`, for a picture that takes this part of the
 * screen's width. Nuxt Image reckons its candidates from screens; these screens lead to the ladder's own widths.
 * @param {number} vw 100 for the whole width, 50 for half of it.
 * @param {readonly number[]} [widths]
 */
export const sizes = (vw, widths = ladder) => widths.map(width => `${Math.round(width * 100 / vw)}:${vw}vw`).join(' ');

/**
 * A provider for Nuxt Image. Its options are the kit's.
 * @returns {{ getImage: (src: string, picture: import('./imagefunctions.js').Options & { modifiers?: Modifiers }) => { url: string } }}
 */
export default () => ({
  getImage(src, { modifiers: { width, format } = {}, ...options }) {
    return { url: images(options).src(src, width ? { width: Number(width), format } : undefined) };
  },
});

/** @typedef {{ width?: number | string, height?: number | string, format?: string }} Modifiers The height is the picture's own. */
