using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Storage;

namespace ImageFunctions.Commands;

/// <summary>
/// Removes variants that are never served again: their original is gone or was replaced, or the settings no longer lead to them. Only
/// blobs that carry our marker are looked at, and each is deleted only as it was listed.
/// </summary>
internal sealed class PruneCommand(BlobStore store, AllVariants all, Recipe recipe, WatermarkSource watermarks)
{
    private int variants;
    private int orphaned;
    private int outdated;
    private int deleted;
    private int failed;
    private long bytes;

    /// <summary>Goes through containers and prints a summary.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CommandLine command, IReadOnlyList<string> containers, CancellationToken cancellation)
    {
        using var progress = new Progress();
        try
        {
            foreach (var container in containers)
            {
                await PruneAsync(container, command, progress, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            progress.Say("Interrupted. Run it again to continue.");
        }

        progress.Dispose();
        Console.WriteLine(
            $"{variants:N0} variants: {orphaned:N0} without an original, "
            + $"{outdated:N0} that are outdated or that the settings do not lead to; {bytes:N0} bytes. "
            + (command.DryRun
                ? "None deleted: add --delete to delete them."
                : $"{deleted:N0} deleted{(failed > 0 ? $", {failed:N0} could not be" : "")}."));
        return failed > 0 || cancellation.IsCancellationRequested ? ExitCode.Incomplete : ExitCode.Done;
    }

    private async Task PruneAsync(string container, CommandLine command, Progress progress, CancellationToken cancellation)
    {
        var watermark = await watermarks.CurrentAsync(cancellation);
        var listing = store.ListAsync(container, WarmCommand.FolderOf(command.Prefix), cancellation);
        await foreach (var folder in Folder.CollectAsync(listing))
        {
            foreach (var blob in folder.Variants.Values)
            {
                // An original outside of the prefix was not listed: that says nothing of whether it is there.
                _ = VariantPath.TryParse(blob.Name, out var original, out _, out _);
                if (!original!.StartsWith(command.Prefix, StringComparison.Ordinal))
                {
                    continue;
                }

                variants++;
                if (IsNeeded(container, blob, folder.Originals.GetValueOrDefault(original), watermark?.Etag))
                {
                    continue;
                }

                bytes += blob.Length;
                await DeleteAsync(ImagePath.Configured($"{container}/{blob.Name}"), blob, command.DryRun, progress, cancellation);
                progress.Show(orphaned + outdated, 0, "variants found");
            }
        }
    }

    private bool IsNeeded(string container, ListedBlob blob, ListedBlob? original, string? watermark)
    {
        if (original is null)
        {
            orphaned++;
            return false;
        }

        var offered = all.Of(ImagePath.Configured($"{container}/{original.Name}"));
        var variant = offered.FirstOrDefault(variant => variant.Path.Blob == blob.Name);
        if (variant is not null && blob.Marker!.IsFresh(original.Etag, recipe.For(variant, watermark)))
        {
            return true;
        }

        outdated++;
        return false;
    }

    private async Task DeleteAsync(ImagePath path, ListedBlob blob, bool dryRun, Progress progress, CancellationToken cancellation)
    {
        if (dryRun)
        {
            return;
        }

        try
        {
            deleted += await store.DeleteVariantAsync(path, blob.Etag, cancellation) ? 1 : 0;
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested && StorageFault.IsUnavailable(e))
        {
            failed++;
            progress.Say($"{path}: {e.Message.ReplaceLineEndings(" ")}");
        }
    }
}
