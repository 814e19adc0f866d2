using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using ImageFunctions.Storage;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Hosting;

/// <summary>The build for containers as a platform runs it. Tests of the default build are another program's:
/// ORIGIN_HOSTING says that it is this one.</summary>
public sealed class ContainerTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private const string Events = "/OriginalChanged";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            Environment.GetEnvironmentVariable("ORIGIN_HOSTING") == "Container", "tests/Container/run builds and tests the container.");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Get_AtAnAddressOfTheNetwork_IsAnswered()
    {
        var address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(network => network.GetIPProperties().UnicastAddresses).Select(one => one.Address)
            .FirstOrDefault(one => one.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(one));
        Assert.SkipWhen(address is null, "This machine has no address but its own.");
        await using var origin = await OriginProcess.StartAsync(azurite.ConnectionString, cancellation: Cancellation);
        using var site = new Site(new UriBuilder(origin.Address) { Host = $"{address}" }.Uri);

        Assert.Equal("healthy\n", (await site.GetAsync("/healthz")).Text);
    }

    // The one that tests/Container/run has unpacked.
    [Fact]
    public void Image_StartsTheProgramAsNobodySpecial()
    {
        var image = Environment.GetEnvironmentVariable("ORIGIN_IMAGE");
        Assert.SkipWhen(image is null, "tests/Container/run makes it.");
        using var manifest = JsonDocument.Parse(File.ReadAllText(Path.Combine(image, "manifest.json")));
        using var whole = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(image, manifest.RootElement[0].GetProperty("Config").GetString()!)));
        var config = whole.RootElement.GetProperty("config");

        Assert.Equal("imagefunctions:latest", manifest.RootElement[0].GetProperty("RepoTags")[0].GetString());
        Assert.Equal("/app/ImageFunctions", config.GetProperty("Entrypoint").EnumerateArray().Single().GetString());
        Assert.Equal("1654", config.GetProperty("User").GetString());
        Assert.Equal("8080/tcp", config.GetProperty("ExposedPorts").EnumerateObject().Single().Name);
        Assert.Contains("MALLOC_ARENA_MAX=1", config.GetProperty("Env").EnumerateArray().Select(one => one.GetString()));
        Assert.Equal("ImageFunctions", config.GetProperty("Labels").GetProperty("org.opencontainers.image.title").GetString());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("http")]
    public async Task Start_PortIsNone_IsAFault(string port)
    {
        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => StartAsync(("PORT", port)));

        Assert.Equal(1, failure.ExitCode);
        Assert.Contains($"  - PORT is '{port}'. It must be a port from 1 to 65535.", failure.Output);
    }

    [Theory]
    [InlineData("EventGrid__TenantId", TokenIssuer.Tenant, "Of EventGrid__TenantId and EventGrid__Audience one is set.")]
    [InlineData("EventGrid__Audience", TokenIssuer.Audience, "Of EventGrid__TenantId and EventGrid__Audience one is set.")]
    [InlineData("EventGrid__TenantId", "contoso", "EventGrid__TenantId is 'contoso'. It must be the GUID of an Entra tenant.")]
    [InlineData(
        "EventGrid__Authority",
        "http://login.example.com", "EventGrid__Authority is 'http://login.example.com'. It must be an https address")]
    [InlineData("EventGrid__Tenant", "x", "EventGrid__Tenant is no setting.")]
    public async Task Start_EventGridHalfSet_IsAFault(string name, string value, string fault)
    {
        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => StartAsync((name, value)));

        Assert.Contains(failure.Output, line => line.Contains(fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("azp")]
    [InlineData("appid")]
    public async Task Event_WithEventGridsToken_IsFollowedUp(string senderClaim)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var arm = await ArmStandIn.StartAsync();
        await using var origin = await StartAsync(issuer, arm);
        var token = senderClaim == "azp"
            ? issuer.Bearer()
            // version 1
            : issuer.Bearer($"https://sts.windows.net/{TokenIssuer.Tenant}/", $"api://{TokenIssuer.Audience}", senderClaim: "appid");

        // As through an ingress; a viewer's requests come the same way.
        var answer = await origin.Site.PostAsync(
            Events, Batch("a.jpg", "b.jpg"), ("Authorization", token), ("X-Forwarded-For", "192.0.2.1"));

        Assert.Equal((200, ""), (answer.Status, answer.Text));
        Assert.Equal(
            ["/images/a.jpg", "/images/b.jpg"], arm.Paths.Where(
                path => path.EndsWith(".jpg", StringComparison.Ordinal) && path.Count(c => c == '/') == 2).Order());
    }

    [Fact]
    public async Task Event_WithoutAValidToken_Is401AndNotFollowedUp()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var arm = await ArmStandIn.StartAsync();
        await using var origin = await StartAsync(issuer, arm);
        using var other = RSA.Create(2048);
        (string What, string Authorization)[] tokens =
        [
            ("none", ""),
            ("no token", "Bearer abc"),
            ("another scheme", issuer.Bearer().Replace("Bearer", "Basic", StringComparison.Ordinal)),
            ("unsigned", issuer.Unsigned()),
            ("another key", issuer.Bearer(signedBy: other)),
            ("expired", issuer.Bearer(minutes: -10)),
            ("another audience", issuer.Bearer(audience: TokenIssuer.Tenant)),
            ("another issuer", issuer.Bearer(issuer: $"{issuer.Authority}/{TokenIssuer.Audience}/v2.0")),
            ("another application", issuer.Bearer(sender: TokenIssuer.Tenant)),
            ("the application elsewhere", issuer.Bearer(senderClaim: "sub")),
        ];

        foreach (var (what, authorization) in tokens)
        {
            var answer = await origin.Site.PostAsync(
                Events, Batch("a.jpg"), authorization.Length == 0 ? [] : [("Authorization", authorization)]);
            Assert.Equal((what, 401, "Bearer", "no-store"), (what, answer.Status, answer["WWW-Authenticate"], answer["Cache-Control"]));
        }

        Assert.Empty(arm.Calls);
        Assert.Equal(200, (await origin.Site.PostAsync(Events, Batch("a.jpg"), ("Authorization", issuer.Bearer()))).Status);
    }

    [Fact]
    public async Task Event_KeysCannotBeRead_Is503UntilTheyCan()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        var nowhere = new TcpListener(IPAddress.Loopback, 0);
        nowhere.Start();
        var authority = $"http://{nowhere.LocalEndpoint}";
        nowhere.Stop();
        await using var origin = await StartAsync(
            ("EventGrid__TenantId", TokenIssuer.Tenant),
            ("EventGrid__Audience", TokenIssuer.Audience), ("EventGrid__Authority", authority));

        var answer = await origin.Site.PostAsync(Events, Batch("a.jpg"), ("Authorization", issuer.Bearer()));
        var without = await origin.Site.PostAsync(Events, Batch("a.jpg"));

        Assert.Equal((503, 401), (answer.Status, without.Status)); // Event Grid sends it again
        Assert.NotNull(answer["Retry-After"]);
    }

    [Fact]
    public async Task Handshake_OfEventGridsSchema_GivesTheCodeBack()
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var origin = await StartAsync(issuer);
        const string question = """
            [{"id":"1","topic":"","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","eventTime":"",
              "metadataVersion":"1","dataVersion":"2","data":{"validationCode":"512d38b6-\"c7b8","validationUrl":""}}]
            """;
        (string, string) kind = ("aeg-event-type", "SubscriptionValidation");

        var answer = await origin.Site.PostAsync(Events, question, kind, ("Authorization", issuer.Bearer()));

        using var json = JsonDocument.Parse(answer.Text);
        Assert.Equal((200, "application/json"), (answer.Status, answer["Content-Type"]));
        Assert.Equal("512d38b6-\"c7b8", json.RootElement.GetProperty("validationResponse").GetString());
        Assert.Equal(401, (await origin.Site.PostAsync(Events, question, kind)).Status);
        Assert.Equal(400, (await origin.Site.PostAsync(Events, "[{}]", kind, ("Authorization", issuer.Bearer()))).Status);
    }

    [Theory]
    [InlineData("eventgrid.azure.net", "eventgrid.azure.net")]
    [InlineData("example.com", null)]
    public async Task Handshake_OfCloudEvents_AllowsEventGridAlone(string asks, string? allowed)
    {
        await using var issuer = await TokenIssuer.StartAsync();
        await using var origin = await StartAsync(issuer);

        var answer = await origin.Site.SendAsync(HttpMethod.Options, Events, ("WebHook-Request-Origin", asks));

        Assert.Equal((200, allowed), (answer.Status, answer["WebHook-Allowed-Origin"]));
    }

    [Fact]
    public async Task Post_NoTenantIsSet_IsAsAnywhere()
    {
        await using var origin = await StartAsync();

        Assert.Equal(405, (await origin.Site.PostAsync(Events, Batch("a.jpg"))).Status);
        Assert.Equal(405, (await origin.Site.PostAsync("/MakeVariants", """{"Data":{"message":"{}"}}""")).Status); // no host calls it here
    }

    [Fact]
    public async Task FrontDoorId_IsAskedOfViewersAndNotOfEvents()
    {
        const string id = "00000000-0000-0000-0000-00000000000a";
        await using var issuer = await TokenIssuer.StartAsync();
        await using var origin = await StartAsync([("FrontDoor__Id", id), .. Settings(issuer)]);

        Assert.Equal(403, (await origin.Site.GetAsync("/images/cat.jpg")).Status);
        Assert.Equal(403, (await origin.Site.GetAsync(Events)).Status);
        Assert.Equal(404, (await origin.Site.GetAsync("/images/no-such-cat.jpg", ("X-Azure-FDID", id))).Status);
        Assert.Equal(200, (await origin.Site.PostAsync(Events, Batch("a.jpg"), ("Authorization", issuer.Bearer()))).Status);
    }

    [Fact]
    public async Task Queue_IsWorkedOffWithoutAHost_AndTheFifthFailureIsKept()
    {
        await using var storage = await AzuriteProcess.StartAsync(cancellation: Cancellation);
        var container = new BlobContainerClient(storage.ConnectionString, "images");
        await container.CreateAsync(cancellationToken: Cancellation);
        await container.UploadBlobAsync("cat.jpg", BinaryData.FromBytes(TestImages.Jpeg(320, 240)), Cancellation);
        var queue = new QueueClient(storage.ConnectionString, WorkQueue.Name);
        var poison = new QueueClient(storage.ConnectionString, $"{WorkQueue.Name}-poison");
        await queue.CreateAsync(cancellationToken: Cancellation);
        await queue.SendMessageAsync("nonsense", Cancellation);
        for (var tries = 1; tries < WorkQueue.MostTries; tries++)
        {
            var taken = (await queue.ReceiveMessageAsync(cancellationToken: Cancellation)).Value;
            await queue.UpdateMessageAsync(taken.MessageId, taken.PopReceipt, taken.Body, TimeSpan.Zero, Cancellation);
        }

        await queue.SendMessageAsync("""{"original":"/images/cat.jpg"}""", Cancellation);
        await using var origin = await RunningOrigin.StartAsync(
            storage.ConnectionString, ("ImageQueue", storage.ConnectionString), ("Images__AllowedDimensions", "100x100,200x200"));

        await Patience.UntilAsync(async () => (await queue.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount == 0);

        Assert.Equal("nonsense", (await poison.PeekMessagesAsync(2, Cancellation)).Value.Single().Body.ToString());
        await origin.WaitForLogAsync("[412]");
        Assert.True(await container.GetBlobClient("200x200/webp/cat.jpg").ExistsAsync(Cancellation));
        Assert.True(await container.GetBlobClient("100x100/jpg/cat.jpg").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Terminate_RequestUnderWay_IsFinishedAndTheProbeSaysNoMeanwhile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals.");
        await using var proxy = await StorageProxy.StartAsync(azurite);
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("cat.jpg", BinaryData.FromBytes(TestImages.Jpeg(320, 240)), Cancellation);
        await using var origin = await OriginProcess.StartAsync(
            proxy.ConnectionString, new Dictionary<string, string> { ["Images__Containers"] = container.Name }, cancellation: Cancellation);
        using var site = new Site(origin.Address);
        var held = proxy.HoldNext("GET", "cat.jpg");
        var picture = site.GetAsync($"/{container.Name}/cat.jpg");
        await held.Arrived;

        using (var kill = Process.Start("kill", ["-TERM", origin.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync(Cancellation);
        }

        await Patience.UntilAsync(async () => (await site.GetAsync("/healthz")).Status == 503);
        Assert.Equal(200, (await site.GetAsync("/")).Status); // it still answers who has not heard
        Assert.False(picture.IsCompleted);
        held.Release();
        Assert.Equal(200, (await picture.InTime()).Status);
        Assert.Equal(0, await origin.WaitForExitAsync(Cancellation).InTime());
    }

    private static (string, string)[] Settings(TokenIssuer issuer) =>
        [("EventGrid__TenantId", TokenIssuer.Tenant),
            ("EventGrid__Audience", TokenIssuer.Audience), ("EventGrid__Authority", issuer.Authority)];

    private static string Batch(params string[] blobs) => JsonSerializer.Serialize(blobs.Select(blob => new
    {
        specversion = "1.0",
        subject = $"/blobServices/default/containers/images/blobs/{blob}",
        type = "Microsoft.Storage.BlobCreated",
    }));

    private Task<RunningOrigin> StartAsync(params (string Name, string Value)[] settings) =>
        RunningOrigin.StartAsync(azurite.ConnectionString, settings);

    private Task<RunningOrigin> StartAsync(TokenIssuer issuer) => StartAsync(Settings(issuer));

    private Task<RunningOrigin> StartAsync(TokenIssuer issuer, ArmStandIn arm) => StartAsync(
        [("FrontDoor__EndpointId", ArmStandIn.EndpointId), ("FrontDoor__ManagementEndpoint", arm.Address.ToString()), .. Settings(issuer)]);
}
