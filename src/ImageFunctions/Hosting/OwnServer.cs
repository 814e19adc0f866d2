using System.Globalization;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace ImageFunctions.Hosting;

/// <summary>The program's own web server, where no other program's packages bring one.</summary>
internal static class OwnServer
{
    /// <summary>A builder without addresses to listen at, and with nothing in it that this program does not use.</summary>
    /// <param name="args">Settings that win over those of the environment.</param>
    /// <param name="faults">Told of settings of the log that make no sense.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args, ICollection<string> faults)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables().AddCommandLine(args);
        var levels = LogLevels.Read(builder.Configuration, faults);
        builder.Services.AddSingleton(_ => ConsoleLog.CreateFactory(levels, toError: LogLevel.Warning));
        builder.WebHost.UseKestrelCore();

        // The container would find these by open generic types, each with what configures and checks them: most of what it does at a start.
        builder.Services
            .AddSingleton(Options.Create(new HostOptions()))
            .AddSingleton(Options.Create(new ConsoleLifetimeOptions()))
            .AddSingleton(Options.Create(new FormOptions()));

        // Answering goes on where its bytes came in, instead of on another thread: nothing here blocks one, pictures are made on their own.
        builder.Services.AddSingleton(Options.Create(new SocketTransportOptions { UnsafePreferInlineScheduling = true }));

        // No options here are checked by the host, and its check makes what only telemetry needs, which adds it again.
        builder.Services.RemoveAll<IStartupValidator>();
        return builder;
    }

    /// <summary>Says where to listen.</summary>
    /// <param name="builder">From <see cref="CreateBuilder"/>.</param>
    /// <param name="listen">Called when the server starts.</param>
    public static void Listen(this WebApplicationBuilder builder, Action<KestrelServerOptions> listen) =>
        builder.Services.AddSingleton(services =>
        {
            var kestrel = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
            listen(kestrel);
            return Options.Create(kestrel);
        });

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
