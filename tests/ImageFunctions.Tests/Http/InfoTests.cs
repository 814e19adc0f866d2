using System.Text.Json;
using ImageFunctions.Imaging;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>What is known of an original, at <c>/info/…</c> (contract, section 2).</summary>
public class InfoTests(AzuriteFixture azurite, OriginFixture origin) : OriginTest(azurite, origin)
{
    [Fact]
    public async Task Get_Original_TellsItsSizeItsLookAndEveryVariant()
    {
        var file = TestImages.Jpeg(640, 480);
        await UploadAsync("photo.jpg", file);

        var answer = await Site.GetAsync(Info("photo.jpg"));
        var info = Read(answer);

        Assert.Equal((200, "application/json", null), (answer.Status, answer["Content-Type"], answer["Vary"]));
        Assert.Equal((640, 480, "jpeg", file.Length, false), (
            info.GetProperty("width").GetInt32(), info.GetProperty("height").GetInt32(), info.GetProperty("format").GetString(),
            info.GetProperty("bytes").GetInt32(), info.GetProperty("animated").GetBoolean()));
        Assert.Matches("^#[0-9a-f]{6}$", info.GetProperty("colour").GetString());
        Assert.InRange(info.GetProperty("thumbHash").GetBytesFromBase64().Length, 5, 25);
        var placeholder = info.GetProperty("placeholder").GetString()!.Split(',');
        Assert.Equal("data:image/webp;base64", placeholder[0]);
        var small = TestImages.Read(Convert.FromBase64String(placeholder[1]));
        Assert.Equal((SourceKind.WebP, 16, 12), (small.Kind, small.Width, small.Height));
    }

    [Fact]
    public async Task Get_Placeholders_AreBase64AsItIs()
    {
        var texts = new List<string>();
        for (var seed = 1; seed <= 6; seed++)
        {
            await UploadAsync($"{seed}.jpg", TestImages.Jpeg(640, 480, seed: seed));
            texts.Add((await Site.GetAsync(Info($"{seed}.jpg"))).Text);
        }

        Assert.Contains(texts, text => text.Contains('+', StringComparison.Ordinal)); // or this would show nothing
        Assert.All(texts, text => Assert.DoesNotContain("\\u", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("jpg")]
    [InlineData("gif")]
    public async Task Get_EveryVariantThatIsNamed_IsThereInTheSizeThatIsNamed(string extension)
    {
        await UploadAsync($"grün & blau.{extension}", extension == "gif" ? TestImages.Gif(150, 80, frames: 2) : TestImages.Jpeg(320, 200));

        var variants = Read(await Site.GetAsync(Info($"gr%C3%BCn%20%26%20blau.{extension}")))
            .GetProperty("variants").EnumerateArray().ToList();

        Assert.Equal(8, variants.Count); // four dimensions, WebP and its own format
        foreach (var variant in variants)
        {
            var answer = await Site.GetAsync(variant.GetProperty("url").GetString()!);

            Assert.Equal((200, variant.GetProperty("type").GetString()), (answer.Status, answer["Content-Type"]));
            var picture = TestImages.Read(answer.Body);
            Assert.Equal(
                (variant.GetProperty("width").GetInt32(), variant.GetProperty("height").GetInt32()), (picture.Width, picture.Height));
        }
    }

    [Fact]
    public async Task Get_SecondTime_IsAHitAndAfterAReplacementAnother()
    {
        await UploadAsync("photo.png", TestImages.Png(64, 48));
        var made = await Site.GetAsync(Info("photo.png"));
        await StoredAsync(Blob("info/json/photo.png"));

        var hit = await Site.GetAsync(Info("photo.png"));
        var known = await Site.GetAsync(Info("photo.png"), ("If-None-Match", made["ETag"]!));
        await UploadAsync("photo.png", TestImages.PngWithAlpha(30, 90));
        var stale = await Site.GetAsync(Info("photo.png"));

        Assert.Equal(("ImageFunctions; hit", made["ETag"]), (hit["Cache-Status"], hit["ETag"]));
        Assert.Equal(made.Body, hit.Body);
        Assert.Equal(304, known.Status);
        Assert.StartsWith("ImageFunctions; fwd=stale", stale["Cache-Status"], StringComparison.Ordinal);
        Assert.Equal((30, 90), (Read(stale).GetProperty("width").GetInt32(), Read(stale).GetProperty("height").GetInt32()));
    }

    [Fact]
    public async Task Get_Animation_SaysSoAndHasAStillPlaceholder()
    {
        await UploadAsync("move.gif", TestImages.Gif(40, 30, frames: 3));

        var info = Read(await Site.GetAsync(Info("move.gif")));

        Assert.Equal(("gif", true), (info.GetProperty("format").GetString(), info.GetProperty("animated").GetBoolean()));
        Assert.True(TestImages.Read(Convert.FromBase64String(info.GetProperty("placeholder").GetString()!.Split(',')[1])).Frames <= 1);
    }

    [Fact]
    public async Task Get_WhatIsNoPicture_IsRefused()
    {
        await UploadAsync("text.jpg", "no picture"u8.ToArray());
        await UploadAsync("drawing.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray());
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetAsync(Url("100x100/webp/photo.jpg"));
        await StoredAsync(Blob("100x100/webp/photo.jpg"));

        Problems.AssertIs(await Site.GetAsync(Info("text.jpg")), 415);
        Problems.AssertIs(await Site.GetAsync(Info("drawing.svg")), 415);
        Problems.AssertIs(await Site.GetAsync(Info("missing.jpg")), 404);
        Problems.AssertIs(await Site.GetAsync(Info("name")), 400);
        Problems.AssertIs(await Site.GetAsync(Info("100x100/webp/photo.jpg")), 404); // a variant is no original
        Problems.AssertIs(await Site.GetAsync("/info/secrets/photo.jpg"), 404);
        Problems.AssertIs(await Site.GetAsync("/info//images/photo.jpg"), 404);
    }

    // Its blob lies in a folder of the container; only /info/… leads to it.
    [Fact]
    public async Task Get_ByThePathOfItsBlob_IsNotServed()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        await Site.GetAsync(Info("photo.jpg"));
        await StoredAsync(Blob("info/json/photo.jpg"));

        Problems.AssertIs(await Site.GetAsync(Url("info/json/photo.jpg")), 404);
    }

    [Fact]
    public async Task Get_ForeignBlobInItsPlace_IsNeitherServedNorReplaced()
    {
        await UploadAsync("photo.jpg", TestImages.Jpeg(64, 48));
        var foreign = await UploadAsync("info/json/photo.jpg", "mine"u8.ToArray());

        var answer = await Site.GetAsync(Info("photo.jpg"));

        Assert.Equal(64, Read(answer).GetProperty("width").GetInt32());
        Assert.Equal("mine", (await foreign.DownloadContentAsync(Cancellation)).Value.Content.ToString());
    }

    private string Info(string name) => $"/info{Url(name)}";

    private static JsonElement Read(Answer answer) => JsonDocument.Parse(answer.Body).RootElement;
}
