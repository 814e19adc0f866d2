using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class CrashReplayTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task Get_OriginalThatKillsTheProcess_KillsItOnce()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("sound.jpg", BinaryData.FromBytes(TestImages.Jpeg(300, 200)), Cancellation);
        await container.UploadBlobAsync("poison.jpg", BinaryData.FromBytes(DeadlyPicture.Jpeg(300, 200)), Cancellation);
        await using var host = new SmallHost(azurite.ConnectionString, container.Name);

        var poison = await host.GetAsync($"/{container.Name}/poison.jpg?d=100");
        var other = await host.GetAsync($"/{container.Name}/poison.jpg?d=300");
        var sound = await host.GetAsync($"/{container.Name}/sound.jpg?d=100");
        var replaced = container.GetBlobClient("poison.jpg");
        await replaced.UploadAsync(BinaryData.FromBytes(TestImages.Jpeg(300, 200)), overwrite: true, Cancellation);
        var cured = await host.GetAsync($"/{container.Name}/poison.jpg?d=100");

        Assert.Equal([422, 422, 200, 200], [poison, other, sound, cured]);
        Assert.Equal(1, host.Deaths);
    }

    // The host stops itself after three failures within half an hour.
    [Fact(Timeout = 120_000)]
    public async Task Get_FourOriginalsThatKillTheProcess_AreOneFailureToTheHost()
    {
        string[] deadly = ["a.jpg", "b.jpg", "c.jpg", "d.jpg"];
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("sound.jpg", BinaryData.FromBytes(TestImages.Jpeg(300, 200)), Cancellation);
        foreach (var name in deadly)
        {
            await container.UploadBlobAsync(name, BinaryData.FromBytes(DeadlyPicture.Jpeg(300, 200)), Cancellation);
        }

        await using var host = new SmallHost(azurite.ConnectionString, container.Name);
        foreach (var name in deadly)
        {
            Assert.Equal(422, await host.GetAsync($"/{container.Name}/{name}?d=100"));
        }

        Assert.Equal(200, await host.GetAsync($"/{container.Name}/sound.jpg?d=100"));
        Assert.Equal((4, 1), (host.Deaths, host.Failures));
    }

    /// <summary>Does what the Functions host does: starts the handler anew, on another port, when it has died,
    /// and replays the request.</summary>
    private sealed class SmallHost(string storage, string container) : IAsyncDisposable
    {
        private const int MostReplays = 10;

        private readonly string executable = DeadlyPicture.Executable();
        private readonly DirectoryInfo temporary = Directory.CreateTempSubdirectory();
        private readonly HttpClient http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.Zero });
        private ChildProcess? handler;
        private int port;

        public int Deaths { get; private set; }

        /// <summary>Those that the Functions host counts: 200 asks for another start.</summary>
        public int Failures { get; private set; }

        public async Task<int> GetAsync(string target)
        {
            for (var replay = 0; replay <= MostReplays; replay++)
            {
                await EnsureRunningAsync();
                try
                {
                    return await AskAsync(target);
                }
                catch (Exception e) when (IsDeath(e))
                {
                    Failures += await handler!.WaitForExitAsync(Cancellation) == 200 ? 0 : 1;
                    Deaths++;
                }
            }

            return 502;
        }

        public async ValueTask DisposeAsync()
        {
            if (handler is not null)
            {
                await handler.DisposeAsync();
            }

            http.Dispose();
            temporary.Delete(recursive: true);
        }

        private async Task EnsureRunningAsync()
        {
            if (handler is { HasExited: false })
            {
                return;
            }

            port = FreePort.Next();
            var start = new ProcessStartInfo(executable);
            start.Environment["ImageStorage"] = storage;
            start.Environment["Images__Containers"] = container;
            start.Environment["FUNCTIONS_CUSTOMHANDLER_PORT"] = port.ToString(CultureInfo.InvariantCulture);
            start.Environment["TMPDIR"] = start.Environment["TMP"] = temporary.FullName;
            start.Environment[DeadlyPicture.Setting.Name] = DeadlyPicture.Setting.Value;
            handler = ChildProcess.Start("the handler", start);
            await handler.UntilReadyAsync(PollAsync, TimeSpan.FromSeconds(30), Cancellation);
        }

        private async Task<int> PollAsync(CancellationToken cancellation)
        {
            while (true)
            {
                try
                {
                    return await AskAsync("/");
                }
                catch (Exception e) when (IsDeath(e))
                {
                    await Task.Delay(25, cancellation); // as often as the host asks
                }
            }
        }

        // HttpClient itself asks again over another connection; where that breaks while it is being made, the bare exception comes out.
        private static bool IsDeath(Exception e) => e is HttpRequestException or SocketException;

        private async Task<int> AskAsync(string target)
        {
            using var answer = await http.GetAsync(new Uri($"http://127.0.0.1:{port}{target}"), Cancellation);
            return (int)answer.StatusCode;
        }
    }
}
