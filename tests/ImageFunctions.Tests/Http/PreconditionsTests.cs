using ImageFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Xunit;

namespace ImageFunctions.Tests.Http;

public class PreconditionsTests
{
    private const string Earlier = "Tue, 05 May 2026 11:59:59 GMT";
    private const string Modified = "Tue, 05 May 2026 12:00:00 GMT";
    private const string Later = "Tue, 05 May 2026 12:00:01 GMT";
    private static readonly PictureHeaders Picture = new(
        "image/webp",
        1000, new EntityTagHeaderValue("\"abc\""), new DateTimeOffset(2026, 5, 5, 12, 0, 0, TimeSpan.Zero), "public", Negotiated: true);

    [Theory]
    [InlineData(200)]
    [InlineData(304, "If-None-Match", "\"abc\"")]
    [InlineData(304, "If-None-Match", "W/\"abc\"")] // weak comparison: RFC 9110 section 13.1.2
    [InlineData(304, "If-None-Match", "\"x\", \"abc\"")]
    [InlineData(304, "If-None-Match", "*")]
    [InlineData(200, "If-None-Match", "\"ABC\"")]
    [InlineData(200, "If-None-Match", "\"x\"")]
    [InlineData(304, "If-Modified-Since", Modified)]
    [InlineData(304, "If-Modified-Since", Later)]
    [InlineData(200, "If-Modified-Since", Earlier)]
    [InlineData(200, "If-Modified-Since", "yesterday")]
    [InlineData(200, "If-None-Match", "\"x\"", "If-Modified-Since", Modified)] // the tags decide alone
    [InlineData(200, "If-None-Match", "abc", "If-Modified-Since", Modified)] // also where they are none
    [InlineData(200, "If-None-Match", "", "If-Modified-Since", Modified)]
    [InlineData(304, "If-None-Match", "\"abc\"", "If-Modified-Since", Earlier)]
    [InlineData(200, "If-Match", "\"abc\"")]
    [InlineData(200, "If-Match", "\"x\", \"abc\"")]
    [InlineData(200, "If-Match", "*")]
    [InlineData(412, "If-Match", "\"x\"")]
    [InlineData(412, "If-Match", "W/\"abc\"")] // strong comparison: section 13.1.1
    [InlineData(412, "If-Match", "abc")]
    [InlineData(200, "If-Unmodified-Since", Modified)]
    [InlineData(200, "If-Unmodified-Since", Later)]
    [InlineData(412, "If-Unmodified-Since", Earlier)]
    [InlineData(200, "If-Unmodified-Since", "yesterday")]
    [InlineData(200, "If-Match", "\"abc\"", "If-Unmodified-Since", Earlier)] // the tags decide alone
    [InlineData(412, "If-Match", "\"x\"", "If-Unmodified-Since", Later)]
    [InlineData(412, "If-Match", "\"x\"", "If-None-Match", "\"abc\"")] // 412 comes before 304: section 13.2.2
    [InlineData(304, "If-Match", "\"abc\"", "If-None-Match", "\"abc\"")]
    [InlineData(412, "If-Unmodified-Since", Earlier, "If-Modified-Since", Later)]
    [InlineData(304, "If-Unmodified-Since", Modified, "If-Modified-Since", Modified)]
    public void Evaluate_Each_FollowsRfc9110(int expected, params string[] headers)
    {
        var request = Request([.. headers.Chunk(2).Select(pair => (pair[0], (string?)pair[1]))]);

        Assert.Equal(expected, Preconditions.Evaluate(request, request.GetTypedHeaders(), Picture));
    }

    [Theory]
    [InlineData("bytes=0-0", 0, 1)]
    [InlineData("bytes=0-99", 0, 100)]
    [InlineData("bytes=990-", 990, 10)]
    [InlineData("bytes=-5", 995, 5)]
    [InlineData("bytes=-5000", 0, 1000)]
    [InlineData("bytes=0-5000", 0, 1000)]
    [InlineData("bytes=999-999", 999, 1)]
    [InlineData("BYTES=0-99", 0, 100)]
    [InlineData("bytes=0-9,20-29", 0, 1000)] // several may be ignored: section 14.2
    [InlineData("items=0-9", 0, 1000)]
    [InlineData("bytes=9-0", 0, 1000)] // malformed
    [InlineData("bytes=", 0, 1000)]
    [InlineData("nonsense", 0, 1000)]
    [InlineData("bytes=0-9223372036854775807", 0, 1000)]
    [InlineData(null, 0, 1000)]
    public void TryGetRange_Satisfiable_GivesThePart(string? range, long offset, long length)
    {
        Assert.True(TryGetRange(Request(("Range", range)), out var part));
        Assert.Equal((offset, length), part);
    }

    [Theory]
    [InlineData("bytes=1000-")]
    [InlineData("bytes=1000-1001")]
    [InlineData("bytes=9223372036854775807-")]
    [InlineData("bytes=-0")]
    public void TryGetRange_OutsideOfThePicture_IsRefused(string range) => Assert.False(TryGetRange(Request(("Range", range)), out _));

    [Theory]
    [InlineData("\"abc\"", 10)]
    [InlineData("W/\"abc\"", 1000)] // strong comparison: section 13.1.5
    [InlineData("\"x\"", 1000)]
    [InlineData(Modified, 10)]
    [InlineData("Tue, 05 May 2026 12:00:01 GMT", 1000)]
    [InlineData("Tue, 05 May 2026 11:59:59 GMT", 1000)]
    [InlineData("abc", 1000)]
    [InlineData("", 1000)]
    [InlineData("*", 1000)]
    public void TryGetRange_IfRange_WholeUnlessTheSame(string ifRange, long length)
    {
        Assert.True(TryGetRange(Request(("Range", "bytes=0-9"), ("If-Range", ifRange)), out var part));
        Assert.Equal((0, length), part);
    }

    [Fact]
    public void TryGetRange_OutsideButAnotherVersion_IsTheWhole()
    {
        Assert.True(TryGetRange(Request(("Range", "bytes=5000-"), ("If-Range", "\"x\"")), out var part));
        Assert.Equal((0, 1000), part);
    }

    [Fact]
    public void TryGetRange_Head_IgnoresIt()
    {
        var request = Request(("Range", "bytes=0-9"));
        request.Method = "HEAD";

        Assert.True(TryGetRange(request, out var part));
        Assert.Equal((0, 1000), part);
    }

    [Theory]
    [InlineData("If-None-Match", true)]
    [InlineData("If-Modified-Since", true)]
    [InlineData("If-Match", true)]
    [InlineData("If-Unmodified-Since", true)]
    [InlineData("Range", true)]
    [InlineData("If-Range", false)] // means nothing without Range
    [InlineData("Accept", false)]
    public void HasAny_Header_TellsWhetherToLookFirst(string name, bool expected) =>
        Assert.Equal(expected, Preconditions.HasAny(Request((name, "x"))));

    private static bool TryGetRange(HttpRequest request, out (long Offset, long Length) part)
    {
        var satisfiable = Preconditions.TryGetRange(request, request.GetTypedHeaders(), Picture, out var offset, out var length);
        part = (offset, length);
        return satisfiable;
    }

    private static HttpRequest Request(params (string Name, string? Value)[] headers)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = "GET";
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers[name] = value;
        }

        return request;
    }
}
