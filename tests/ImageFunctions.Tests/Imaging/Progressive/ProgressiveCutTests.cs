using System.Buffers.Binary;
using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Progressive;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Progressive;

public class ProgressiveCutTests
{
    private static readonly byte[] Whole = Progressive(1600, 1200);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Apply_DecoderShrinks_LeavesOutScansAndShowsTheSame(int shrink)
    {
        using var cut = ProgressiveCut.Apply(Whole, shrink);

        Assert.NotNull(cut);
        Assert.InRange(cut.Length, 1000, Whole.Length * 0.9);
        var ssim = Ssim.Of(DecodeShrunk(Whole, shrink), DecodeShrunk(cut.GetSpan().ToArray(), shrink));
        Assert.True(ssim > 0.97, $"SSIM {ssim:0.0000}");
    }

    [Fact]
    public void Apply_MoreShrink_LeavesOutMore()
    {
        using var half = ProgressiveCut.Apply(Whole, 2);
        using var quarter = ProgressiveCut.Apply(Whole, 4);
        using var eighth = ProgressiveCut.Apply(Whole, 8);

        Assert.True(eighth!.Length < quarter!.Length && quarter.Length < half!.Length, $"{eighth.Length} {quarter!.Length} {half!.Length}");
    }

    [Fact]
    public void Apply_DecoderShrinksNothing_LeavesTheFileAlone() => Assert.Null(ProgressiveCut.Apply(Whole, 1));

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Apply_DecoderShrinks_TellsEveryCoefficientToTheEndOrCountsItAsZero(int shrink)
    {
        using var cut = ProgressiveCut.Apply(Whole, shrink);

        var told = ProgressiveFile.TryRead(cut!.GetSpan())!;
        var script = new ScanScript(told.Components);
        Assert.All(told.Segments.Where(segment => segment.Scan is not null), segment => Assert.True(script.TryFollow(segment.Scan!.Value)));
        for (var component = 0; component < told.Components.Count; component++)
        {
            var table = told.Tables[told.Components[component].Table]!;
            for (var coefficient = 0; coefficient < 64; coefficient++)
            {
                var lowest = script.LowestBits(component)[coefficient];
                Assert.True(table[coefficient] == 0 ? lowest == ScanScript.Untold : lowest == 0, $"{component} {coefficient}: {lowest}");
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Apply_ComponentsShareATable_ShowsTheSame(int shrink)
    {
        var shared = Whole.ToArray();
        var frame = ProgressiveFile.TryRead(Whole)!.Segments.Single(segment => segment.Marker == ProgressiveFile.FrameMarker);
        (shared[frame.Start + 15], shared[frame.Start + 18]) = (0, 0);

        using var cut = ProgressiveCut.Apply(shared, shrink);

        var ssim = Ssim.Of(DecodeShrunk(shared, shrink), DecodeShrunk(cut!.GetSpan().ToArray(), shrink));
        Assert.True(ssim > 0.97, $"SSIM {ssim:0.0000}");
    }

    [Fact]
    public void Apply_TablesBetweenScans_LeavesTheFileAlone()
    {
        var tables = ProgressiveFile.TryRead(Whole)!.Segments.First(segment => segment.Marker == ProgressiveFile.TablesMarker);
        var second = Scans(Whole)[1].Start;

        byte[] odd = [.. Whole[..second], .. Whole.AsSpan(tables.Start, tables.Length), .. Whole[second..]];

        Assert.Null(ProgressiveCut.Apply(odd, 8));
    }

    [Theory]
    [InlineData(0, true)] // the luma's AC is left out altogether
    [InlineData(1, false)] // a quarter or half of it counts double
    public void Apply_FactorsTooLargeToCountInLargerSteps_LeavesTheFileAlone(int number, bool isCut)
    {
        var tables = ProgressiveFile.TryRead(Whole)!.Segments.First(segment => segment.Marker == ProgressiveFile.TablesMarker);
        ushort[] large = [.. Enumerable.Repeat((ushort)20_000, 64)];
        var both = ProgressiveFile.TryRead(Whole)!.Tables;
        ushort[][] replaced = number == 0 ? [large, [.. both[1]!]] : [[.. both[0]!], large];

        byte[] odd = [.. Whole[..tables.Start], .. QuantisationTables.Write(replaced), .. Whole[tables.Start..]];
        odd = Without(
            odd, [.. ProgressiveFile.TryRead(odd)!.Segments.Where(segment => segment.Marker == ProgressiveFile.TablesMarker).Skip(1)]);

        using var cut = ProgressiveCut.Apply(odd, 8);
        Assert.Equal(isCut, cut is not null);
    }

    [Fact]
    public void Apply_BaselineFile_LeavesItAlone() => Assert.Null(ProgressiveCut.Apply(TestImages.Jpeg(1600, 1200), 8));

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.999)]
    public void Apply_TruncatedFile_LeavesItToTheDecoder(double share) =>
        Assert.Null(ProgressiveCut.Apply(Whole.AsSpan(0, (int)(Whole.Length * share)), 8));

    [Fact]
    public void Make_TruncatedFile_ShowsThePictureThatIsThere()
    {
        EngineUnderTest.SkipUnlessItCompletes();

        var made = Making.Make(Whole[..(int)(Whole.Length * 0.6)], "100x100", ImageFormat.Png);

        Assert.True(Ssim.Of(PixelBuffer.Decode(made), PixelBuffer.Decode(Making.Make(Whole, "100x100", ImageFormat.Png))) > 0.9);
    }

    [Fact]
    public void Apply_EveryTruncation_NeverShortensNorFails()
    {
        var small = Progressive(64, 48);
        for (var length = 0; length < small.Length; length++)
        {
            Assert.Null(ProgressiveCut.Apply(small.AsSpan(0, length), 8));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(8)]
    public void Apply_AnyByteChanged_NeverFails(int shrink)
    {
        var small = Progressive(64, 48);
        for (var at = 0; at < small.Length; at++)
        {
            var odd = small.ToArray();
            odd[at] ^= 0xFF;
            ProgressiveCut.Apply(odd, shrink)?.GetSpan().Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public void Apply_ScanLeftOut_LeavesTheFileAlone()
    {
        foreach (var scan in Scans(Whole))
        {
            var odd = Whole.ToArray().ToList();
            odd.RemoveRange(scan.Start, scan.Length);

            Assert.Null(ProgressiveCut.Apply(odd.ToArray(), 8));
        }
    }

    [Fact]
    public void Apply_RefinementWithACodeOfSeveralBits_LeavesTheFileToTheDecoder()
    {
        var file = Whole.ToArray();
        file[file.AsSpan().LastIndexOf((byte[])[0xFF, 0xC4]) + 21] = 0x05; // the commonest symbol of the last table

        using var cut = ProgressiveCut.Apply(file, 8);

        Assert.Null(cut);
    }

    [Fact]
    public void Apply_ScanTwice_LeavesTheFileAlone()
    {
        foreach (var scan in Scans(Whole))
        {
            byte[] odd = [.. Whole[..(scan.Start + scan.Length)], .. Whole[scan.Start..]];

            Assert.Null(ProgressiveCut.Apply(odd, 8));
        }
    }

    [Fact]
    public void Apply_FirstScanLies_LeavesTheFileAlone()
    {
        var scan = Scans(Whole)[0];
        var odd = Whole.ToArray();
        var content = odd.AsSpan(scan.Start + 4, BinaryPrimitives.ReadUInt16BigEndian(odd.AsSpan(scan.Start + 2)) - 2);
        content[^1] ^= 0x10; // says that it refines what never came

        Assert.Null(ProgressiveCut.Apply(odd, 8));
    }

    [Fact]
    public void Apply_BytesAfterTheEnd_AreNoReasonNotTo()
    {
        using var cut = ProgressiveCut.Apply([.. Whole, 1, 2, 3, 0xFF], 8);

        Assert.NotNull(cut);
    }

    [Theory]
    [InlineData("100x100")]
    [InlineData("200x200")]
    [InlineData("300x300")]
    [InlineData("333x211")]
    public void Make_ProgressiveFile_LooksLikeItsFullDecode(string dimension)
    {
        var actual = PixelBuffer.Decode(Making.Make(Whole, dimension, ImageFormat.Png));
        var expected = PixelBuffer.Decode(Making.Make(Sequential(Whole), dimension, ImageFormat.Png));

        var ssim = Ssim.Of(expected.ToLuma(), actual.ToLuma());
        Assert.True(ssim > 0.995, $"SSIM {ssim:0.0000}");
    }

    private static IReadOnlyList<Segment> Scans(byte[] file) =>
        [.. ProgressiveFile.TryRead(file)!.Segments.Where(segment => segment.Scan is not null)];

    private static byte[] Without(byte[] file, IReadOnlyList<Segment> segments) =>
        [.. file.Where((_, at) => !segments.Any(segment => at >= segment.Start && at < segment.Start + segment.Length))];

    private static byte[] Progressive(int width, int height) => Save(TestImages.Png(width, height), interlace: true);

    // The same pixels, not cut: lossless.
    private static byte[] Sequential(byte[] file)
    {
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation("pngsave_buffer");
        return save.Set("in", PixelBuffer.Open(file, work)).Set("compression", 1).RunToBytes();
    }

    private static byte[] Save(byte[] picture, bool interlace)
    {
        VipsLibrary.EnsureLoaded();
        using var work = new Work(CancellationToken.None);
        using var save = new VipsOperation("jpegsave_buffer");
        return save.Set("in", PixelBuffer.Open(picture, work)).Set("Q", 85).Set("interlace", interlace).RunToBytes();
    }

    private static PixelBuffer DecodeShrunk(byte[] file, int shrink)
    {
        using var work = new Work(CancellationToken.None);
        var buffer = work.Own(NativeBuffer.CopyOf(file));
        using var load = new VipsOperation("jpegload_buffer");
        return PixelBuffer.Of(work.Own(load.Set("buffer", buffer).Set("shrink", shrink).Run()), work);
    }
}
