namespace LocalFrontDoor.Samples;

/// <summary>A round emblem with a soft shadow on nothing: for alpha.</summary>
internal static class Emblem
{
    public static SvgCanvas Draw(int size)
    {
        var (middle, random) = (size / 2.0, new Random(3));
        var canvas = new SvgCanvas(size, size)
            .Gradient("disc", "#3b82f6", "#1e3a8a").Gradient("far", "#7dd3fc", "#38bdf8").Gradient("near", "#e0f2fe", "#7dd3fc");
        canvas.Add($"<filter id=\"shadow\" x=\"-1\" y=\"-1\" width=\"3\" height=\"3\">");
        canvas.Add($"<feGaussianBlur stdDeviation=\"{size * 0.03}\"/></filter>");
        canvas.Add($"<clipPath id=\"round\"><circle cx=\"{middle}\" cy=\"{middle}\" r=\"{size * 0.4}\"/></clipPath>");
        canvas.Add($"<g opacity=\".55\" filter=\"url(#shadow)\">")
            .Disc(middle, middle + (size * 0.035), size * 0.4, "#0f172a").Add($"</g>");
        canvas.Add($"<g clip-path=\"url(#round)\">").Disc(middle, middle, size * 0.4, "url(#disc)");
        canvas.Disc(size * 0.64, size * 0.34, size * 0.075, "#fde68a");
        canvas.Add($"<path d=\"{Ridge.Random(random, size * 0.56, size * 0.18, 0.5).Path(size, size)}\" fill=\"url(#far)\"/>");
        return canvas.Add($"<path d=\"{Ridge.Random(random, size * 0.72, size * 0.14, 0.4).Path(size, size)}\" fill=\"url(#near)\"/></g>");
    }
}
