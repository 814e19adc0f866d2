using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>The picture that is laid over every variant that is large enough.</summary>
/// <param name="Content">Its file, as stored.</param>
/// <param name="Etag">Of exactly these bytes, without quotes.</param>
internal sealed record Watermark(byte[] Content, string Etag);

/// <summary>How large a watermark becomes, and where on its picture it lies.</summary>
internal static class WatermarkPlace
{
    private const double MarginShare = 0.03;

    /// <summary>Whether a picture is large enough to carry one.</summary>
    public static bool Suits(int width, int height, ImageOptions options) => Math.Min(width, height) >= options.WatermarkMinimumSize;

    /// <summary>Where it lies, in pixels of the picture.</summary>
    /// <param name="width">Of the picture.</param>
    /// <param name="height">Of the picture.</param>
    /// <param name="markWidth">Of the watermark's own file, seen upright.</param>
    /// <param name="markHeight">Of the watermark's own file, seen upright.</param>
    /// <param name="options">The settings.</param>
    public static Box On(int width, int height, int markWidth, int markHeight, ImageOptions options)
    {
        var scale = Math.Min(width * options.WatermarkScalePercent / 100.0 / markWidth, (double)height / markHeight);
        var (across, down) = (Math.Max(1, (int)(markWidth * scale)), Math.Max(1, (int)(markHeight * scale)));
        var margin = (int)Math.Round(Math.Min(width, height) * MarginShare);
        var position = (int)options.WatermarkPosition;
        return new Box(Place(position % 3, width, across, margin), Place(position / 3, height, down, margin), across, down);
    }

    // 0: at the near edge, 1: in the middle, 2: at the far edge.
    private static int Place(int third, int side, int mark, int margin) => third switch
    {
        0 => Math.Min(margin, side - mark),
        1 => (side - mark) / 2,
        _ => Math.Max(0, side - mark - margin),
    };
}
