using System.Text.Json;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Http;

/// <summary>What every refusal has in common (contract, section 6).</summary>
internal static class Problems
{
    public static void AssertIs(Answer answer, int status)
    {
        Assert.Equal(status, answer.Status);
        Assert.Equal("application/problem+json", answer["Content-Type"]);
        Assert.Equal("no-store", answer["Cache-Control"]);
        Assert.Equal("nosniff", answer["X-Content-Type-Options"]);
        Assert.Null(answer["ETag"]);
        Assert.Null(answer["Last-Modified"]);
        Assert.Equal($"{answer.Body.Length}", answer["Content-Length"]);

        var problem = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        Assert.EndsWith(".", problem.GetProperty("title").GetString(), StringComparison.Ordinal);

        // Neither the account (Azurite's), nor where it is, nor what failed inside.
        foreach (var secret in new[] { "devstoreaccount1", "127.0.0.1", "Exception", "   at ", "vips", "Azure." })
        {
            Assert.DoesNotContain(secret, answer.Headers + answer.Text, StringComparison.OrdinalIgnoreCase);
        }
    }
}
