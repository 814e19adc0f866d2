using System.Diagnostics;
using ImageFunctions.Requests;

namespace ImageFunctions.Telemetry;

/// <summary>The service's own parts of a trace; nothing is begun where nobody listens.</summary>
internal static class ImageActivities
{
    public const string SourceName = "ImageFunctions";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the conversion of an original, waiting for memory included; the first of those who wait for it has it in his trace.</summary>
    public static Activity? Convert(Variant variant, long sourceBytes) => Source.StartActivity("convert")
        ?.SetTag("images.format", variant.Format.ContentType)
        .SetTag("images.dimension", variant.Dimension.PathSegment)
        .SetTag("images.source.bytes", sourceBytes);
}
