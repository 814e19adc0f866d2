using System.Text;

namespace LocalFrontDoor.Samples;

/// <summary>A drawing in SVG, in the making. Numbers are written with a point, whatever the culture.</summary>
/// <param name="width">In pixels.</param>
/// <param name="height">In pixels.</param>
internal sealed class SvgCanvas(int width, int height)
{
    private readonly StringBuilder markup = new();

    public int Width { get; } = width;

    public int Height { get; } = height;

    /// <summary>Adds markup on top of what is there.</summary>
    public SvgCanvas Add(FormattableString more)
    {
        markup.Append(FormattableString.Invariant(more));
        return this;
    }

    /// <summary>A gradient from top to bottom over the shape that it fills, by the name `url(#id)`.</summary>
    /// <param name="id">Its name.</param>
    /// <param name="colours">At equal distances.</param>
    public SvgCanvas Gradient(string id, params ReadOnlySpan<string> colours)
    {
        Add($"<linearGradient id=\"{id}\" x2=\"0\" y2=\"1\">");
        for (var i = 0; i < colours.Length; i++)
        {
            Add($"<stop offset=\"{(double)i / (colours.Length - 1)}\" stop-color=\"{colours[i]}\"/>");
        }

        return Add($"</linearGradient>");
    }

    /// <summary>A light that fades outwards.</summary>
    /// <param name="id">Names its gradient.</param>
    /// <param name="x">Centre, in pixels.</param>
    /// <param name="y">Centre, in pixels.</param>
    /// <param name="radius">Where it has faded, in pixels.</param>
    /// <param name="colour">In the middle.</param>
    public SvgCanvas Glow(string id, double x, double y, double radius, string colour) => Add(
        $"""
        <radialGradient id="{id}"><stop offset="0" stop-color="{colour}" stop-opacity=".95"/><stop offset=".25"
        stop-color="{colour}" stop-opacity=".35"/><stop offset="1" stop-color="{colour}" stop-opacity="0"/></radialGradient>
        <circle cx="{x}" cy="{y}" r="{radius}" fill="url(#{id})"/>
        """);

    /// <summary>Fills everything.</summary>
    public SvgCanvas Fill(string paint) => Add($"<rect width=\"{Width}\" height=\"{Height}\" fill=\"{paint}\"/>");

    /// <summary>The whole document.</summary>
    public override string ToString() => FormattableString.Invariant(
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{Width}\" height=\"{Height}\">{markup}</svg>");
}
