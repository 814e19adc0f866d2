using System.Text.Json;
using System.Text.RegularExpressions;
using ImageFunctions.Storage;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>Bicep, both hosts' files and the build's switch must tell one story of how the origin is run.</summary>
public partial class HostingTests
{
    private const string WorkerFolder = "src/ImageFunctions/Hosting/IsolatedWorker/";
    private static readonly string Bicep = RepositoryFiles.Read("infra/main.bicep");

    [Fact]
    public void Bicep_Hosting_OffersBothHostsAndDefaultsToTheBuildsDefault()
    {
        Assert.Contains("@allowed(['custom', 'dotnet-isolated'])\nparam hosting string = 'custom'", Bicep, StringComparison.Ordinal);
        Assert.Contains(
            "<FunctionsHosting Condition=\"'$(FunctionsHosting)' == ''\">CustomHandler</FunctionsHosting>",
            RepositoryFiles.Read("build/switches.props"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Bicep_RuntimeVersions_AreTheHandlersOneAndTheFrameworkOfTheBuild()
    {
        var versions = RuntimeVersions().Match(Bicep);
        var framework = TargetFramework().Match(RepositoryFiles.Read("Directory.Build.props")).Groups["version"].Value;

        Assert.Equal(("1.0", framework), (versions.Groups["custom"].Value, versions.Groups["isolated"].Value));
        Assert.Contains("runtime: { name: hosting, version: runtimeVersions[hosting] }", Bicep, StringComparison.Ordinal);
    }

    [Fact]
    public void HostJson_OfTheWorker_IsThatOfTheHandlerWithoutWhatIsTheHandlers()
    {
        using var handler = JsonDocument.Parse(RepositoryFiles.Read("host.json"));
        using var worker = JsonDocument.Parse(RepositoryFiles.Read(WorkerFolder + "host.json"));

        // The worker's build brings the extensions along; a bundle is for who has none.
        string[] handlersOwn = ["customHandler", "extensionBundle"];
        Assert.Equal(
            handler.RootElement.EnumerateObject().Where(one => !handlersOwn.Contains(one.Name)).Select(one => one.ToString()),
            worker.RootElement.EnumerateObject().Select(one => one.ToString()));
    }

    [Fact]
    public void Functions_OfTheWorker_AreThoseOfTheHandler()
    {
        var code = RepositoryFiles.Read(WorkerFolder + "Functions.cs");
        using var origin = JsonDocument.Parse(RepositoryFiles.Read("ImageOrigin/function.json"));
        using var changed = JsonDocument.Parse(RepositoryFiles.Read("OriginalChanged/function.json"));

        var http = origin.RootElement.GetProperty("bindings")[0];
        Assert.False(http.TryGetProperty("methods", out _)); // all: the host's own 404 for others lacks Allow and no-store
        Assert.Equal("anonymous", http.GetProperty("authLevel").GetString());
        Assert.Contains(
            $"[HttpTrigger(AuthorizationLevel.Anonymous, Route = \"{http.GetProperty("route")}\")]", code, StringComparison.Ordinal);
        Assert.Equal("eventGridTrigger", changed.RootElement.GetProperty("bindings")[0].GetProperty("type").GetString());
        Assert.Contains("[EventGridTrigger]", code, StringComparison.Ordinal);
        Assert.Contains($"[QueueTrigger(\"{WorkQueue.Name}\", Connection = \"ImageQueue\")]", code, StringComparison.Ordinal);
        Assert.Equal(
            ["ImageOrigin", "OriginalChanged", "MakeVariants"], FunctionNames().Matches(code).Select(match => match.Groups["name"].Value));
    }

    [Fact]
    public void Queue_HasOneNameInCodeFunctionAndBicepAndTheTriesOfTheLocalHost()
    {
        using var function = JsonDocument.Parse(RepositoryFiles.Read("MakeVariants/function.json"));
        using var host = JsonDocument.Parse(RepositoryFiles.Read("host.json"));
        var trigger = function.RootElement.GetProperty("bindings")[0];
        var queues = host.RootElement.GetProperty("extensions").GetProperty("queues");

        Assert.Equal(
            ("queueTrigger", WorkQueue.Name, "ImageQueue"),
            (Text(trigger, "type"), Text(trigger, "queueName"), Text(trigger, "connection")));
        Assert.Contains($"var workQueue = '{WorkQueue.Name}'", Bicep, StringComparison.Ordinal);
        Assert.Contains("  ImageQueue__queueServiceUri: ", Bicep, StringComparison.Ordinal);
        Assert.Equal(WorkQueue.MostTries, queues.GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal("none", Text(queues, "messageEncoding")); // as the storage library sends
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    [GeneratedRegex(@"var runtimeVersions = \{ custom: '(?<custom>[\d.]+)', 'dotnet-isolated': '(?<isolated>[\d.]+)' \}")]
    private static partial Regex RuntimeVersions();

    [GeneratedRegex(@"<TargetFramework>net(?<version>[\d.]+)</TargetFramework>")]
    private static partial Regex TargetFramework();

    [GeneratedRegex(@"\[Function\(""(?<name>\w+)""\)\]")]
    private static partial Regex FunctionNames();
}
