using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Lifecycle;

/// <summary>What <c>/info</c> answers of an original (contract, section 2).</summary>
internal sealed partial class OriginalInfo(AllVariants all, ImageOptions options)
{
    // Base64 as it is, with its + signs. What it would also leave as it is, < and &, cannot come: paths are percent-encoded.
    private static readonly InfoJson Json = new(new JsonSerializerOptions
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    });

    /// <summary>Writes it as JSON.</summary>
    /// <param name="original">The picture.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="description">What the engine told of it.</param>
    public byte[] Write(ImagePath original, long bytes, PictureDescription description)
    {
        var source = description.Source;
        var variants = all.PicturesOf(original).Select(variant =>
        {
            var target = new Target(variant.Dimension, variant.Format);
            var geometry = source.GeometryFor(source.AsMade(target, options).Dimension);
            return new VariantInfo(variant.Path.Encoded, geometry.Width, geometry.Height, variant.Format.ContentType);
        });
        var info = new Info(
            source.UprightWidth,
            source.UprightHeight,
            Name(source.Kind),
            bytes,
            source.Frames > 1,
            $"#{description.Colour}",
            Convert.ToBase64String(description.ThumbHash),
            $"data:{ImageFormat.WebP.ContentType};base64,{Convert.ToBase64String(description.Placeholder)}",
            [.. variants]);
        return JsonSerializer.SerializeToUtf8Bytes(info, Json.Info);
    }

    // As in an extension or media type.
    private static string Name(SourceKind kind) => kind.ToString().ToLowerInvariant();

    private sealed record Info(
        int Width, int Height, string Format, long Bytes, bool Animated, string Colour,
        string ThumbHash, string Placeholder, IReadOnlyList<VariantInfo> Variants);

    private sealed record VariantInfo(string Url, int Width, int Height, string Type);

    [JsonSerializable(typeof(Info))]
    private sealed partial class InfoJson : JsonSerializerContext;
}
