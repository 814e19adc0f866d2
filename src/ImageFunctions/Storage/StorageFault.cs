using Azure;
using Azure.Identity;

namespace ImageFunctions.Storage;

/// <summary>Tells faults of storage, which pass, from bugs.</summary>
internal static class StorageFault
{
    /// <summary>Whether storage, the way to it, or the identity for it is to blame.</summary>
    public static bool IsUnavailable(Exception exception) => exception switch
    {
        RequestFailedException or AuthenticationFailedException or IOException or TimeoutException or HttpRequestException => true,
        AggregateException { InnerExceptions: var inner } => inner.All(IsUnavailable), // all tries of the SDK failed
        TaskCanceledException => true, // a network timeout: that the viewer has gone is told before
        _ => false,
    };
}
