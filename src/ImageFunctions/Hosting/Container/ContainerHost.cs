using ImageFunctions.Events;
using ImageFunctions.Http;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Storage;
using Microsoft.Extensions.Options;

namespace ImageFunctions.Hosting.Container;

/// <summary>
/// What belongs to a container: the program listens at every address, is told by a signal to end, takes events from Event Grid itself and
/// work from the queue itself. docs/container.md.
/// </summary>
internal static class ContainerHost
{
    /// <summary>The exit code after a signal.</summary>
    public const int SignalledExitCode = 0;

    private const string PortSetting = "PORT";
    private const ushort DefaultPort = 8080;

    // Beside the longest picture: Drain, and what the last answers take to be sent.
    private static readonly TimeSpan ShutdownMargin = TimeSpan.FromSeconds(10);

    /// <summary>A container's platform starts it anew after any end; there is nothing to guard.</summary>
    public static bool CountsDeaths => false;

    /// <summary>A builder that listens at every address.</summary>
    public static WebApplicationBuilder CreateBuilder(string[] args, ICollection<string> faults)
    {
        var builder = OwnServer.CreateBuilder(args, faults);
        var port = OwnServer.ReadPort(builder.Configuration, PortSetting, missing: null, DefaultPort, faults);
        builder.Listen(kestrel => kestrel.ListenAnyIP(port));
        if (EventGridOptions.Read(builder.Configuration, faults) is { } events)
        {
            builder.Services.AddSingleton(events).AddSingleton<EventGridToken>();
        }

        return builder;
    }

    /// <summary>The program, ready to run.</summary>
    public static WebApplication Build(WebApplicationBuilder builder, ServiceOptions options)
    {
        builder.Services.AddSingleton(Options.Create(new HostOptions { ShutdownTimeout = options.Images.Timeout + ShutdownMargin }));
        builder.Services.AddHostedService<Drain>();
        if (options.Queue is not null)
        {
            builder.Services.AddHostedService<QueueWorker>();
        }

        var app = builder.Build();
        app.Run(Endpoints.Map(app.Services, options, Calls(app)));
        return app;
    }

    private static Func<HttpRequest, RequestDelegate?> Calls(WebApplication app)
    {
        var stopping = app.Lifetime.ApplicationStopping;
        var events = app.Services.GetRequiredService<OriginalChangedEndpoint>();
        var token = app.Services.GetService<EventGridToken>();
        return request => request.Path.Value switch
        {
            Health.Path when stopping.IsCancellationRequested => static http => ProblemResponse.WriteAsync(http, Refusal.Stopping),
            OriginalChangedEndpoint.Path when token is not null && HttpMethods.IsPost(request.Method) =>
                http => token.GuardAsync(http, events.DeliverAsync),
            OriginalChangedEndpoint.Path when token is not null && EventGridToken.IsHandshake(request) => EventGridToken.AgreeAsync,
            _ => null,
        };
    }
}

/// <summary>
/// Goes on serving for a moment when the program is to end, but for its probe: who leads requests here must hear of it first. Only then the
/// server takes no more, and finishes what it has.
/// </summary>
internal sealed class Drain : IHostedLifecycleService
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Delay(Notice, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Works off the queue of originals whose variants are to be made, as the function MakeVariants does elsewhere.</summary>
internal sealed class QueueWorker(
    WorkQueue queue, MakeVariantsEndpoint work, IHostApplicationLifetime lifetime, ILogger<QueueWorker> logger)
    : BackgroundService
{
    // host.json, visibilityTimeout: all tries of an original together last longer than Images__QuarantineTime.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Before the server stops: what is taken now would not be finished.
        var stopping = lifetime.ApplicationStopping;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await queue.DeliverAsync(
                    (message, tries) => work.ApplyAsync(message, tries, CancellationToken.None), Pause, LongestPoll, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                // No more is taken.
            }
            catch (Exception e) when (StorageFault.IsUnavailable(e))
            {
                logger.QueueUnavailable(e);
                await Task.Delay(LongestPoll, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
