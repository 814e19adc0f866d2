using System.Collections.Concurrent;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Samples;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace ImageFunctions.Tests.LocalFrontDoor.Page;

/// <summary>The page, in a real browser.</summary>
[Collection(FrontDoorCollection.Name)]
public class PageTests(FrontDoorFixture door, Chromium chromium) : IClassFixture<Chromium>
{
    [Fact]
    public async Task Open_EverySizeForBothViewers_ShowsWhatEdgeAndOriginSaid()
    {
        await door.PutAsync("shown.jpg", new Tint(240, 160, 40));
        var page = await OpenAsync();
        var row = Row(page, "shown.jpg");

        await row.ScrollIntoViewIfNeededAsync();
        await Expect(row.Locator(".stage img")).ToHaveCountAsync(4); // two sizes, two viewers
        await Expect(Cells(row, "webp").Locator(".format")).ToHaveTextAsync(["WebP", "WebP"]);
        await Expect(Cells(row, "older").Locator(".format")).ToHaveTextAsync(["JPEG", "JPEG"]);
        await Expect(Cells(row, "webp").Locator(".size")).ToHaveTextAsync(["100 × 100", "200 × 200"]);
        await Expect(Cells(row, "webp").Locator(".edge-word")).ToHaveTextAsync(["TCP_MISS", "TCP_MISS"]);
        await Expect(Cells(row, "older").Locator(".edge-word")).ToHaveTextAsync(["CONFIG_NOCACHE", "CONFIG_NOCACHE"]);
        await Expect(Cells(row, "webp").Locator(".origin").First).ToContainTextAsync("fwd=miss; stored");
        await Expect(Cells(row, "webp").Locator(".timing i[data-is=decode]")).ToHaveCountAsync(2);
    }

    [Fact]
    public async Task AskAgainThenPurge_AfterTheFirstTime_HitsThenMisses()
    {
        await door.PutAsync("again.jpg", new Tint(40, 160, 240));
        var page = await OpenAsync();
        var row = Row(page, "again.jpg");
        await row.ScrollIntoViewIfNeededAsync();
        var words = Cells(row, "webp").Locator(".edge-word");
        await Expect(words).ToHaveTextAsync(["TCP_MISS", "TCP_MISS"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Ask again for again.jpg" }).ClickAsync();
        await Expect(words).ToHaveTextAsync(["TCP_HIT", "TCP_HIT"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Purge again.jpg" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("the edge dropped 3 answers"); // the original is one
        await Expect(words).ToHaveTextAsync(["TCP_MISS", "TCP_MISS"]);
    }

    [Fact]
    public async Task Add_FileByKeyboardOrDrop_ShowsIt()
    {
        var png = Painter.Png(new SvgCanvas(300, 200).Fill("#0a0"));
        var page = await OpenAsync();

        await page.GetByLabel("Add a picture").FocusAsync();
        await page.GetByLabel("Add a picture")
            .SetInputFilesAsync(new FilePayload { Name = "chosen file.png", MimeType = "image/png", Buffer = png });
        await Expect(Row(page, "chosen file.png").Locator(".stage img")).ToHaveCountAsync(4);

        await page.EvaluateAsync(
            """
            bytes => {
              const data = new DataTransfer();
              data.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }));
              document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true }));
            }
            """,
            png.Select(static b => (int)b).ToArray());
        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("Added dropped.png.");
        await Expect(Row(page, "dropped.png").Locator(".stage img")).ToHaveCountAsync(4);
    }

    [Fact]
    public async Task Add_PictureThatIsThere_SaysThatTheEdgeKeepsTheOldOne()
    {
        await door.PutAsync("twice.png", new Tint(1, 1, 1));
        var page = await OpenAsync();

        await page.GetByLabel("Add a picture").SetInputFilesAsync(
            new FilePayload { Name = "twice.png", MimeType = "image/png", Buffer = Painter.Png(new SvgCanvas(30, 20).Fill("#0a0")) });

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("stays until it is purged");
    }

    [Fact]
    public async Task Add_NoPicture_SaysWhyNot()
    {
        var page = await OpenAsync();

        await page.GetByLabel("Add a picture").SetInputFilesAsync(
            new FilePayload { Name = "letter.docx", MimeType = "text/plain", Buffer = [1, 2, 3] });

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("must end like a picture");
    }

    [Fact]
    public async Task Add_BrokenPicture_ShowsTheOriginsWords()
    {
        var page = await OpenAsync();

        await page.GetByLabel("Add a picture").SetInputFilesAsync(
            new FilePayload { Name = "broken.jpg", MimeType = "image/jpeg", Buffer = [0xFF, 0xD8, 0xFF, 1] });

        await Expect(Row(page, "broken.jpg").Locator(".stage .fault").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Open_Anything_AsksNobodyElse()
    {
        var hosts = new ConcurrentBag<string>();
        var complaints = new ConcurrentBag<string>();
        await door.PutAsync("here.jpg", new Tint(90, 90, 90));
        var page = await OpenAsync(page =>
        {
            page.Request += (_, request) => hosts.Add(new Uri(request.Url) is { Scheme: "http" } url ? url.Authority : "localhost");
            page.Console += (_, message) => complaints.Add(message.Text);
        });
        await Expect(page.Locator(".stage img").First).ToBeVisibleAsync();

        Assert.All(hosts, host => Assert.Contains(host, new[] { door.Edge.Client.BaseAddress!.Authority, "localhost" }));
        Assert.DoesNotContain(complaints, text => text.Contains("Content Security Policy", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ColorScheme.Light, 1440)]
    [InlineData(ColorScheme.Dark, 1440)]
    [InlineData(ColorScheme.Dark, 380)]
    public async Task Open_EitherSchemeAnyWidth_IsReadable(ColorScheme scheme, int width)
    {
        await door.PutAsync("readable.jpg", new Tint(90, 120, 90));
        var page = await chromium.NewPageAsync(scheme);
        await page.SetViewportSizeAsync(width, 1000);
        await page.GotoAsync(door.Edge.Client.BaseAddress!.AbsoluteUri);
        await Expect(Row(page, "readable.jpg")).ToBeVisibleAsync();

        // WCAG 2.2, 1.4.3: 4.5 to 1 for text; 1.4.10: no scrolling sideways.
        Assert.Empty(await page.EvaluateAsync<string[]>(ReadabilityScript.Text));
        Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"));
    }

    private async Task<IPage> OpenAsync(Action<IPage>? before = null)
    {
        var page = await chromium.NewPageAsync();
        before?.Invoke(page);
        await page.GotoAsync(door.Edge.Client.BaseAddress!.AbsoluteUri);
        await Expect(page.Locator("main")).ToHaveAttributeAsync("aria-busy", "false");
        return page;
    }

    private static ILocator Row(IPage page, string name) =>
        page.Locator("article", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = name, Exact = true }) });

    private static ILocator Cells(ILocator row, string viewer) => row.Locator($".variant[data-viewer={viewer}]");
}
