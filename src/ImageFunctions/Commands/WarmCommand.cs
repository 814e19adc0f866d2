using System.Runtime.CompilerServices;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Commands;

/// <summary>
/// Makes every variant that is missing or outdated. One listing tells originals and the markers of their variants, so that what is
/// fresh costs no request, and a run that was killed goes on where it was.
/// </summary>
internal sealed class WarmCommand(
    BlobStore store, VariantInventory inventory, VariantMaker maker, WorkQueue queue, ImageOptions options)
{
    // Calls to storage and nothing else: more of them at once than conversions.
    private const int EnqueuedAtOnce = 32;

    private int originals;
    private int skipped;
    private int warm;
    private int done;
    private int made;
    private int overtaken;
    private int failed;
    private int enqueued;

    /// <summary>Goes through containers and prints a summary.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CommandLine command, IReadOnlyList<string> containers, CancellationToken cancellation)
    {
        using var progress = new Progress();
        try
        {
            // While some are decoded, others are read and stored.
            var parallel = new ParallelOptions
            {
                MaxDegreeOfParallelism = command.Enqueue ? EnqueuedAtOnce : 2 * options.MaxConcurrency,
                CancellationToken = cancellation,
            };
            await Parallel.ForEachAsync(
                OriginalsAsync(command, containers, progress, cancellation),
                parallel,
                (original, token) => WarmAsync(original, command, progress, token));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            progress.Say("Interrupted. Run it again to continue.");
        }

        progress.Dispose();
        var outcome = command.Enqueue
            ? $"{enqueued:N0} were enqueued; about {await queue.CountAsync(CancellationToken.None):N0} wait now"
            : $"{made:N0} variants {(command.DryRun ? "would be made" : "made")}"
                + $"{(overtaken > 0 ? $", {overtaken:N0} made by others meanwhile" : "")}";
        Console.WriteLine(
            $"{originals:N0} originals: {warm:N0} had all their variants, {skipped:N0} are no pictures to resize, "
            + $"{failed:N0} could not be warmed. {outcome}.");
        return failed > 0 || cancellation.IsCancellationRequested ? ExitCode.Incomplete : ExitCode.Done;
    }

    private async IAsyncEnumerable<(ImagePath Path, ListedBlob Blob, Folder Folder)> OriginalsAsync(
        CommandLine command, IReadOnlyList<string> containers, Progress progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var container in containers)
        {
            await foreach (var folder in Folder.CollectAsync(store.ListAsync(container, FolderOf(command.Prefix), cancellation)))
            {
                var wanted = folder.Originals.Values.Where(blob => blob.Name.StartsWith(command.Prefix, StringComparison.Ordinal)).ToList();
                originals += wanted.Count;
                foreach (var blob in wanted)
                {
                    if (ImagePath.Parse($"/{container}/{blob.Name}", [container]).Value is { } path && IsPicture(path, blob))
                    {
                        yield return (path, blob, folder);
                    }
                    else
                    {
                        skipped++;
                    }

                    progress.Show(done, originals - skipped, "originals");
                }
            }
        }
    }

    private async ValueTask WarmAsync(
        (ImagePath Path, ListedBlob Blob, Folder Folder) original, CommandLine command, Progress progress, CancellationToken cancellation)
    {
        try
        {
            var missing = await inventory.MissingAsync(
                original.Path, original.Blob.Etag, path => Present(original.Folder, path), cancellation);
            Interlocked.Add(ref warm, missing.Count == 0 ? 1 : 0);
            var result = await MakeAsync(original.Path, missing, command, cancellation);
            Interlocked.Add(ref made, result.Stored);
            Interlocked.Add(ref overtaken, result.Overtaken);
            Fail(original.Path, result.Refused?.Title, progress);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && StorageFault.IsUnavailable(e))
        {
            Fail(original.Path, e.Message.ReplaceLineEndings(" "), progress);
        }

        progress.Show(Interlocked.Increment(ref done), originals - skipped, "originals");
    }

    private async Task<SetResult> MakeAsync(
        ImagePath original, IReadOnlyList<MissingVariant> missing, CommandLine command, CancellationToken cancellation)
    {
        if (command.DryRun)
        {
            return new SetResult(missing.Count, 0, null);
        }

        if (!command.Enqueue)
        {
            return await maker.MakeSetAsync(original, missing, cancellation);
        }

        if (missing.Count > 0)
        {
            await queue.EnqueueAsync(original, cancellation);
            Interlocked.Increment(ref enqueued);
        }

        return new SetResult(0, 0, null);
    }

    private void Fail(ImagePath path, string? reason, Progress progress)
    {
        if (reason is not null)
        {
            Interlocked.Increment(ref failed);
            progress.Say($"{path}: {reason}");
        }
    }

    private static PresentBlob? Present(Folder folder, ImagePath path) =>
        folder.Variants.TryGetValue(path.Blob, out var variant) || folder.Originals.TryGetValue(path.Blob, out variant)
            ? new PresentBlob(variant.Etag, variant.Marker)
            : null;

    // Variants stand below their original's folder: "products/a" must look at "products/100x100/webp/a…" as well.
    internal static string FolderOf(string prefix) => prefix[..(prefix.LastIndexOf('/') + 1)];

    // Told by its name or its type, not by a look into it: a container may hold films and documents, too.
    private static bool IsPicture(ImagePath path, ListedBlob blob) =>
        path.Extension.Length > 0 && !ImageFormats.IsSvgExtension(path.Extension)
        && !ImageFormats.IsSvg(blob.ContentType)
        && (ImageFormats.TryFromExtension(path.Extension, out _)
            || path.Extension is "tif" or "tiff" or "heic" or "heif" or "bmp" or "ico"
            || blob.ContentType?.StartsWith("image/", StringComparison.Ordinal) == true);
}
