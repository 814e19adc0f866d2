using System.Net;
using Azure.Storage.Blobs;
using LocalFrontDoor.Processes;

namespace Bench.Pictures;

/// <summary>SVGs are served as they are, by the service and not by its engine: so the service itself is asked, over Azurite.</summary>
internal static class StoredDrawings
{
    private const string Container = "images";

    /// <summary>Asks for each of them as for a picture.</summary>
    /// <param name="files">SVGs, gzipped or not; they are stored without a type, as by clients that name none.</param>
    /// <param name="size">WxH.</param>
    /// <param name="formats">The columns: the format that a viewer takes.</param>
    /// <returns>Cells: status, media type, encoding, bytes, and whether they are those that were stored.</returns>
    public static async Task<Dictionary<(string File, string Format), string>> AskAsync(
        IReadOnlyList<string> files, string size, IReadOnlyList<string> formats)
    {
        var cells = new Dictionary<(string, string), string>();
        if (files.Count == 0)
        {
            return cells;
        }

        await using var azurite = await AzuriteProcess.StartAsync();
        await using var origin = await OriginProcess.StartAsync(azurite.ConnectionString);
        using var viewer = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None });
        var container = new BlobContainerClient(azurite.ConnectionString, Container);
        await container.CreateAsync();
        foreach (var file in files)
        {
            var (name, stored) = (Path.GetFileName(file), await File.ReadAllBytesAsync(file));
            await container.UploadBlobAsync(name, BinaryData.FromBytes(stored));
            var address = new Uri(origin.Address, $"/{Container}/{Uri.EscapeDataString(name)}?d={size}");
            foreach (var format in formats)
            {
                cells[(file, format)] = await AskAsync(viewer, address, format, stored);
            }
        }

        return cells;
    }

    private static async Task<string> AskAsync(HttpClient viewer, Uri address, string format, byte[] stored)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Accept", $"image/{format}");
        using var answer = await viewer.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        var headers = answer.Content.Headers;
        IEnumerable<string> parts =
        [
            $"{(int)answer.StatusCode}", $"{headers.ContentType}", .. headers.ContentEncoding, $"{body.Length:N0}",
            body.AsSpan().SequenceEqual(stored) ? "as stored" : "not as stored",
        ];
        return string.Join(", ", parts);
    }
}
