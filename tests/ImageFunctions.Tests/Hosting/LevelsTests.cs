using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Hosting;

public class LevelsTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task Log_WarningsAndErrors_AreOneLineEachOnStandardError()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A shell parts the streams.");
        var folder = Directory.CreateTempSubdirectory("levels").FullName;
        var (script, errors) = (Path.Combine(folder, "origin"), Path.Combine(folder, "errors"));
        await File.WriteAllTextAsync(
            script, $"#!/bin/sh\nexec '{OriginProcess.DefaultExecutable}' 2>'{errors}'\n", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await using var arm = await ArmStandIn.StartAsync();
        arm.RefuseNext(403);
        var container = await azurite.NewContainerAsync();
        var settings = new Dictionary<string, string>
        {
            ["Images__Containers"] = container.Name,
            ["FrontDoor__EndpointId"] = ArmStandIn.EndpointId,
            ["FrontDoor__ManagementEndpoint"] = arm.Address.ToString(),
        };

        await using (var origin = await OriginProcess.StartAsync(
            azurite.ConnectionString, settings, script, TestContext.Current.CancellationToken))
        {
            using var client = new HttpClient { BaseAddress = origin.Address };
            foreach (var invocation in new[] { "not json", HostEvent.EventGrid(container.Name, "cat.jpg") })
            {
                using var content = new StringContent(invocation);
                using var answer = await client.PostAsync(
                    new Uri("/OriginalChanged", UriKind.Relative), content, TestContext.Current.CancellationToken);
            }

            await Patience.UntilAsync(() => File.ReadAllText(errors).Contains("[421]", StringComparison.Ordinal));
            Assert.DoesNotContain(
                origin.Output.Snapshot(),
                line => line.StartsWith("warn", StringComparison.Ordinal) || line.StartsWith("fail", StringComparison.Ordinal));
        }

        // The words are those by which the host grades a line.
        var lines = await File.ReadAllLinesAsync(errors, TestContext.Current.CancellationToken);
        Assert.Single(
            lines, line => line.StartsWith("warn: ", StringComparison.Ordinal) && line.Contains("[400]", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("fail: ", StringComparison.Ordinal) && line.Contains("[421]", StringComparison.Ordinal)
            && line.Contains("RequestFailedException", StringComparison.Ordinal) && line.Contains("   at ", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches("^(warn|fail): ", line));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Log_LevelsOfTheEnvironment_Hold()
    {
        await using var origin = await RunningOrigin.StartAsync(
            azurite.ConnectionString,
            ("Images__AllowedDimensions", "responsive,640x360"), // a warning of StartFaults
            ("Logging__LogLevel__Default", "none"),
            ("Logging__LogLevel__ImageFunctions.Settings", "Warning"),
            ("Logging__LogLevel__Microsoft.AspNetCore", "Information"));

        await origin.WaitForLogAsync("warn: ImageFunctions.Settings.StartFaults[50]");
        await origin.WaitForLogAsync("info: Microsoft.AspNetCore.Hosting.Diagnostics[1]"); // the request that showed that it is ready
        Assert.DoesNotContain(origin.Log, line => line.Contains("Microsoft.Hosting.Lifetime", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Log_NoLevelIsSet_IsInformationWithoutTheFrameworksRequests()
    {
        await using var origin = await RunningOrigin.StartAsync(azurite.ConnectionString, ("Logging__LogLevel__Default", ""));

        await origin.WaitForLogAsync("info: Microsoft.Hosting.Lifetime[0] Application started.");
        Assert.DoesNotContain(origin.Log, line => line.Contains("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_LogLevelIsNone_IsAFaultAmongTheOthers()
    {
        var failure = await Assert.ThrowsAsync<ChildProcessException>(() => RunningOrigin.StartAsync(
            azurite.ConnectionString,
            ("Logging__LogLevel__Default", "loud"), ("Logging__LogLevel__Some.Category", "7"), ("Images__JpegQuality", "0")));

        const string wanted = "It must be Trace or Debug or Information or Warning or Error or Critical or None.";
        Assert.Contains("ImageFunctions cannot start: 3 settings are wrong.", failure.Output);
        Assert.Contains($"  - Logging__LogLevel__Default is 'loud'. {wanted}", failure.Output);
        Assert.Contains($"  - Logging__LogLevel__Some.Category is '7'. {wanted}", failure.Output);
    }
}
