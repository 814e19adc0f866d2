using ImageFunctions.Requests;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Metadata.Profiles.Exif;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>What of a source's metadata goes along: an animation's timing,
/// and copyright and artist where <c>Images__KeepCopyright</c> is set.</summary>
internal static class Metadata
{
    /// <summary>Takes everything else off.</summary>
    public static void Keep(Image<Rgba32> image, OpenedSource source, ImageFormat format, bool copyright)
    {
        var metadata = image.Metadata;
        (metadata.IccProfile, metadata.XmpProfile, metadata.IptcProfile, metadata.CicpProfile) = (null, null, null, null);
        metadata.ExifProfile = copyright ? Named(source) : null;
        var timing = Timing.Read(image, source.Info.Kind);
        metadata.GetGifMetadata().Comments.Clear();
        foreach (var frame in image.Frames)
        {
            (frame.Metadata.ExifProfile, frame.Metadata.IccProfile, frame.Metadata.IptcProfile, frame.Metadata.XmpProfile) =
                (null, null, null, null);
        }

        timing.Write(image, format);
    }

    private static ExifProfile? Named(OpenedSource source)
    {
        if (source.Profiles.Exif is not { } exif)
        {
            return null;
        }

        var kept = new ExifProfile();
        foreach (var tag in (ExifTag<string>[])[ExifTag.Copyright, ExifTag.Artist])
        {
            if (exif.TryGetValue(tag, out var value) && value.Value is { } text)
            {
                kept.SetValue(tag, text);
            }
        }

        return kept.Values.Count == 0 ? null : kept;
    }
}
