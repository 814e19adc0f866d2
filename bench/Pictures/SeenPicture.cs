using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Progressive;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace Bench.Pictures;

/// <summary>A photo at one width, and what it should look like: all of it, scaled exactly in linear light.</summary>
/// <param name="File">Its path.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Width">Wanted; the height follows.</param>
/// <param name="Reference">By which the likeness is measured.</param>
internal sealed record SeenPicture(string File, byte[] Content, int Width, PixelBuffer Reference)
{
    private static readonly int[] Widths = [200, 400, 800];

    /// <summary>File name and width.</summary>
    public string Name => $"{Path.GetFileName(File)} {Width}";

    /// <summary>The photos of a folder at 200, 400 and 800 wide, where they are as wide.</summary>
    /// <param name="folder">JPEG and PNG are taken.</param>
    /// <param name="rewrite">Makes another file of the same picture, such as one in another format.</param>
    public static IEnumerable<SeenPicture> In(string folder, Func<byte[], byte[]>? rewrite = null)
    {
        var files = Directory.EnumerateFiles(folder).Where(name => Path.GetExtension(name) is ".jpg" or ".jpeg" or ".png");
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var content = System.IO.File.ReadAllBytes(file);
            content = rewrite?.Invoke(content) ?? content;
            var full = InSrgb(content);
            foreach (var width in Widths.Where(width => width <= full.Width))
            {
                var height = Geometry.For(full.Width, full.Height, Open(width)).Height;
                yield return new SeenPicture(file, content, width, ExactScaling.Scale(full, width, height));
            }
        }
    }

    /// <summary>How alike a variant looks: SSIMULACRA 2.</summary>
    public double Score(byte[] variant) => Ssimulacra2.Of(Reference, PixelBuffer.Decode(variant));

    /// <summary>The wanted variant.</summary>
    public Target For(ImageFormat format) => new(Open(Width), format);

    /// <summary>The finished pixels of the service's own pipeline, in memory.</summary>
    /// <param name="work">Owns them.</param>
    /// <param name="options">The settings.</param>
    /// <param name="margin">What the decoder leaves to the resampler, at least, instead of what is chosen.</param>
    public VipsImage Finish(Work work, ImageOptions options, double? margin = null)
    {
        using var steps = new Work(CancellationToken.None);
        var source = steps.Own(NativeBuffer.CopyOf(Content));
        var kind = SourceSignature.Detect(Content);
        var info = VipsHeader.Read(kind, source);
        var target = For(ImageFormat.WebP);
        var geometry = info.GeometryFor(target.Dimension);
        var shrink = Math.Min((double)info.UprightWidth / geometry.ScaledWidth, (double)info.UprightHeight / geometry.ScaledHeight);
        shrink *= Loader.MinimumResidual(kind) / (margin ?? Loader.MinimumResidual(kind)); // as if the decoder had to leave so much
        var shown = kind == SourceKind.Jpeg && ProgressiveCut.Apply(source.GetSpan(), JpegShrink.For(shrink)) is { } cut
            ? steps.Own(cut)
            : source;
        var pixels = steps.Own(Loader.Open(info, shown, shrink, allFrames: false));
        return work.Own(Pipeline.Run(pixels, new PipelineContext(info, geometry, target, options, steps)).CopyMemory());
    }

    // Whole, by its profile where it has one.
    private static PixelBuffer InSrgb(byte[] content)
    {
        using var work = new Work(CancellationToken.None);
        return PixelBuffer.Of(PixelBuffer.Open(content, work, byProfile: true), work);
    }

    private static Dimension Open(int width) =>
        Dimension.TryParse($"{width}x", out var dimension) ? dimension : throw new ArgumentOutOfRangeException(nameof(width));
}

/// <summary>What was measured of one way to make pictures, over all of them.</summary>
internal sealed class Tally
{
    private readonly List<(double Score, long Bytes, double Cpu)> all = [];

    /// <summary>SSIMULACRA 2.</summary>
    public double Mean => all.Average(one => one.Score);

    /// <summary>Of the picture that looks least like its original.</summary>
    public double Worst => all.Min(one => one.Score);

    /// <summary>A picture.</summary>
    public double Bytes => all.Average(one => one.Bytes);

    /// <summary>Milliseconds a picture.</summary>
    public double Cpu => all.Average(one => one.Cpu);

    /// <summary>Adds a picture.</summary>
    /// <param name="score">SSIMULACRA 2.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="cpu">Milliseconds of each round, of which the median counts.</param>
    public void Add(double score, long bytes, IEnumerable<double> cpu)
    {
        double[] rounds = [.. cpu.Order()];
        all.Add((score, bytes, rounds.Length == 0 ? 0 : rounds[rounds.Length / 2]));
    }

    /// <summary>CPU time of this process that something takes, in milliseconds.</summary>
    public static double CpuOf(Action action)
    {
        var start = Environment.CpuUsage.TotalTime;
        action();
        return (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;
    }
}
