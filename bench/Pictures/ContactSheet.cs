using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Pictures;

/// <summary>Makes every variant of every picture of a folder, and lays them on one sheet that a person can look at.</summary>
internal static class ContactSheet
{
    private const int Vertically = 1; // vips/basic.h, VIPS_DIRECTION_VERTICAL
    private const int Cell = 150;
    private const int Caption = 26;
    private static readonly double[] Ground = [196, 204, 214];

    /// <summary>Writes the sheet as PNG.</summary>
    /// <returns>How many variants are wrong: of another size than their dimension's, or refused for a file that is an image.</returns>
    public static int Write(string folder, string output)
    {
        var options = new ImageOptions();
        var engine = new ImageEngine(options, NullLogger<ImageEngine>.Instance);
        using var work = new Work(CancellationToken.None);
        var cells = new List<VipsImage>();
        var wrong = 0;
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (Path.GetFileName(file) == "README.md" || IsIn(file, "broken") || IsIn(file, "bombs"))
            {
                continue;
            }

            using var source = NativeBufferOf(file);
            foreach (var dimension in options.AllowedDimensions)
            {
                foreach (var format in new[] { ImageFormat.WebP, OwnFormat(file) })
                {
                    var made = engine.Make(source, new Target(dimension, format), CancellationToken.None);
                    cells.Add(Draw(Path.GetFileName(file), dimension, format, made, work, out var right));
                    wrong += right ? 0 : 1;
                }
            }
        }

        using var sheet = VipsOperations.Tile(cells, across: options.AllowedDimensions.Count * 2);
        File.WriteAllBytes(output, Encoder.Encode(sheet, ImageFormat.Png, options));
        Console.WriteLine($"{cells.Count} variants, {wrong} wrong: {output}");
        return wrong;
    }

    private static VipsImage Draw(
        string name, Dimension dimension, ImageFormat format, Outcome<EncodedPicture> made, Work work, out bool right)
    {
        if (!made.Try(out var picture, out var refusal))
        {
            right = refusal.Status == 415;
            return Lay(null, $"{name} {refusal.Status}", work);
        }

        using var pixels = new Work(CancellationToken.None);
        var image = PixelBuffer.Open(picture.Bytes, pixels);
        right = image.Width == dimension.Width && image.Height == dimension.Height;
        var scale = Math.Min(1, (double)Cell / Math.Max(image.Width, image.Height));
        var small = work.Own(pixels.Own(image.Resize(scale, scale)).CopyMemory());
        return Lay(small, $"{name} {image.Width}x{image.Height} {format} {picture.Bytes.Length / 1024.0:0.0} K", work);
    }

    private static VipsImage Lay(VipsImage? picture, string caption, Work work)
    {
        using var text = new VipsOperation("text");
        var mask = work.Own(text.Set("text", caption).Set("font", "sans 6").Set("width", Cell - 4).Run());
        var words = work.Own(work.Own(mask.Linear([-1], [255])).Cast(VipsBandFormat.UChar));
        var label = work.Own(work.Own(words.ToColourSpace(VipsInterpretation.Srgb)).Embed(2, 2, Cell + 6, Caption, [255, 255, 255]));
        var ground = picture ?? work.Own(label.Linear([0, 0, 0], [255, 255, 255]));
        var shown = work.Own(work.Own(ground.Cast(VipsBandFormat.UChar)).Embed(3, 3, Cell + 6, Cell + 6, Ground));
        using var join = new VipsOperation("join");
        return work.Own(work.Own(join.Set("in1", shown).Set("in2", label).Set("direction", Vertically).Run()).CopyMemory());
    }

    private static NativeBuffer NativeBufferOf(string file) => NativeBuffer.CopyOf(File.ReadAllBytes(file));

    private static ImageFormat OwnFormat(string file)
    {
        ImageFormats.TryFromExtension(Path.GetExtension(file).TrimStart('.').ToLowerInvariant(), out var format);
        return format;
    }

    private static bool IsIn(string file, string folder) => file.Split(Path.DirectorySeparatorChar).Contains(folder);
}
