using System.Diagnostics;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Infra;

/// <summary>The hook of <c>azd up</c>, run with stand-ins for the programs that it calls.</summary>
public sealed class AzdTests : IDisposable
{
    private const string Zip = "az functionapp deployment source config-zip -g rg -n imgfn-app --src ";

    private readonly string folder = Directory.CreateTempSubdirectory("azd").FullName;

    public AzdTests()
    {
        foreach (var file in new[] { "infra/package", "infra/azd-postprovision",
            "host.json", "ImageOrigin/function.json", "MakeVariants/function.json", "OriginalChanged/function.json" })
        {
            var copy = Path.Combine(folder, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(RepositoryFiles.Root, file), copy);
        }

        Directory.CreateDirectory(Path.Combine(folder, "path"));
        StandIn("dotnet", "mkdir bin && touch bin/ImageFunctions");
        StandIn("zip", "touch \"$2\"");
        StandIn("az", "");
        StandIn("azd", "");
    }

    [Fact]
    public void AzureYaml_Hook_IsTheScript() =>
        Assert.Contains(
            "  postprovision:\n    shell: sh\n    run: bash infra/azd-postprovision\n",
            RepositoryFiles.Read("azure.yaml").ReplaceLineEndings("\n"), StringComparison.Ordinal);

    [Fact]
    public async Task Hook_FirstTime_DeploysTheAppAndThenSubscribes()
    {
        var (exitCode, calls) = await RunAsync();

        Assert.Equal(0, exitCode);
        Assert.Equal(["dotnet", "zip", "az", "az", "azd"], calls.Select(call => call.Split(' ')[0]));
        Assert.StartsWith("dotnet publish src/ImageFunctions -o bin ", calls[0], StringComparison.Ordinal);
        Assert.Contains(
            " host.json ./ImageOrigin/function.json ./MakeVariants/function.json ./OriginalChanged/function.json bin",
            calls[1], StringComparison.Ordinal);
        Assert.StartsWith(Zip, calls[2], StringComparison.Ordinal);
        Assert.Equal(
            "az deployment group create -g rg -n imagefunctions -p infra/main.bicepparam "
                + "--query properties.provisioningState -o tsv APP_DEPLOYED=true",
            calls[3]);
        Assert.Equal("azd env set APP_DEPLOYED true APP_DEPLOYED=true", calls[4]);
    }

    [Fact]
    public async Task Hook_LaterTime_DeploysTheAppAlone()
    {
        var (exitCode, calls) = await RunAsync(("APP_DEPLOYED", "true"));

        Assert.Equal(0, exitCode);
        Assert.Equal(["dotnet", "zip", "az"], calls.Select(call => call.Split(' ')[0]));
    }

    [Fact]
    public async Task Hook_AppIsNotDeployed_FailsAndSubscribesToNothing()
    {
        StandIn("az", "exit 3");

        var (exitCode, calls) = await RunAsync();

        Assert.Equal(3, exitCode);
        Assert.Equal(["dotnet", "zip", "az"], calls.Select(call => call.Split(' ')[0]));
    }

    [Fact]
    public async Task Hook_WithoutWhatAzdSets_SaysWhatIsMissing()
    {
        var (exitCode, calls) = await RunAsync(("appName", ""));

        Assert.NotEqual(0, exitCode);
        Assert.Empty(calls);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // Notes how it was called and with which APP_DEPLOYED, then does what it must.
    private void StandIn(string name, string work)
    {
        var file = Path.Combine(folder, "path", name);
        File.WriteAllText(
            file, $"#!/usr/bin/env bash\necho \"{name} $*${{APP_DEPLOYED:+ APP_DEPLOYED=$APP_DEPLOYED}}\" >> \"$CALLS\"\n{work}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private async Task<(int ExitCode, string[] Calls)> RunAsync(params (string Name, string Value)[] environment)
    {
        var calls = Path.Combine(folder, "calls");
        await File.WriteAllTextAsync(calls, "", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo("bash", ["infra/azd-postprovision"]) { WorkingDirectory = folder };
        start.Environment["PATH"] = Path.Combine(folder, "path") + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
        start.Environment["CALLS"] = calls;
        start.Environment["AZURE_RESOURCE_GROUP"] = "rg";
        start.Environment["appName"] = "imgfn-app";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        await using var hook = ChildProcess.Start("The hook", start);
        var exitCode = await hook.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (exitCode, await File.ReadAllLinesAsync(calls, TestContext.Current.CancellationToken));
    }
}
