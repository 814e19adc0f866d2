using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class DimensionSnapTests
{
    private static readonly string[] Cultures = ["", "tr-TR", "de-DE"];

    /// <summary>The contract's examples (section 2), and what else may stand in an address.</summary>
    private static readonly (string Requested, int Width)[] Examples =
    [
        ("105", 100), ("120", 100), ("121", 200), ("150", 200), ("160", 200), ("240", 200), ("241", 300), ("360", 300), ("361", 400),
        ("480", 400), ("481", 200), ("5000", 200), ("abc", 200), ("-5", 200),

        // The width is what stands before the first x; the height is never looked at.
        ("105x100", 100), ("105x9999", 100), ("105x", 100), ("105xx", 100), ("105xabc", 100), ("300x105", 300), ("x105", 200), ("x", 200),
        ("105X100", 200), ("105*100", 200), ("0x64", 200), ("105x100x300", 100),

        // A number as people and programs write it.
        ("105.5", 100), ("120.0001", 200), ("119.9999", 100), ("80", 100), ("79.9999", 200), (" 105 ", 100), ("\t105", 100), ("+105", 100),
        ("1e2", 100), ("4E2", 400), ("1e", 200), ("00000105", 100), (".105e3", 100), ("105.", 100),

        // None.
        ("105,5", 200), ("1,05", 200), ("1.000.5", 200), ("105px", 200), ("105 100", 200), ("(105)", 200), ("--105", 200), ("¤105", 200),
        ("NaN", 200), ("Infinity", 200), ("-Infinity", 200), ("∞", 200), ("1e400", 200), ("-1e400", 200), ("0", 200), ("-0", 200),
        ("١٠٥", 200), ("１０５", 200), ("null", 200), ("true", 200),
    ];

    public static TheoryData<string, string, int> InEveryCulture =>
        new(Cultures.SelectMany(culture => Examples.Select(example => (culture, example.Requested, example.Width))));

    [Theory]
    [MemberData(nameof(InEveryCulture))]
    public void Snap_Requested_LeadsToAllowed(string culture, string requested, int width)
    {
        using var _ = new InCulture(culture);

        Assert.Equal($"{width}x{width}", Paths.DefaultSnap().Snap(requested).PathSegment);
    }

    [Fact]
    public void Snap_TenThousandDigits_IsNoWidth() =>
        Assert.Equal("200x200", Paths.DefaultSnap().Snap(new string('9', 10_000)).PathSegment);

    /// <summary>With the article's own dimensions, an exact match changes nothing: 1 to 5,000 against its rule, in whole numbers.</summary>
    [Fact]
    public void Snap_EveryWidthWithTheDefaults_IsTheArticles()
    {
        int[] allowed = [100, 200, 300, 400];
        var snap = Paths.DefaultSnap();
        for (var width = 1; width <= 5000; width++)
        {
            var article = allowed.Where(side => 100 * side - 20 * side <= 100 * width && 100 * width <= 100 * side + 20 * side)
                .DefaultIfEmpty(200).First();

            Assert.Equal($"{article}x{article}", snap.Snap($"{width}x{width}").PathSegment);
        }
    }

    /// <summary>The sixteen widths that Next.js asks for by default.</summary>
    [Theory]
    [InlineData("Nearest")]
    [InlineData("Up")]
    public void Snap_AllowedWidth_IsServedAsAsked(string mode)
    {
        string[] widths =
            ["16x", "32x",
                "48x", "64x", "96x", "128x", "256x", "384x", "640x", "750x", "828x", "1080x", "1200x", "1920x", "2048x", "3840x"];
        var snap = new DimensionSnap([.. widths.Select(Paths.Dimension)], Paths.Dimension("200x200"), 20, Enum.Parse<SnapMode>(mode));

        Assert.All(widths, width => Assert.Equal(width, snap.Snap(width).PathSegment));
    }

    [Theory]
    [InlineData("1", "100x100")]
    [InlineData("100", "100x100")]
    [InlineData("100.01", "300x200")]
    [InlineData("101x9", "300x200")]
    [InlineData("300", "300x200")]
    [InlineData("301", "640x")]
    [InlineData("641", "640x")]
    [InlineData("1e400", "640x")]
    [InlineData("0", "100x100")]
    [InlineData("-5", "100x100")]
    [InlineData("abc", "200x200")]
    [InlineData("NaN", "200x200")]
    public void Snap_Up_IsTheNextAbove(string requested, string expected) =>
        Assert.Equal(expected, Paths.SnapUp("200x200", "640x", "100x100", "300x200", "300x100").Snap(requested).PathSegment);

    [Fact]
    public void FindHidden_SameWidthTwice_NamesTheOneBefore()
    {
        var hidden = DimensionSnap.FindHidden(
            [Paths.Dimension("640x"),
                Paths.Dimension("300x300"), Paths.Dimension("640x360"), Paths.Dimension("300x100"), Paths.Dimension("200x300")]);

        Assert.Equal(["640x360 by 640x", "300x100 by 300x300"], hidden.Select(pair => $"{pair.Hidden} by {pair.By}"));
    }

    [Fact]
    public void Snap_WithinTwo_TheFirstConfiguredWins()
    {
        Assert.Equal("300x300", Paths.Snap(20, "100x100", "300x300", "200x200").Snap("240").PathSegment);
        Assert.Equal("200x200", Paths.Snap(20, "100x100", "200x200", "300x300").Snap("240").PathSegment);
    }

    [Theory]
    [InlineData(0, "100", "100x100")]
    [InlineData(0, "100.5", "999x999")]
    [InlineData(0, "101", "999x999")]
    [InlineData(12.5, "112.5", "100x100")]
    [InlineData(12.5, "113", "999x999")]
    [InlineData(100, "0", "100x100")]
    [InlineData(100, "200", "100x100")]
    [InlineData(100, "201", "999x999")]
    public void Snap_Variance_IsAShareOfTheAllowedWidth(double variance, string requested, string expected) =>
        Assert.Equal(expected, Paths.Snap(variance, "999x999", "100x100").Snap(requested).PathSegment);

    [Fact]
    public void Snap_NotSquare_GivesTheConfiguredHeight()
    {
        var snap = Paths.Snap(20, "50x50", "100x75:contain", "800x");

        Assert.Equal("100x75:contain", snap.Snap("100x9").ToString());
        Assert.Equal("800x", snap.Snap("790x600").ToString());
    }
}
