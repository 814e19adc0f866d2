using ImageFunctions.Settings;
using ImageFunctions.Telemetry;

namespace ImageFunctions.Lifecycle;

/// <summary>
/// Notes every original before native code touches it. One that is found noted at start was being decoded when the process died: it is
/// set aside for a while, so that the host, which replays a request that killed the process up to ten times and gives up after three
/// deaths (docs of Azure Functions custom handlers), finds it refused the second time. Each further death of the same original makes
/// the while ten times as long.
/// </summary>
internal sealed class CrashGuard : IDisposable
{
    private const int Growth = 10;

    private readonly CrashJournal? journal;
    private readonly TimeProvider time;
    private readonly ImageMetrics metrics;
    private readonly Lock gate = new();
    private readonly SortedSet<int> free = [];
    private readonly Dictionary<SourceKey, int> setAside = [];
    private readonly HashSet<int> underWay = [];

    /// <summary>Reads what the process before has left.</summary>
    /// <param name="journal">Null where none could be opened: then nothing is guarded.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="metrics">Told of every refusal.</param>
    /// <param name="logger">Told of every original that is set aside.</param>
    public CrashGuard(CrashJournal? journal, ImageOptions options, TimeProvider time, ImageMetrics metrics, ILogger<CrashGuard> logger)
    {
        (this.journal, this.time, this.metrics) = (journal, time, metrics);
        for (var i = 0; journal is not null && i < CrashJournal.Capacity; i++)
        {
            var entry = journal[i];
            if (entry.State == CrashState.UnderWay)
            {
                var deaths = entry.Deaths + 1;
                var quarantine = options.QuarantineTime * Math.Pow(Growth, Math.Min(deaths, 4) - 1);
                journal[i] = entry = new CrashEntry(entry.Source, (time.GetUtcNow() + quarantine).ToUnixTimeMilliseconds(), deaths, CrashState.SetAside);
                logger.SetAside(deaths, quarantine);
            }

            if (entry.State != CrashState.SetAside || !setAside.TryAdd(new SourceKey(entry.Source), i))
            {
                free.Add(i);
            }
        }
    }

    /// <summary>Whether an original is not to be touched now.</summary>
    public bool IsSetAside(SourceKey source)
    {
        lock (gate)
        {
            if (!setAside.TryGetValue(source, out var index) || journal![index].Until <= time.GetUtcNow().ToUnixTimeMilliseconds())
            {
                return false;
            }
        }

        metrics.CrashGuardHit();
        return true;
    }

    /// <summary>Notes an original; disposing what it gives says that native code has let go of it, and done no harm.</summary>
    /// <returns>Null where nothing is guarded.</returns>
    public IDisposable? Note(SourceKey source)
    {
        if (journal is null)
        {
            return null;
        }

        lock (gate)
        {
            // One whose while is over is tried again, and its deaths are not forgotten meanwhile.
            var again = setAside.Remove(source, out var index);
            if (!again)
            {
                index = free.Count > 0 ? free.Min : Oldest();
                free.Remove(index);
            }

            journal[index] = new CrashEntry(source.Value, 0, again ? journal[index].Deaths : 0, CrashState.UnderWay);
            underWay.Add(index);
            return new Entry(this, index);
        }
    }

    /// <summary>Ends in order: what is under way is no crash.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            foreach (var index in underWay)
            {
                journal![index] = default;
            }

            underWay.Clear();
        }
    }

    private int Oldest()
    {
        var (source, index) = setAside.MinBy(entry => journal![entry.Value].Until);
        setAside.Remove(source);
        return index;
    }

    private void Clear(int index)
    {
        lock (gate)
        {
            if (underWay.Remove(index))
            {
                journal![index] = default;
                free.Add(index);
            }
        }
    }

    private sealed class Entry(CrashGuard guard, int index) : IDisposable
    {
        public void Dispose() => guard.Clear(index);
    }
}
