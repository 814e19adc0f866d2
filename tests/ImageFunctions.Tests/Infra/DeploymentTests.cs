using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFunctions.Storage;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>What would be deployed, as the Bicep CLI resolves it: by the parameter file as the documents use it,
/// and by every combination of the switches.</summary>
public sealed partial class DeploymentTests(DeploymentTests.Snapshots snapshots) : IClassFixture<DeploymentTests.Snapshots>
{
    private static readonly (string, string)[] FirstTime =
        [("AZURE_PRINCIPAL_ID", "00000000-0000-0000-0000-000000000001"), ("APP_DEPLOYED", "true")];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployment_WithoutWhatTheEnvironmentSaidBefore_ChangesNothingThatIsThere()
    {
        var before = Resources(await snapshots.TakeAsync("main.bicepparam", FirstTime));
        var after = Resources(await snapshots.TakeAsync("main.bicepparam"));

        // What a deployment does not name stays as it is: a role that was given, a subscription that was made.
        Assert.All(after, resource => Assert.Equal(before[resource.Key], resource.Value));
        Assert.Equal(
            ["Microsoft.Authorization/roleAssignments", "Microsoft.EventGrid/systemTopics/eventSubscriptions"],
            before.Keys.Except(after.Keys).Select(TypeOf).Distinct().Order());
    }

    [Fact]
    public async Task Deployment_ByAnyCombination_LetsInTheEventsThatItSubscribesTo()
    {
        foreach (var one in await snapshots.CombinationsAsync())
        {
            var app = one.Resource("Microsoft.Web/sites");
            // an expression, where an id is known later
            var rules = $"{Properties(app).GetProperty("siteConfig").GetProperty("ipSecurityRestrictions")}";
            Assert.Equal(one.Has("followChanges"), rules.Contains("AzureEventGrid", StringComparison.Ordinal));
            Assert.Equal(one.Has("edge"), rules.Contains("AzureFrontDoor.Backend", StringComparison.Ordinal));
            Assert.Equal(one.Has("followChanges") && one.Has("edge"), Settings(app).ContainsKey("FrontDoor__EndpointId"));
            Assert.Equal(one.Has("followChanges"), one.All("Microsoft.EventGrid/systemTopics").Any());
            Assert.Equal(
                // with a package, where the app is not deployed by itself
                one.Has("followChanges") && (one.Has("appDeployed") || one.Has("zones")),
                one.All("Microsoft.EventGrid/systemTopics/eventSubscriptions").Any());
        }
    }

    [Fact]
    public async Task Deployment_OwnDomain_PurgesEveryHostOfTheRoute()
    {
        var withDomain = (await snapshots.CombinationsAsync())
            .Where(one => one.Has("edge") && !one.Has("zones") && !one.Has("existing") && one.Has("followChanges")).ToList();

        Assert.NotEmpty(withDomain);
        Assert.All(withDomain, one =>
        {
            var route = Properties(one.Resource("Microsoft.Cdn/profiles/afdEndpoints/routes"));
            Assert.Equal("Enabled", route.GetProperty("linkToDefaultDomain").GetString());
            Assert.Single(route.GetProperty("customDomains").EnumerateArray());
            Assert.Matches( // the endpoint's own is known only once it is there
                @"afdEndpoints.*hostName.*img\.example\.com", Settings(one.Resource("Microsoft.Web/sites"))["FrontDoor__Domains"]);
        });
    }

