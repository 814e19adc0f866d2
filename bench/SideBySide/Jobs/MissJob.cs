using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;

namespace Bench.SideBySide.Jobs;

/// <summary>Variants that nobody has asked for yet: all four sizes of copies of one original.</summary>
/// <param name="what">In words.</param>
/// <param name="original">Of which.</param>
/// <param name="atOnce">How many at the same time.</param>
/// <param name="few">Whether the original takes long: fewer copies, fewer rounds, and ipx is spared.</param>
/// <param name="accept">What the client says that it takes.</param>
internal sealed class MissJob(string what, string original, int atOnce, bool few = false, string accept = LoadDriver.WebP) : Job
{
    /// <inheritdoc/>
    public override string Name => $"{what}, {(atOnce == 1 ? "one at a time" : $"{atOnce} at once")}";

    /// <inheritdoc/>
    public override bool IsSlow => few;

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Stores || !few;

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var variants = Variants(contender, original, few ? Originals.FewCopies : context.Options.Copies);
        var result = await LoadAsync(contender, variants, atOnce, accept);
        await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        return result;
    }
}
