using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>What libvips reads of a source's header, in the service's own words.</summary>
internal static class VipsHeader
{
    /// <summary>Opens a file, and reads it.</summary>
    /// <exception cref="VipsException">There is no header of that kind.</exception>
    public static SourceInfo Read(SourceKind kind, NativeBuffer file, CodePoints? points = null)
    {
        using var header = Loader.OpenHeader(kind, file);
        return Read(kind, header, file, points);
    }

    /// <summary>Reads it off an image of which only the header has been read.</summary>
    /// <param name="kind">What the file is.</param>
    /// <param name="header">That image.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="points">What the file says of its colours in code points.</param>
    /// <param name="lab">How its samples mean Lab.</param>
    public static SourceInfo Read(SourceKind kind, VipsImage header, NativeBuffer file, CodePoints? points = null, LabCoding? lab = null)
    {
        var hdr = HdrCoding.Of(points);
        var profile = header.Bands < 3 ? null : points?.ToProfile();
        var canvas = kind == SourceKind.WebP ? WebPCanvas.SizeOf(file.GetSpan()) : null;
        var (width, height) = canvas ?? (header.Width, header.Height);
        var frames = IsAnimated(kind) ? Math.Max(1, header.Pages) : 1;
        return new(kind, width, height, frames, new Orientation(header.Orientation))
        {
            Bands = header.Bands,
            SampleBytes = BytesOf(header.Format),
            Interlaced = header.GetInt("interlaced", 0) != 0,
            IsRgbOrGrey = hdr is null && header.Interpretation is VipsInterpretation.Srgb or VipsInterpretation.BlackWhite,
            Hdr = hdr,
            Lab = lab,
            IsPicture = header.Format is VipsBandFormat.UChar or VipsBandFormat.UShort
                || header.Interpretation == VipsInterpretation.ScRgb,
            HasPalette = header.GetInt("palette", 0) != 0,
            HasWideGamut = hdr is null && ColourProfile.IsWiderThanSrgb(profile ?? header.GetBytes(Colours.ProfileField)),
            CodedProfile = profile,
            TileRowPixels = TileRow(header),
        };
    }

    private static long TileRow(VipsImage header)
    {
        var (width, height) = ((long)header.GetInt("tile-width", 0), (long)header.GetInt("tile-height", 0));
        return width > 0 && height > 0 ? (header.Width + width - 1) / width * width * height : 0;
    }

    private static int BytesOf(VipsBandFormat format) => format switch
    {
        VipsBandFormat.UChar or VipsBandFormat.Char => 1,
        VipsBandFormat.UShort or VipsBandFormat.Short => 2,
        VipsBandFormat.UInt or VipsBandFormat.Int or VipsBandFormat.Float => 4,
        VipsBandFormat.DoubleComplex => 16,
        _ => 8,
    };

    // Pages of a TIFF or pictures of a HEIF are no frames: only the first is ever decoded.
    private static bool IsAnimated(SourceKind kind) => kind is SourceKind.Gif or SourceKind.WebP;
}
