using System.Diagnostics;
using System.Globalization;
using System.Net;
using Azure.Storage.Blobs;
using ImageFunctions.Imaging;
using LocalFrontDoor.Processes;

namespace Bench.Torture.Soaking;

/// <summary>Real, broken and hostile files asked for by four times as many as the origin admits and queues, for minutes.</summary>
internal sealed class Soak(TimeSpan time, IReadOnlyList<SoakFile> files)
{
    /// <summary>What decoding one picture may take at most, in bytes: the budget without the quarter that originals have.</summary>
    public const long MostForOne = Limit / 2 / 4 * 3;

    private const string Container = "images";
    private const int Concurrency = 2;
    private const int Queue = 20;
    private const int Overload = 4;
    private const int LinesOfLog = 60;
    private const long Limit = 512L << 20; // the smallest instance of Flex Consumption

    private static readonly int[] Widths = [100, 200, 300, 400];
    private static readonly string[] Accepts = ["image/webp", "image/*"];

    private readonly SoakTally tally = new();
    private static readonly HttpClient Http = new(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None })
    {
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>Runs it, and prints a table of what happened.</summary>
    /// <returns>Whether all went as it should.</returns>
    public async Task<bool> RunAsync()
    {
        await using var azurite = await AzuriteProcess.StartAsync();
        var container = new BlobContainerClient(azurite.ConnectionString, Container);
        await container.CreateAsync();
        foreach (var file in files)
        {
            await container.UploadBlobAsync(file.Name, BinaryData.FromBytes(file.Content));
        }

        await using var origin = await OriginProcess.StartAsync(azurite.ConnectionString, new Dictionary<string, string>
        {
            ["Images__MaxConcurrency"] = $"{Concurrency}",
            ["Images__MaxQueue"] = $"{Queue}",
            ["Images__MemoryBudgetBytes"] = $"{Limit / 2}",
            ["Images__Timeout"] = "00:00:10",
            ["Images__BrokenTime"] = "00:00:05", // so that broken files are decoded again and again
            ["DOTNET_GCHeapHardLimit"] = $"0x{Limit / 4:x}",
            ["MALLOC_ARENA_MAX"] = "1", // as the deployed app has it
            ["Logging__LogLevel__Default"] = "Error",
        });
        var viewers = Overload * ((2 * Concurrency) + Queue);
        Console.WriteLine(
            $"{files.Count} files ({files.Count(file => file.IsSound)} sound), {viewers} viewers, {time.TotalMinutes:0.#} minutes");

        using var over = new CancellationTokenSource(time);
        var watching = WatchAsync(origin, over.Token);
        await Task.WhenAll(Enumerable.Range(0, viewers).Select(i => ViewAsync(origin, container, new Random(i), over.Token)));
        await watching;
        await CalmAsync(origin);
        if (origin.HasExited)
        {
            tally.Fault($"the origin died with {origin.ExitCode}");
        }

        var good = tally.Report(Limit);
        foreach (var line in good ? [] : origin.Output.Snapshot().TakeLast(LinesOfLog))
        {
            Console.WriteLine(line);
        }

        return good;
    }

    // A variant is deleted once it was seen, so that there is always something to make.
    private async Task ViewAsync(OriginProcess origin, BlobContainerClient container, Random random, CancellationToken over)
    {
        while (!over.IsCancellationRequested && !origin.HasExited)
        {
            var file = files[random.Next(files.Count)];
            var (width, accept) = (Widths[random.Next(Widths.Length)], Accepts[random.Next(Accepts.Length)]);
            var status = await AskAsync(origin, file, width, accept);
            if (status == 200 && random.Next(2) == 0)
            {
                var extension = Path.GetExtension(file.Name)[1..];
                var format = accept == "image/webp"
                    ? "webp"
                    : extension is "jpg" or "jpeg" or "png" or "gif" or "webp" or "avif"
                    ? extension
                    : "jpg";
                await container.DeleteBlobIfExistsAsync($"{width}x{width}/{format}/{file.Name}", cancellationToken: CancellationToken.None);
            }
        }
    }

    private async Task<int> AskAsync(OriginProcess origin, SoakFile file, int width, string accept)
    {
        var start = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(
            HttpMethod.Get, new Uri(origin.Address, string.Create(CultureInfo.InvariantCulture, $"{Container}/{file.Name}?d={width}")));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        try
        {
            using var answer = await Http.SendAsync(request);
            var body = await answer.Content.ReadAsByteArrayAsync();
            tally.Answered(file, (int)answer.StatusCode, Stopwatch.GetElapsedTime(start));
            if (answer.IsSuccessStatusCode && SourceSignature.Detect(body) is SourceKind.Unknown)
            {
                tally.Fault($"{file.Name}: what was served is no picture");
            }

            return (int)answer.StatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            tally.Fault($"{file.Name}: {e.Message}");
            return 0;
        }
    }

    private async Task WatchAsync(OriginProcess origin, CancellationToken over)
    {
        var meter = new ProcessMeter(origin.Id);
        while (!over.IsCancellationRequested && !origin.HasExited)
        {
            tally.Resident(meter.ResidentBytes());
            await Task.Delay(500, CancellationToken.None);
        }
    }

    // Load has fallen: every sound picture is shown.
    private async Task CalmAsync(OriginProcess origin)
    {
        await Task.Delay(TimeSpan.FromSeconds(10)); // until what was refused under load may be tried again
        foreach (var file in files.Where(file => file.IsSound))
        {
            var status = await AskAsync(origin, file, 200, "image/webp");
            if (status != 200)
            {
                tally.Fault($"{file.Name} is sound, and nothing else goes on, but {status}");
            }
        }
    }
}
