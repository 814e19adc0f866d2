using System.Globalization;
using Azure.Core;
using Azure.Core.Pipeline;

namespace ImageFunctions.Storage;

/// <summary>
/// Tries again what storage did not answer, for seconds. The SDK's own policy waits for as long as storage asks for in Retry-After,
/// which a viewer does not: such an answer is passed on at once, as a 503.
/// </summary>
internal sealed class ViewerPatience() : RetryPolicy(MaxRetries, DelayStrategy.CreateExponentialDelayStrategy(FirstDelay, LongestDelay))
{
    private const int MaxRetries = 2;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    // After that, no further try begins; the last may take a network timeout more.
    private static readonly TimeSpan LastTry = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override bool ShouldRetry(HttpMessage message, Exception? exception) => IsWorthIt(message) && base.ShouldRetry(message, exception);

    /// <inheritdoc/>
    protected override ValueTask<bool> ShouldRetryAsync(HttpMessage message, Exception? exception) =>
        IsWorthIt(message) ? base.ShouldRetryAsync(message, exception) : new ValueTask<bool>(false);

    private static bool IsWorthIt(HttpMessage message) =>
        DateTimeOffset.UtcNow - message.ProcessingContext.StartTime < LastTry && !(message.HasResponse && AskedToWait(message.Response.Headers) > LongestDelay);

    // Seconds, or a date (RFC 9110, section 10.2.3); storage also says milliseconds.
    private static TimeSpan AskedToWait(ResponseHeaders headers)
    {
        if (headers.TryGetValue("retry-after-ms", out var text) || headers.TryGetValue("x-ms-retry-after-ms", out text))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : TimeSpan.Zero;
        }

        return !headers.TryGetValue("Retry-After", out text) ? TimeSpan.Zero
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out var date) ? date - DateTimeOffset.UtcNow
            : TimeSpan.Zero;
    }
}
