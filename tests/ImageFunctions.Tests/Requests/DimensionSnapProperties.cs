using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class DimensionSnapProperties
{
    [Fact]
    public void Snap_AnyText_GivesAnAllowedDimension()
    {
        string[] configured = ["100x100", "200x200", "300x300", "400x400"];
        var snap = Paths.DefaultSnap();

        Prop.ForAll<NonNull<string>>(text => configured.Contains(snap.Snap(text.Get).PathSegment)).Holds();
    }

    [Fact]
    public void Snap_AnySettingsAndWidth_AgreesWithExactArithmetic()
    {
        var cases = from allowed in Gen.Choose(1, 2000).NonEmptyListOf()
                    from fallback in Gen.Choose(1, 2000)
                    from variance in Gen.Choose(0, 100)
                    from width in Gen.Choose(-10, 2500)
                    select (Allowed: allowed, Fallback: fallback, Variance: variance, Width: width);

        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            var snap = Paths.Snap(example.Variance, Square(example.Fallback), [.. example.Allowed.Select(Square)]);

            // |width − W| ≤ W · v / 100, in whole numbers: the oracle does not round.
            var expected = example.Allowed.Where(side => side == example.Width).Concat(example.Allowed)
                .Where(side => 100 * Math.Abs(example.Width - side) <= side * example.Variance).DefaultIfEmpty(example.Fallback).First();
            return snap.Snap(example.Width.ToString(CultureInfo.InvariantCulture)).PathSegment == Square(expected);
        }).Holds();
    }

    private static string Square(int side) => string.Create(CultureInfo.InvariantCulture, $"{side}x{side}");
}
