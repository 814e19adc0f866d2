using System.Diagnostics;
using ImageFunctions.Imaging.Gif;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging.Vips;

/// <summary>The engine over libvips.</summary>
/// <param name="options">The settings.</param>
/// <param name="logger">Told what libvips says of files that it cannot read.</param>
internal sealed class VipsEngine(ImageOptions options, ILogger<VipsEngine> logger) : IImageEngine
{
    /// <inheritdoc cref="EngineAbilities"/>
    public static readonly EngineAbilities Abilities = new(
        "Vips",
        new HashSet<SourceKind>
        {
            SourceKind.Jpeg, SourceKind.Png, SourceKind.WebP, SourceKind.Gif, SourceKind.Tiff, SourceKind.Heif,
            SourceKind.Bmp, SourceKind.Ico,
        },
        new HashSet<ImageFormat> { ImageFormat.Jpeg, ImageFormat.Png, ImageFormat.Gif, ImageFormat.WebP, ImageFormat.Avif },
        new HashSet<CropMode>(Enum.GetValues<CropMode>()),
        new HashSet<Gamut>(Enum.GetValues<Gamut>()));

    /// <summary>Does what takes long and needs no settings, once for the process.</summary>
    /// <exception cref="DllNotFoundException">libvips is not beside the program, or is for another platform.</exception>
    public static void Load() => VipsLibrary.EnsureLoaded();

    /// <inheritdoc/>
    public string Identity => $"vips {VipsLibrary.EnsureLoaded()}";

    /// <inheritdoc/>
    public Outcome<OpenedImage> Open(NativeBuffer source, CancellationToken cancellation)
    {
        VipsLibrary.EnsureLoaded();
        cancellation.ThrowIfCancellationRequested();
        if (HeicFile.Detect(source))
        {
            return Guard<OpenedImage>(
                () => HeicFile.ReadHeader(source, options.MaxSourcePixels).Try(out var info, out var refusal)
                    ? new OpenedHeic(this, source, info, cancellation)
                    : refusal,
                cancellation);
        }

        return Open(work => Open(source, work), cancellation).Try(out var opened, out var refusal) ? opened : refusal;
    }

    /// <inheritdoc/>
    public void StartThread(string name, Action run)
    {
        VipsLibrary.EnsureLoaded();
        VipsThread.Start(name, run);
    }

    private Outcome<Opened> OpenHeic(NativeBuffer source, CancellationToken cancellation) => Open(
        work => HeicFile.ToTiff(source, options.MaxSourcePixels, cancellation).Try(out var tiff, out var refusal)
            ? Open(SourceKind.Tiff, source, work.Own(tiff), work)
            : refusal,
        cancellation);

    private Outcome<Opened> Open(Func<Work, Outcome<Opened>> open, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var work = new Work(cancellation);
        Opened? opened = null;
        try
        {
            if (!Guard(() => open(work), cancellation).Try(out opened, out var refusal))
            {
                return refusal;
            }

            opened.Ticks = Stopwatch.GetTimestamp() - start;
            return opened;
        }
        finally
        {
            if (opened is null)
            {
                work.Dispose();
            }
        }
    }

    private Outcome<EncodedPicture>[] MakeAll(
        Opened opened, IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made, CancellationToken cancellation)
    {
        using var work = new Work(cancellation);
        using var decoded = new DecodedSource(opened.File, opened.Header, opened.Info, targets, work, cancellation);
        var maker = new PictureMaker(decoded, opened.Original, options, cancellation);
        var start = Stopwatch.GetTimestamp() - opened.Ticks;
        var results = new Outcome<EncodedPicture>[targets.Count];
        for (var i = 0; i < results.Length; i++)
        {
            var target = decoded.Info.AsMade(targets[i], options);
            results[i] = Guard<EncodedPicture>(() => maker.Make(target, start), cancellation);
            if (results[i].Value is { } picture)
            {
                made?.Invoke(i, picture);
            }

            start = Stopwatch.GetTimestamp(); // the shared decode is the first one's
        }

        return results;
    }

    private long Estimate(SourceInfo info, IReadOnlyList<Target> targets) =>
        DecodeCost.Estimate(info, [.. targets.Select(target => info.AsMade(target, options))]);

    private Outcome<PictureDescription> Describe(Opened opened, CancellationToken cancellation)
    {
        using var work = new Work(cancellation);
        Target[] targets = [PictureDescription.Small, PictureDescription.Hashed];
        using var decoded = new DecodedSource(opened.File, opened.Header, opened.Info, targets, work, cancellation);
        return Guard<PictureDescription>(() => new PictureMaker(decoded, opened.Original, options, cancellation).Describe(), cancellation);
    }

