using ImageFunctions.Requests;

namespace ImageFunctions.Imaging;

/// <summary>A rectangle in pixels.</summary>
internal readonly record struct Box(int Left, int Top, int Width, int Height)
{
    /// <summary>The smallest that holds both.</summary>
    public Box With(Box other)
    {
        var (left, top) = (Math.Min(Left, other.Left), Math.Min(Top, other.Top));
        var (right, bottom) = (Math.Max(Left + Width, other.Left + other.Width), Math.Max(Top + Height, other.Top + other.Height));
        return new Box(left, top, right - left, bottom - top);
    }
}

/// <summary>
/// The sizes on the way from an upright source to its variant: the picture is scaled to <see cref="ScaledWidth"/> ×
/// <see cref="ScaledHeight"/>, and meets a canvas of <see cref="Width"/> × <see cref="Height"/>, by being cropped to it or padded.
/// </summary>
/// <param name="ScaledWidth">At least 1.</param>
/// <param name="ScaledHeight">At least 1.</param>
/// <param name="Width">Of the variant.</param>
/// <param name="Height">Of the variant.</param>
internal readonly record struct Geometry(int ScaledWidth, int ScaledHeight, int Width, int Height)
{
    /// <summary>Plans for a source of that size, seen upright.</summary>
    public static Geometry For(int sourceWidth, int sourceHeight, Dimension dimension)
    {
        var horizontal = (double)dimension.Width / sourceWidth;
        if (dimension.Height is not { } height)
        {
            // No encoder takes a longer side: a very tall picture gets narrower instead.
            var open = Math.Min(horizontal, (double)Dimension.MaxSide / sourceHeight);
            return Whole(sourceWidth, sourceHeight, open);
        }

        var vertical = (double)height / sourceHeight;
        switch (dimension.Fit)
        {
            case Fit.Inside:
                return Whole(sourceWidth, sourceHeight, Math.Min(horizontal, vertical));
            case Fit.Contain:
                var inner = Whole(sourceWidth, sourceHeight, Math.Min(horizontal, vertical));
                return inner with { Width = dimension.Width, Height = height };
            default:
                var cover = Math.Max(horizontal, vertical);
                return new Geometry(
                    Math.Max(dimension.Width, Scale(sourceWidth, cover)),
                    Math.Max(height, Scale(sourceHeight, cover)), dimension.Width, height);
        }
    }

    /// <summary>Where the canvas lies on the scaled picture when that point is as near the canvas' middle as can be.</summary>
    public Box CropAround(FocalPoint point) => new(
        Offset(ScaledWidth, Width, point.X),
        Offset(ScaledHeight, Height, point.Y), Math.Min(Width, ScaledWidth), Math.Min(Height, ScaledHeight));

    private static Geometry Whole(int width, int height, double scale)
    {
        var (scaledWidth, scaledHeight) = (Scale(width, scale), Scale(height, scale));
        return new Geometry(scaledWidth, scaledHeight, scaledWidth, scaledHeight);
    }

    private static int Scale(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale, MidpointRounding.AwayFromZero));

    private static int Offset(int scaled, int canvas, double focus) =>
        scaled <= canvas ? 0 : Math.Clamp((int)Math.Floor((scaled * focus) - (canvas / 2.0)), 0, scaled - canvas);
}
