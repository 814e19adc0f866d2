using Bench.SideBySide.Contenders;

namespace Bench.SideBySide.Jobs;

/// <summary>Requests with storage at a distance (<see cref="FarStorage"/>), one after the other or several at once,
/// in a process that has worked before.</summary>
internal sealed class FarJob(string what, string original, bool hits, int atOnce = 1) : Job
{
    private int Times => 8 * atOnce;

    /// <inheritdoc/>
    public override string Name => atOnce == 1 ? $"far storage: {what}" : $"far storage: {what}, {atOnce} at once";

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

        var result = await LoadAsync(fresh, hits ? [.. Enumerable.Repeat(variants, Times).SelectMany(all => all)] : variants, atOnce);
        await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        return result;
    }
}
