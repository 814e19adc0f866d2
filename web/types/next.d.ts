/**
 * A loader for an origin of another host or with other dimensions: `export default createLoader({ origin: 'https://…' })`.
 * @param {import('./imagefunctions.js').Options} [options]
 */
export function createLoader(options?: import("./imagefunctions.js").Options): (picture: {
    src: string;
    width: number;
    quality?: number;
}) => string;
/** For `images.deviceSizes` of next.config. */
export const deviceSizes: number[];
/** For `images.imageSizes` of next.config. */
export const imageSizes: number[];
declare function _default(picture: {
    src: string;
    width: number;
    quality?: number;
}): string;
export default _default;
