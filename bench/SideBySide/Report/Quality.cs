using System.Globalization;
using System.Text;
using Bench.Pictures;
using Bench.SideBySide.Contenders;
using Bench.SideBySide.Load;
using ImageFunctions.Imaging.Vips;

namespace Bench.SideBySide.Report;

/// <summary>
/// What the speed costs: bytes, and SSIMULACRA 2 to a full decode that is scaled exactly in linear light and not encoded. Who crops a pixel
/// further left or right has made no worse picture: the best of the neighbouring crops counts.
/// </summary>
internal static class Quality
{
    /// <summary>One line for each original and size, with every contender's picture.</summary>
    public static async Task<string> MeasureAsync(IReadOnlyList<Contender> contenders, Site site, IReadOnlyList<OriginalFile> originals)
    {
        var names = contenders.Select(contender => contender.Kind.Name).ToArray();
        var text = new StringBuilder(
            $"| original | size |{string.Concat(names.Select(name => $" {name}: bytes | SSIMULACRA 2 |"))}\n"
                + $"| --- | --- |{string.Concat(names.Select(_ => " ---: | ---: |"))}\n");
        var seen = contenders.Select(_ => new List<double>()).ToArray();
        using var driver = new LoadDriver(1);
        foreach (var original in originals.Where(
            one => one.Name is Originals.Photo or Originals.Progressive or Originals.SmallProgressive or Originals.TwelveMegapixels))
        {
            foreach (var width in Jobs.Job.Widths)
            {
                var references = References(original.Content, width);
                text.Append(CultureInfo.InvariantCulture, $"| {original.Name} | {width} |");
                for (var i = 0; i < contenders.Count; i++)
                {
                    var variant = contenders[i].Variant(original.Names.First(), width);
                    var picture = (await driver.GetAsync(variant, CancellationToken.None)).Body;
                    seen[i].Add(Best(references, picture));
                    text.Append(CultureInfo.InvariantCulture, $" {picture.Length} | {seen[i][^1]:0.0} |");
                }

                text.Append('\n');
            }
        }

        text.Append("| mean, worst | |");
        foreach (var scores in seen)
        {
            text.Append(CultureInfo.InvariantCulture, $" | {scores.Average():0.0}, {scores.Min():0.0} |");
        }

        text.Append('\n');
        foreach (var contender in contenders)
        {
            await site.DropVariantsAsync(contender.Kind, 16);
        }

        return text.ToString();
    }

    private static double Best(IReadOnlyList<PixelBuffer> references, byte[] picture)
    {
        var pixels = PixelBuffer.Decode(picture);
        return references.Max(reference => Ssimulacra2.Of(reference, pixels));
    }

    private static IReadOnlyList<PixelBuffer> References(byte[] file, int side)
    {
        using var work = new Work(CancellationToken.None);
        var full = PixelBuffer.Of(PixelBuffer.Open(file, work, byProfile: true), work);
        var scale = (double)side / Math.Min(full.Width, full.Height);
        var (width, height) = (Math.Max(side, (int)Math.Round(full.Width * scale)), Math.Max(side, (int)Math.Round(full.Height * scale)));
        var scaled = ExactScaling.Scale(full, width, height);
        return [.. from left in Around(width - side) from top in Around(height - side) select scaled.Cut(left, top, side, side)];
    }

    private static IEnumerable<int> Around(int excess) =>
        Enumerable.Range((excess / 2) - 1, 3).Where(offset => offset >= 0 && offset <= excess);
}
