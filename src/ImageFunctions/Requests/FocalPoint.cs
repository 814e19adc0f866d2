using System.Globalization;

namespace ImageFunctions.Requests;

/// <summary>The point of a picture that a crop keeps, in fractions of its upright width and height: 0,0 is the top left corner.</summary>
internal readonly record struct FocalPoint(double X, double Y)
{
    /// <summary>The metadata of an original that names its point, such as <c>focal: 0.3,0.7</c>.</summary>
    public const string MetadataKey = "focal";

    public static readonly FocalPoint Middle = new(0.5, 0.5);

    /// <summary>Reads two fractions parted by a comma; null where the text is none, so that a slip costs a crop and no picture.</summary>
    public static FocalPoint? Parse(string? text) =>
        text?.Split(',') is [var x, var y] && TryFraction(x, out var horizontal) && TryFraction(y, out var vertical)
            ? new FocalPoint(horizontal, vertical)
            : null;

    private static bool TryFraction(string text, out double fraction) =>
        double.TryParse(
            text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture, out fraction)
        && fraction is >= 0 and <= 1; // neither is -Infinity, which is read as a number
}
