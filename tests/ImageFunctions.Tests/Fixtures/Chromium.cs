using Microsoft.Playwright;
using Xunit;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>The machine's own Chromium, without a window. Playwright would download one; the tests take nothing from elsewhere.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome.exe"];

    private static readonly string[] Arguments =
        ["--no-sandbox",
            "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>A new page in a profile of its own; skips the test where there is no Chromium.</summary>
    public Task<IPage> NewPageAsync(ColorScheme scheme = ColorScheme.Light)
    {
        Assert.SkipWhen(
            browser is null, $"No Chromium on this machine (looked for {string.Join(", ", Names)} on PATH; CHROMIUM can name another).");
        return browser!.NewPageAsync(new() { ColorScheme = scheme, ViewportSize = new() { Width = 1440, Height = 1300 } });
    }

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } executable)
        {
            return;
        }

        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = executable, Args = Arguments });
    }

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHROMIUM") is { Length: > 0 } named)
        {
            return named;
        }

        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
