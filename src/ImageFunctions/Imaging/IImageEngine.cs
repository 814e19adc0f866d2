using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>Makes variants out of originals: the seam between the service and the library that decodes and encodes.</summary>
internal interface IImageEngine
{
    /// <summary>The library with its version: part of the recipe, since another one makes other bytes.</summary>
    string Identity { get; }

    /// <summary>Reads the header alone. Blocks its thread for a moment, and computes on it.</summary>
    /// <param name="source">The whole original; in use until the opened one is disposed.</param>
    /// <param name="cancellation">Stops this, and what is made of it, as soon as the library can.</param>
    /// <returns>What pictures can be made of, or why none can: not an image, broken, too large.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    Outcome<OpenedImage> Open(NativeBuffer source, CancellationToken cancellation);

    /// <summary>Starts a thread of the kind that the library computes best on. It does not keep the process running.</summary>
    void StartThread(string name, Action run) => new Thread(run.Invoke) { IsBackground = true, Name = name }.Start();
}

/// <summary>An original whose header has been read. Used by one thread at a time.</summary>
internal abstract class OpenedImage : IDisposable
{
    /// <summary>What making these variants will hold at its peak, in bytes, beside the source.</summary>
    public abstract long MemoryFor(IReadOnlyList<Target> targets);

    /// <summary>
    /// Decodes, resizes and encodes, once for all targets where that is cheaper than once for each. Blocks its thread, and computes on it.
    /// </summary>
    /// <param name="targets">What to make; at least one.</param>
    /// <param name="made">Is told of each picture, by its target's index, as soon as it is made.</param>
    /// <returns>For each target, in order: the picture, or why there is none.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public abstract IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
        IReadOnlyList<Target> targets, Action<int, EncodedPicture>? made = null);

    /// <summary>Tells what a page wants to know of a picture beforehand. Costs about as much as a small variant.</summary>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public abstract Outcome<PictureDescription> Describe();

    /// <summary>Lets go of the source.</summary>
    public abstract void Dispose();
}

/// <summary>What to make.</summary>
/// <param name="Dimension">The box and how the picture meets it.</param>
/// <param name="Format">The encoding.</param>
/// <param name="Focal">What a crop keeps, where the original says so: it wins over the setting.</param>
/// <param name="Watermark">What is laid over it.</param>
internal sealed record Target(Dimension Dimension, ImageFormat Format, FocalPoint? Focal = null, Watermark? Watermark = null);

/// <summary>What was made.</summary>
/// <param name="Bytes">The encoded picture.</param>
/// <param name="Decode">Time from the source's bytes to the finished pixels; of an animation, up to its first ones.</param>
/// <param name="Encode">Time from there to the bytes.</param>
internal sealed record EncodedPicture(byte[] Bytes, TimeSpan Decode, TimeSpan Encode);

/// <summary>What follows from the seam for every engine.</summary>
internal static class ImageEngines
{
    extension(IImageEngine engine)
    {
        /// <summary>Opens a source, and makes several variants of it.</summary>
        /// <inheritdoc cref="OpenedImage.MakeAll"/>
        public IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
            NativeBuffer source, IReadOnlyList<Target> targets, CancellationToken cancellation)
        {
            if (!engine.Open(source, cancellation).Try(out var opened, out var refusal))
            {
                return [.. targets.Select(_ => (Outcome<EncodedPicture>)refusal)];
            }

            using (opened)
            {
                return opened.MakeAll(targets);
            }
        }

        /// <summary>Opens a source, and makes one variant of it.</summary>
        public Outcome<EncodedPicture> Make(NativeBuffer source, Target target, CancellationToken cancellation) =>
            engine.MakeAll(source, [target], cancellation)[0];
    }
}

/// <summary>What an engine can do of what can be asked for. What it cannot is a fault at start or a refusal,
/// never a silent difference.</summary>
/// <param name="Engine">Its name, as in <c>-p:ImageEngine=</c>.</param>
/// <param name="Reads">Kinds of originals.</param>
/// <param name="Writes">Formats of variants.</param>
/// <param name="Crops">Ways to choose what a crop keeps.</param>
/// <param name="Gamuts">What can become of colours that sRGB does not have.</param>
internal sealed record EngineAbilities(
    string Engine, IReadOnlySet<SourceKind> Reads, IReadOnlySet<ImageFormat> Writes, IReadOnlySet<CropMode> Crops,
    IReadOnlySet<Gamut> Gamuts)
{
    private const string OtherEngine = "the default engine, Vips, can";

    /// <summary>Names every setting that asks for what the engine cannot do.</summary>
    public IEnumerable<string> FindFaults(ImageOptions options)
    {
        foreach (var name in options.Formats.Where(name => ImageFormats.TryFromExtension(name, out var format) && !Writes.Contains(format)))
        {
            yield return $"Images__Formats names {name}, which the engine {Engine} cannot write: leave it out ({OtherEngine}).";
        }

        if (!Crops.Contains(options.Crop))
        {
            yield return $"Images__Crop is {options.Crop.ToString().ToLowerInvariant()}, which the engine {Engine} cannot do: "
                + $"{string.Join(" or ", Crops.Select(crop => crop.ToString().ToLowerInvariant()))} it can ({OtherEngine}).";
        }

        if (!Gamuts.Contains(options.Gamut))
        {
            yield return $"Images__Gamut is {options.Gamut.ToString().ToLowerInvariant()}, which the engine {Engine} cannot do: "
                + $"leave it out ({OtherEngine}).";
        }
    }
}

/// <summary>What the making of variants logs: events 200 to 299.</summary>
internal static partial class ImagingLog
{
    [LoggerMessage(EventId = 200, Level = LogLevel.Information, Message = "A source cannot be read: {Reason}")]
    public static partial void SourceUnreadable(this ILogger logger, string reason);
}
