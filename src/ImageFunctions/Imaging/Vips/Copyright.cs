using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The two EXIF fields that may go along with a variant, where <c>Images__KeepCopyright</c> is set;
/// everything else never does.</summary>
internal static class Copyright
{
    // libvips' names for tags 0x8298 and 0x013B of the first directory (CIPA DC-008).
    private static readonly string[] Kept = ["exif-ifd0-Copyright", "exif-ifd0-Artist"];

    /// <summary>
    /// The same pixels, whose only metadata are the source's copyright and artist, and a profile; null where it has neither.
    /// </summary>
    public static VipsImage? Keep(VipsImage header, VipsImage finished, Work work)
    {
        var fields = Kept.Select(field => (Field: field, Text: header.GetText(field))).Where(kept => kept.Text is not null).ToArray();
        if (fields.Length == 0)
        {
            return null;
        }

        var copy = work.Own(finished.Copy());
        foreach (var field in copy.Fields().Where(IsMetadata))
        {
            copy.Remove(field);
        }

        foreach (var (field, text) in fields)
        {
            copy.Set(field, text!);
        }

        return copy;
    }

    private static bool IsMetadata(string field) =>
        field.StartsWith("exif-", StringComparison.Ordinal) || field is "xmp-data" or "iptc-data" or "orientation" or "jpeg-thumbnail-data";
}
