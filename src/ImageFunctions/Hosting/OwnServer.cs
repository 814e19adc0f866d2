using System.Globalization;
using Microsoft.Extensions.Logging.Console;

namespace ImageFunctions.Hosting;

/// <summary>The program's own web server, where no other program's packages bring one.</summary>
internal static class OwnServer
{
    // Settings are read once. Watching for others, as the framework does, puts a watch on every folder below the current one, which
    // alone can take as long as the rest of the start.
    private const string NoWatching = "--hostBuilder:reloadConfigOnChange=false";

    // The Functions host's, or a base image's, which this program inherits; Kestrel would warn at each start that it does not use them.
    private static readonly string[] OthersAddresses = ["ASPNETCORE_URLS", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_HTTPS_PORTS"];

    /// <summary>A builder without addresses to listen at.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        foreach (var addresses in OthersAddresses)
        {
            Environment.SetEnvironmentVariable(addresses, null);
        }

        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            Args = [.. args, NoWatching],
            ContentRootPath = AppContext.BaseDirectory,
        });

        // The Functions host takes every line of standard output for Information, and grades one of standard error by its words (warn,
        // fail): so what is worth a warning goes there, each with its stack on one line.
        builder.Logging.AddSimpleConsole(static console => console.SingleLine = true);
        builder.Services.Configure<ConsoleLoggerOptions>(static console => console.LogToStandardErrorThreshold = LogLevel.Warning);

        // The framework's line for every request would hold the names of pictures; what matters the service logs itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.AddServerHeader = false);
        return builder;
    }

    /// <summary>Reads a port from a setting.</summary>
    /// <param name="configuration">Where it stands.</param>
    /// <param name="setting">Its name.</param>
    /// <param name="missing">The fault where it is not set; null where <paramref name="otherwise"/> then holds.</param>
    /// <param name="otherwise">The port where it is not set.</param>
    /// <param name="faults">Told of what is no port.</param>
    public static ushort ReadPort(
        IConfiguration configuration, string setting, string? missing, ushort otherwise, ICollection<string> faults)
    {
        var text = configuration[setting];
        if (string.IsNullOrEmpty(text) && missing is null)
        {
            return otherwise;
        }

        if (!ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port == 0)
        {
            faults.Add(text is null && missing is not null ? missing : $"{setting} is '{text}'. It must be a port from 1 to 65535.");
        }

        return port;
    }
}
