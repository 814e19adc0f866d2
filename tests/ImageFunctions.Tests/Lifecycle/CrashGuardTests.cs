using System.Diagnostics.Metrics;
using ImageFunctions.Lifecycle;
using ImageFunctions.Settings;
using ImageFunctions.Telemetry;
using ImageFunctions.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public sealed class CrashGuardTests : IDisposable
{
    private static readonly SourceKey Poison = new(666);
    private static readonly SourceKey Sound = new(1);

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.journal");
    private readonly ManualTime time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void Note_LetGo_LeavesNothing()
    {
        Run(guard => guard.Note(Poison)!.Dispose());

        Run(guard => Assert.False(guard.IsSetAside(Poison)));
    }

    [Fact]
    public void Note_ProcessDied_IsSetAsideForAWhile()
    {
        Run(guard => guard.Note(Poison));

        Run(guard =>
        {
            Assert.True(guard.IsSetAside(Poison));
            Assert.False(guard.IsSetAside(Sound));
            time.Pass(TimeSpan.FromMinutes(5));
            Assert.False(guard.IsSetAside(Poison));
        });
    }

    [Fact]
    public void Note_ProcessDiedTwiceOfIt_IsSetAsideTenTimesAsLong()
    {
        Run(guard => guard.Note(Poison));
        Run(_ => time.Pass(TimeSpan.FromMinutes(5)));
        Run(guard => guard.Note(Poison));

        Run(guard =>
        {
            time.Pass(TimeSpan.FromMinutes(49));
            Assert.True(guard.IsSetAside(Poison));
            time.Pass(TimeSpan.FromMinutes(1));
            Assert.False(guard.IsSetAside(Poison));
        });
    }

    [Fact]
    public void IsSetAside_AfterAnotherRestart_IsRemembered()
    {
        Run(guard => guard.Note(Poison));
        Run(_ => { });

        Run(guard => Assert.True(guard.IsSetAside(Poison)));
    }

    [Fact]
    public void Dispose_EndInOrder_IsNoCrash()
    {
        Run(guard =>
        {
            guard.Note(Sound);
            guard.Dispose();
        });

        Run(guard => Assert.False(guard.IsSetAside(Sound)));
    }

    [Fact]
    public void Note_MoreThanTheJournalHolds_ForgetsThoseWhoseWhileEndsFirst()
    {
        Run(guard =>
        {
            for (var i = 0; i < CrashJournal.Capacity; i++)
            {
                guard.Note(new SourceKey((UInt128)i + 1000));
            }
        });

        Run(guard =>
        {
            using (guard.Note(Sound))
            {
                Assert.Equal(CrashJournal.Capacity - 1, Enumerable.Range(0, CrashJournal.Capacity).Count(i => guard.IsSetAside(new SourceKey((UInt128)i + 1000))));
            }
        });
    }

    public void Dispose()
    {
        services.Dispose();
        File.Delete(path);
    }

    // A process: what it does not clear before its journal is closed was under way when it died.
    private void Run(Action<CrashGuard> life)
    {
        using var journal = CrashJournal.Open(path);
        life(new CrashGuard(
            journal, new ImageOptions(), time, new ImageMetrics(services.GetRequiredService<IMeterFactory>()), NullLogger<CrashGuard>.Instance));
    }
}
