using System.Globalization;
using System.Text;
using Bench.SideBySide.Contenders;
using Bench.SideBySide.Jobs;

namespace Bench.SideBySide.Report;

/// <summary>What was measured, as Markdown.</summary>
internal static class Tables
{
    private static readonly string[] Columns =
        [Measure.Cpu, Measure.PerSecond, Measure.P50, Measure.P99, Measure.Wall, Measure.Resident, Measure.Added];

    /// <summary>The rows: ratio to the article's function, with the least and the most of all rounds.</summary>
    public static string Goals(Results results)
    {
        var text = new StringBuilder("| job | reach | measured | |\n| --- | ---: | ---: | --- |\n");
        foreach (var row in Rows.All.Where(row => row.Goals.Any(goal => goal.Reached(results) is not null)))
        {
            var reach = string.Join(" / ", row.Goals.Select(goal => Number(goal.Reach)));
            var measured = string.Join(" / ", row.Goals.Select(goal => Text(goal.Reached(results))));
            var met = row.Goals.All(goal => goal.IsMet(results));
            text.Append(CultureInfo.InvariantCulture, $"| {row.Title} | {reach} | {measured} | {(met ? "reached" : "")} |\n");
        }

        return text.ToString();
    }

    /// <summary>How many of them are reached.</summary>
    public static string Reach(Results results) =>
        $"reach: {Rows.All.Count(row => row.Goals.All(goal => goal.IsMet(results)))} of {Rows.All.Count}";

    /// <summary>Every number of every contender: medians of all rounds.</summary>
    public static string Numbers(Results results)
    {
        var text = new StringBuilder(
            $"| job | contender | {string.Join(" | ", Columns)} |\n| --- | --- |{string.Concat(Columns.Select(_ => " ---: |"))}\n");
        foreach (var (job, contender) in results.Measured)
        {
            var cells = Columns.Select(what => results.Of(job, contender, what) is { } value ? Number(value.Median) : "");
            text.Append(CultureInfo.InvariantCulture, $"| {job} | {contender} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The origin against another: of ipx there are misses alone, since it stores nothing.</summary>
    public static string Against(string other, Results results)
    {
        string[] measures =
            [.. Columns.Where(what => results.Measured.Any(one => one.Contender == other && results.Of(one.Job, other, what) is not null))];
        var text = new StringBuilder(
            $"| job | {string.Join(" | ", measures)} |\n| --- |{string.Concat(measures.Select(_ => " ---: |"))}\n");
        foreach (var job in results.Measured.Where(one => one.Contender == other).Select(one => one.Job))
        {
            var cells = measures.Select(what => results.Ratio(job, ContenderKinds.Origin, other, what))
                .Select(ratio => ratio is null ? "" : Text(ratio));
            text.Append(CultureInfo.InvariantCulture, $"| {job} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    /// <summary>A number with as many digits as mean something.</summary>
    public static string Number(double value) =>
        value.ToString(Math.Abs(value) < 10 ? "0.00" : Math.Abs(value) < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);

    private static string Text(Spread? spread) =>
        spread is { } value ? $"{Number(value.Median)} ({Number(value.Least)}–{Number(value.Most)})" : "—";
}
