using ImageFunctions.Requests;

namespace ImageFunctions.Imaging;

/// <summary>Makes variants out of originals: the seam between the service and the library that decodes and encodes.</summary>
internal interface IImageEngine
{
    /// <summary>The library with its version: part of the recipe, since another one makes other bytes.</summary>
    string Identity { get; }

    /// <summary>Reads the header alone. Blocks its thread for a moment, and computes on it.</summary>
    /// <inheritdoc cref="MakeAll"/>
    /// <returns>What it tells, or why nothing can be made: not an image, broken, too large.</returns>
    Outcome<Inspection> Inspect(NativeBuffer source, IReadOnlyList<Target> targets, CancellationToken cancellation);

    /// <summary>
    /// Decodes, resizes and encodes, once for all targets where that is cheaper than once for each. Blocks its thread, and computes on it.
    /// </summary>
    /// <param name="source">The whole original.</param>
    /// <param name="targets">What to make of it; at least one.</param>
    /// <param name="cancellation">Stops the work as soon as the library can.</param>
    /// <param name="made">Is told of each picture, by its target's index, as soon as it is made.</param>
    /// <returns>For each target, in order: the picture, or why there is none: not an image, broken, too large.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    IReadOnlyList<Outcome<EncodedPicture>> MakeAll(
        NativeBuffer source, IReadOnlyList<Target> targets, CancellationToken cancellation, Action<int, EncodedPicture>? made = null);

    /// <summary>Tells what a page wants to know of a picture beforehand. Costs about as much as a small variant.</summary>
    /// <inheritdoc cref="MakeAll"/>
    Outcome<PictureDescription> Describe(NativeBuffer source, CancellationToken cancellation);
}

/// <summary>What to make.</summary>
/// <param name="Dimension">The box and how the picture meets it.</param>
/// <param name="Format">The encoding.</param>
/// <param name="Focal">What a crop keeps, where the original says so: it wins over the setting.</param>
/// <param name="Watermark">What is laid over it.</param>
internal sealed record Target(Dimension Dimension, ImageFormat Format, FocalPoint? Focal = null, Watermark? Watermark = null);

/// <summary>What a source's header tells beforehand.</summary>
/// <param name="MemoryBytes">What making the variants will hold at its peak, beside the source.</param>
internal sealed record Inspection(long MemoryBytes);

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
        /// <summary>Makes one variant.</summary>
        /// <inheritdoc cref="IImageEngine.MakeAll"/>
        public Outcome<EncodedPicture> Make(NativeBuffer source, Target target, CancellationToken cancellation) =>
            engine.MakeAll(source, [target], cancellation)[0];
    }
}
