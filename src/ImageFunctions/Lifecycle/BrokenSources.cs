using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Remembers for a while which originals cannot be read, so that the same refusal costs no second download and no second decode. A
/// replaced original has another ETag and is tried at once.
/// </summary>
internal sealed class BrokenSources(ImageOptions options, TimeProvider time)
{
    private const int Most = 10_000;

    private readonly Lock gate = new();
    private readonly Dictionary<(SourceKey, bool), Refusal> refusals = [];
    private readonly Queue<(long Since, (SourceKey, bool) Key)> oldest = [];

    /// <summary>Why an original cannot be read, where that is known; else null.</summary>
    public Refusal? Find(SourceKey source, ImageFormat format)
    {
        lock (gate)
        {
            Forget();
            return refusals.GetValueOrDefault(KeyOf(source, format));
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

        lock (gate)
        {
            var key = KeyOf(source, format);
            if (refusals.TryAdd(key, refusal))
            {
                oldest.Enqueue((time.GetTimestamp(), key));
            }

            Forget();
        }
    }

    // An animation may be broken in a frame that a still picture never shows.
    private static (SourceKey, bool) KeyOf(SourceKey source, ImageFormat format) => (source, format.CanAnimate);

    private void Forget()
    {
        while (oldest.TryPeek(out var first) && (oldest.Count > Most || time.GetElapsedTime(first.Since) >= options.BrokenTime))
        {
            refusals.Remove(oldest.Dequeue().Key);
        }
    }
}
