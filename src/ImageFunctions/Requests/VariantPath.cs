using System.Diagnostics.CodeAnalysis;

namespace ImageFunctions.Requests;

/// <summary>
/// Where variants are stored: <c>{prefix}/{W}x{H}/{format}/{name}</c> beside <c>{prefix}/{name}</c> (contract, section 2).
/// </summary>
internal static class VariantPath
{
    /// <summary>The variant of an original.</summary>
    /// <param name="original">Whose.</param>
    /// <param name="dimension">Its size.</param>
    /// <param name="segment">Its format as an extension, such as <c>webp</c>.</param>
    public static Outcome<Variant> For(ImagePath original, Dimension dimension, string segment)
    {
        ImageFormats.TryFromExtension(segment, out var format);
        var name = original.FileName;
        var path = original.WithBlob($"{original.Blob[..^name.Length]}{dimension.PathSegment}/{segment}/{name}");
        return path.Blob.Length <= ImagePath.MaxLength ? new Variant(original, path, dimension, format) : Refusal.PathTooLong;
    }

    /// <summary>The format segment of variants that keep their original's own format.</summary>
    public static string OwnSegment(ImagePath original) => ImageFormats.TryFromExtension(original.Extension, out _) ? original.Extension : "jpg";

    /// <summary>Takes the name of a variant apart, by its shape alone: an original may be called the same.</summary>
    /// <param name="blob">A blob's name.</param>
    /// <param name="original">The name of what it would be made from.</param>
    /// <param name="dimension">Its dimension segment, such as <c>100x100</c>.</param>
    /// <param name="segment">Its format segment.</param>
    public static bool TryParse(
        string blob, [NotNullWhen(true)] out string? original, [NotNullWhen(true)] out string? dimension, [NotNullWhen(true)] out string? segment)
    {
        (original, dimension, segment) = (null, null, null);
        var parts = blob.Split('/');
        if (parts.Length < 3 || parts[^1].Length == 0 || !ImageFormats.TryFromExtension(parts[^2], out _)
            || parts[^3].Contains(':', StringComparison.Ordinal) || !Dimension.TryParse(parts[^3], out _))
        {
            return false;
        }

        (dimension, segment) = (parts[^3], parts[^2]);
        original = string.Join('/', parts[..^3].Append(parts[^1]));
        return true;
    }
}
