using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Samples;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ImageFunctions.Tests.LocalFrontDoor.Page;

/// <summary>The page's second view: pictures put together by the kit, and what the browser took of each.</summary>
public class ResponsivePageTests(AzuriteFixture azurite, Chromium chromium) : IClassFixture<Chromium>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Resize_NarrowThenWide_TakesWhatFitsAndSaysWhat()
    {
        await using var site = await StartAsync();
        await PutAsync(site, "shown.jpg", Painter.Jpeg(Landscape.Dusk.Draw(1200, 800)));
        var page = await OpenAsync(site, width: 420);
        var figure = page.Locator("figure");

        await Expect(figure).ToHaveAttributeAsync("data-taken", $"/{site.Container.Name}/480x/avif/shown.jpg");
        await Expect(figure.Locator(".size")).ToHaveTextAsync("480 × 320");
        await Expect(figure.Locator(".format")).ToHaveTextAsync("AVIF");
        await Expect(figure.Locator(".bytes")).ToContainTextAsync("kB of");
        await Expect(figure.Locator(".less")).ToContainTextAsync("−");

        await page.SetViewportSizeAsync(1440, 1000);
        await Expect(figure.Locator(".size")).ToHaveTextAsync("1280 × 853");

        await page.Locator("#width").FillAsync("700");
        await Expect(figure.Locator(".origin")).ToContainTextAsync("stands 662 px wide");
    }

    [Fact]
    public async Task Open_PictureAndDrawing_ShowsThePlaceholderOfTheOneAndSaysWhyNotTheOther()
    {
        await using var site = await StartAsync();
        await PutAsync(site, "shown.jpg", Painter.Jpeg(Landscape.Dusk.Draw(300, 200)));
        await PutAsync(site, "drawing.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray());
        var page = await OpenAsync(site);

        await Expect(page.Locator("figure")).ToHaveCountAsync(1);
        await Expect(page.Locator("#status")).ToContainTextAsync("drawing.svg");
        Assert.True(await page.EvaluateAsync<bool>("() => document.querySelector('.before img').decode().then(() => true)"));
        var background = await page.EvaluateAsync<string>("() => document.querySelector('picture img').style.backgroundImage");
        Assert.StartsWith("url(\"data:image/", background, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 380)]
    public async Task Open_EitherSchemeAnyWidth_IsReadable(ColorScheme scheme, int width)
    {
        await using var site = await StartAsync();
        await PutAsync(site, "shown.jpg", Painter.Jpeg(Landscape.Dusk.Draw(300, 200)));
        var page = await OpenAsync(site, scheme, width);
        await Expect(page.Locator("figure .size")).Not.ToBeEmptyAsync();

        Assert.Empty(await page.EvaluateAsync<string[]>(ReadabilityScript.Text));
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    private Task<FreshSite> StartAsync() =>
        FreshSite.StartAsync(azurite, ("Images__AllowedDimensions", "responsive"), ("Images__Formats", "avif,webp"));

    private static async Task PutAsync(FreshSite site, string name, byte[] picture) =>
        await site.Container.GetBlobClient(name).UploadAsync(BinaryData.FromBytes(picture), Cancellation);

    private async Task<IPage> OpenAsync(FreshSite site, ColorScheme scheme = ColorScheme.Light, int width = 1440)
    {
        var page = await chromium.NewPageAsync(scheme);
        await page.SetViewportSizeAsync(width, 1000);
        await page.GotoAsync(new Uri(site.Edge.Client.BaseAddress!, "/.local/responsive").AbsoluteUri);
        await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        return page;
    }
}
