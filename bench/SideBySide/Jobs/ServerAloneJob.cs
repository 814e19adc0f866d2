using Bench.SideBySide.Contenders;

namespace Bench.SideBySide.Jobs;

/// <summary>The floor of a hit's CPU: a request that the origin answers by itself, without storage.</summary>
internal sealed class ServerAloneJob(int atOnce) : Job
{
    /// <inheritdoc/>
    public override string Name => $"hit, {atOnce} at once: the server alone, GET /";

    /// <inheritdoc/>
    public override bool Suits(ContenderKind kind) => kind.Name == ContenderKinds.Origin;

    /// <inheritdoc/>
    public override Task<Dictionary<string, double>> RunAsync(Contender contender, JobContext context) =>
        LoadAsync(contender, [.. Enumerable.Repeat(contender.Address, context.Options.Hits)], atOnce);
}
