using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Remembers for a while which originals cannot be read, or not in time, so that the same refusal costs no second download and no second
/// decode. A replaced original has another ETag and is tried at once; other settings begin with another process.
/// </summary>
internal sealed class BrokenSources(ImageOptions options, TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    // What takes longer than this part of the time limit, without what it waited for, would take too long on a better day as well.
    private const double ItsOwnFault = 0.75;

    private readonly Dictionary<Key, (Refusal Refusal, long Since)> refusals = [];
    private readonly Queue<(long Since, Key Key)> oldest = [];

    // An animation may be broken in a frame that a still picture never shows. How long it takes is a matter of each format.
    private readonly record struct Key(SourceKey Source, bool Animated, ImageFormat? Slow);

    /// <summary>Why an original cannot be read, where that is known; else null.</summary>
    public Refusal? Find(SourceKey source, ImageFormat format)
    {
        lock (gate)
        {
            Forget();
            if (refusals.TryGetValue(new Key(source, format.CanAnimate, null), out var broken))
            {
                return broken.Refusal;
            }

            if (!refusals.TryGetValue(new Key(source, format.CanAnimate, format), out var slow))
            {
                return null;
            }

            var left = options.BrokenTime - time.GetElapsedTime(slow.Since);
            return slow.Refusal with { RetryAfter = TimeSpan.FromSeconds(Math.Ceiling(left.TotalSeconds)) };
        }
    }

    /// <summary>Remembers a refusal, if it lies in the file itself: neither load nor memory nor time are its fault.</summary>
    public void Add(SourceKey source, ImageFormat format, Refusal refusal)
    {
        if (refusal.Status is not (StatusCodes.Status415UnsupportedMediaType or StatusCodes.Status422UnprocessableEntity)
            || refusal == Refusal.NeedsTooMuchMemory)
        {
            return;
        }

        Add(new Key(source, format.CanAnimate, null), refusal);
    }

    /// <summary>Remembers that making pictures was given up when their time was over, if it was native code that took most of it.</summary>
    /// <param name="source">The original.</param>
    /// <param name="formats">Of the pictures.</param>
    /// <param name="began">When native code began on what it was at in the end; 0 where it was at nothing.</param>
    public void AddTooSlow(SourceKey source, IReadOnlyCollection<ImageFormat> formats, long began)
    {
        if (began == 0 || time.GetElapsedTime(began) < options.Timeout * formats.Count * ItsOwnFault)
        {
            return;
        }

        foreach (var format in formats)
        {
            Add(new Key(source, format.CanAnimate, format), Refusal.TookTooLong);
        }
    }

    private void Add(Key key, Refusal refusal)
    {
        lock (gate)
        {
            var now = time.GetTimestamp();
            if (refusals.TryAdd(key, (refusal, now)))
            {
                oldest.Enqueue((now, key));
            }

            Forget();
        }
    }

    private void Forget()
    {
        while (oldest.TryPeek(out var first) && (oldest.Count > Most || time.GetElapsedTime(first.Since) >= options.BrokenTime))
        {
            refusals.Remove(oldest.Dequeue().Key);
        }
    }
}
