using ImageFunctions.Settings;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Notes every original before native code touches it. One that is found noted at start was being decoded when the process died: it is
/// set aside for a while, so that the host, which replays a request that killed the process up to ten times and gives up after three
/// deaths (docs of Azure Functions custom handlers), finds it refused the second time. Each further death of the same original makes
/// the while ten times as long. Where several were being decoded, all but one did no harm: they are tried again at once, one after
/// the other, so that the next death has one cause.
/// </summary>
internal sealed class CrashGuard : IDisposable
{
    private const int Growth = 10;

    private readonly CrashJournal? journal;
    private readonly TimeProvider time;
    private readonly ImageMetrics metrics;
    private readonly Lock gate = new();
    private readonly SemaphoreSlim trials = new(1);
    private readonly SortedSet<int> free = [];
    private readonly Dictionary<SourceKey, int> known = []; // set aside, or suspected
    private readonly Dictionary<int, CrashEntry> underWay = []; // and what is to be written when it is over

    /// <summary>Reads what the process before has left; nothing is guarded where no <paramref name="journal"/> could be opened.</summary>
    public CrashGuard(CrashJournal? journal, ImageOptions options, TimeProvider time, ImageMetrics metrics, ILogger<CrashGuard> logger)
    {
        (this.journal, this.time, this.metrics) = (journal, time, metrics);
        CrashEntry[] left = journal is null ? [] : [.. Enumerable.Range(0, CrashJournal.Capacity).Select(i => journal[i])];
        var found = left.Where(entry => entry.State is CrashState.UnderWay or CrashState.OnTrial).ToList();
        var onTrial = found.Find(entry => entry.State == CrashState.OnTrial);
        var certain = onTrial.State == CrashState.OnTrial || found.DistinctBy(entry => entry.Source).Count() == 1;
        var cause = onTrial.State == CrashState.OnTrial ? onTrial.Source : found.FirstOrDefault().Source;
        for (var i = 0; i < left.Length; i++)
        {
            var entry = left[i];
            if (entry.State is CrashState.UnderWay or CrashState.OnTrial)
            {
                var isCause = certain && entry.Source == cause;
                var deaths = isCause ? entry.Deaths + 1 : entry.Deaths;
                var quarantine = options.QuarantineTime * Math.Pow(Growth, Math.Clamp(deaths, 1, 4) - 1);
                var until = (time.GetUtcNow() + quarantine).ToUnixTimeMilliseconds();
                journal![i] = entry = new CrashEntry(entry.Source, until, deaths, isCause ? CrashState.SetAside : CrashState.Suspect);
                Tell(logger, isCause, deaths, quarantine);
            }

            if (entry.State is CrashState.None || !known.TryAdd(new SourceKey(entry.Source), i))
            {
                Write(i, default);
            }
        }
    }

    /// <summary>Whether an original is not to be touched now.</summary>
    public bool IsSetAside(SourceKey source)
    {
        lock (gate)
        {
            if (!known.TryGetValue(source, out var index) || journal![index] is not { State: CrashState.SetAside } entry
                || entry.Until <= time.GetUtcNow().ToUnixTimeMilliseconds())
            {
                return false;
            }
        }

        metrics.CrashGuardHit();
        return true;
    }

    /// <summary>Waits for an original's turn, which only those have to that the process may have died of.</summary>
    /// <param name="source">One that is not set aside.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Attempt> BeginAsync(SourceKey source, CancellationToken cancellation)
    {
        if (!IsKnown(source))
        {
            return new Attempt(this, source, onTrial: false);
        }

        await trials.WaitAsync(cancellation);
        if (IsKnown(source))
        {
            return new Attempt(this, source, onTrial: true);
        }

        trials.Release(); // the one before it has cleared it
        return new Attempt(this, source, onTrial: false);
    }

    /// <summary>Ends in order: what is under way is no crash.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var (index, after) in underWay)
            {
                journal![index] = after;
            }

            underWay.Clear();
        }

        trials.Dispose();
    }

    private static void Tell(ILogger<CrashGuard> logger, bool isCause, int deaths, TimeSpan quarantine)
    {
        if (isCause)
        {
            logger.SetAside(deaths, quarantine);
        }
        else
        {
            logger.Suspected();
        }
    }

    private bool IsKnown(SourceKey source)
    {
        lock (gate)
        {
            return known.ContainsKey(source);
        }
    }

    private Entry? Note(SourceKey source, bool onTrial)
    {
        if (journal is null)
        {
            return null;
        }

        lock (gate)
        {
            // What is known of one on trial stays written until it is cleared.
            var after = default(CrashEntry);
            if (onTrial && known.TryGetValue(source, out var index))
            {
                after = journal[index];
            }
            else
            {
                index = free.Count > 0 ? free.Min : Oldest();
                free.Remove(index);
            }

            var state = after.State == CrashState.None ? CrashState.UnderWay : CrashState.OnTrial;
            journal[index] = new CrashEntry(source.Value, after.Until, after.Deaths, state);
            underWay[index] = after;
            return new Entry(this, index);
        }
    }

    private int Oldest()
    {
        var (source, index) = known.Where(entry => !underWay.ContainsKey(entry.Value)).MinBy(entry => journal![entry.Value].Until);
        known.Remove(source);
        return index;
    }

    private void Clear(int index)
    {
        lock (gate)
        {
            if (underWay.Remove(index, out var after))
            {
                Write(index, after);
            }
        }
    }

    private void Forget(SourceKey source)
    {
        lock (gate)
        {
            if (known.Remove(source, out var index))
            {
                Write(index, default);
            }
        }
    }

    private void Write(int index, CrashEntry entry)
    {
        journal![index] = entry;
        if (entry.State == CrashState.None)
        {
            free.Add(index);
        }
    }

    /// <summary>One try to make something of an original; disposing it gives the turn to the next.</summary>
    internal sealed class Attempt(CrashGuard guard, SourceKey source, bool onTrial) : IDisposable
    {
        /// <summary>Notes it; disposing what this gives says that native code has let go of it, and done no harm.</summary>
        /// <returns>Null where nothing is guarded.</returns>
        public IDisposable? Note() => guard.Note(source, onTrial);

        /// <summary>It was decoded, and the process lives.</summary>
        public void Survived()
        {
            if (onTrial)
            {
                guard.Forget(source);
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (onTrial)
            {
                guard.trials.Release();
            }
        }
    }

    private sealed class Entry(CrashGuard guard, int index) : IDisposable
    {
        public void Dispose() => guard.Clear(index);
    }
}
