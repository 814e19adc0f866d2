using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;

namespace ImageFunctions.Hosting;

/// <summary>
/// Does beside the start what the first picture would otherwise wait for: on a second core it costs nothing. What fails here comes again,
/// and is reported, where it is first needed.
/// </summary>
internal static class WarmStart
{
    // Not there: a first picture is looked for in vain as well.
    private const string Nothing = "imagefunctions-warm-start";

    /// <summary>Sets up the C library's memory, which must come first of all, and begins.</summary>
    public static void Begin()
    {
        if (FeatureSwitches.NativeMemory)
        {
            NativeHeap.Configure();
        }

        _ = RunQuietlyAsync(ConnectAsync);
        _ = RunQuietlyAsync(LoadAsync);
    }

    private static Task LoadAsync()
    {
        ImageEngine.Load();
        return Task.CompletedTask;
    }

    // A connection with name, handshake and token, and the way through the storage library to an answer.
    private static async Task ConnectAsync()
    {
        var options = ServiceOptions.Read(new ConfigurationBuilder().AddEnvironmentVariables().Build(), ImageEngine.Abilities, out var faults);
        if (faults.Count == 0 && ImagePath.Parse($"/{options.Images.Containers[0]}/{Nothing}", options.Images.Containers).Value is { } path)
        {
            var store = new BlobStore(StorageConnection.Connect(options.Storage));
            await Task.WhenAll(store.GetAsync(path, CancellationToken.None), store.HeadAsync(path, CancellationToken.None)).ConfigureAwait(false);
        }
    }

    private static Task RunQuietlyAsync(Func<Task> work) => Task.Run(async () =>
    {
        try
        {
            await work().ConfigureAwait(false);
        }
        catch (Exception)
        {
            // As said above.
        }
    });
}
