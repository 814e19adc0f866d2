/**
 * A transformer as unpic's: an address for a picture and some operations.
 * @param {import('./imagefunctions.js').Options} [options]
 */
export function createTransformer(options?: import("./imagefunctions.js").Options): (path: string, { width, format }: {
    width?: number | string;
    height?: number | string;
    format?: string;
}) => string;
export function transform(path: string, { width, format }: {
    width?: number | string;
    height?: number | string;
    format?: string;
}): string;
