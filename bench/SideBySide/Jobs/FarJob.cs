using Bench.SideBySide.Contenders;

namespace Bench.SideBySide.Jobs;

/// <summary>One request after the other, with storage at a distance (<see cref="FarStorage"/>), in a process that has worked before.</summary>
internal sealed class FarJob(string what, string original, bool hits) : Job
{
    private const int Times = 8;

    /// <inheritdoc/>
    public override string Name => $"far storage: {what}";

    /// <inheritdoc/>
    public override bool IsSlow => true;

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        await using var fresh = await contender.Kind.StartAsync(("ImageStorage", context.Site.FarConnectionString));
        var variants = Variants(fresh, original, Math.Min(context.Options.Copies, Originals.FewCopies));
        await LoadAsync(fresh, variants, atOnce: 2); // warms up, and makes what hits need
        if (!hits)
        {
            await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        }

        var result = await LoadAsync(fresh, hits ? [.. Enumerable.Repeat(variants, Times).SelectMany(all => all)] : variants, atOnce: 1);
        await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        return result;
    }
}
