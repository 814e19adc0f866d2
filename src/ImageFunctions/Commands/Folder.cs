using ImageFunctions.Requests;
using ImageFunctions.Storage;

namespace ImageFunctions.Commands;

/// <summary>A folder's originals together with what looks like their variants, which stand in folders below it.</summary>
/// <param name="prefix">Its name with a slash at the end; empty for the container itself.</param>
internal sealed class Folder(string prefix)
{
    public string Prefix { get; } = prefix;

    /// <summary>By name.</summary>
    public Dictionary<string, ListedBlob> Originals { get; } = new(StringComparer.Ordinal);

    /// <summary>Our own blobs, by name.</summary>
    public Dictionary<string, ListedBlob> Variants { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Sorts a listing into folders as it comes: a listing is in the order of names, so that a folder is complete as soon as a name
    /// outside of it comes. Held in memory is one path of folders, not the container.
    /// </summary>
    public static async IAsyncEnumerable<Folder> CollectAsync(IAsyncEnumerable<ListedBlob> listing)
    {
        var open = new Stack<Folder>();
        await foreach (var blob in listing)
        {
            while (open.TryPeek(out var last) && !blob.Name.StartsWith(last.Prefix, StringComparison.Ordinal))
            {
                yield return open.Pop();
            }

            OpenDownTo(blob.Name, open);
            Add(blob, open);
        }

        while (open.TryPop(out var rest))
        {
            yield return rest;
        }
    }

    private static void OpenDownTo(string name, Stack<Folder> open)
    {
        if (open.Count == 0)
        {
            open.Push(new Folder(""));
        }

        int slash;
        while ((slash = name.IndexOf('/', open.Peek().Prefix.Length)) >= 0)
        {
            open.Push(new Folder(name[..(slash + 1)]));
        }
    }

    private static void Add(ListedBlob blob, Stack<Folder> open)
    {
        if (blob.Marker is null)
        {
            open.Peek().Originals[blob.Name] = blob;
        }
        else if (VariantPath.TryParse(blob.Name, out var original, out _, out _))
        {
            var home = original[..(original.LastIndexOf('/') + 1)];
            open.First(folder => folder.Prefix == home).Variants[blob.Name] = blob;
        }
    }
}
