using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Admission;
using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Lifecycle;

/// <summary>What came of making several variants of one original.</summary>
/// <param name="Stored">Variants that are now stored.</param>
/// <param name="Overtaken">Variants that somebody else stored meanwhile.</param>
/// <param name="Refused">Why the others could not be made; null when all were.</param>
internal sealed record SetResult(int Stored, int Overtaken, Refusal? Refused);

/// <summary>
/// Makes several variants of one original after one decode, before anybody asks: bounded like any other work, and after what viewers
/// wait for.
/// </summary>
internal sealed class VariantSetMaker(
    SourceConverter converter, ConversionAdmission admission, VariantWriter writer, ImageOptions options, TimeProvider time)
{
    private static readonly TimeSpan PauseWhenFull = TimeSpan.FromSeconds(1);

    /// <summary>Reads the original, makes and stores.</summary>
    /// <param name="original">The picture.</param>
    /// <param name="missing">Which of its variants.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="Azure.RequestFailedException">Storage refused.</exception>
    public async Task<SetResult> MakeAsync(ImagePath original, IReadOnlyList<MissingVariant> missing, CancellationToken cancellation)
    {
        if (missing.Count == 0)
        {
            return new SetResult(0, 0, null);
        }

        using var timeout = new CancellationTokenSource(options.Timeout * missing.Count, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await MakeAdmittedAsync(original, missing, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new SetResult(0, 0, Refusal.TookTooLong);
        }
    }

    private async Task<SetResult> MakeAdmittedAsync(ImagePath original, IReadOnlyList<MissingVariant> missing, CancellationToken cancellation)
    {
        var ticket = await EnterAsync(cancellation).ConfigureAwait(false);
        var read = await converter.ReadAsync(original, missing[0].Variant.Format, ticket, cancellation).ConfigureAwait(false);
        if (!read.Try(out var source, out var refusal))
        {
            return new SetResult(0, 0, refusal);
        }

        var (etag, cacheControl) = (source.Etag, options.CacheControlOfVariant(source.CacheControl));
        Target[] targets = [.. missing.Select(one => new Target(one.Variant.Dimension, one.Variant.Format, source.Focal, one.Watermark))];
        var pictures = await converter.ConvertAsync(source, targets, ticket, behind: true, cancellation).ConfigureAwait(false);
        var stored = await Task.WhenAll(missing.Zip(pictures, (one, picture) => StoreAsync(one, etag, cacheControl, picture.Value, cancellation))).ConfigureAwait(false);
        refusal = pictures.FirstOrDefault(one => one.Refusal is not null).Refusal;
        List<(ImagePath, string)> ours = [.. from one in stored where one.Etag is not null select (one.Path, one.Etag)];
        var kept = ours.Count == 0 || await writer.KeepIfCurrentAsync(original, etag, ours, cancellation).ConfigureAwait(false);
        return new SetResult(kept ? ours.Count : 0, stored.Length - ours.Count - pictures.Count(one => one.Refusal is not null), refusal);
    }

    private async Task<(ImagePath Path, string? Etag)> StoreAsync(
        MissingVariant missing, string sourceEtag, string cacheControl, EncodedPicture? picture, CancellationToken cancellation) => (
        missing.Variant.Path,
        picture is null ? null : await writer.PutAsync(missing, sourceEtag, picture.Bytes, cacheControl, cancellation).ConfigureAwait(false));

    // A full queue is full of viewers: they go first, and what nobody waits for comes again later.
    private async Task<AdmissionTicket> EnterAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (await admission.EnterAsync(cancellation).ConfigureAwait(false) is { } ticket)
            {
                return ticket;
            }

            await Task.Delay(PauseWhenFull, time, cancellation).ConfigureAwait(false);
        }
    }
}
