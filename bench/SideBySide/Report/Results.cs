namespace Bench.SideBySide.Report;

/// <summary>A median and what lies around it.</summary>
internal readonly record struct Spread(double Median, double Least, double Most)
{
    /// <summary>Of some numbers; null of none.</summary>
    public static Spread? Of(IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
        {
            return null;
        }

        var ordered = values.Order().ToArray();
        var middle = ordered.Length / 2;
        var median = ordered.Length % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
        return new Spread(median, ordered[0], ordered[^1]);
    }
}

/// <summary>Everything that was measured, round by round: contenders are compared within a round, which saw the same machine.</summary>
internal sealed class Results
{
    private readonly Dictionary<(string Job, string Contender, string What), List<double>> values = [];

    /// <summary>Jobs and contenders in the order in which they first came.</summary>
    public IEnumerable<(string Job, string Contender)> Measured => values.Keys.Select(key => (key.Job, key.Contender)).Distinct();

    /// <summary>Adds what one round measured.</summary>
    public void Add(string job, string contender, Dictionary<string, double> measured)
    {
        foreach (var (what, value) in measured)
        {
            if (!values.TryGetValue((job, contender, what), out var list))
            {
                values.Add((job, contender, what), list = []);
            }

            list.Add(value);
        }
    }

    /// <summary>A number, over all rounds.</summary>
    public Spread? Of(string job, string contender, string what) => Spread.Of(List(job, contender, what));

    /// <summary>The ratio of two contenders, taken in each round.</summary>
    public Spread? Ratio(string job, string contender, string other, string what) =>
        Spread.Of([.. List(job, contender, what).Zip(List(job, other, what), (a, b) => a / b)]);

    private List<double> List(string job, string contender, string what) => values.GetValueOrDefault((job, contender, what)) ?? [];
}
