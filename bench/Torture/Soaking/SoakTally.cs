using System.Collections.Concurrent;

namespace Bench.Torture.Soaking;

/// <summary>What was answered, and what the origin held meanwhile.</summary>
internal sealed class SoakTally
{
    private static readonly int[] Documented = [200, 413, 415, 422, 503, 504];

    private readonly ConcurrentQueue<(int Status, double Milliseconds)> answers = [];
    private readonly ConcurrentQueue<string> faults = [];
    private readonly List<long> resident = [];

    /// <summary>Counts an answer.</summary>
    public void Answered(SoakFile file, int status, TimeSpan time)
    {
        answers.Enqueue((status, time.TotalMilliseconds));
        if (!Documented.Contains(status))
        {
            Fault($"{file.Name}: {status}");
        }
        else if (file.IsSound && status is 413 or 415)
        {
            Fault($"{file.Name} is sound, but {status}");
        }
    }

    /// <summary>Something went wrong.</summary>
    public void Fault(string what) => faults.Enqueue(what);

    /// <summary>Notes the origin's resident memory.</summary>
    public void Resident(long bytes) => resident.Add(bytes);

    /// <summary>Prints the table.</summary>
    /// <returns>Whether all is well.</returns>
    public bool Report(long limit)
    {
        Console.WriteLine("| status | answers | median ms | 95 % ms | 99 % ms |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var group in answers.GroupBy(answer => answer.Status).OrderBy(group => group.Key))
        {
            var times = group.Select(answer => answer.Milliseconds).Order().ToArray();
            Console.WriteLine($"| {group.Key} | {times.Length} | {At(times, 0.5):0} | {At(times, 0.95):0} | {At(times, 0.99):0} |");
        }

        // The first quarter is for warming up; then the means of the two parts of the second half.
        var half = resident.Skip(resident.Count / 2).ToArray();
        var third = half.Take(half.Length / 2).DefaultIfEmpty().Average();
        var fourth = half.Skip(half.Length / 2).DefaultIfEmpty().Average();
        var most = resident.DefaultIfEmpty().Max();
        Console.WriteLine(
            $"Resident: at most {most >> 20} MB of {limit >> 20}; "
                + $"mean of the third quarter {third / (1 << 20):0} MB, of the fourth {fourth / (1 << 20):0} MB");
        var flat = fourth < third * 1.1;
        foreach (var fault in faults.Take(20))
        {
            Console.WriteLine($"BAD {fault}");
        }

        Console.WriteLine(
            $"{faults.Count} faults; resident {(most < limit ? "within" : "OVER")} the limit and {(flat ? "flat" : "GROWING")}");
        return faults.IsEmpty && most < limit && flat;
    }

    private static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
}
