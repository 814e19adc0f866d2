using System.Diagnostics;
using LocalFrontDoor.Processes;

namespace Bench.SideBySide.Contenders;

/// <summary>A program that makes variants, and how it is started.</summary>
/// <param name="Name">As the tables call it.</param>
/// <param name="Container">It has a container of its own, with the same originals as all others.</param>
/// <param name="Stores">Whether it keeps the variants that it made.</param>
/// <param name="Prepare">What to run for it to listen on a port of 127.0.0.1.</param>
internal sealed record ContenderKind(string Name, string Container, bool Stores, Func<int, ProcessStartInfo> Prepare)
{
    /// <summary>Runs it, without waiting for anything.</summary>
    /// <param name="environment">More environment variables.</param>
    public Contender Spawn(params ReadOnlySpan<(string Name, string Value)> environment)
    {
        var port = FreePort.Next();
        var start = Prepare(port);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new Contender(this, ChildProcess.Start(Name, start), new Uri($"http://127.0.0.1:{port}/"));
    }

    /// <summary>Runs it and waits until it answers.</summary>
    public async Task<Contender> StartAsync(params (string Name, string Value)[] environment)
    {
        var contender = Spawn(environment);
        await contender.UntilReadyAsync();
        return contender;
    }
}
