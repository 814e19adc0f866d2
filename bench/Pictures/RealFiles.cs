using System.Globalization;
using Bench.Torture;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;

namespace Bench.Pictures;

/// <summary>Variants of real files in their own format: bytes beside the original's, and beside sharp's.</summary>
internal static class RealFiles
{
    private const int LargestFile = 64 << 20;

    private static readonly int[] Sizes = [200, 400, 800];
    private static readonly string[] Palette = ["palette"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Own-format variants of all files of a folder, not enlarged: bytes beside the original's, and of palettes beside sharp's.
    /// </summary>
    public static async Task<int> PrintBytesAsync(string folder)
    {
        var files = Files(folder);
        var (made, larger) = (0, 0);
        var palettes = new List<(string File, byte[] Ours, PixelBuffer Exact)>();
        foreach (var file in files)
        {
            var content = await File.ReadAllBytesAsync(file);
            if (FormatOf(content) is not { } format || WidthOf(content) is not { } width)
            {
                continue;
            }

            foreach (var size in Sizes.Where(size => size <= width))
            {
                var result = Conversion.Run(content, format, Patience, $"{size}x");
                if (result.Made is not { } variant)
                {
                    continue;
                }

                made++;
                if (variant.Length > content.Length)
                {
                    larger++;
                    Console.WriteLine($"{format} {size} wide: {variant.Length:N0} of {content.Length:N0}, {Path.GetFileName(file)}");
                }

                if (format == ImageFormat.Png && size == 400 && HasPalette(content))
                {
                    palettes.Add((file, variant, PixelBuffer.Decode(content)));
                }
            }
        }

        Console.WriteLine($"{files.Length} files, {made} variants in their own format, {larger} larger than their original");
        return palettes.Count == 0 ? 0 : await PrintPalettesAsync(palettes);
    }

    private static async Task<int> PrintPalettesAsync(List<(string File, byte[] Ours, PixelBuffer Original)> palettes)
    {
        using var folder = new TemporaryFolder();
        var peers = await SharpPeer.ConvertAsync(folder.Path, "400", Palette, [.. palettes.Select(palette => palette.File)]);
        var (ours, theirs, ourLook, theirLook, count) = (0L, 0L, 0.0, 0.0, 0);
        for (var i = 0; i < palettes.Count; i++)
        {
            if (!peers.TryGetValue((i, "palette"), out var peer))
            {
                continue;
            }

            var (mine, other) = (PixelBuffer.Decode(palettes[i].Ours), PixelBuffer.Decode(await File.ReadAllBytesAsync(peer.File)));
            var exact = ExactScaling.Scale(palettes[i].Original, mine.Width, mine.Height).ToLuma();
            var (look, otherLook) = (Ssim.Of(mine.ToLuma(), exact), (other.Width, other.Height) == (mine.Width, mine.Height)
                ? Ssim.Of(other.ToLuma(), exact) : double.NaN);
            Console.WriteLine(
                $"palette {palettes[i].Ours.Length:N0} / {peer.Bytes:N0} = {(double)palettes[i].Ours.Length / peer.Bytes:0.00}, "
                + $"SSIM {look:0.000} / {otherLook:0.000}, {Path.GetFileName(palettes[i].File)}");
            if (!double.IsNaN(otherLook))
            {
                (ours, theirs, ourLook, theirLook, count) =
                    (ours + palettes[i].Ours.Length, theirs + peer.Bytes, ourLook + look, theirLook + otherLook, count + 1);
            }
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} with a palette at 400 wide: {ours:N0} bytes, sharp's {theirs:N0}, {(double)ours / theirs:0.000} of it; "
            + $"SSIM {ourLook / count:0.0000}, sharp's {theirLook / count:0.0000}"));
        return 0;
    }

    private static string[] Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsRead).Order(StringComparer.Ordinal)];

    /// <summary>Whether it is not huge, and begins like something that is read.</summary>
    public static bool IsRead(string file) => new FileInfo(file).Length is > 0 and <= LargestFile
        && SourceSignature.Detect(File.ReadAllBytes(file)) != SourceKind.Unknown;

    private static ImageFormat? FormatOf(byte[] content) => SourceSignature.Detect(content) switch
    {
        SourceKind.Jpeg => ImageFormat.Jpeg,
        SourceKind.Png => ImageFormat.Png,
        SourceKind.WebP => ImageFormat.WebP,
        SourceKind.Gif => ImageFormat.Gif,
        SourceKind.Heif => ImageFormat.Avif,
        _ => null,
    };

    private static int? WidthOf(byte[] content)
    {
        using var work = new Work(CancellationToken.None);
        try
        {
            var kind = SourceSignature.Detect(content);
            return VipsHeader.Read(kind, work.Own(NativeBuffer.CopyOf(content))).UprightWidth;
        }
        catch (ImageFunctions.Imaging.Vips.Native.VipsException)
        {
            return null;
        }
    }

    // PNG, section 11.2.1.
    private static bool HasPalette(byte[] png) => png.Length > 25 && png[25] == 3;

    private sealed class TemporaryFolder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("pictures").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
