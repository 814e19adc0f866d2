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
    private static readonly SourceKey[] Six = [.. Enumerable.Range(10, 6).Select(i => new SourceKey((UInt128)i))];

    private readonly string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid()}.journal");
    private readonly ManualTime time = new();
    private readonly ServiceProvider services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    [Fact]
    public void Note_LetGo_LeavesNothing()
    {
        Run(guard => Note(guard, Poison)!.Dispose());

        Run(guard => Assert.False(guard.IsSetAside(Poison)));
    }

    [Fact]
    public void Note_ProcessDied_IsSetAsideForAWhile()
    {
        Run(guard => Note(guard, Poison));

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
        Run(guard => Note(guard, Poison));
        Run(_ => time.Pass(TimeSpan.FromMinutes(5)));
        Run(guard => Note(guard, Poison));

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
        Run(guard => Note(guard, Poison));
        Run(_ => { });

        Run(guard => Assert.True(guard.IsSetAside(Poison)));
    }

    [Fact]
    public void Dispose_EndInOrder_IsNoCrash()
    {
        Run(guard =>
        {
            Note(guard, Sound);
            guard.Dispose();
        });

        Run(guard => Assert.False(guard.IsSetAside(Sound)));
    }

    [Fact]
    public void Note_SameOriginalTwice_IsCertainlyTheCause()
    {
        Run(guard =>
        {
            Note(guard, Poison);
            Note(guard, Poison);
        });

        Run(guard => Assert.True(guard.IsSetAside(Poison)));
    }

    [Fact]
    public void Begin_SixUnderWayWhenTheProcessDied_NoneIsRefusedAndTheInnocentAreCleared()
    {
        Run(guard => Array.ForEach(Six, source => Note(guard, source)));

        Run(guard =>
        {
            Assert.DoesNotContain(Six, guard.IsSetAside);
            Array.ForEach(Six, source => MakeWell(guard, source));
        });

        Run(guard =>
        {
            var all = Six.Select(source => guard.BeginAsync(source, CancellationToken.None)).ToList();
            Assert.All(all, turn => Assert.True(turn.IsCompletedSuccessfully)); // nobody waits for another any more
        });
    }

    [Fact]
    public void Begin_DeadlyOneOfSix_DiesOnceMoreAndIsTheOnlyOneRefused()
    {
        Run(guard => Array.ForEach(Six, source => Note(guard, source)));
        Run(guard =>
        {
            MakeWell(guard, Six[0]);
            Note(guard, Sound); // an innocent beside it
            Note(guard, Six[3]); // dies
        });

        Run(guard =>
        {
            Assert.Equal([Six[3]], Six.Append(Sound).Where(guard.IsSetAside));
            Array.ForEach([.. Six.Where(source => source != Six[3]), Sound], source => MakeWell(guard, source));
        });
        Run(guard => Assert.Equal([Six[3]], Six.Append(Sound).Where(guard.IsSetAside)));
    }

    [Fact]
    public async Task Begin_Suspects_AreTriedOneAfterTheOtherAndOthersDoNotWait()
    {
        Run(guard => Array.ForEach(Six, source => Note(guard, source)));
        using var journal = CrashJournal.Open(path);
        using var guard = New(journal);

        var first = await guard.BeginAsync(Six[0], CancellationToken.None);
        var second = guard.BeginAsync(Six[1], CancellationToken.None);
        var sameAsFirst = guard.BeginAsync(Six[0], CancellationToken.None);

        Assert.True(guard.BeginAsync(Sound, CancellationToken.None).IsCompletedSuccessfully);
        Assert.False(second.IsCompleted);
        first.Survived();
        first.Dispose();
        (await second.InTime()).Dispose();
        await sameAsFirst.InTime();
    }

    // The header may be read without harm, and the pixels be deadly.
    [Fact]
    public void Note_OnTrialAndLetGoButNotSurvived_StaysSuspected()
    {
        Run(guard => Array.ForEach(Six, source => Note(guard, source)));
        Run(guard =>
        {
            var attempt = guard.BeginAsync(Six[0], CancellationToken.None).Result;
            attempt.Note()!.Dispose();
            attempt.Note(); // dies
            Note(guard, Sound);
        });

        Run(guard => Assert.Equal([Six[0]], Six.Append(Sound).Where(guard.IsSetAside)));
    }

    [Fact]
    public void Note_MoreThanTheJournalHolds_ForgetsTheOldest()
    {
        SourceKey[] all = [.. Enumerable.Range(0, CrashJournal.Capacity).Select(i => new SourceKey((UInt128)i + 1000))];
        Run(guard => Array.ForEach(all, source => Note(guard, source)));

        Run(guard =>
        {
            using (Note(guard, Sound))
            {
                var gone = new CancellationToken(canceled: true);
                var held = all.Count(source => !guard.BeginAsync(source, gone).IsCompletedSuccessfully);
                Assert.Equal(CrashJournal.Capacity - 1, held); // one is forgotten
            }
        });
    }

    [Fact]
    public void OpenFor_SameFolderAgain_IsTheSameJournalAndOfAnotherProcessMeanwhileAnother()
    {
        var folder = Guid.NewGuid().ToString();
        using (var before = CrashJournal.OpenFor(folder))
        {
            before[0] = new CrashEntry(666, 0, 1, CrashState.SetAside);
            using var meanwhile = CrashJournal.OpenFor(folder);
            Assert.Equal(default, meanwhile[0]);
        }

        using var after = CrashJournal.OpenFor(folder);
        Assert.Equal((UInt128)666, after[0].Source);
    }

    [Fact]
    public void OpenFor_JournalsOfProgramsThatAreGone_AreDeletedUnlessTheyAreHeldOpen()
    {
        string[] old =
            [.. Enumerable.Range(0, 2).Select(_ => Path.Combine(Path.GetTempPath(), $"imagefunctions-{Guid.NewGuid()}.journal"))];
        foreach (var journal in old)
        {
            File.WriteAllText(journal, "");
            File.SetLastWriteTimeUtc(journal, DateTime.UtcNow - TimeSpan.FromDays(8));
        }

        using (new FileStream(old[1], FileMode.Open, FileAccess.Read, FileShare.None))
        using (CrashJournal.OpenFor(Guid.NewGuid().ToString()))
        {
            Assert.Equal([false, true], old.Select(File.Exists));
        }

        File.Delete(old[1]);
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
        life(New(journal));
    }

    private CrashGuard New(CrashJournal journal) =>
        new(journal, new ImageOptions(), time, new ImageMetrics(
            services.GetRequiredService<IMeterFactory>()), NullLogger<CrashGuard>.Instance);

    private static IDisposable? Note(CrashGuard guard, SourceKey source)
    {
        var turn = guard.BeginAsync(source, CancellationToken.None);
        Assert.True(turn.IsCompletedSuccessfully, "Another has its turn.");
        return turn.Result.Note();
    }

    private static void MakeWell(CrashGuard guard, SourceKey source)
    {
        using var attempt = guard.BeginAsync(source, CancellationToken.None).Result;
        attempt.Note()!.Dispose();
        attempt.Survived();
    }
}
