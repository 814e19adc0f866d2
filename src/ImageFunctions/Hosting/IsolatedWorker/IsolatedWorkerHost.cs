using ImageFunctions.Settings;
using Microsoft.Azure.Functions.Worker.Builder;

namespace ImageFunctions.Hosting.IsolatedWorker;

/// <summary>
/// What belongs to this host: the Functions host starts the program as a .NET isolated worker, tells it over gRPC which function is called,
/// and passes the request itself on to the worker's own web server (ASP.NET Core integration).
/// </summary>
internal static class IsolatedWorkerHost
{
    /// <summary>The exit code after a signal.</summary>
    public const int SignalledExitCode = Guardian.StartAgain;

    /// <summary>Whether the host counts how often the program dies, so that it is better a child of itself after a death.</summary>
    public static bool CountsDeaths => true;

    /// <summary>A builder that listens where the worker's packages say.</summary>
    public static FunctionsApplicationBuilder CreateBuilder(string[] args, ICollection<string> faults)
    {
        _ = faults; // what the host gives is checked by the worker's packages
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();

        // The framework's line for every request would hold the names of pictures; what matters the service logs itself.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        return builder;
    }

    /// <summary>The program, ready to run: <see cref="Functions"/> pass requests into the origin.</summary>
    public static IHost Build(FunctionsApplicationBuilder builder, ServiceOptions options)
    {
        builder.Services.AddSingleton(services => new Origin(Endpoints.Map(services, options, Endpoints.FunctionCalls(services))));
        return builder.Build();
    }
}

/// <summary>The origin's way from a request to its answer.</summary>
/// <param name="HandleAsync">Answers one request.</param>
internal sealed record Origin(RequestDelegate HandleAsync);
