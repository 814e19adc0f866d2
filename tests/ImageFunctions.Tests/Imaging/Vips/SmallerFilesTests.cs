using System.Buffers.Binary;
using Bench.Pictures;
using Bench.Torture;
using Bench.Torture.Hostile;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

/// <summary>What was small stays small.</summary>
public class SmallerFilesTests
{
    private const byte PaletteType = 3; // PNG, section 11.2.1: the tenth byte of IHDR, the ninth is the depth

    [Fact]
    public void Make_PngWithPalette_HasAPaletteAgain()
    {
        var made = Making.Make(Save("pngsave_buffer", Scene.Flat, operation => operation.Set("palette", true)), "200x", ImageFormat.Png);

        Assert.Equal(PaletteType, made[25]);
    }

    [Fact]
    public void Make_PngWithoutPaletteThatStaysSmaller_HasNone()
    {
        var made = Making.Make(Save("pngsave_buffer", Scene.Colourful), "200x", ImageFormat.Png);

        Assert.NotEqual(PaletteType, made[25]);
    }

    [Fact]
    public void Make_PngOfOneBitThatWouldGrow_HasFewGreys()
    {
        var file = Save("pngsave_buffer", Scene.Bilevel, operation => operation.Set("bitdepth", 1), grey: true);

        var made = Making.Make(file, "400x", ImageFormat.Png);

        Assert.Equal((4, PaletteType), (made[24], made[25]));
    }

    [Fact]
    public void Make_FlatWebPThatWouldGrow_HasNoLoss()
    {
        var samples = new byte[400 * 400 * 3];
        for (var i = 0; i < samples.Length; i++)
        {
            var (x, y) = (i / 3 % 400, i / 3 / 400);
            samples[i] = (byte)(((x >> 5) + (y >> 5)) % 3 == i % 3 ? 200 : 30); // tiles in three colours
        }

        var file = Save("webpsave_buffer", new PixelBuffer(400, 400, 3, samples), operation => operation.Set("lossless", true));

        var made = Making.Make(file, "200x", ImageFormat.WebP);

        Assert.True(made.AsSpan().IndexOf("VP8L"u8) > 0, $"{made.Length} of {file.Length}");
    }

    [Fact]
    public void Make_DrawingAsPngThatWouldGrow_HasAsFewColoursAsLookAlike()
    {
        var file = Save("pngsave_buffer", Discs(400));

        var made = Making.Make(file, "200x", ImageFormat.Png);

        Assert.Equal(PaletteType, made[25]);
        Assert.True(made.Length < file.Length, $"{made.Length} of {file.Length}");
        var scaled = PixelBuffer.Decode(Making.Make(Save("tiffsave_buffer", Discs(400)), "200x", ImageFormat.Png));
        Assert.True(Ssimulacra2.Of(scaled, PixelBuffer.Decode(made)) > 90);
    }

