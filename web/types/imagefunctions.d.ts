/**
 * The kit for one origin.
 * @param {Options} [options]
 */
export function images({ origin, dimensions, formats }?: Options): {
    src: (path: string, size?: Size) => string;
    srcset: (picture: string | Info, { format, widths }?: {
        format?: string;
        widths?: readonly number[];
    }) => string;
    sources: (picture: string | Info, { sizes, widths }?: {
        sizes?: string;
        widths?: readonly number[];
    }) => Source[];
    picture: (info: Info, { sizes, widths }?: {
        sizes?: string;
        widths?: readonly number[];
    }) => Picture;
    info: (path: string, init?: RequestInit) => Promise<Info>;
    widths: number[];
};
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
export const responsive: readonly string[];
/** `Images__AllowedDimensions=article`. */
export const article: readonly string[];
export function ownFormat(path: string): string;
/**
 * The address of a picture.
 * @param {string} path `/images/cat.jpg`, percent-encoded as every address.
 * @param {Size} [size] Left out, the original.
 */
export function src(path: string, size?: Size): string;
/**
 * The candidates for a `srcset`.
 * @param {string | Info} picture A path, for the whole ladder; or what `info` said, for the picture's own: none much larger than itself.
 * @param {{ format?: string, widths?: readonly number[] }} [options] The format as for `src`; only some of the widths.
 */
export function srcset(picture: string | Info, { format, widths }?: {
    format?: string;
    widths?: readonly number[];
}): string;
/**
 * The `<source>`s before an `<img>` of the original's own format, best first. An animation is offered only in formats that hold one;
 * whether a WebP is one, `info` alone knows.
 * @param {string | Info} picture As for `srcset`.
 * @param {{ sizes?: string, widths?: readonly number[] }} [options]
 * @returns {Source[]}
 */
export function sources(picture: string | Info, { sizes, widths }?: {
    sizes?: string;
    widths?: readonly number[];
}): Source[];
/**
 * All that a `<picture>` is made of, with the size that keeps the page from jumping, and what to show until it is there.
 * @param {Info} info
 * @param {{ sizes?: string, widths?: readonly number[] }} [options]
 * @returns {Picture}
 */
export function picture(info: Info, { sizes, widths }?: {
    sizes?: string;
    widths?: readonly number[];
}): Picture;
/**
 * What the origin knows of a picture.
 * @param {string} path
 * @param {RequestInit} [init] For `fetch`.
 * @returns {Promise<Info>}
 */
export function info(path: string, init?: RequestInit): Promise<Info>;
export const widths: number[];
/**
 * What the origin allows, and where it is. The defaults go with `Images__AllowedDimensions=responsive`.
 */
export type Options = {
    /**
     * Scheme and host before every path; empty where the pictures have the page's own host.
     */
    origin?: string | undefined;
    /**
     * As in `Images__AllowedDimensions`, expanded: `640x`, `300x300`.
     */
    dimensions?: readonly string[] | undefined;
    /**
     * As in `Images__Formats`, best first.
     */
    formats?: readonly string[] | undefined;
};
export type Size = {
    /**
     * One of the allowed dimensions'.
     */
    width: number;
    /**
     * For a box such as `300x300`; left out for a width whose height the picture decides.
     */
    height?: number | undefined;
    /**
     * `avif`, `webp` or the original's own extension. Without it the address is for all viewers, and the edge
     * chooses by `Accept`.
     */
    format?: string | undefined;
};
export type Variant = {
    url: string;
    /**
     * In pixels, as it will be.
     */
    width: number;
    height: number;
    /**
     * Media type.
     */
    type: string;
};
/**
 * What `/info` says of a picture.
 */
export type Info = {
    /**
     * Of the picture, as it was asked for.
     */
    path: string;
    /**
     * In pixels, upright.
     */
    width: number;
    height: number;
    format: string;
    bytes: number;
    animated: boolean;
    /**
     * The dominant one, `#rrggbb`.
     */
    colour: string;
    /**
     * In Base64.
     */
    thumbHash: string;
    /**
     * A `data:` address.
     */
    placeholder: string;
    /**
     * Every address that the origin answers for it.
     */
    variants: Variant[];
};
/**
 * The attributes of one `<source>`.
 */
export type Source = {
    type: string;
    srcset: string;
    sizes?: string;
};
/**
 * What a `<picture>` is made of.
 */
export type Picture = {
    sources: Source[];
    img: {
        src: string;
        srcset: string;
        sizes?: string;
        width: number;
        height: number;
    };
    /**
     * For the background until the picture is there; none behind transparent pictures.
     */
    placeholder: string | undefined;
};
export type Box = {
    width: number;
    height: number;
};
export type Dimension = {
    width: number;
    height?: number;
    inside?: boolean;
};
