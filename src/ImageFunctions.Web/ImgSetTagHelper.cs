using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace ImageFunctions.Web;

/// <summary>
/// <c>&lt;img-set src="/images/cat.jpg" sizes="50vw" alt="A cat" /&gt;</c>: a <c>&lt;picture&gt;</c> with a source for each format that the
/// origin offers. Every other attribute goes to its <c>&lt;img&gt;</c>, and wins over what would stand there; styles add up.
/// </summary>
[HtmlTargetElement("img-set", Attributes = "src", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class ImgSetTagHelper(PictureSource pictures) : TagHelper
{
    /// <summary>The original's path, percent-encoded: <c>/images/cat.jpg</c>.</summary>
    public string Src { get; set; } = "";

    /// <summary>How wide the picture stands in the page, as for <c>&lt;img&gt;</c>; the whole width where it is left out.</summary>
    public string? Sizes { get; set; }

    /// <summary>The page, as Razor sets it.</summary>
    [HtmlAttributeNotBound]
    [ViewContext]
    public ViewContext? ViewContext { get; set; }

    /// <inheritdoc/>
    public override async Task ProcessAsync(TagHelperContext context, TagHelperOutput output)
    {
        var picture = await pictures.GetAsync(Src, ViewContext?.HttpContext.RequestAborted ?? default);
        var img = new TagHelperAttributeList(output.Attributes);
        (output.TagName, output.TagMode) = ("picture", TagMode.StartTagAndEndTag);
        output.Attributes.Clear();
        foreach (var source in picture.Sources)
        {
            Append(output.Content, "source", [new("type", source.Type), new("srcset", source.SrcSet), new("sizes", Sizes)]);
        }

        foreach (var (name, value) in picture.ImgAttributes(Sizes).Reverse())
        {
            if (!img.TryGetAttribute(name, out var own))
            {
                img.Insert(0, new TagHelperAttribute(name, value));
            }
            else if (name == "style")
            {
                img.SetAttribute(name, Both(value, own.Value));
            }
        }

        Append(output.Content, "img", img);
    }

    private static HtmlContentBuilder Both(string style, object? own)
    {
        var both = new HtmlContentBuilder();
        both.Append($"{style};");
        _ = own is IHtmlContent content ? both.AppendHtml(content) : both.Append(own?.ToString());
        return both;
    }

    private static void Append(TagHelperContent content, string tag, IEnumerable<TagHelperAttribute> attributes)
    {
        content.AppendHtml($"<{tag}");
        foreach (var attribute in attributes
            .Where(static one => one.Value is not null || one.ValueStyle is HtmlAttributeValueStyle.Minimized))
        {
            content.AppendHtml(" ").AppendHtml(attribute);
        }

        content.AppendHtml(">");
    }
}
