using System.Security.Cryptography;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class SeveralProcessesTests(AzuriteFixture azurite)
{
    private const int Pictures = 6;

    private static readonly string[] Widths = ["100", "200", "300"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact(Timeout = 180_000)]
    public async Task Get_SameMissingVariantsOfThreeProcesses_AreRightAndTheSame()
    {
        var container = await azurite.NewContainerAsync();
        var originals = Enumerable.Range(0, Pictures).ToDictionary(i => $"{i}.jpg", i => TestImages.Jpeg(640, 480, seed: i + 1));
        foreach (var (name, content) in originals)
        {
            await container.UploadBlobAsync(name, BinaryData.FromBytes(content), Cancellation);
        }

        var origins = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RunningOrigin.StartAsync(
            azurite.ConnectionString, ("Images__Containers", container.Name), ("Images__MaxQueue", "1000"))));
        try
        {
            var targets = originals.Keys.SelectMany(name => Widths.Select(width => (Name: name, Width: width))).ToArray();
            var answers = await Task.WhenAll(targets.SelectMany(target => origins.Select(async origin =>
                (target, Answer: await PatientlyAsync(origin, $"/{container.Name}/{target.Name}?d={target.Width}")))));

            Assert.All(answers, answer => Assert.Equal(200, answer.Answer.Status));
            Assert.All(answers, answer => Assert.Equal(answer.target.Width, $"{TestImages.Read(answer.Answer.Body).Width}"));
            foreach (var same in answers.GroupBy(answer => answer.target))
            {
                Assert.Single(same.Select(answer => Convert.ToHexString(SHA256.HashData(answer.Answer.Body))).Distinct());
                var (name, width) = same.Key;
                Assert.Equal(same.First().Answer.Body, await StoredAsync($"{width}x{width}/webp/{name}"));
            }
        }
        finally
        {
            foreach (var origin in origins)
            {
                await origin.DisposeAsync();
            }
        }

        foreach (var (name, content) in originals)
        {
            Assert.Equal(content, (await container.GetBlobClient(name).DownloadContentAsync(Cancellation)).Value.Content.ToArray());
        }

        // On a machine that is too busy for all three, one may be told to ask again.
        static async Task<Answer> PatientlyAsync(RunningOrigin origin, string target)
        {
            var answer = await origin.Site.GetWebpAsync(target);
            return answer.Status == 503 ? await PatientlyAsync(origin, target) : answer;
        }

        async Task<byte[]> StoredAsync(string name)
        {
            var blob = container.GetBlobClient(name);
            while (!await blob.ExistsAsync(Cancellation))
            {
                await Task.Delay(10, Cancellation);
            }

            return (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToArray();
        }
    }
}
