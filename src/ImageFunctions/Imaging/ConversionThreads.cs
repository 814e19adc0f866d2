using System.Collections.Concurrent;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>
/// Threads of their own for decoding and encoding, which blocks for long: on the thread pool it would starve the requests that only
/// wait for storage.
/// </summary>
internal sealed class ConversionThreads : IDisposable
{
    private readonly ConcurrentQueue<Action> queue = [];
    private readonly ConcurrentQueue<Action> behind = []; // what no viewer waits for
    private readonly SemaphoreSlim waiting = new(0); // in both queues together
    private readonly Lazy<int> threads; // started with the first function, since the engine may not be loaded before
    private readonly IdleTrim? idle;

    /// <summary>As many threads as variants are made at the same time.</summary>
    /// <param name="options">Says how many.</param>
    /// <param name="engine">Knows what kind of thread it computes on.</param>
    /// <param name="idle">Told whenever something has been made.</param>
    public ConversionThreads(ImageOptions options, IImageEngine engine, IdleTrim? idle = null)
    {
        this.idle = idle;
        threads = new Lazy<int>(() =>
        {
            for (var i = 0; i < options.MaxConcurrency; i++)
            {
                engine.StartThread($"conversion {i}", Work);
            }

            return options.MaxConcurrency;
        });
    }

    /// <summary>Runs a function on one of the threads, in the order of arrival.</summary>
    /// <param name="function">It should heed the token itself; what has not begun when it is cancelled never begins.</param>
    /// <param name="cancellation">Ends the wait at once, also where the function does not stop yet.</param>
    /// <returns>The function's result, and a task that ends when the function has let go of everything it was given.</returns>
    public Conversion<T> Run<T>(Func<T> function, CancellationToken cancellation) => Enqueue(queue, function, cancellation);

    /// <summary>Runs a function that no viewer waits for: it begins when nothing is queued that one waits for.</summary>
    /// <inheritdoc cref="Run"/>
    public Conversion<T> RunBehind<T>(Func<T> function, CancellationToken cancellation) => Enqueue(behind, function, cancellation);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (threads.IsValueCreated)
        {
            waiting.Release(threads.Value); // a thread that finds nothing ends
        }
    }

    private Conversion<T> Enqueue<T>(ConcurrentQueue<Action> to, Func<T> function, CancellationToken cancellation)
    {
        _ = threads.Value;
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        to.Enqueue(() => Complete(result, function, cancellation));
        waiting.Release();
        return new Conversion<T>(result.Task.WaitAsync(cancellation), result.Task.ContinueWith(
            static task => _ = task.Exception,
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default));
    }

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
        while (true)
        {
            waiting.Wait();
            if (!queue.TryDequeue(out var action) && !behind.TryDequeue(out action))
            {
                return;
            }

            action();
            idle?.Touch();
        }
    }
}

/// <summary>A function that runs on a conversion thread.</summary>
/// <param name="Result">What it gave; cancelled as soon as its caller's token is.</param>
/// <param name="Ended">Completes, never fails, when it no longer uses what it was given.</param>
internal readonly record struct Conversion<T>(Task<T> Result, Task Ended);
