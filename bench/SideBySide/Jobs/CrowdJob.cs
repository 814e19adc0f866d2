using Bench.SideBySide.Contenders;

namespace Bench.SideBySide.Jobs;

/// <summary>A hundred viewers who ask for the same missing variant at the same time.</summary>
internal sealed class CrowdJob : Job
{
    private const int Viewers = 100;

    /// <inheritdoc/>
    public override string Name => "100 viewers, one cold variant";

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        // Connections are opened before: what is measured is the crowd, not a hundred handshakes.
        var variant = contender.Variant(Originals.NameOf(Originals.Photo, 0), 400);
        var result = await LoadAsync(contender, [.. Enumerable.Repeat(variant, Viewers)], Viewers);
        await context.Site.DropVariantsAsync(contender.Kind, 1);
        return result;
    }
}
