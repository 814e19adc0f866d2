using SideBySide.Contenders;

namespace SideBySide.Jobs;

/// <summary>Variants that are stored: all four sizes of a few originals, over and over.</summary>
internal sealed class HitJob(int atOnce, int originals) : Job
{
    /// <inheritdoc/>
    public override string Name => originals == 1 ? $"hit, {atOnce} at once" : $"hit, {atOnce} at once, {originals} originals";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var copies = Math.Min(originals, context.Options.Copies);
        var variants = Variants(contender, Originals.Photo, copies);
        await LoadAsync(contender, variants, atOnce: 2);
        var result = await LoadAsync(contender, [.. Enumerable.Range(0, context.Options.Hits).Select(i => variants[i % variants.Length])], atOnce);
        await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        return result;
    }
}
