using Bench.Pictures;
using ImageFunctions.Imaging.Gif;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging.Pictures;
using Microsoft.Playwright;
using Xunit;

namespace ImageFunctions.Tests.Imaging.Gif;

/// <summary>Frames as a browser composes them, beside those that variants are made of: of animations with every kind of disposal.</summary>
public class GifInBrowserTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int Width = 40;
    private const int Height = 30;
    private const int Frames = 5;
    private const string Site = "https://pictures.test/"; // decoders are given to secure pages alone

    [Theory]
    [InlineData(8, false)]
    [InlineData(256, false)] // no colour is free to be transparent
    [InlineData(256, true)]
    public async Task WithTransparency_AnyDisposal_GivesTheFramesOfABrowser(int colours, bool own)
    {
        var page = await NewPageAsync();
        for (var seed = 0; seed < 40; seed++)
        {
            var file = Draw(new Random(seed), colours, own);

            AssertSame(await ComposeAsync(page, file), Ours(file), $"seed {seed}", colours == 256);
        }
    }

    [Fact]
    public async Task Make_GifOfItsOwnSize_HasTheFramesThatItIsMadeOf()
    {
        var page = await NewPageAsync();
        for (var seed = 0; seed < 20; seed++)
        {
            var file = Draw(new Random(seed), 8, own: false);

            var made = Making.Make(file, $"{Width}x{Height}", ImageFormat.Gif);

            AssertSame(await ComposeAsync(page, file), await ComposeAsync(page, made), $"seed {seed}", isNear: false);
        }
    }

    // Where a colour had to go, its pixels have one that comes near.
    private static void AssertSame(byte[] expected, byte[] actual, string what, bool isNear)
    {
        Assert.Equal(expected.Length, actual.Length);
        var others = 0;
        for (var i = 0; i < expected.Length; i += 4)
        {
            var place = $"{what}, frame {i / 4 / (Width * Height)}, {i / 4 % Width}, {i / 4 / Width % Height}";
            Assert.True(expected[i + 3] == actual[i + 3], $"{place}: alpha {actual[i + 3]}, not {expected[i + 3]}");
            others += expected[i + 3] != 0 && !expected.AsSpan(i, 3).SequenceEqual(actual.AsSpan(i, 3)) ? 1 : 0;
            Assert.True(others == 0 || isNear, $"{place}: {actual[i]} {actual[i + 1]} {actual[i + 2]}");
        }

        Assert.True(others < expected.Length / 4 / 20, $"{what}: {others} pixels have another colour");
    }

    private static byte[] Ours(byte[] file)
    {
        VipsLibrary.EnsureLoaded();
        using var transparent = GifCanvas.WithTransparency(file);
        return Making.Look(transparent is null ? file : transparent.GetSpan().ToArray(), image =>
        {
            using var work = new Work(CancellationToken.None);
            var pixels = PixelBuffer.Of(image.HasAlpha ? image : work.Own(image.AddAlpha()), work);
            Assert.Equal(4, pixels.Bands);
            return pixels.Samples;
        });
    }

    private async Task<IPage> NewPageAsync()
    {
        var page = await chromium.NewPageAsync();
        await page.RouteAsync(Site, route => route.FulfillAsync(new() { Body = "<!doctype html>", ContentType = "text/html" }));
        await page.GotoAsync(Site);
        return page;
    }

    private static async Task<byte[]> ComposeAsync(IPage page, byte[] file) => Convert.FromBase64String(await page.EvaluateAsync<string>(
        """
        async file => {
            const data = Uint8Array.from(atob(file), c => c.charCodeAt(0));
            const decoder = new ImageDecoder({ data, type: 'image/gif' });
            await decoder.tracks.ready;
            await decoder.completed;
            const parts = [];
            for (let i = 0; i < decoder.tracks.selectedTrack.frameCount; i++) {
                const { image } = await decoder.decode({ frameIndex: i });
                const canvas = new OffscreenCanvas(image.displayWidth, image.displayHeight);
                const context = canvas.getContext('2d');
                context.drawImage(image, 0, 0);
                image.close();
                parts.push(context.getImageData(0, 0, canvas.width, canvas.height).data);
            }
            let text = '';
            for (const part of parts) {
                for (let at = 0; at < part.length; at += 8192) {
                    text += String.fromCharCode(...part.subarray(at, at + 8192));
                }
            }
            return btoa(text);
        }
        """,
        Convert.ToBase64String(file)));

    // Frames of any place, size, disposal and transparency. Codes start anew before they would become longer.
    private static byte[] Draw(Random random, int colours, bool own)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        var bits = (int)Math.Log2(colours);
        file.Write([Width, 0, Height, 0, (byte)(0x80 | (bits - 1)), (byte)random.Next(colours), 0, .. Table(random, colours)]);
        file.Write([0x21, 0xFF, 11, .. "NETSCAPE2.0"u8, 3, 1, 0, 0, 0]);
        for (var i = 0; i < Frames; i++)
        {
            var whole = i == 0 && random.Next(2) == 0;
            var (left, top) = whole ? (0, 0) : (random.Next(Width - 20), random.Next(Height - 15));
            var (width, height) = whole ? (Width, Height) : (20 + random.Next(Width - left - 20), 15 + random.Next(Height - top - 15));
            var isTransparent = random.Next(4) == 0;
            byte flags = (byte)((random.Next(4) << 2) | (isTransparent ? 1 : 0));
            file.Write([0x21, 0xF9, 4, flags, 5, 0, (byte)random.Next(colours), 0]);
            file.Write([0x2C, (byte)left, 0, (byte)top, 0, (byte)width, 0, (byte)height, 0]);
            file.Write(own ? [(byte)(0x80 | (bits - 1)), .. Table(random, colours)] : [(byte)0]);
            WritePixels(file, [.. Enumerable.Range(0, width * height).Select(at => at < colours ? at : random.Next(colours))], bits);
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static byte[] Table(Random random, int colours)
    {
        var table = new byte[3 * colours];
        random.NextBytes(table);
        return table;
    }

    private static void WritePixels(MemoryStream file, int[] places, int bits)
    {
        var clear = 1 << bits;
        var codes = places.Chunk(clear - 2).SelectMany(some => some.Prepend(clear)).Append(clear + 1);
        file.WriteByte((byte)bits);
        var all = codes.SelectMany(code => Enumerable.Range(0, bits + 1).Select(bit => (code >> bit) & 1));
        foreach (var block in all.Chunk(8).Select(eight => (byte)eight.Select((bit, i) => bit << i).Sum()).Chunk(255))
        {
            file.Write([(byte)block.Length, .. block]);
        }

        file.WriteByte(0);
    }
}