    [Fact]
    public async Task Deployment_NoEdge_HasNoFrontDoorAndShutsNobodyOut()
    {
        foreach (var one in (await snapshots.CombinationsAsync()).Where(one => !one.Has("edge")))
        {
            var app = one.Resource("Microsoft.Web/sites");
            var site = Properties(app).GetProperty("siteConfig");
            Assert.Empty(one.All("Microsoft.Cdn/"));
            Assert.Empty(one.All("Microsoft.Network/frontDoor"));
            Assert.Equal("Allow", site.GetProperty("ipSecurityRestrictionsDefaultAction").GetString());
            Assert.DoesNotContain(Settings(app), setting => setting.Key.StartsWith("FrontDoor__", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Deployment_OnWhatWasThereBefore_MakesNothingInItsPlace()
    {
        foreach (var one in (await snapshots.CombinationsAsync()).Where(one => one.Has("existing")))
        {
            Assert.Contains("host", Name(one.Resource("Microsoft.Storage/storageAccounts")), StringComparison.Ordinal);
            Assert.Empty(one.All("Microsoft.OperationalInsights/workspaces"));
            Assert.DoesNotContain(one.Resources, resource => TypeOf(resource) == "Microsoft.Cdn/profiles");
            Assert.Contains(
                "/resourceGroups/before/providers/Microsoft.Storage/storageAccounts/pictures'",
                Settings(one.Resource("Microsoft.Web/sites"))["ImageStorage__blobServiceUri"],
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Deployment_Network_ClosesBothAccountsToTheInternet()
    {
        foreach (var one in await snapshots.CombinationsAsync())
        {
            var accounts = one.Resources.Where(resource => TypeOf(resource) == "Microsoft.Storage/storageAccounts").ToList();
            Assert.Equal(one.Has("existing") ? 1 : 2, accounts.Count);
            Assert.All(accounts, account => Assert.Equal(
                one.Has("vnet") ? "Deny" : "Allow",
                Properties(account).GetProperty("networkAcls").GetProperty("defaultAction").GetString()));
            Assert.Equal(
                one.Has("vnet") ? 4 : 0, one.Resources.Count(resource => TypeOf(resource) == "Microsoft.Network/privateEndpoints"));
            Assert.Equal(
                one.Has("vnet"),
                Properties(one.Resource("Microsoft.Web/sites")).TryGetProperty("virtualNetworkSubnetId", out var subnet)
                    && subnet.ValueKind == JsonValueKind.String);
        }
    }

    [Fact]
    public async Task Deployment_Zones_AreThePlansAndEveryAccounts()
    {
        foreach (var one in await snapshots.CombinationsAsync())
        {
            Assert.Equal(one.Has("zones"), Properties(one.Resource("Microsoft.Web/serverfarms")).GetProperty("zoneRedundant").GetBoolean());
            Assert.All(one.All("Microsoft.Storage/storageAccounts").Where(account => account.TryGetProperty("sku", out _)), account =>
                Assert.Equal(
                    one.Has("zones"),
                    account.GetProperty("sku").GetProperty("name").GetString()!.Contains("ZRS", StringComparison.Ordinal)));
            var ready = Properties(one.Resource("Microsoft.Web/sites"))
                .GetProperty("functionAppConfig").GetProperty("scaleAndConcurrency").GetProperty("alwaysReady");
            Assert.Equal(
                !one.Has("isolated") ? [] : one.Has("zones") ? [2] : [1],
                ready.EnumerateArray().Select(group => group.GetProperty("instanceCount").GetInt32()));
        }
    }

    [Fact]
    public async Task Deployment_ByAnyCombination_WritesNoRoleDefinition() =>
        Assert.All(await snapshots.CombinationsAsync(), one => Assert.Empty(one.All("Microsoft.Authorization/roleDefinitions")));

    [Fact]
    public async Task Container_ByAnyCombination_HasTheSettingsOfTheFunctionsButTheHostsOwn()
    {
        var functions = (await snapshots.CombinationsAsync()).ToLookup(one => (one.Has("edge"), one.Has("followChanges")));
        foreach (var one in await snapshots.ContainersAsync())
        {
            var app = Properties(one.Resource("Microsoft.App/containerApps"));
            var environment = app.GetProperty("template").GetProperty("containers")[0].GetProperty("env").ToString();
            var wanted = Settings(functions[(one.Has("edge"), one.Has("events"))].First().Resource("Microsoft.Web/sites")).Keys
                .Where(name => !name.StartsWith("Images__", StringComparison.Ordinal)) // as they are in code, but for those that are given
                .Except(HostsOwn, StringComparer.Ordinal)
                .Concat(one.Has("events") ? ["EventGrid__Audience", "EventGrid__TenantId"] : [])
                .Concat(one.Has("registry") ? ["Images__AllowedDimensions"] : [])
                .Append("Images__Containers");
            Assert.Equal(
                wanted.Order(StringComparer.Ordinal),
                SettingNames().Matches(environment).Select(match => match.Value).Distinct().Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Container_ByAnyCombination_ScalesProbesAndSubscribesAsItIsBuilt()
    {
        foreach (var one in await snapshots.ContainersAsync())
        {
            var app = Properties(one.Resource("Microsoft.App/containerApps"));
            var template = app.GetProperty("template");
            var container = template.GetProperty("containers")[0];
            var queue = template.GetProperty("scale").GetProperty("rules")[1].GetProperty("azureQueue");
            var subscription = one.All("Microsoft.EventGrid/systemTopics/eventSubscriptions").Select(Properties).SingleOrDefault();
            Assert.Equal(8080, app.GetProperty("configuration").GetProperty("ingress").GetProperty("targetPort").GetInt32());
            Assert.Equal(
                [("Liveness", "/"), ("Readiness", "/healthz")],
                container.GetProperty("probes").EnumerateArray()
                    .Select(probe =>
                        (probe.GetProperty("type").GetString()!, probe.GetProperty("httpGet").GetProperty("path").GetString()!)));
            Assert.Equal(WorkQueue.Name, queue.GetProperty("queueName").GetString());
            Assert.NotEmpty(queue.GetProperty("identity").ToString());
            Assert.Equal(one.Has("registry"), app.GetProperty("configuration").GetProperty("registries").ToString().Length > 2);
            Assert.Equal(one.Has("events") && one.Has("appDeployed"), subscription.ValueKind == JsonValueKind.Object);
            if (subscription.ValueKind == JsonValueKind.Object)
            {
                var destination = subscription.GetProperty("destination");
                Assert.Equal("WebHook", destination.GetProperty("endpointType").GetString());
                Assert.Contains(
                    "/OriginalChanged", $"{destination.GetProperty("properties").GetProperty("endpointUrl")}", StringComparison.Ordinal);
                Assert.Equal(
                    "00000000-0000-0000-0000-00000000000a",
                    destination.GetProperty("properties").GetProperty("azureActiveDirectoryApplicationIdOrUri").GetString());
            }
        }
    }

    [Fact]
    public void Documents_EveryDeploymentOfOurs_TakesTheParameterFileAndNothingBesides()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md")
            .Append(Path.Combine(RepositoryFiles.Root, "README.md"));
        var commands = files.SelectMany(file => Commands().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToList();

        Assert.Contains(commands, command => command.Contains("what-if", StringComparison.Ordinal));
        Assert.All(commands, command => Assert.Matches(
            " -g imagefunctions -n imagefunctions -p infra/(main|containerapp)[.]bicepparam$", command));
    }

    private static readonly string[] HostsOwn =
        ["AzureWebJobsStorage__accountName", "AzureWebJobsStorage__clientId", "AzureWebJobsStorage__credential", "ImageQueue__credential"];

    // In an array, or in the expression that becomes one.
    [GeneratedRegex(@"(?<=['""])(?:[A-Za-z]+__[A-Za-z]+|APPLICATIONINSIGHTS_[A-Z_]+|MALLOC_ARENA_MAX)(?=['""])")]
    private static partial Regex SettingNames();

    // One of our own, by what follows the verb; `az deployment group show` reads only.
    [GeneratedRegex(@"az deployment group (?:create|what-if)\b[^\r\n`]*")]
    private static partial Regex Commands();

    [GeneratedRegex(@"(?:(?:no-)?edge\.[\w.-]+?zones)|container\.[\w.-]+?registry")]
    private static partial Regex Group();

    private static Dictionary<string, string> Resources(JsonDocument snapshot) =>
        Predicted(snapshot).ToDictionary(one => $"{TypeOf(one)} {one.GetProperty("id").GetString()}", one => one.ToString());

    private static JsonElement.ArrayEnumerator Predicted(JsonDocument snapshot) =>
        snapshot.RootElement.GetProperty("predictedResources").EnumerateArray();

    private static string TypeOf(JsonElement resource) => resource.GetProperty("type").GetString()!;

    private static string TypeOf(string key) => key.Split(' ')[0];

    private static string Name(JsonElement resource) => resource.GetProperty("name").GetString()!;

    private static JsonElement Properties(JsonElement resource) => resource.GetProperty("properties");

    private static Dictionary<string, string> Settings(JsonElement app) =>
        Properties(app).GetProperty("siteConfig").GetProperty("appSettings").EnumerateArray()
            .ToDictionary(one => one.GetProperty("name").GetString()!, one => one.GetProperty("value").ToString());

    /// <summary>Runs the Bicep CLI on a copy of infra/, since a snapshot lands beside its parameters.</summary>
    public sealed class Snapshots : IAsyncDisposable
    {
        private readonly string folder = Directory.CreateTempSubdirectory("infra").FullName;
        private readonly SemaphoreSlim one = new(1);
        private JsonDocument? combinations;
        private JsonDocument? containers;

        public Snapshots()
        {
            var infra = Path.Combine(RepositoryFiles.Root, "infra");
            var own = Path.Combine(infra, "obj") + Path.DirectorySeparatorChar;
            foreach (var file in Directory.EnumerateFiles(infra, "*", SearchOption.AllDirectories)
                .Where(file => !file.StartsWith(own, StringComparison.Ordinal)))
            {
                var copy = Path.Combine(folder, Path.GetRelativePath(infra, file));
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }
        }

        /// <summary>What a parameter file leads to.</summary>
        internal async Task<JsonDocument> TakeAsync(string parameters, params (string Name, string Value)[] environment)
        {
            await one.WaitAsync(Cancellation);
            try
            {
                var file = Path.Combine(folder, parameters);
                string[] group = parameters.Contains('/', StringComparison.Ordinal) ? [] : ["--resource-group", "test"];
                var start = new ProcessStartInfo("bash", [
                    Path.Combine(RepositoryFiles.Root, "infra", "bicep"),
                    "snapshot", file, "--mode", "overwrite", "--location", "westeurope",
                    "--subscription-id", Guid.Empty.ToString(), .. group]);
                foreach (var (name, value) in environment)
                {
                    start.Environment[name] = value;
                }

                await using var bicep = ChildProcess.Start("Bicep", start);
                Assert.True(await bicep.WaitForExitAsync(Cancellation) == 0, string.Join('\n', bicep.Output.Snapshot()));
                return JsonDocument.Parse(await File.ReadAllBytesAsync(Path.ChangeExtension(file, ".snapshot.json"), Cancellation));
            }
            finally
            {
                one.Release();
            }
        }

        /// <summary>Every combination of the switches.</summary>
        internal async Task<IReadOnlyList<Combination>> CombinationsAsync()
        {
            combinations ??= await TakeAsync("checks/combinations.bicepparam");
            return Parted(combinations);
        }

        /// <summary>The same of the container.</summary>
        internal async Task<IReadOnlyList<Combination>> ContainersAsync()
        {
            containers ??= await TakeAsync("checks/containers.bicepparam");
            return Parted(containers);
        }

        public ValueTask DisposeAsync()
        {
            combinations?.Dispose();
            containers?.Dispose();
            one.Dispose();
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        }

        private static IReadOnlyList<Combination> Parted(JsonDocument snapshot) =>
            [.. Predicted(snapshot)
                .GroupBy(resource => Group().Match(resource.GetProperty("id").GetString()!).Value)
                .Where(group => group.Key.Length > 0) // not what lands in the group that was there before
                .Select(group => new Combination(group.Key, [.. group]))];
    }

    /// <summary>What one combination of the switches leads to.</summary>
    /// <param name="Switches">Those that are on by their names, the others as <c>no-name</c>.</param>
    /// <param name="Resources">In its own resource group.</param>
    internal sealed record Combination(string Switches, IReadOnlyList<JsonElement> Resources)
    {
        public bool Has(string name) => Switches.Split('.').Contains(name);

        public JsonElement Resource(string type) => Resources.Single(one => TypeOf(one) == type);

        /// <summary>Those of a type, and what belongs to them.</summary>
        public IReadOnlyList<JsonElement> All(string type) =>
            [.. Resources.Where(one => $"{TypeOf(one)}/".StartsWith(type, StringComparison.Ordinal))];
    }
}