    [Fact]
    public void Make_PngWithPaletteThatGrowsEitherWay_HasAsManyColoursAsFit()
    {
        var file = Save("pngsave_buffer", Scene.Colourful, operation => operation
            .Set("palette", true).Set("bitdepth", 4).Set("dither", 0.0));

        var made = Making.Make(file, "400x", ImageFormat.Png);

        Assert.InRange(made.Length, (int)(0.8 * file.Length), file.Length);
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(made.AsSpan(made.AsSpan().IndexOf("PLTE"u8) - 4)), 16 * 3, 255 * 3);
    }

    [Fact]
    public void Make_WebPOfHardEdgesThatWouldGrow_HasAsLittleLossAsFits()
    {
        var file = Save("webpsave_buffer", Discs(400, bands: 4), operation => operation.Set("lossless", true));
        var scaled = Making.Make(Save("tiffsave_buffer", Discs(400, bands: 4)), "300x", ImageFormat.Png);
        var lossless = Making.Look(scaled, image =>
        {
            using var operation = new VipsOperation("webpsave_buffer");
            return operation.Set("in", image).Set("lossless", true).RunToBytes();
        });

        var made = Making.Make(file, "300x", ImageFormat.WebP);

        Assert.True(made.AsSpan().IndexOf("VP8L"u8) > 0, $"{made.Length} of {lossless.Length}");
        Assert.True(made.Length < 0.9 * lossless.Length, $"{made.Length} of {lossless.Length}");
        Assert.InRange(made.Length, 1, file.Length);
        Assert.True(Ssimulacra2.Of(PixelBuffer.Decode(scaled), PixelBuffer.Decode(made)) > 70);
    }

    [Fact]
    public void Make_GifWithOnePaletteForAll_UsesItAgain()
    {
        var made = Making.Make(GifBuilder.WithFrames(3, 3, frames: 1), "2x2", ImageFormat.Gif); // red, beside a blue that no pixel has

        var palette = Making.Look(made, image => image.GetInts("gif-palette"));
        Assert.Contains(palette, colour => AreNear(colour, unchecked((int)0xFFFF0000)));
        Assert.Contains(palette, colour => AreNear(colour, unchecked((int)0xFF0000FF)));
    }

    [Fact]
    public void Make_TiffWithABrokenTile_IsRefused()
    {
        var file = Seeds.Save("tiffsave_buffer", 64, 64, operation => operation
            .Set("tile", true).Set("tile_width", 16).Set("tile_height", 16).Set("compression", 2));
        file.AsSpan(200, 400).Fill(0x5A);

        Assert.False(Making.TryMake(file, "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(422, refusal.Status);
    }

    [Fact]
    public void Make_TiffWithABrokenTileAndATagToWarnOf_IsRefused()
    {
        var file = WithUnknownTag(Seeds.Save("tiffsave_buffer", 64, 64, operation => operation
            .Set("tile", true).Set("tile_width", 16).Set("tile_height", 16).Set("compression", 2)));
        Assert.NotEmpty(Making.Make(file, "32x", ImageFormat.Png));

        file.AsSpan(200, 400).Fill(0x5A);

        Assert.False(Making.TryMake(file, "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(422, refusal.Status);
    }

    [Fact]
    public void Make_TiffWhoseTilesHoldOneColour_SaysThatItIsNotRead()
    {
        var file = Seeds.Save("tiffsave_buffer", 64, 64, operation => operation
            .Set("tile", true).Set("tile_width", 16).Set("tile_height", 16));
        var planar = file.AsSpan().IndexOf((byte[])[0x1C, 1, 3, 0, 1, 0, 0, 0, 1, 0]); // tag 284, a short
        file[planar + 8] = 2;

        Assert.False(Making.TryMake(file, "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(415, refusal.Status);
        Assert.Contains("tiles hold one colour each", refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Make_TiffOfNumbersThatAreNoColours_IsNotRead()
    {
        var file = SaveAs(VipsBandFormat.UInt);

        Assert.False(Making.TryMake(file, "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(415, refusal.Status);
    }

    [Fact]
    public void Make_TiffOfLinearLight_IsRead() => Assert.NotEmpty(Making.Make(SaveAs(VipsBandFormat.Float), "32x", ImageFormat.Png));

    [Fact]
    public void Make_AvifWithoutAnyPictureInAv1_IsNotRead()
    {
        var file = Seeds.All().Single(seed => seed.Name == "still.avif").Content.ToArray();
        for (var at = file.AsSpan().IndexOf("av01"u8); at >= 0; at = file.AsSpan().IndexOf("av01"u8))
        {
            "vvc1"u8.CopyTo(file.AsSpan(at));
        }

        Assert.False(Making.TryMake(file, "32x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(415, refusal.Status);
    }

    // Discs with hard edges, which get shades when they are scaled: of five colours, on white or on nothing.
    private static PixelBuffer Discs(int side, int bands = 3)
    {
        byte[][] colours = [[200, 30, 30, 255], [30, 160, 60, 255], [40, 60, 200, 255], [230, 180, 20, 255], [120, 20, 140, 255]];
        byte[] ground = [255, 255, 255, 0];
        var samples = new byte[side * side * bands];
        for (var i = 0; i < side * side; i++)
        {
            var (x, y) = (i % side, i / side);
            var disc = (x / 40 * 7919) + (y / 40 * 104729);
            var (dx, dy, radius) = ((x % 40) - 15 - (disc % 11), (y % 40) - 15 - (disc % 13), 4 + (disc % 15));
            var colour = (dx * dx) + (dy * dy) < radius * radius ? colours[disc % 5] : ground;
            colour.AsSpan(0, bands).CopyTo(samples.AsSpan(i * bands));
        }

        return new PixelBuffer(side, side, bands, samples);
    }

    // Its resolution becomes a tag that no decoder knows.
    private static byte[] WithUnknownTag(byte[] tiff)
    {
        var at = tiff.AsSpan().IndexOf((byte[])[0x1A, 1, 5, 0, 1, 0, 0, 0]); // 282, a fraction
        BitConverter.TryWriteBytes(tiff.AsSpan(at), (ushort)283 + 100);
        return tiff;
    }

    // The quantiser keeps its colours as fractions.
    private static bool AreNear(int a, int b) =>
        Enumerable.Range(0, 4).All(i => Math.Abs((byte)(a >> (8 * i)) - (byte)(b >> (8 * i))) <= 2);

    private static byte[] SaveAs(VipsBandFormat format)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var image = Scene.Colourful.Pixels().ToImage(work);
        var linear = format == VipsBandFormat.Float ? work.Own(image.ToColourSpace(VipsInterpretation.ScRgb)) : image;
        using var operation = new VipsOperation("tiffsave_buffer");
        return operation.Set("in", work.Own(linear.Cast(format))).RunToBytes();
    }

    private static byte[] Save(string saver, Scene scene, Func<VipsOperation, VipsOperation>? settings = null, bool grey = false) =>
        Save(saver, scene.Pixels(), settings, grey);

    private static byte[] Save(string saver, PixelBuffer pixels, Func<VipsOperation, VipsOperation>? settings = null, bool grey = false)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        var image = pixels.ToImage(work);
        using var operation = new VipsOperation(saver);
        operation.Set("in", grey ? work.Own(image.ToColourSpace(VipsInterpretation.BlackWhite)) : image);
        return (settings?.Invoke(operation) ?? operation).RunToBytes();
    }
}
