using Bench.SideBySide.Contenders;

namespace Bench.SideBySide.Jobs;

/// <summary>Variants that are stored: all four sizes of a few originals, over and over.</summary>
/// <param name="atOnce">How many at the same time.</param>
/// <param name="originals">Of how many originals.</param>
/// <param name="verified">Whether the origin asks for the original's ETag as well; the peers never do.</param>
internal sealed class HitJob(int atOnce, int originals, bool verified = true) : Job
{
    /// <inheritdoc/>
    public override string Name => $"hit, {atOnce} at once, {originals} originals{(verified ? "" : ", VerifySource=false")}";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        if (verified)
        {
            return await HitAsync(contender, context);
        }

        await using var fresh = await contender.Kind.StartAsync(("Images__VerifySource", "false"));
        await HitAsync(fresh, context); // warms it up
        return await HitAsync(fresh, context);
    }

    private async Task<Dictionary<string, double>> HitAsync(Contender contender, JobContext context)
    {
        var copies = Math.Min(originals, context.Options.Copies);
        var variants = Variants(contender, Originals.Photo, copies);
        await LoadAsync(contender, variants, atOnce: 2);
        var result = await LoadAsync(
            contender, [.. Enumerable.Range(0, context.Options.Hits).Select(i => variants[i % variants.Length])], atOnce);
        await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        return result;
    }
}
