using ImageFunctions.Settings;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats;
using SixLabors.ImageSharp.Formats.Gif;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.Formats.Tiff;
using SixLabors.ImageSharp.Formats.Webp;
using SixLabors.ImageSharp.Memory;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>A source whose header has been read.</summary>
/// <param name="File">All of it.</param>
/// <param name="Info">What the header says.</param>
/// <param name="Profiles">What it carries beside its picture.</param>
internal sealed record OpenedSource(NativeBuffer File, SourceInfo Info, EmbeddedProfiles Profiles);

/// <summary>ImageSharp's decoders, each asked only for the kind that it is for, within the service's own bounds.</summary>
internal sealed class Codecs
{
    private const int PooledMegabytes = 32; // more goes back to the system at once

    private readonly Configuration configuration;

    /// <summary>Sets ImageSharp up for the bounds of the settings.</summary>
    public Codecs(ImageOptions options) => configuration = new Configuration
    {
        MaxDegreeOfParallelism = 1, // parallel across pictures, not within one
        MemoryAllocator = MemoryAllocator.Create(new MemoryAllocatorOptions
        {
            MaximumPoolSizeMegabytes = PooledMegabytes,
            AllocationLimitMegabytes = (int)Math.Min(int.MaxValue, PooledMegabytes + (options.MaxSourcePixels * 8 >> 20)),
        }),
    };

    /// <summary>Reads the header alone.</summary>
    /// <param name="kind">Of the file.</param>
    /// <param name="file">All of it.</param>
    /// <param name="mostFrames">To which they are counted.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ImageFormatException">There is no header of that kind, or the file ends too early;
    /// other exceptions mean the same.</exception>
    public OpenedSource Open(SourceKind kind, NativeBuffer file, int mostFrames, CancellationToken cancellation)
    {
        if (!WholeFile.Is(kind, file.GetSpan()))
        {
            throw new InvalidImageContentException("The file ends before its picture does."); // ImageSharp would fill up with grey
        }

        using var stream = new SourceStream(file, cancellation);
#pragma warning disable CA2016 // the overload with a token is not for callers; the stream heeds it
        var header = Decoder(kind)
            .Identify(new DecoderOptions { Configuration = configuration, SkipMetadata = EmbeddedProfiles.AreReadHere(kind) }, stream);
#pragma warning restore CA2016
        var profiles = EmbeddedProfiles.Read(kind, file.GetSpan(), header);
        var frames = FrameCount.Of(kind, file.GetSpan(), mostFrames);
        return new OpenedSource(file, SourceHeader.Read(kind, header, frames, profiles.Orientation), profiles);
    }

    /// <summary>Decodes.</summary>
    /// <param name="source">The file.</param>
    /// <param name="jpegShrink">1, 2, 4 or 8; 1 for all but JPEG.</param>
    /// <param name="allFrames">Every frame instead of the first.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="ImageFormatException">The file is broken; other exceptions mean the same.</exception>
    public Image<Rgba32> Decode(OpenedSource source, int jpegShrink, bool allFrames, CancellationToken cancellation)
    {
        using var stream = new SourceStream(source.File, cancellation);
        var general = new DecoderOptions
        {
            Configuration = configuration,
            SkipMetadata = EmbeddedProfiles.AreReadHere(source.Info.Kind),
            MaxFrames = allFrames ? (uint)source.Info.Frames : 1,
            TargetSize = jpegShrink == 1 ? null : new Size(Shrunk(source.Info.Width, jpegShrink), Shrunk(source.Info.Height, jpegShrink)),
        };
        return source.Info.Kind == SourceKind.Jpeg
            ? JpegDecoder.Instance.Decode<Rgba32>(
                new JpegDecoderOptions { GeneralOptions = general, ResizeMode = JpegDecoderResizeMode.IdctOnly }, stream)
            : Decoder(source.Info.Kind).Decode<Rgba32>(general, stream);
    }

    private static int Shrunk(int side, int shrink) => (side + shrink - 1) / shrink;

    private static ImageDecoder Decoder(SourceKind kind) => kind switch
    {
        SourceKind.Jpeg => JpegDecoder.Instance,
        SourceKind.Png => PngDecoder.Instance,
        SourceKind.WebP => WebpDecoder.Instance,
        SourceKind.Gif => GifDecoder.Instance,
        SourceKind.Tiff => TiffDecoder.Instance,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No decoder is allowed for it."),
    };
}

/// <summary>What ImageSharp reads of a source's header, in the service's own words.</summary>
internal static class SourceHeader
{
    /// <summary>Reads it off what <c>Identify</c> gave.</summary>
    /// <param name="kind">Of the file.</param>
    /// <param name="header">What it gave.</param>
    /// <param name="frames">As counted; 0 for a still.</param>
    /// <param name="orientation">As its EXIF says.</param>
    public static SourceInfo Read(SourceKind kind, ImageInfo header, int frames, Orientation orientation)
    {
        var jpeg = kind == SourceKind.Jpeg ? header.Metadata.GetJpegMetadata() : null;
        var png = kind == SourceKind.Png ? header.Metadata.GetPngMetadata() : null;
        return new SourceInfo(kind, header.Width, header.Height, Math.Max(1, frames), orientation)
        {
            SampleBytes = png?.BitDepth == PngBitDepth.Bit16 ? 2 : 1,
            Interlaced = jpeg is { Progressive: true } or { Interleaved: false } || png?.InterlaceMethod == PngInterlaceMode.Adam7,
            IsRgbOrGrey = jpeg?.ColorType is not (JpegEncodingColor.Cmyk or JpegEncodingColor.Ycck),
        };
    }
}
