using System.Net;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using ImageFunctions.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.AspNetCore.Razor.TagHelpers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace ImageFunctions.Tests.Web;

/// <summary>The tag helper and the component write one picture; what an origin says of it is given here.</summary>
public sealed partial class ImgSetTests : IDisposable
{
    /// <summary>Of the npm package thumbhash: a red square, and one that is half transparent.</summary>
    private const string Opaque = "1fsDBwB5eIh3iIiIeAiHh3eIeIcId4gA";
    private const string Transparent = "1fuDBQBYeXh3iIgIh3eIcIcIcIqIiIh4hw==";

    private readonly SayingHandler origin = new();
    private readonly ServiceProvider services;

    public ImgSetTests()
    {
        var collection = new ServiceCollection().AddLogging()
            .AddImageFunctions(static options =>
                (options.Address, options.Prefix) = (new Uri("https://origin.example"), "https://p.example"));
        collection.AddHttpClient<PictureSource>().ConfigurePrimaryHttpMessageHandler(() => origin);
        services = collection.BuildServiceProvider();
    }

    public static TheoryData<bool> Both => [true, false];

    public void Dispose()
    {
        services.Dispose();
        origin.Dispose();
    }

    private static readonly int[] Widths = [320, 640, 1280];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Render_PictureOfTwoFormats_IsPictureWithASourceForTheOtherOne(bool component)
    {
        origin.Say(Info(widths: [640, 320, 1280, 1920], formats: ["avif", "jpg"]));

        var html = await RenderAsync(component, "/images/a/cat.jpg", "50vw", ("alt", "A \"cat\" & dog"));

        Assert.Equal("https://origin.example/info/images/a/cat.jpg", Assert.Single(origin.Asked));
        const string folder = "https://p.example/images/a";
        Assert.Equal(
            $"""
            <picture><source type="image/avif" srcset="{Candidates("avif")}" sizes="50vw">
            <img loading="lazy" decoding="async" width="1200" height="800" sizes="50vw" srcset="{Candidates("jpg")}"
             src="{folder}/1280x/jpg/cat.jpg" style="background:url(data:image/png;base64,AA+A) center/cover no-repeat"
             alt="A "cat" & dog"></picture>
            """.ReplaceLineEndings(""),
            html);

        static string Candidates(string format) =>
            string.Join(", ", Widths.Select(width => $"{folder}/{width}x/{format}/cat.jpg {width}w"));
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task Render_AttributesOfTheAuthor_Win(bool component)
    {
        origin.Say(Info());

        var html = await RenderAsync(component, "/images/cat.jpg", null, ("loading", "eager"), ("style", "width:50%"), ("class", "wide"));

        Assert.Contains("loading=\"eager\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("lazy", html, StringComparison.Ordinal);
        Assert.Contains("center/cover no-repeat;width:50%\"", html, StringComparison.Ordinal);
        Assert.Contains("class=\"wide\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("sizes", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, HttpStatusCode.UnsupportedMediaType, "{}")]
    [InlineData(false, HttpStatusCode.InternalServerError, "")]
    [InlineData(true, HttpStatusCode.OK, "<html>")]
    public async Task Render_OriginSaysNothing_ShowsTheOriginal(bool component, HttpStatusCode status, string body)
    {
        origin.Say(body, status);

        var html = await RenderAsync(component, "/images/cat.jpg", "50vw", ("alt", "A cat"));

        Assert.Equal(
            """<picture><img loading="lazy" decoding="async" src="https://p.example/images/cat.jpg" alt="A cat"></picture>""", html);
    }

    [Fact]
    public async Task Render_Drawing_IsItself()
    {
        origin.Say(Info());

        Assert.DoesNotContain("srcset", await RenderAsync(component: false, "/images/logo.svg", "50vw"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://elsewhere.example/cat.jpg")]
    [InlineData("cat.jpg")]
    [InlineData("/images/cat.jpg?d=100")]
    public async Task Render_NoPathOfAPicture_IsTakenAsItIs(string src)
    {
        var html = await RenderAsync(component: false, src, "50vw");

        Assert.Equal($"""<picture><img loading="lazy" decoding="async" src="{src}"></picture>""", html);
        Assert.Empty(origin.Asked);
    }

    [Fact]
    public async Task Render_Animation_KeepsMoving()
    {
        origin.Say(Info(animated: true, name: "cat.webp", formats: ["avif", "webp"]));

        var html = await RenderAsync(component: false, "/images/a/cat.webp", null);

        Assert.DoesNotContain("avif", html, StringComparison.Ordinal);
        Assert.Contains("/320x/webp/cat.webp 320w", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_TransparentPicture_HasNothingBehindIt()
    {
        origin.Say(Info(thumbHash: Transparent));

        Assert.DoesNotContain("style", await RenderAsync(component: false, "/images/a/cat.jpg", null), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_Again_AsksOnce()
    {
        origin.Say(Info());

        await RenderAsync(component: false, "/images/a/cat.jpg", null);
        await RenderAsync(component: true, "/images/a/cat.jpg", null);

        Assert.Single(origin.Asked);
    }

    [Fact]
    public void Start_NoAddress_SaysWhatIsMissing()
    {
        using var wrong = new ServiceCollection().AddLogging().AddImageFunctions(static _ => { }).BuildServiceProvider();

        var fault = Assert.ThrowsAny<Exception>(() => wrong.GetRequiredService<PictureSource>());

        Assert.Contains("Address must be an absolute address", fault.Message, StringComparison.Ordinal);
    }

    private static string Info(
        int[]? widths = null, string[]? formats = null, bool animated = false, string name = "cat.jpg", string thumbHash = Opaque)
    {
        var variants =
            from width in widths ?? [320]
            from format in formats ?? ["webp", "jpg"]
            let type = format == "jpg" ? "jpeg" : format
            let url = $"/images/a/{width}x/{format}/{name}"
            select $$"""{"url":"{{url}}","width":{{width}},"height":{{width * 2 / 3}},"type":"image/{{type}}"}""";
        return $$"""
            {"width":1200,"height":800,"format":"jpeg","bytes":1,"animated":{{(animated ? "true" : "false")}},"colour":"#ff0000",
             "thumbHash":"{{thumbHash}}","placeholder":"data:image/png;base64,AA+A","variants":[{{string.Join(',', variants)}}]}
            """;
    }

    /// <summary>As markup, with what is between tags taken out and entities decoded: the two encode differently.</summary>
    private async Task<string> RenderAsync(bool component, string src, string? sizes, params (string Name, string Value)[] attributes)
    {
        var html = await (component ? RenderComponentAsync(src, sizes, attributes) : RenderTagHelperAsync(src, sizes, attributes));
        return WebUtility.HtmlDecode(BetweenTags().Replace(html, "").Replace(" />", ">", StringComparison.Ordinal));
    }

    private async Task<string> RenderTagHelperAsync(string src, string? sizes, (string Name, string Value)[] attributes)
    {
        var helper = new ImgSetTagHelper(services.GetRequiredService<PictureSource>()) { Src = src, Sizes = sizes };
        var output = new TagHelperOutput(
            "img-set", new TagHelperAttributeList(attributes.Select(static one => new TagHelperAttribute(one.Name, one.Value))),
            static (_, _) => Task.FromResult<TagHelperContent>(new DefaultTagHelperContent()));
        await helper.ProcessAsync(new TagHelperContext([], new Dictionary<object, object>(), "1"), output);
        using var writer = new StringWriter();
        output.WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private async Task<string> RenderComponentAsync(string src, string? sizes, (string Name, string Value)[] attributes)
    {
        await using var renderer = new HtmlRenderer(services, services.GetRequiredService<ILoggerFactory>());
        var parameters = attributes.ToDictionary(static one => one.Name, static one => (object?)one.Value);
        (parameters[nameof(ImgSet.Src)], parameters[nameof(ImgSet.Sizes)]) = (src, sizes);
        return await renderer.Dispatcher.InvokeAsync(
            async () => (await renderer.RenderComponentAsync<ImgSet>(ParameterView.FromDictionary(parameters))).ToHtmlString());
    }

    [GeneratedRegex(@"(?<=>)\s+|\s+(?=<)")]
    private static partial Regex BetweenTags();

    private sealed class SayingHandler : HttpMessageHandler
    {
        private (string Body, HttpStatusCode Status) said;

        public List<string> Asked { get; } = [];

        public void Say(string body, HttpStatusCode status = HttpStatusCode.OK) => said = (body, status);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            return Task.FromResult(new HttpResponseMessage(said.Status)
            {
                Content = new StringContent(said.Body, System.Text.Encoding.UTF8, "application/json"),
            });
        }
    }
}
