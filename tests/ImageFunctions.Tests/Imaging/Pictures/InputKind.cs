using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace ImageFunctions.Tests.Imaging.Pictures;

/// <summary>One way in which people's files differ: a scene, and how it is written to a file.</summary>
internal sealed record InputKind(Scene Scene, Func<VipsImage, Work, byte[]> Write, bool WithAlpha = false)
{
    /// <summary>All kinds by name.</summary>
    public static readonly IReadOnlyDictionary<string, InputKind> All = new Dictionary<string, InputKind>
    {
        ["jpeg"] = new(Scene.Colourful, (image, _) => Jpeg(image)),
        ["jpeg progressive"] = new(
            Scene.Colourful, (image, _) => Save("jpegsave_buffer", image, op => op.Set("Q", 95).Set("interlace", true))),
        ["jpeg grey"] = new(Scene.Grey, (image, work) => Jpeg(work.Own(image.ToColourSpace(VipsInterpretation.BlackWhite)))),
        ["jpeg cmyk with profile"] = new(Scene.Colourful, (image, work) => Jpeg(Cmyk(image, work))),
        ["jpeg cmyk without profile"] = new(Scene.Colourful, (image, work) => Jpeg(WithoutProfile(Cmyk(image, work), work))),
        ["jpeg orientation 2"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 2, work))),
        ["jpeg orientation 3"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 3, work))),
        ["jpeg orientation 4"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 4, work))),
        ["jpeg orientation 5"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 5, work))),
        ["jpeg orientation 6"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 6, work))),
        ["jpeg orientation 7"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 7, work))),
        ["jpeg orientation 8"] = new(Scene.Colourful, (image, work) => Jpeg(Turned(image, 8, work))),
        ["jpeg adobe rgb"] = new(Scene.Colourful, (image, work) => Jpeg(InProfile(image, IccProfile.AdobeRgb, work))),
        ["png"] = new(Scene.Colourful, (image, _) => Png(image)),
        ["png interlaced"] = new(Scene.Colourful, (image, _) => Save("pngsave_buffer", image, op => op.Set("interlace", true))),
        ["png orientation 6"] = new(Scene.Colourful, (image, work) => Png(Turned(image, 6, work))),
        ["png display p3"] = new(Scene.Colourful, (image, work) => Png(InProfile(image, IccProfile.DisplayP3, work))),
        ["png prophoto"] = new(Scene.Colourful, (image, work) => Png(InProfile(image, IccProfile.ProPhoto, work))),
        ["png 16 bit"] = new(Scene.Colourful, (image, work) => Png(work.Own(image.ToColourSpace(VipsInterpretation.Rgb16)))),
        ["png grey 16 bit"] = new(Scene.Grey, (image, work) => Png(work.Own(image.ToColourSpace(VipsInterpretation.Grey16)))),
        ["png grey"] = new(Scene.Grey, (image, work) => Png(work.Own(image.ToColourSpace(VipsInterpretation.BlackWhite)))),
        ["png 1 bit"] = new(Scene.Bilevel, (image, work) =>
            Save("pngsave_buffer", work.Own(image.ToColourSpace(VipsInterpretation.BlackWhite)), op => op.Set("bitdepth", 1))),
        ["png palette"] = new(Scene.Flat, (image, _) => Save("pngsave_buffer", image, op => op.Set("palette", true))),
        ["png alpha"] = new(Scene.CutOut, (image, _) => Png(image), WithAlpha: true),
        ["png grey alpha"] = new(
            Scene.GreyCutOut, (image, work) => Png(work.Own(image.ToColourSpace(VipsInterpretation.BlackWhite))), WithAlpha: true),
        ["webp"] = new(Scene.Colourful, (image, _) => Save("webpsave_buffer", image, op => op.Set("Q", 95))),
        ["webp orientation 8"] = new(
            Scene.Colourful, (image, work) => Save("webpsave_buffer", Turned(image, 8, work), op => op.Set("Q", 95))),
        ["webp alpha"] = new(
            Scene.CutOut, (image, _) => Save("webpsave_buffer", image, op => op.Set("lossless", true).Set("exact", true)), WithAlpha: true),
        ["gif"] = new(Scene.Flat, (image, _) => Save("gifsave_buffer", image, op => op.Set("dither", 0.0))),
        ["tiff"] = new(Scene.Colourful, (image, _) => Save("tiffsave_buffer", image, op => op)),
        ["avif"] = new(
            Scene.Colourful, (image, _) => Save("heifsave_buffer", image, op => op.Set("compression", 4).Set("Q", 90).Set("effort", 0))),
    };

    /// <summary>The names of those that the engine under test reads.</summary>
    public static IEnumerable<string> Read =>
        All.Keys.Where(name => name != "avif" || ImageEngine.Abilities.Reads.Contains(SourceKind.Heif));

    // How each orientation is undone: the operations that lead from an upright picture to what is stored.
    private static readonly (string Operation, string Property, int Value)[][] Undo =
    [
        [], [],
        [("flip", "direction", 0)],
        [("rot", "angle", 2)],
        [("flip", "direction", 1)],
        [("rot", "angle", 1), ("flip", "direction", 0)],
        [("rot", "angle", 3)],
        [("rot", "angle", 3), ("flip", "direction", 0)],
        [("rot", "angle", 1)],
    ];

    /// <summary>The file.</summary>
    public byte[] ToFile()
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        return Write(Scene.Pixels(WithAlpha).ToImage(work), work);
    }

    private static byte[] Jpeg(VipsImage image) => Save("jpegsave_buffer", image, op => op.Set("Q", 95));

    private static byte[] Png(VipsImage image) => Save("pngsave_buffer", image, op => op);

    private static byte[] Save(string operation, VipsImage image, Func<VipsOperation, VipsOperation> options)
    {
        using var save = new VipsOperation(operation);
        return options(save).Set("in", image).RunToBytes();
    }

    private static VipsImage Turned(VipsImage image, int orientation, Work work)
    {
        foreach (var (name, property, value) in Undo[orientation])
        {
            using var operation = new VipsOperation(name);
            image = work.Own(operation.Set("in", image).Set(property, value).Run());
        }

        var turned = work.Own(image.Copy());
        turned.Set("orientation", orientation);
        return turned;
    }

    private static VipsImage Cmyk(VipsImage image, Work work)
    {
        using var operation = new VipsOperation("icc_transform");
        return work.Own(operation.Set("in", image).Set("output_profile", "cmyk").Set("input_profile", "srgb").Run());
    }

    private static VipsImage WithoutProfile(VipsImage image, Work work)
    {
        var bare = work.Own(image.Copy());
        bare.Remove("icc-profile-data");
        return bare;
    }

    private static VipsImage InProfile(VipsImage image, IccProfile profile, Work work)
    {
        var pixels = PixelBuffer.Of(image, work);
        var samples = new byte[pixels.Samples.Length];
        for (var i = 0; i < samples.Length; i += 3)
        {
            var (red, green, blue) = profile.FromSrgb(pixels.Samples[i], pixels.Samples[i + 1], pixels.Samples[i + 2]);
            (samples[i], samples[i + 1], samples[i + 2]) = ((byte)Math.Round(red), (byte)Math.Round(green), (byte)Math.Round(blue));
        }

        var own = (pixels with { Samples = samples }).ToImage(work);
        own.Set("icc-profile-data", profile.ToBytes());
        return own;
    }
}
