namespace ImageFunctions.Tests.LocalFrontDoor.Page;

/// <summary>Finds text with too little contrast, in the browser, by the colours that it computed.</summary>
internal static class ReadabilityScript
{
    /// <summary>Gives `selector: ratio` for every element with text of its own below 4.5 to 1.</summary>
    public const string Text =
        """
        () => {
          const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
          const rgba = colour => {
            canvas.clearRect(0, 0, 1, 1);
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
            return [r, g, b, a / 255];
          };
          const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
          const ground = element => {
            const own = rgba(getComputedStyle(element).backgroundColor);
            return own[3] === 1 ? own : over(own, element.parentElement ? ground(element.parentElement) : [255, 255, 255, 1]).concat(1);
          };
          const linear = c => (c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
          const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
          const ratio = element => {
            const below = ground(element);
            const [a, b] = [luminance(over(rgba(getComputedStyle(element).color), below)), luminance(below)];
            return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
          };
          return [...document.querySelectorAll('body *')]
            .filter(element => element.checkVisibility() && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .filter(element => ratio(element) < 4.5)
            .map(element => `${element.tagName}.${element.className} "${element.textContent.trim()}": ${ratio(element).toFixed(1)}`);
        }
        """;
}
