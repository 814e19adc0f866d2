declare namespace _default {
    /**
     * The width here is the one of the attribute, whatever the picture's own is; the address has the next one up.
     * @param {Transform} transform @param {ImageConfig} config
     */
    function getURL({ src, width, format }: Transform, config: ImageConfig): string;
    /** @param {Transform} transform @param {ImageConfig} config */
    function getSrcSet(transform: Transform, config: ImageConfig): {
        transform: {
            width: number;
            src: string;
            height?: number;
            format?: string;
            widths?: (number | string)[];
        };
        descriptor: string;
        attributes: {};
    }[];
    /** @param {Transform} transform */
    function getHTMLAttributes(transform: Transform): {
        loading: string;
        decoding: string;
    };
}
export default _default;
export type Transform = {
    src: string;
    width?: number;
    height?: number;
    format?: string;
    widths?: (number | string)[];
    [name: string]: unknown;
};
export type ImageConfig = {
    service: {
        config: import("./imagefunctions.js").Options;
    };
};
