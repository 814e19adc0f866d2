using System.Diagnostics;
using System.Reflection;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using SixLabors.ImageSharp;
using SixLabors.ImageSharp.PixelFormats;

namespace ImageFunctions.Imaging.ImageSharp;

/// <summary>The engine over SixLabors.ImageSharp: managed code alone, for who may not or does not want to load libvips.</summary>
/// <param name="options">The settings.</param>
/// <param name="logger">Told what ImageSharp says of files that it cannot read.</param>
internal sealed class ImageSharpEngine(ImageOptions options, ILogger<ImageSharpEngine> logger) : IImageEngine
{
    /// <inheritdoc cref="EngineAbilities"/>
    public static readonly EngineAbilities Abilities = new(
        "ImageSharp",
        new HashSet<SourceKind> { SourceKind.Jpeg, SourceKind.Png, SourceKind.WebP, SourceKind.Gif, SourceKind.Tiff },
        new HashSet<ImageFormat> { ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.WebP },
        new HashSet<CropMode> { CropMode.Centre },
        new HashSet<Gamut> { Gamut.Srgb });

    private static readonly Refusal NotRead = Refusal.NotAnImage with { Detail = "JPEG, PNG, WebP, GIF and TIFF can." };
    private static readonly Refusal HevcNotRead = Refusal.HevcNotSupported with { Detail = "Save it as JPEG, PNG or WebP." };

    // The informational one: the assembly's own stays 3.0.0.0 for all of 3.1 (SixLabors/ImageSharp#3038). What follows + is the commit.
    private static readonly string Version =
        typeof(Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private readonly Codecs codecs = new(options);

    /// <inheritdoc/>
    public string Identity => $"imagesharp {Version}";

    /// <summary>Does what takes long and needs no settings, once for the process.</summary>
    public static void Load() => _ = Version;

    /// <inheritdoc/>
    public Outcome<OpenedImage> Open(NativeBuffer source, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        return Read(source, cancellation).Try(out var opened, out var refusal)
            ? new Opened(this, opened, Stopwatch.GetTimestamp() - start, cancellation)
            : refusal;
    }

    private Outcome<EncodedPicture>[] MakeAll(
        OpenedSource opened, IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made, long start, CancellationToken cancellation)
    {
        var results = new Outcome<EncodedPicture>[targets.Count];
        using var decoded = new DecodedSource(opened, codecs, targets);
        for (var i = 0; i < results.Length; i++)
        {
            var target = opened.Info.AsMade(targets[i], options);
            results[i] = Make(decoded, target, start, cancellation);
            if (results[i].Value is { } picture)
            {
                made?.Invoke(i, picture);
            }

            start = Stopwatch.GetTimestamp(); // a shared decode is the first one's
        }

        return results;
    }

    private long Estimate(SourceInfo info, IReadOnlyList<Target> targets) =>
        DecodeCost.Estimate(info, [.. targets.Select(target => info.AsMade(target, options))]);

    private Outcome<PictureDescription> Describe(OpenedSource opened, CancellationToken cancellation)
    {
        using var decoded = new DecodedSource(opened, codecs, [PictureDescription.Small, PictureDescription.Hashed]);
        return Guard(() => Describe(decoded, cancellation));
    }

    private PictureDescription Describe(DecodedSource decoded, CancellationToken cancellation)
    {
        using var small = StillFor(decoded, PictureDescription.Small, cancellation);
        using var hashed = StillFor(decoded, PictureDescription.Hashed, cancellation);
        var rgba = new byte[hashed.Width * hashed.Height * 4];
        hashed.CopyPixelDataTo(rgba);
        return PictureDescription.Of(
            decoded.Source.Info, (hashed.Width, hashed.Height, rgba), Encoders.Encode(small, ImageFormat.WebP, options, cancellation));
    }

    private Image<Rgba32> StillFor(DecodedSource decoded, Target target, CancellationToken cancellation)
    {
        var pixels = decoded.PixelsFor(target, cancellation);
        var finished = Pipeline.Run(pixels, decoded.Source, target, options, codecs, cancellation);
        decoded.Release(pixels);
        return finished;
    }

    private Outcome<OpenedSource> Read(NativeBuffer source, CancellationToken cancellation)
    {
        var kind = SourceSignature.Detect(source.GetSpan());
        if (kind == SourceKind.HeifHevc)
        {
            return HevcNotRead;
        }

        if (!Abilities.Reads.Contains(kind))
        {
            return NotRead;
        }

        if (FrameCount.Exceeds(kind, source.GetSpan(), options.MaxSourceFrames))
        {
            return Refusal.TooManyFrames(options.MaxSourceFrames);
        }

        if (!Guard(() => codecs.Open(kind, source, options.MaxSourceFrames, cancellation)).Try(out var opened, out var refusal))
        {
            return refusal;
        }

        return opened.Info.Pixels > options.MaxSourcePixels ? Refusal.TooManyPixels(options.MaxSourcePixels) : opened;
    }

    private Outcome<EncodedPicture> Make(DecodedSource decoded, Target target, long start, CancellationToken cancellation)
    {
        if (!Abilities.Writes.Contains(target.Format))
        {
            return Refusal.FormatNotWritten;
        }

        var opened = decoded.Source;
        if (!Guard(() => decoded.PixelsFor(target, cancellation)).Try(out var pixels, out var refusal))
        {
            return refusal;
        }

        using var finished = Pipeline.Run(pixels, opened, target, options, codecs, cancellation);
        decoded.Release(pixels);
        var ready = Stopwatch.GetTimestamp();
        if (target.Format == ImageFormat.Gif)
        {
            Shades.MakeAlphaHard(finished);
        }

        Metadata.Keep(finished, opened, target.Format, options.KeepCopyright);
        var encoded = Encoders.Encode(finished, target.Format, options, cancellation);
        var bytes = NeverWorse.Choose(encoded, opened.File, opened.Info, target, options.KeepCopyright);
        return new EncodedPicture(bytes, Stopwatch.GetElapsedTime(start, ready), Stopwatch.GetElapsedTime(ready));
    }

    // What a stranger's file makes a managed decoder do at worst is throw, and not always what it says it throws.
    private Outcome<T> Guard<T>(Func<T> decode)
        where T : class
    {
        try
        {
            return decode();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            logger.SourceUnreadable(e.Message);
            return Refusal.Broken;
        }
    }

    // Opening it took those ticks: a part of decoding.
    private sealed class Opened(ImageSharpEngine engine, OpenedSource source, long ticks, CancellationToken cancellation) : OpenedImage
    {
        public override long MemoryFor(IReadOnlyList<Target> targets) => engine.Estimate(source.Info, targets);

        public override IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
            IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made = null) =>
            engine.MakeAll(source, targets, made, Stopwatch.GetTimestamp() - ticks, cancellation);

        public override Outcome<PictureDescription> Describe() => engine.Describe(source, cancellation);

        public override void Dispose()
        {
            // The source's memory is its owner's, and nothing else is held.
        }
    }
}
