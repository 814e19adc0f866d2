using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>Makes variants without a server, and looks into what came out.</summary>
internal static class Making
{
    /// <summary>Makes a variant; fails the test where there is none.</summary>
    public static byte[] Make(
        byte[] file,
        string dimension, ImageFormat format, ImageOptions? options = null, FocalPoint? focal = null, Watermark? watermark = null)
    {
        var outcome = TryMake(file, dimension, format, options, focal, watermark);
        Assert.True(outcome.Try(out var made, out var refusal), refusal?.ToString());
        return made.Bytes;
    }

    /// <summary>Makes a variant, or tells why there is none.</summary>
    public static Outcome<EncodedPicture> TryMake(
        byte[] file,
        string dimension, ImageFormat format, ImageOptions? options = null, FocalPoint? focal = null, Watermark? watermark = null)
    {
        Assert.True(Dimension.TryParse(dimension, out var parsed));
        using var work = new Work(CancellationToken.None);
        var source = work.Own(NativeBuffer.CopyOf(file));
        var engine = new ImageEngine(options ?? new ImageOptions(), NullLogger<ImageEngine>.Instance);
        return engine.Make(source, new Target(parsed, format, focal, watermark), CancellationToken.None);
    }

    /// <summary>Looks at a file's header and metadata, all frames loaded.</summary>
    public static T Look<T>(byte[] file, Func<VipsImage, T> look)
    {
        using var work = new Work(CancellationToken.None);
        var buffer = work.Own(NativeBuffer.CopyOf(file));
        var kind = SourceSignature.Detect(file);
        var info = VipsHeader.Read(kind, buffer);
        return look(work.Own(Loader.Open(info, buffer, shrink: 1, allFrames: info.Frames > 1)));
    }

    /// <summary>The pixels with alpha, all frames one below the other.</summary>
    public static PixelBuffer Pixels(byte[] file) => Look(file, image =>
    {
        using var work = new Work(CancellationToken.None);
        return PixelBuffer.Of(image, work);
    });
}
