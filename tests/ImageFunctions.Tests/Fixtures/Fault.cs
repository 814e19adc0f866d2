using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>What happens to one call to storage.</summary>
/// <param name="Before">In place of the call where it answers or aborts, else before it.</param>
/// <param name="Body">In place of sending the answer's body.</param>
internal sealed record Fault(Func<HttpContext, Task>? Before = null, Func<HttpContext, byte[], Task>? Body = null)
{
    /// <summary>No answer, ever.</summary>
    public static readonly Fault Silence = new(static async http =>
    {
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
        http.Abort();
    });

    /// <summary>The connection is reset before an answer.</summary>
    public static readonly Fault Reset = new(static http =>
    {
        http.Abort();
        return Task.CompletedTask;
    });

    /// <summary>Done, but the answer is lost.</summary>
    public static readonly Fault AnswerLost = new(Body: static (http, _) =>
    {
        http.Abort();
        return Task.CompletedTask;
    });

    /// <summary>The connection is reset in the middle of the body.</summary>
    public static readonly Fault CutBody = new(Body: static async (http, body) =>
    {
        await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    });

    /// <summary>The body stops coming in its middle.</summary>
    public static readonly Fault StalledBody = new(Body: static async (http, body) =>
    {
        await http.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2), http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
    });

    /// <summary>More is announced than is there.</summary>
    public static readonly Fault LengthTooLong = new(Body: static async (http, body) =>
    {
        http.Response.ContentLength = body.Length + 100;
        await http.Response.Body.WriteAsync(body, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
        http.Abort();
    });

    /// <summary>Storage refuses.</summary>
    public static Fault Status(int status, int? retryAfter = null) => new(async http =>
    {
        http.Response.StatusCode = status;
        if (retryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await http.Response.StartAsync();
    });

    /// <summary>Somebody else does something in the meantime; then the call passes.</summary>
    public static Fault Meanwhile(Func<Task> action) => new(_ => action());
}
