using System.Diagnostics;
using ImageFunctions.Requests;

namespace ImageFunctions.Telemetry;

/// <summary>The service's own parts of a trace; nothing is begun where nobody listens.</summary>
internal static class ImageActivities
{
    public const string SourceName = "ImageFunctions";

    /// <summary>A look for a variant, and at its original.</summary>
    public const string Lookup = "lookup";

    public const string Source = "source";

    /// <summary>From an original's bytes to a variant's, waiting for memory included;
    /// <see cref="Decode"/> and <see cref="Encode"/> are parts of it.</summary>
    public const string Convert = "convert";

    public const string Decode = "decode";

    public const string Encode = "encode";

    /// <summary>Storing a variant, beside the answer.</summary>
    public const string Store = "store";

    private static readonly ActivitySource Activities = new(SourceName);

    public static Activity? Begin(string stage) => Activities.StartActivity(stage);

    /// <summary>Begins the conversion of an original; it belongs to the trace of the request that waited first.</summary>
    public static Activity? BeginConvert(Variant variant, long sourceBytes) => Activities.StartActivity(Convert)
        ?.SetTag("images.format", variant.Format.ContentType)
        .SetTag("images.dimension", variant.Dimension.PathSegment)
        .SetTag("images.source.bytes", sourceBytes);

    /// <summary>Tells of a conversion's parts, which is over now: they ran in native code, one after the other.</summary>
    public static void Converted(TimeSpan decode, TimeSpan encode)
    {
        var end = DateTime.UtcNow;
        var between = end - encode;
        Tell(Decode, between - decode, between);
        Tell(Encode, between, end);
    }

    private static void Tell(string stage, DateTime start, DateTime end)
    {
        using var activity = Activities.StartActivity(ActivityKind.Internal, startTime: start, name: stage);
        activity?.SetEndTime(end);
    }
}
