using System.Globalization;

namespace ImageFunctions.Settings;

/// <summary>An sRGB colour, 0–255 a channel.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Reads six hexadecimal digits, with or without <c>#</c> before them.</summary>
    public static bool TryParse(string text, out Colour colour)
    {
        var digits = text.AsSpan().TrimStart('#');
        var known = digits.Length == 6 & int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        colour = new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return known;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Red:x2}{Green:x2}{Blue:x2}";
}
