using LocalFrontDoor.Page;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Page;

public class SameOriginTests
{
    [Theory]
    [InlineData("localhost:8080", "http://localhost:8080", "same-origin", true)]
    [InlineData("localhost:8080", "", "none", true)]
    [InlineData("127.0.0.1:8080", "", "", true)]
    [InlineData("[::1]:8080", "http://[::1]:8080", "same-origin", true)]
    [InlineData("localhost:8080", "http://evil.example", "cross-site", false)]
    [InlineData("localhost:8080", "http://evil.example", "", false)]
    [InlineData("localhost:8080", "http://localhost:9090", "same-site", false)]
    [InlineData("localhost:8080", "http://localhost:9090", "", false)]
    [InlineData("localhost:8080", "null", "", false)]
    [InlineData("localhost:8080", "", "cross-site", false)]
    [InlineData("evil.example:8080", "http://evil.example:8080", "same-origin", false)]
    [InlineData("localhost.evil.example", "", "", false)]
    [InlineData("", "", "", false)]
    public void Refusal_PageOfElsewhere_IsRefused(string host, string origin, string fetchSite, bool allowed) =>
        Assert.Equal(allowed, SameOrigin.Refusal(new HostString(host), origin, fetchSite) is null);
}
