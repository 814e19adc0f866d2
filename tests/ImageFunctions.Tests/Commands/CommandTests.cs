using System.Diagnostics;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using ImageFunctions.Tests.Fixtures;
using LocalFrontDoor.Processes;
using Xunit;

namespace ImageFunctions.Tests.Commands;

/// <summary>The commands <c>warm</c> and <c>prune</c> of the real program over real Azurite.</summary>
public class CommandTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Warm_KilledHalfWayAndStartedAgain_EveryVariantIsThereAndNoneIsMadeTwice()
    {
        const int originals = 300;
        const int each = 5; // two dimensions, WebP and the original's own format; and what is known of it
        const int expected = originals * each;
        var container = await azurite.NewContainerAsync();
        var jpeg = BinaryData.FromBytes(TestImages.Jpeg(64, 48));
        await Parallel.ForEachAsync(
            Enumerable.Range(0, originals), Cancellation,
            async (i, token) => await container.UploadBlobAsync($"shop/{i / 100}/{i:0000}.jpg", jpeg, token));

        await using (var first = Start(container, "warm"))
        {
            while ((await VariantsAsync(container)).Count < expected / each)
            {
                Assert.False(first.HasExited, string.Join('\n', first.Output.Snapshot()));
            }

            first.Kill();
            await first.WaitForExitAsync(Cancellation);
        }

        var half = await VariantsAsync(container);
        var second = await RunAsync(container, "warm");

        var all = await VariantsAsync(container);
        Assert.InRange(half.Count, expected / each, expected - 1);
        Assert.Equal(0, second.ExitCode);
        Assert.Equal(expected, all.Count);
        Assert.All(half, variant => Assert.Equal(variant.Value, all[variant.Key]));
        var complete = half.Keys.CountBy(name => name[(name.LastIndexOf('/') + 1)..]).Count(original => original.Value == each);

        // What the killed one had sent already may have been stored after the look at the half: more was there by then, never less.
        Assert.InRange(Number(second.Output, @"([\d,]+) had all their variants"), complete, originals);
        Assert.InRange(Number(second.Output, @"([\d,]+) variants made\."), 1, expected - half.Count); // and none in vain
    }

    private static int Number(string text, string pattern) =>
        int.Parse(System.Text.RegularExpressions.Regex.Match(text, pattern).Groups[1].Value,
            System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task Warm_AllFresh_MakesNothing()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("a.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await RunAsync(container, "warm");
        var before = await VariantsAsync(container);

        var again = await RunAsync(container, "warm");

        Assert.Contains("1 had all their variants", again.Output, StringComparison.Ordinal);
        Assert.Contains(" 0 variants made", again.Output, StringComparison.Ordinal);
        Assert.Equal(before, await VariantsAsync(container));
    }

    [Fact]
    public async Task Warm_DryRun_CountsAndStoresNothing()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("a.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);

        var run = await RunAsync(container, "warm", "--dry-run");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("5 variants would be made", run.Output, StringComparison.Ordinal);
        Assert.Empty(await VariantsAsync(container));
    }

    [Fact]
    public async Task Warm_Prefix_TakesOnlyOriginalsWhoseNamesBeginSoAndSeesTheirVariants()
    {
        var container = await azurite.NewContainerAsync();
        foreach (var name in new[] { "a/cat.jpg", "a/cow.jpg", "a/dog.jpg", "b/cat.jpg" })
        {
            await container.UploadBlobAsync(name, BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        }

        await RunAsync(container, "warm", "--prefix", "a/c");
        var again = await RunAsync(container, "warm", "--prefix=a/c");

        Assert.Equal(10, (await VariantsAsync(container)).Count);
        Assert.Contains("2 had all their variants", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warm_BrokenOriginal_IsNamedAndTheRestIsMade()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("broken.jpg", BinaryData.FromBytes(TestImages.CorruptJpeg(640, 480)), Cancellation);
        await container.UploadBlobAsync("good.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await container.UploadBlobAsync("notes.txt", BinaryData.FromString("no picture"), Cancellation);

        var run = await RunAsync(container, "warm");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"/{container.Name}/broken.jpg: The image is broken.", run.Output, StringComparison.Ordinal);
        Assert.Contains("1 are no pictures to resize, 1 could not be warmed", run.Output, StringComparison.Ordinal);
        Assert.Equal(5, (await VariantsAsync(container)).Count);
    }

    [Fact]
    public async Task Prune_WhatNoRequestLeadsTo_IsDeletedOnlyWhenAskedTo()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("kept.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await container.UploadBlobAsync("gone.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await RunAsync(container, "warm");
        await container.DeleteBlobAsync("gone.jpg", cancellationToken: Cancellation);
        await container.UploadBlobAsync("300x300/webp/kept.jpg", BinaryData.FromString("not ours"), Cancellation);
        await OursAsync(container, "500x500/webp/kept.jpg", await EtagAsync(container, "kept.jpg"));

        var dry = await RunAsync(container, "prune");
        var before = await VariantsAsync(container);
        var run = await RunAsync(container, "prune", "--delete");

        Assert.Equal((0, 0), (dry.ExitCode, run.ExitCode));
        Assert.Contains("11 variants: 5 without an original, 1 that are outdated", dry.Output, StringComparison.Ordinal);
        Assert.Equal(11, before.Count);
        Assert.Contains("6 deleted", run.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["100x100/jpg/kept.jpg", "100x100/webp/kept.jpg", "200x200/jpg/kept.jpg", "200x200/webp/kept.jpg", "info/json/kept.jpg"],
            (await VariantsAsync(container)).Keys.Order());
        Assert.True(await container.GetBlobClient("300x300/webp/kept.jpg").ExistsAsync(Cancellation));
    }

    [Fact]
    public async Task Prune_UsersCopyOfAVariant_IsNeverDeleted()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("cat.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await RunAsync(container, "warm");
        var ours = await container.GetBlobClient("100x100/webp/cat.jpg").DownloadContentAsync(Cancellation);
        string[] copies = ["100x100/webp/teaser.jpg", "200x200/webp/cat.copy.jpg", "500x500/webp/cat.jpg"];
        foreach (var name in copies)
        {
            await container.GetBlobClient(name)
                .UploadAsync(ours.Value.Content, new BlobUploadOptions { Metadata = ours.Value.Details.Metadata }, Cancellation);
        }

        var run = await RunAsync(container, "prune", "--delete");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("5 variants: 0 without", run.Output, StringComparison.Ordinal);
        foreach (var name in copies)
        {
            Assert.True(await container.GetBlobClient(name).ExistsAsync(Cancellation), name);
        }
    }

    [Fact]
    public async Task Prune_VariantsThatAreLeasedOrHaveSnapshots_AreCountedAsFailuresOrDeletedWithThem()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("cat.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await RunAsync(container, "warm");
        await container.DeleteBlobAsync("cat.jpg", cancellationToken: Cancellation);
        await container.GetBlobClient("100x100/webp/cat.jpg").CreateSnapshotAsync(cancellationToken: Cancellation);
        await container.GetBlobClient("200x200/webp/cat.jpg")
            .GetBlobLeaseClient().AcquireAsync(BlobLeaseClient.InfiniteLeaseDuration, cancellationToken: Cancellation);

        var run = await RunAsync(container, "prune", "--delete");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("4 deleted, 1 could not be", run.Output, StringComparison.Ordinal);
        Assert.Contains("200x200/webp/cat.jpg: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(["200x200/webp/cat.jpg"], (await VariantsAsync(container)).Keys);
    }

    [Fact]
    public async Task Prune_PrefixWithinAVariantsFolder_TakesNoVariantForAnOrphan()
    {
        var container = await azurite.NewContainerAsync();
        await container.UploadBlobAsync("kept.jpg", BinaryData.FromBytes(TestImages.Jpeg(64, 48)), Cancellation);
        await RunAsync(container, "warm");

        await RunAsync(container, "prune", "--prefix", "100x100/", "--delete");

        Assert.Equal(5, (await VariantsAsync(container)).Count);
    }

    [Theory]
    [InlineData("warm", "--delete")]
    [InlineData("prune", "--dry-run")]
    [InlineData("warm", "--container")]
    [InlineData("warm", "--container=other")]
    public async Task Start_WrongArguments_SaysSoAndExitsWith2(string verb, string argument)
    {
        var run = await RunAsync(azurite.Container("images"), verb, argument);

        Assert.Equal(2, run.ExitCode);
        Assert.NotEmpty(run.Output);
    }

    // Taken for the service's, they would start it: it then waits for requests, or names a port that nobody meant.
    [Theory]
    [InlineData("Warm", "There is no command Warm. Write warm.")]
    [InlineData("purge", "There is no command purge.")]
    [InlineData("help", "There is no command help.")]
    public async Task Start_UnknownCommand_SaysSoAndExitsWith2(string verb, string expected)
    {
        var run = await RunAsync(azurite.Container("images"), verb);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
        Assert.Contains("Usage: ImageFunctions warm", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ContainerThatIsNotThere_SaysSoAndExitsWith2()
    {
        var run = await RunAsync(azurite.Container("never-made"), "warm");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("ContainerNotFound", run.Output, StringComparison.Ordinal);
    }

    private ChildProcess Start(BlobContainerClient container, params string[] arguments)
    {
        var start = new ProcessStartInfo(OriginProcess.DefaultExecutable, arguments);
        start.Environment["ImageStorage"] = azurite.ConnectionString;
        start.Environment["Images__Containers"] = container.Name;
        start.Environment["Images__AllowedDimensions"] = "100x100,200x200";
        return ChildProcess.Start("The command", start);
    }

    private async Task<(int ExitCode, string Output)> RunAsync(BlobContainerClient container, params string[] arguments)
    {
        await using var process = Start(container, arguments);
        var code = await process.WaitForExitAsync(Cancellation);
        return (code, string.Join('\n', process.Output.Snapshot()));
    }

    // With the marker by which the service knows its own.
    private static async Task OursAsync(BlobContainerClient container, string name, string sourceEtag) =>
        await container.GetBlobClient(name).UploadAsync(
        BinaryData.FromString("x"),
        new BlobUploadOptions
        {
            Metadata = new Dictionary<string, string>
            {
                ["variantpath"] = $"/{container.Name}/{name}",
                ["sourceetag"] = sourceEtag,
                ["recipe"] = "0123456789ab",
            },
        },
        Cancellation);

    private static async Task<string> EtagAsync(BlobContainerClient container, string name) =>
        (await container.GetBlobClient(name).GetPropertiesAsync(cancellationToken: Cancellation)).Value.ETag.ToString("G").Trim('"');

    private static async Task<Dictionary<string, string>> VariantsAsync(BlobContainerClient container)
    {
        var variants = new Dictionary<string, string>();
        await foreach (var blob in container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata }, Cancellation))
        {
            if (blob.Metadata.ContainsKey("recipe"))
            {
                variants.Add(blob.Name, blob.Properties.ETag.ToString()!);
            }
        }

        return variants;
    }
}
