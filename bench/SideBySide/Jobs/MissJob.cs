using SideBySide.Contenders;

namespace SideBySide.Jobs;

/// <summary>Variants that nobody has asked for yet: all four sizes of copies of one original.</summary>
internal sealed class MissJob(string what, string original, int atOnce) : Job
{
    /// <inheritdoc/>
    public override string Name => $"{what}, {(atOnce == 1 ? "one at a time" : $"{atOnce} at once")}";

    /// <inheritdoc/>
    public override async Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context)
    {
        var variants = Variants(contender, original, context.Options.Copies);
        var result = await LoadAsync(contender, variants, atOnce);
        await context.Site.DropVariantsAsync(contender.Kind, variants.Length);
        return result;
    }
}
