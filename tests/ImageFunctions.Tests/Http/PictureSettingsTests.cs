using Azure.Storage.Blobs;
using Bench.Pictures;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using ImageFunctions.Tests.Imaging;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>What settings and metadata do to pictures, through the whole service.</summary>
public class PictureSettingsTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    private const string Safari = "image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5";

    [Fact]
    public async Task Get_AvifAndWebPOffered_EachViewerGetsItsBest()
    {
        EngineUnderTest.SkipUnlessItWrites(ImageFormat.Avif);
        var container = await Azurite.NewContainerAsync();
        await PutAsync(container, "photo.jpg", TestImages.Jpeg(300, 200));
        await using var running = await StartAsync(container, ("Images__Formats", "avif,webp"));

        var (chrome, safari, old) = (
            await running.Site.GetAsync(Variant(container, "photo.jpg"), ("Accept", Fixtures.Site.ChromeAccept)),
            await running.Site.GetAsync(Variant(container, "photo.jpg"), ("Accept", Safari)),
            await running.Site.GetAsync(Variant(container, "photo.jpg"), ("Accept", "*/*")));

        Assert.Equal(
            [SourceKind.Heif, SourceKind.WebP, SourceKind.Jpeg],
            new[] { chrome, safari, old }.Select(answer => TestImages.Read(answer.Body).Kind));
        Assert.Equal("image/avif", chrome["Content-Type"]);
    }

    [Fact]
    public async Task Get_OpenHeight_KeepsTheAspectRatioAndSaysSoInThePath()
    {
        var container = await Azurite.NewContainerAsync();
        await PutAsync(container, "photo.jpg", TestImages.Jpeg(300, 200));
        await using var running = await StartAsync(
            container, ("Images__AllowedDimensions", "150x,600x"), ("Images__DefaultDimension", "150x"));

        var made = TestImages.Read((await running.Site.GetAsync(Variant(container, "photo.jpg", d: "140"))).Body);

        Assert.Equal((150, 100), (made.Width, made.Height));
        Assert.NotNull(await StoredAsync(container.GetBlobClient("150x/jpg/photo.jpg")));
    }

    [Fact]
    public async Task Get_FocalPointSet_MakesTheVariantAnewAroundIt()
    {
        var container = await Azurite.NewContainerAsync();
        var blob = await PutAsync(container, "photo.png", TwoHalves());
        await using var running = await StartAsync(container);
        var middle = await running.Site.GetAsync(Variant(container, "photo.png"));

        await blob.SetMetadataAsync(new Dictionary<string, string> { ["focal"] = "0.9,0.5" }, cancellationToken: Cancellation);
        var right = await running.Site.GetAsync(Variant(container, "photo.png"));

        Assert.NotEqual(middle.Body, right.Body);
        Assert.All(PixelBuffer.Decode(right.Body).ToLuma().Samples, sample => Assert.True(sample > 200));
    }

    [Fact]
    public async Task Get_WatermarkConfigured_IsLaidOverAndPartOfTheRecipe()
    {
        var container = await Azurite.NewContainerAsync();
        await PutAsync(container, "photo.png", TwoHalves());
        await using var plain = await StartAsync(container);
        var before = await plain.Site.GetAsync(Variant(container, "photo.png"));
        await StoredAsync(container.GetBlobClient("200x200/png/photo.png"));

        await PutAsync(container, "brand/logo.png", TestImages.Png(40, 20, seed: 7));
        await using var marked = await StartAsync(container, ("Images__Watermark", $"{container.Name}/brand/logo.png"));
        var after = await marked.Site.GetAsync(Variant(container, "photo.png"));

        Assert.NotEqual(before.Body, after.Body);
        Assert.StartsWith("ImageFunctions; fwd=stale", after["Cache-Status"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_WatermarkMissing_MakesNothing()
    {
        var container = await Azurite.NewContainerAsync();
        await PutAsync(container, "photo.png", TwoHalves());
        await using var running = await StartAsync(container, ("Images__Watermark", $"{container.Name}/not-there.png"));

        var answer = await running.Site.GetAsync(Variant(container, "photo.png"));

        Assert.Equal(503, answer.Status);
        Assert.DoesNotContain("not-there", System.Text.Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        Assert.False(await container.GetBlobClient("200x200/png/photo.png").ExistsAsync(Cancellation));
    }

    [Theory]
    [InlineData("truncated")]
    [InlineData("no image")]
    [InlineData("empty")]
    public async Task Get_WatermarkBroken_MakesNothingUntilItIsRightAndThenAtOnce(string fault)
    {
        var mark = TestImages.Png(200, 100, seed: 7);
        byte[] broken = fault switch { "truncated" => mark[..(mark.Length / 2)], "empty" => [], _ => "not an image at all"u8.ToArray() };
        var container = await Azurite.NewContainerAsync();
        await PutAsync(container, "photo.png", TwoHalves());
        await PutAsync(container, "brand/logo.png", broken);
        await using var running = await StartAsync(container, ("Images__Watermark", $"{container.Name}/brand/logo.png"));
        var refused = await running.Site.GetAsync(Variant(container, "photo.png"));
        var again = await running.Site.GetAsync(Variant(container, "photo.png"));

        await PutAsync(container, "brand/logo.png", mark);
        var made = await running.Site.GetAsync(Variant(container, "photo.png"));

        Assert.All([refused, again], answer => Assert.Equal((503, "5"), (answer.Status, answer["Retry-After"])));
        Assert.Contains("watermark", refused.Text, StringComparison.Ordinal);
        Assert.Equal(200, made.Status);
    }

    // Dark on the left, light on the right.
    private static byte[] TwoHalves()
    {
        var samples = new byte[900 * 300];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (byte)(i % 900 < 450 ? 20 : 230);
        }

        return new PixelBuffer(900, 300, 1, samples).ToPng();
    }

    private static string Variant(BlobContainerClient container, string name, string d = "200x200") => $"/{container.Name}/{name}?d={d}";

    private static async Task<BlobClient> PutAsync(BlobContainerClient container, string name, byte[] content)
    {
        var blob = container.GetBlobClient(name);
        await blob.UploadAsync(BinaryData.FromBytes(content), overwrite: true, Cancellation);
        return blob;
    }

    private Task<RunningOrigin> StartAsync(BlobContainerClient container, params (string Name, string Value)[] settings) =>
        RunningOrigin.StartAsync(Azurite.ConnectionString, [("Images__Containers", container.Name), .. settings]);
}
