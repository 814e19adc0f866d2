using System.Buffers.Binary;
using Bench.Torture;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Imaging.Pictures;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Vips;

public class BitmapFileTests
{
    private const int Side = 16;

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(16, false)]
    [InlineData(24, false)]
    [InlineData(24, true)]
    [InlineData(32, false)]
    public void Make_Bmp_ShowsRedAboveBlue(int bits, bool fromTop)
    {
        var pixels = Making.Pixels(Making.Make(Bmp(bits, fromTop), "16x", ImageFormat.Png));

        Assert.Equal((Side, Side), (pixels.Width, pixels.Height));
        Assert.Equal(3, pixels.Bands); // no alpha where the original has none
        Assert.Equal((255, 0, 0), (pixels[5, 3, 0], pixels[5, 3, 1], pixels[5, 3, 2]));
        Assert.Equal((0, 0, 255), (pixels[5, 12, 0], pixels[5, 12, 1], pixels[5, 12, 2]));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(24)]
    [InlineData(32)]
    public void Make_Icon_HasItsMaskForAlpha(int bits)
    {
        var pixels = Making.Pixels(Making.Make(Icon(bits), "16x", ImageFormat.Png));

        Assert.Equal(4, pixels.Bands);
        Assert.Equal(255, pixels[12, 12, 3]);
        Assert.Equal(0, pixels[2, 12, 3]);
        Assert.Equal(255, pixels[12, 12, 2]);
    }

    [Fact]
    public void Make_IconThatItsMaskLeavesWhole_HasNoAlpha()
    {
        var icon = Icon(24);
        icon.AsSpan(^(4 * Side)..).Clear();

        var pixels = Making.Pixels(Making.Make(icon, "16x", ImageFormat.Png));

        Assert.Equal((3, 255), (pixels.Bands, pixels[2, 12, 2]));
    }

    [Fact]
    public void Make_IconWithPng_ShowsIt()
    {
        var png = Seeds.Save("pngsave_buffer", 64, 64);

        byte[] icon = [0, 0, 1, 0, 1, 0, 64, 64, 0, 0, 1, 0, 32, 0, .. BitConverter.GetBytes(png.Length), 22, 0, 0, 0, .. png];

        var made = Making.Make(icon, "32x", ImageFormat.WebP);

        Assert.Equal(32, Making.Look(made, image => image.Width));
    }

    [Theory]
    [InlineData(8)]
    [InlineData(4)]
    public void Make_BmpOfRunLengths_ShowsRedAboveBlueAndSkipsWhatIsSkipped(int bits)
    {
        var pixels = Making.Pixels(Making.Make(RunLengths(bits), "16x", ImageFormat.Png));

        Assert.Equal((255, 0, 0, 255), (pixels[5, 3, 0], pixels[5, 3, 1], pixels[5, 3, 2], pixels[5, 3, 3]));
        Assert.Equal((0, 0, 255, 255), (pixels[5, 14, 0], pixels[5, 14, 1], pixels[5, 14, 2], pixels[5, 14, 3]));
        Assert.Equal((255, 0, 255), (pixels[0, 15, 0], pixels[1, 15, 0], pixels[2, 15, 0])); // single pixels: red, blue, red
        Assert.Equal((0, 0), (pixels[0, 12, 3], pixels[3, 13, 3])); // a line and the beginning of another left out
        Assert.Equal(255, pixels[5, 12, 3]);
    }

    [Fact]
    public void Make_BmpOfRunLengthsFromTheTop_IsNotRead()
    {
        var file = Bmp(8, fromTop: true);
        file[30] = 1;

        Assert.False(Making.TryMake(file, "16x", ImageFormat.Png).Try(out _, out var refusal));
        Assert.Equal(415, refusal.Status);
    }

    [Fact]
    public void Make_BmpWhoseLineRunsOnForBillionsOfPixels_ShowsWhatFits()
    {
        byte[] run = [byte.MaxValue, 0];
        var start = RunLengths(8);
        var offset = BitConverter.ToInt32(start, 10);
        byte[] file = [.. start[..offset], .. Enumerable.Repeat(run, 2_200_000).SelectMany(one => one)];

        var pixels = Making.Pixels(Making.Make(file, "16x", ImageFormat.Png));

        Assert.Equal((255, 255), (pixels[15, 15, 0], pixels[15, 15, 3]));
        Assert.Equal(0, pixels[0, 0, 3]);
    }

    [Fact]
    public void ToPng_CutOrDamagedAnywhere_NeverThrows()
    {
        var random = new Random(1);
        foreach (var file in new[] { Bmp(8, fromTop: false), Bmp(32, fromTop: false), Icon(24), RunLengths(8), RunLengths(4) })
        {
            var kind = SourceSignature.Detect(file);
            for (var i = 0; i < 3000; i++)
            {
                var damaged = file[..random.Next(22, file.Length + 1)];
                for (var times = random.Next(4); times > 0; times--)
                {
                    damaged[random.Next(Math.Min(80, damaged.Length))] = (byte)random.Next(256);
                }

                using var png = BitmapFile.ToPng(kind, damaged, maxPixels: 1_000_000);
            }
        }
    }

    private static byte[] Bmp(int bits, bool fromTop)
    {
        var body = Body(bits, fromTop ? -Side : Side, fromTop, masks: bits == 16);
        var offset = 14 + body.Length - (Stride(bits) * Side);
        return [.. "BM"u8, .. BitConverter.GetBytes(14 + body.Length), 0, 0, 0, 0, .. BitConverter.GetBytes(offset), .. body];
    }

    // From the bottom: three single pixels and blue, blue, a move by 4 and 1, blue, nothing of the line above, red.
    private static byte[] RunLengths(int bits)
    {
        byte[] single = bits == 8 ? [0, 3, 0, 1, 0, 0] : [0, 3, 0x01, 0x00];
        byte[] line = [.. single, 13, Twice(1), 0, 0];
        byte[] body = [.. line, 16, Twice(1), 0, 0, 0, 2, 4, 1, 12, Twice(1), 0, 0];
        body = [.. body, .. Enumerable.Range(4, Side - 4).SelectMany(_ => new byte[] { 16, 0, 0, 0 }), 0, 1];
        var whole = Bmp(bits, fromTop: false);
        var offset = BitConverter.ToInt32(whole, 10);
        whole[30] = (byte)(bits == 8 ? 1 : 2);
        return [.. whole[..offset], .. body];

        byte Twice(int index) => (byte)(bits == 8 ? index : (index << 4) | index);
    }

    // The left half is masked out.
    private static byte[] Icon(int bits)
    {
        byte[] mask = [.. Enumerable.Range(0, Side).SelectMany(_ => new byte[] { 0xFF, 0, 0, 0 })];
        byte[] body = [.. Body(bits, 2 * Side, fromTop: false, masks: false), .. mask];
        return [0, 0, 1, 0, 1, 0, Side, Side, 0, 0, 1, 0, (byte)bits, 0, .. BitConverter.GetBytes(body.Length), 22, 0, 0, 0, .. body];
    }

    private static int Stride(int bits) => ((bits * Side) + 31) / 32 * 4;

    private static byte[] Body(int bits, int height, bool fromTop, bool masks)
    {
        var file = new List<byte>();
        file.AddRange([40, 0, 0, 0, Side, 0, 0, 0, .. BitConverter.GetBytes(height), 1, 0, (byte)bits, 0, (byte)(masks ? 3 : 0), 0, 0, 0]);
        file.AddRange(new byte[20]);
        if (masks)
        {
            file.AddRange([0, 0xF8, 0, 0, 0xE0, 0x07, 0, 0, 0x1F, 0, 0, 0]);
        }

        if (bits <= 8)
        {
            file.AddRange([0, 0, 255, 0, 255, 0, 0, 0, .. new byte[4 * ((1 << bits) - 2)]]);
        }

        for (var row = 0; row < Side; row++)
        {
            var isRed = (fromTop ? row : Side - 1 - row) < Side / 2;
            file.AddRange(Line(bits, isRed));
        }

        return [.. file];
    }

    private static byte[] Line(int bits, bool isRed)
    {
        var line = new byte[Stride(bits)];
        for (var x = 0; x < Side; x++)
        {
            switch (bits)
            {
                case 16:
                    BinaryPrimitives.WriteUInt16LittleEndian(line.AsSpan(2 * x), (ushort)(isRed ? 0xF800 : 0x1F));
                    break;
                case >= 24:
                    line[(bits / 8 * x) + (isRed ? 2 : 0)] = 255;
                    if (bits == 32)
                    {
                        line[(4 * x) + 3] = (byte)(x < Side / 2 ? 0 : 255);
                    }

                    break;
                default:
                    line[x * bits / 8] |= (byte)((isRed ? 0 : 1) << (8 - bits - (x * bits % 8)));
                    break;
            }
        }

        return line;
    }
}
