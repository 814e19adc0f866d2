using System.Collections.Concurrent;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>
/// Threads of their own for decoding and encoding, which blocks for long: on the thread pool it would starve the requests that only
/// wait for storage.
/// </summary>
internal sealed class ConversionThreads : IDisposable
{
    private readonly BlockingCollection<Action> queue = [];

    private readonly IdleTrim? idle;

    /// <summary>Starts as many threads as variants are made at the same time.</summary>
    /// <param name="options">Says how many.</param>
    /// <param name="idle">Told whenever something has been made.</param>
    public ConversionThreads(ImageOptions options, IdleTrim? idle = null)
    {
        this.idle = idle;
        for (var i = 0; i < options.MaxConcurrency; i++)
        {
            new Thread(Work) { IsBackground = true, Name = $"conversion {i}" }.Start();
        }
    }

    /// <summary>Runs a function on one of the threads, in the order of arrival.</summary>
    /// <param name="function">It should heed the token itself; what has not begun when it is cancelled never begins.</param>
    /// <param name="cancellation">Ends the wait at once, also where the function does not stop yet.</param>
    /// <returns>The function's result, and a task that ends when the function has let go of everything it was given.</returns>
    public Conversion<T> Run<T>(Func<T> function, CancellationToken cancellation)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        queue.Add(() => Complete(result, function, cancellation), CancellationToken.None);
        return new Conversion<T>(result.Task.WaitAsync(cancellation), result.Task.ContinueWith(
            static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
    }

    /// <inheritdoc/>
    public void Dispose() => queue.CompleteAdding();

    private static void Complete<T>(TaskCompletionSource<T> result, Func<T> function, CancellationToken cancellation)
    {
        try
        {
            cancellation.ThrowIfCancellationRequested();
            result.SetResult(function());
        }
        catch (OperationCanceledException e)
        {
            result.SetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            result.SetException(e);
        }
    }

    private void Work()
    {
        foreach (var action in queue.GetConsumingEnumerable())
        {
            action();
            idle?.Touch();
        }
    }
}

/// <summary>A function that runs on a conversion thread.</summary>
/// <param name="Result">What it gave; cancelled as soon as its caller's token is.</param>
/// <param name="Ended">Completes, never fails, when it no longer uses what it was given.</param>
internal readonly record struct Conversion<T>(Task<T> Result, Task Ended);
