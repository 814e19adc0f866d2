export function sizes(vw: number, widths?: readonly number[]): string;
declare function _default(): {
    getImage: (src: string, picture: import("./imagefunctions.js").Options & {
        modifiers?: Modifiers;
    }) => {
        url: string;
    };
};
export default _default;
/**
 * The height is the picture's own.
 */
export type Modifiers = {
    width?: number | string;
    height?: number | string;
    format?: string;
};
