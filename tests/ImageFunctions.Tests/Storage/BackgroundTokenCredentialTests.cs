using Azure.Core;
using Azure.Identity;
using ImageFunctions.Storage;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Http;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Storage;

public class BackgroundTokenCredentialTests
{
    private static readonly TokenRequestContext Storage = new(["https://storage.azure.com/.default"]);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // The real program against an identity endpoint as App Service has it, on bad days. Without a limit of our own: 30 and 103 seconds.
    [Theory(Timeout = Patience.Milliseconds)]
    [InlineData("silent")]
    [InlineData("refusing")]
    public async Task Get_IdentityEndpointIsOfNoHelp_Is503WithRetryAfter(string endpoint)
    {
        await using var silent = await StubOrigin.StartAsync(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        var address = endpoint == "silent" ? silent.Address : new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        await using var origin = await RunningOrigin.StartAsync(
            "",
            ("ImageStorage__blobServiceUri", $"https://127.0.0.1:{FreePort.Next()}/account"),
            ("IDENTITY_ENDPOINT", $"{address}msi/token"),
            ("IDENTITY_HEADER", "secret"));

        foreach (var target in new[] { "/images/cat.jpg?d=100", "/images/cat.jpg", "/healthz" })
        {
            var answer = await origin.Site.GetAsync(target);

            Problems.AssertIs(answer, 503);
            Assert.Equal("5", answer["Retry-After"]);
        }
    }

    [Fact]
    public async Task GetToken_BeforeItsEnd_IsReplacedInTheBackgroundWhileViewersHaveTheOldOne()
    {
        var (time, identity) = (new TimerTime(), new Identity());
        using var credential = new BackgroundTokenCredential(identity, time);
        identity.Answer(new AccessToken("first", time.GetUtcNow() + Hour));
        Assert.Equal("first", (await credential.GetTokenAsync(Storage, Cancellation)).Token);

        await time.FireAsync(Hour - BackgroundTokenCredential.Ahead);
        await identity.Asked(2);

        Assert.Equal("first", (await credential.GetTokenAsync(Storage, Cancellation)).Token); // nobody waits
        identity.Answer(new AccessToken("second", time.GetUtcNow() + Hour + Hour));
        await Patience.UntilAsync(async () => (await credential.GetTokenAsync(Storage, Cancellation)).Token == "second");
        Assert.Equal(2, identity.Requests);
    }

    [Fact]
    public async Task GetToken_ReplacementFails_IsTriedAgainWhileTheOldOneIsValid()
    {
        var (time, identity) = (new TimerTime(), new Identity());
        using var credential = new BackgroundTokenCredential(identity, time);
        identity.Answer(new AccessToken("first", time.GetUtcNow() + Hour));
        await credential.GetTokenAsync(Storage, Cancellation);

        await time.FireAsync(Hour - BackgroundTokenCredential.Ahead);
        await identity.Asked(2);
        identity.Fail();
        await time.FireAsync(TimeSpan.FromSeconds(30));
        await identity.Asked(3);

        Assert.Equal("first", (await credential.GetTokenAsync(Storage, Cancellation)).Token);
    }

    [Fact]
    public async Task GetToken_ManyAtOnce_AskOnce()
    {
        var identity = new Identity();
        using var credential = new BackgroundTokenCredential(identity, TimeProvider.System);

        var all = Enumerable.Range(0, 20).Select(_ => credential.GetTokenAsync(Storage, Cancellation).AsTask()).ToArray();
        await identity.Asked(1);
        identity.Answer(new AccessToken("only", DateTimeOffset.UtcNow + Hour));

        Assert.All(await Task.WhenAll(all), token => Assert.Equal("only", token.Token));
        Assert.Equal(1, identity.Requests);
    }

    [Fact]
    public async Task GetToken_EndpointRefuses_FailsForThoseWhoWaitAndNotForTheNext()
    {
        var identity = new Identity();
        using var credential = new BackgroundTokenCredential(identity, TimeProvider.System);
        var first = credential.GetTokenAsync(Storage, Cancellation).AsTask();
        await identity.Asked(1);
        identity.Fail();
        await Assert.ThrowsAsync<AuthenticationFailedException>(() => first);

        identity.Answer(new AccessToken("next", DateTimeOffset.UtcNow + Hour));

        Assert.Equal("next", (await credential.GetTokenAsync(Storage, Cancellation)).Token);
    }

    /// <summary>Answers each request when it is told to.</summary>
    private sealed class Identity : TokenCredential
    {
        private readonly System.Threading.Channels.Channel<AccessToken?> answers =
            System.Threading.Channels.Channel.CreateUnbounded<AccessToken?>();
        private int requests;

        public int Requests => requests;

        public void Answer(AccessToken token) => answers.Writer.TryWrite(token);

        public void Fail() => answers.Writer.TryWrite(null);

        public Task Asked(int times) => Patience.UntilAsync(() => requests == times);

        public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref requests);
            return await answers.Reader.ReadAsync(cancellationToken) ?? throw new AuthenticationFailedException("no");
        }

        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }

    /// <summary>Timers go off when the test says so.</summary>
    private sealed class TimerTime : TimeProvider
    {
        private readonly System.Collections.Concurrent.ConcurrentDictionary<TimeSpan, Action> timers = [];
        private readonly DateTimeOffset now = DateTimeOffset.UtcNow;

        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers[dueTime] = () => callback(state);
            return new Timer();
        }

        public async Task FireAsync(TimeSpan due)
        {
            Action? callback = null;
            await Patience.UntilAsync(() => timers.TryRemove(due, out callback));
            callback!();
        }

        private sealed class Timer : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