    private Outcome<T> Guard<T>(Func<Outcome<T>> step, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return step();
        }
        catch (VipsException) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellation);
        }
        catch (VipsException e)
        {
            logger.SourceUnreadable(e.Message);
            return Refusal.Broken;
        }
    }

    private Outcome<Opened> Open(NativeBuffer source, Work work)
    {
        var kind = SourceSignature.Detect(source.GetSpan());
        switch (kind)
        {
            case SourceKind.Unknown or SourceKind.Svg:
                return Refusal.NotAnImage;
            case SourceKind.Heif or SourceKind.HeifHevc when HeifFile.Read(source.GetSpan()) is { Coding: HeicFile.Coding }:
            case SourceKind.HeifHevc when !HeicFile.IsRead:
                return Refusal.HevcNotSupported;
            case SourceKind.Heif or SourceKind.HeifHevc when HeifFile.Read(source.GetSpan()) is { Coding: not "av01" } heif:
                return Refusal.CodingNotRead(
                    heif.Coding.Length == 0 ? "A film that has no still picture, or has transparency," : "Its coding");
            case SourceKind.HeifHevc:
                return Refusal.Broken;
            case SourceKind.Tiff when TiffDirectories.WhatIsNotRead(source.GetSpan()) is { } what:
                return Refusal.CodingNotRead(what);
            case SourceKind.Bmp or SourceKind.Ico:
                return BitmapFile.ToPng(kind, source.GetSpan(), options.MaxSourcePixels) is { } png
                    ? Open(SourceKind.Png, source, work.Own(png), work)
                    : Refusal.CodingNotRead("Its kind of BMP");
        }

        // Before a codec counts them itself.
        if (FrameCount.Exceeds(kind, source.GetSpan(), options.MaxSourceFrames))
        {
            return Refusal.TooManyFrames(options.MaxSourceFrames);
        }

        var completed = TruncatedFile.Complete(kind, source.GetSpan(), options.MaxSourcePixels, options.MaxSourceBytes);
        var file = completed is null ? source : work.Own(completed);
        return completed is not null && options.TruncatedOriginals == TruncatedOriginals.Refuse
            ? Refusal.Broken
            : Open(kind, source, file, work);
    }

    private Outcome<Opened> Open(SourceKind kind, NativeBuffer source, NativeBuffer file, Work work)
    {
        var original = file;
        if (kind == SourceKind.Gif && GifCanvas.WithTransparency(file.GetSpan()) is { } transparent)
        {
            file = work.Own(transparent);
        }

        LabCoding? lab = kind == SourceKind.Tiff ? TiffDirectories.LabOf(file.GetSpan()) : null;
        if (lab is not null)
        {
            file = work.Own(TiffDirectories.WithLabAsRgb(file.GetSpan()));
        }

        var header = work.Own(Loader.OpenHeader(kind, file));
        var info = VipsHeader.Read(kind, header, file, CodePoints.Of(SourceSignature.Detect(source.GetSpan()), source.GetSpan()), lab);
        if (!info.IsPicture)
        {
            return Refusal.CodingNotRead("Its pixel format");
        }

        if (info.Pixels > options.MaxSourcePixels)
        {
            return Refusal.TooManyPixels(options.MaxSourcePixels);
        }

        if (info.TileRowPixels > 0 && !Loader.IsFlawless(kind, file))
        {
            file = work.Own(TiffDirectories.WithNeededTagsAlone(file.GetSpan()));
            header = work.Own(Loader.OpenHeader(kind, file));
        }

        return info.Frames > options.MaxSourceFrames
            ? Refusal.TooManyFrames(options.MaxSourceFrames)
            : new Opened(this, source, file, header, info, work) { Original = original };
    }

    // The file is the source itself, or what was made of it that libvips can read.
    private sealed class Opened(VipsEngine engine, NativeBuffer source, NativeBuffer file, VipsImage header, SourceInfo info, Work work)
        : OpenedImage
    {
        public NativeBuffer File => file;

        /// <summary>What goes out where the original is its own variant: the file before anything was added for libvips alone.</summary>
        public required NativeBuffer Original { get; init; }

        public VipsImage Header => header;

        public SourceInfo Info => info;

        /// <summary>How long opening it took: a part of decoding.</summary>
        public long Ticks { get; set; }

        public override long MemoryFor(IReadOnlyList<Target> targets) =>
            engine.Estimate(info, targets) + (file == source ? 0 : file.Length);

        public override IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
            IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made = null) =>
            engine.MakeAll(this, targets, made, work.Cancellation);

        public override Outcome<PictureDescription> Describe() => engine.Describe(this, work.Cancellation);

        public override void Dispose() => work.Dispose();
    }

    // Not decoded before there is memory for it.
    private sealed class OpenedHeic(VipsEngine engine, NativeBuffer source, SourceInfo info, CancellationToken cancellation) : OpenedImage
    {
        public override long MemoryFor(IReadOnlyList<Target> targets) => engine.Estimate(info, targets);

        public override IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
            IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made = null)
        {
            if (!engine.OpenHeic(source, cancellation).Try(out var opened, out var refusal))
            {
                return [.. targets.Select(_ => (Outcome<EncodedPicture>)refusal)];
            }

            using (opened)
            {
                return opened.MakeAll(targets, made);
            }
        }

        public override Outcome<PictureDescription> Describe()
        {
            if (!engine.OpenHeic(source, cancellation).Try(out var opened, out var refusal))
            {
                return refusal;
            }

            using (opened)
            {
                return opened.Describe();
            }
        }

        public override void Dispose()
        {
            // The source is its owner's.
        }
    }
}
