using Azure.Core;
using Azure.Identity;

namespace ImageFunctions.Storage;

/// <summary>
/// Holds the token for storage, and fetches the next in the background before it ends, so that viewers do not wait for the identity
/// endpoint. Who must wait all the same waits for seconds, as for storage itself, and not for as long as the SDK goes on trying.
/// </summary>
/// <param name="inner">Gives tokens, sooner or later.</param>
/// <param name="time">The clock.</param>
internal sealed class BackgroundTokenCredential(TokenCredential inner, TimeProvider time) : TokenCredential, IDisposable
{
    /// <summary>How long before its end a token is replaced, where it does not say so itself.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan LongestFetch = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(30);

    // What is sent must still be valid when it arrives.
    private static readonly TimeSpan TooShort = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private AccessToken token;
    private Task<AccessToken>? fetching;
    private long fetchingSince;
    private ITimer? next;

    /// <inheritdoc/>
    /// <exception cref="AuthenticationFailedException">There is none, or not in time.</exception>
    public override async ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        Task<AccessToken> fetch;
        TimeSpan patience;
        lock (gate)
        {
            if (token.ExpiresOn - time.GetUtcNow() > TooShort)
            {
                return token;
            }

            fetch = Fetch(requestContext);
            patience = Patience - time.GetElapsedTime(fetchingSince);
        }

        try
        {
            // Who comes later waits no longer than the first: an endpoint that is silent costs its time once.
            patience = patience > TimeSpan.Zero ? patience : TimeSpan.Zero;
            return await fetch.WaitAsync(patience, time, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new AuthenticationFailedException("The identity endpoint does not answer in time.", e);
        }
    }

    /// <inheritdoc/>
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
        GetTokenAsync(requestContext, cancellationToken).AsTask().GetAwaiter().GetResult();

    /// <inheritdoc/>
    public void Dispose() => next?.Dispose();

    private Task<AccessToken> Fetch(TokenRequestContext context)
    {
        if (fetching is null)
        {
            fetchingSince = time.GetTimestamp();
            fetching = Task.Run(() => FetchAsync(context));
        }

        return fetching;
    }

    private async Task<AccessToken> FetchAsync(TokenRequestContext context)
    {
        using var longest = new CancellationTokenSource(LongestFetch, time);
        var due = PauseAfterFailure;
        try
        {
            var fetched = await inner.GetTokenAsync(context, longest.Token).AsTask().WaitAsync(longest.Token);
            due = Due(fetched);
            lock (gate)
            {
                token = fetched;
            }

            return fetched;
        }
        catch (OperationCanceledException e)
        {
            throw new AuthenticationFailedException("The identity endpoint does not answer.", e);
        }
        finally
        {
            Schedule(context, due);
        }
    }

    private TimeSpan Due(AccessToken fetched)
    {
        var lifetime = fetched.ExpiresOn - time.GetUtcNow();
        var due = fetched.RefreshOn is { } refresh ? refresh - time.GetUtcNow() : lifetime - (lifetime / 2 < Ahead ? lifetime / 2 : Ahead);
        return due > PauseAfterFailure ? due : PauseAfterFailure;
    }

    private void Schedule(TokenRequestContext context, TimeSpan due)
    {
        lock (gate)
        {
            fetching = null;
            next?.Dispose();
            next = time.CreateTimer(_ => FetchAhead(context), null, due, Timeout.InfiniteTimeSpan);
        }
    }

    private void FetchAhead(TokenRequestContext context)
    {
        lock (gate)
        {
            // Where it fails it comes again, and viewers have the old one meanwhile.
            _ = Fetch(context).ContinueWith(static fetch => _ = fetch.Exception, TaskScheduler.Default);
        }
    }
}
