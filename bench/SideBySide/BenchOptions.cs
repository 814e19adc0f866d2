namespace Bench.SideBySide;

/// <summary>How much is measured: every job is bounded by a count, and the run by the number of rounds.</summary>
/// <param name="Rounds">How often every job is run for every contender, in turn.</param>
/// <param name="Hits">Requests of a hit job.</param>
/// <param name="Copies">Copies of an original: each is asked for in all four sizes.</param>
/// <param name="Conversions">Of the job that looks at memory.</param>
/// <param name="Starts">Cold starts in a round.</param>
internal sealed record BenchOptions(int Rounds, int Hits, int Copies, int Conversions, int Starts)
{
    private const string Usage = """
        Usage: bench/run [options]
          --quick            fewer rounds, fewer requests
          --rounds <n>       how often every job runs for every contender: five times where it is not said
          --only <text>      only jobs whose name contains it, and only their numbers
          --published <dir>  measures what is published there instead of publishing
          --without <name>   publishes with an improvement turned off: ProgressiveCut, NativeMemory, SharedLook (may be repeated)
          --beside <name=dir> measures an origin that is published there as well: an earlier commit,
                             one without an improvement (may be repeated)
          --env <NAME=VALUE> an environment variable for the origin (may be repeated)
          --write            puts the tables into docs/performance.md
        """;

    /// <summary>Only jobs whose name contains it.</summary>
    public string Only { get; private init; } = "";

    /// <summary>Where the origin lies published; null to publish it.</summary>
    public string? Published { get; private init; }

    /// <summary>Improvements that are turned off.</summary>
    public IReadOnlyList<string> Without { get; private init; } = [];

    /// <summary>Origins that were published before, by the names that the tables give them.</summary>
    public IReadOnlyDictionary<string, string> Beside { get; private init; } = new Dictionary<string, string>();

    /// <summary>Environment variables for the origin.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; private init; } = new Dictionary<string, string>();

    /// <summary>Whether docs/performance.md is written.</summary>
    public bool Write { get; private init; }

    /// <summary>Reads the command line; null with the usage printed where it is not understood.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        var options = args.Contains("--quick") ? new BenchOptions(2, 800, 6, 120, 2) : new BenchOptions(5, 3000, 12, 500, 3);
        var environment = new Dictionary<string, string>();
        var beside = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            var value = i + 1 < args.Length ? args[i + 1] : "";
            switch (args[i])
            {
                case "--quick":
                    continue;
                case "--write":
                    options = options with { Write = true };
                    continue;
                case "--rounds" when int.TryParse(value, out var rounds) && rounds > 0:
                    options = options with { Rounds = rounds };
                    break;
                case "--only":
                    options = options with { Only = value };
                    break;
                case "--published":
                    options = options with { Published = Path.GetFullPath(value) };
                    break;
                case "--without":
                    options = options with { Without = [.. options.Without, value] };
                    break;
                case "--beside" when value.Split('=', 2) is [var name, var folder]:
                    beside[name] = Path.GetFullPath(folder);
                    break;
                case "--env" when value.Split('=', 2) is [var name, var content]:
                    environment[name] = content;
                    break;
                default:
                    Console.Error.WriteLine(Usage);
                    return null;
            }

            i++;
        }

        if (options is { Published: not null, Without.Count: > 0 })
        {
            Console.Error.WriteLine("--without takes effect when the origin is published, so it cannot be used with --published.");
            return null;
        }

        return options with { Environment = environment, Beside = beside };
    }
}
