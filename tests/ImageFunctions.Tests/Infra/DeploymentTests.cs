using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>What would be deployed, as the Bicep CLI resolves it: by the parameter file as the documents use it, and by every combination of the switches.</summary>
public sealed partial class DeploymentTests(DeploymentTests.Snapshots snapshots) : IClassFixture<DeploymentTests.Snapshots>
{
    private static readonly (string, string)[] FirstTime = [("AZURE_PRINCIPAL_ID", "00000000-0000-0000-0000-000000000001"), ("APP_DEPLOYED", "true")];

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
        var combinations = await snapshots.CombinationsAsync();

        Assert.All(combinations, combination =>
        {
            var follows = combination.Key.Split('.').Contains("followChanges");
            var app = combination.Single(one => TypeOf(one) == "Microsoft.Web/sites");
            var rules = Properties(app).GetProperty("siteConfig").GetProperty("ipSecurityRestrictions").EnumerateArray();
            Assert.Equal(follows, rules.Any(rule => rule.GetProperty("ipAddress").GetString() == "AzureEventGrid"));
            Assert.Equal(follows, Settings(app).ContainsKey("FrontDoor__EndpointId"));
            Assert.True(follows || !combination.Any(one => TypeOf(one).StartsWith("Microsoft.EventGrid", StringComparison.Ordinal)));
        });
        Assert.Contains(combinations, combination => combination.Any(one => TypeOf(one) == "Microsoft.EventGrid/systemTopics/eventSubscriptions"));
    }

    [Fact]
    public async Task Deployment_OwnDomain_PurgesEveryHostOfTheRoute()
    {
        var withDomain = (await snapshots.CombinationsAsync()).Where(one => one.Key.Split('.').Contains("domain") && one.Key.Split('.').Contains("followChanges"));

        Assert.All(withDomain, combination =>
        {
            var route = Properties(combination.Single(one => TypeOf(one) == "Microsoft.Cdn/profiles/afdEndpoints/routes"));
            var purged = Settings(combination.Single(one => TypeOf(one) == "Microsoft.Web/sites"))["FrontDoor__Domains"];
            Assert.Equal("Enabled", route.GetProperty("linkToDefaultDomain").GetString());
            Assert.Single(route.GetProperty("customDomains").EnumerateArray());
            Assert.Matches(@"afdEndpoints.*hostName.*img\.example\.com", purged); // the endpoint's is known only once it is there
        });
    }

    [Fact]
    public async Task Deployment_ByAnyCombination_WritesNoRoleDefinition() =>
        Assert.DoesNotContain(
            (await snapshots.CombinationsAsync()).SelectMany(one => one), one => TypeOf(one) == "Microsoft.Authorization/roleDefinitions");

    [Fact]
    public void Documents_EveryDeploymentOfOurs_TakesTheParameterFileAndNothingBesides()
    {
        var files = Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "docs"), "*.md").Append(Path.Combine(RepositoryFiles.Root, "README.md"));
        var commands = files.SelectMany(file => Commands().Matches(File.ReadAllText(file)).Select(match => match.Value)).ToList();

        Assert.Contains(commands, command => command.Contains("what-if", StringComparison.Ordinal));
        Assert.All(commands, command => Assert.EndsWith(" -g imagefunctions -n imagefunctions -p infra/main.bicepparam", command, StringComparison.Ordinal));
    }

    // One of our own, by what follows the verb; `az deployment group show` reads only.
    [GeneratedRegex(@"az deployment group (?:create|what-if)\b[^\r\n`]*")]
    private static partial Regex Commands();

    private static Dictionary<string, string> Resources(JsonDocument snapshot) =>
        Predicted(snapshot).ToDictionary(one => $"{TypeOf(one)} {one.GetProperty("id").GetString()}", one => one.ToString());

    private static JsonElement.ArrayEnumerator Predicted(JsonDocument snapshot) => snapshot.RootElement.GetProperty("predictedResources").EnumerateArray();

    private static string TypeOf(JsonElement resource) => resource.GetProperty("type").GetString()!;

    private static string TypeOf(string key) => key.Split(' ')[0];

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

        public Snapshots()
        {
            var infra = Path.Combine(RepositoryFiles.Root, "infra");
            var own = Path.Combine(infra, "obj") + Path.DirectorySeparatorChar;
            foreach (var file in Directory.EnumerateFiles(infra, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(own, StringComparison.Ordinal)))
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
                    Path.Combine(RepositoryFiles.Root, "infra", "bicep"), "snapshot", file, "--mode", "overwrite", "--location", "westeurope",
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

        /// <summary>The resources of every combination of the switches, by the switches that are on.</summary>
        internal async Task<IReadOnlyList<IGrouping<string, JsonElement>>> CombinationsAsync()
        {
            combinations ??= await TakeAsync("checks/combinations.bicepparam");
            return [.. Predicted(combinations).GroupBy(resource => resource.GetProperty("id").GetString()!.Split('/')[4])];
        }

        public ValueTask DisposeAsync()
        {
            combinations?.Dispose();
            one.Dispose();
            Directory.Delete(folder, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
