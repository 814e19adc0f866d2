using System.Globalization;

namespace Bench.Torture.Fuzzing;

/// <summary>What to fuzz, and for how long.</summary>
/// <param name="Mutants">At most so many.</param>
/// <param name="Seconds">At most so long.</param>
/// <param name="Seed">Another number, other mutants.</param>
/// <param name="From">The first mutant: to see one again.</param>
/// <param name="Folders">Files to start from, beside those made here.</param>
internal sealed record FuzzOptions(int Mutants, int Seconds, int Seed, int From, IReadOnlyList<string> Folders)
{
    /// <summary>Reads <c>--mutants N --seconds N --seed N --from N FOLDER...</c>.</summary>
    public static FuzzOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new FuzzOptions(20_000, 3600, 1, 0, []);
        for (var i = 0; i < arguments.Length; i++)
        {
            options = arguments[i] switch
            {
                "--mutants" => options with { Mutants = Number(arguments[++i]) },
                "--seconds" => options with { Seconds = Number(arguments[++i]) },
                "--seed" => options with { Seed = Number(arguments[++i]) },
                "--from" => options with { From = Number(arguments[++i]) },
                var folder => options with { Folders = [.. options.Folders, folder] },
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
