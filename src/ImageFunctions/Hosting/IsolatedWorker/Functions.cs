using System.Text.Json;
using ImageFunctions.Events;
using Microsoft.Azure.Functions.Worker;

namespace ImageFunctions.Hosting.IsolatedWorker;

/// <summary>The functions that the host knows of; the same as ImageOrigin,
/// OriginalChanged and MakeVariants have in their function.json.</summary>
/// <remarks>Public, for the code that the worker's packages generate calls them.</remarks>
public sealed class Functions
{
    private readonly Origin origin;
    private readonly OriginalChangedEndpoint events;
    private readonly MakeVariantsEndpoint work;

    /// <summary>Takes the origin's parts from the services.</summary>
    /// <param name="services">Those of the program.</param>
    public Functions(IServiceProvider services) =>
        (origin, events, work) = (
            services.GetRequiredService<Origin>(),
            services.GetRequiredService<OriginalChangedEndpoint>(), services.GetRequiredService<MakeVariantsEndpoint>());

    /// <summary>Every request of a viewer, whatever its method:
    /// the host's own refusal of others lacks <c>Allow</c> and <c>no-store</c>.</summary>
    /// <param name="request">As the worker's web server got it.</param>
    /// <returns>Nothing more to write: the origin has answered.</returns>
    [Function("ImageOrigin")]
    public async Task<IResult> ServeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        await origin.HandleAsync(request.HttpContext);
        return Results.Empty;
    }

    /// <summary>Every event of Blob Storage.</summary>
    /// <param name="storageEvent">The event, or several, as JSON.</param>
    /// <param name="cancellation">The host no longer waits.</param>
    /// <exception cref="InvalidOperationException">It shall be sent again.</exception>
    [Function("OriginalChanged")]
    public async Task FollowAsync([EventGridTrigger] string storageEvent, CancellationToken cancellation)
    {
        if (!await events.ApplyAsync(JsonSerializer.SerializeToElement(storageEvent), cancellation))
        {
            throw new InvalidOperationException("Storage did not answer: the event shall be sent again.");
        }
    }

    /// <summary>Every message of the work queue.</summary>
    /// <param name="message">The message.</param>
    /// <param name="cancellation">The host no longer waits.</param>
    /// <exception cref="InvalidOperationException">It shall be tried again.</exception>
    [Function("MakeVariants")]
    public async Task MakeAsync([QueueTrigger("images-to-make", Connection = "ImageQueue")] string message, CancellationToken cancellation)
    {
        if (!await work.ApplyAsync(message, tries: 0, cancellation))
        {
            throw new InvalidOperationException("Not all could be made: the message shall be tried again.");
        }
    }
}
