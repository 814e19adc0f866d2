using FsCheck;
using FsCheck.Fluent;
using ImageFunctions.Requests;
using ImageFunctions.Tests.Fixtures;
using Xunit;

namespace ImageFunctions.Tests.Requests;

public class RewriteProperties
{
    private static readonly string[] Allowed = ["100x100", "640x480", "800x", "50x90"];

    private static readonly Gen<string> Segment = Gen.Elements([.. "abcXYZ019 .-_+%~!'()äß猫é&=#?;"]).NonEmptyListOf()
        .Select(chars => string.Concat(chars))
        .Where(text => text is not ("." or "..") && ImagePath.Parse($"/images/{text}", Paths.Containers).Value is not null);

    private static readonly Gen<string> Name =
        from stem in Segment
        from extension in Gen.Elements("jpg", "JPEG", "png", "gif", "webp", "avif", "tif", "x")
        select $"{stem}.{extension}";

    private static readonly Gen<(string Path, string Requested, string? Header)> Requests =
        from container in Gen.Elements(Paths.Containers)
        from folders in Segment.ListOf()
        from name in Name
        from requested in Gen.OneOf(
            Gen.Choose(0, 1000).Select(width => $"{width}x{width}"),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get))
        from header in Gen.Elements<string?>("webp", "avif", "original", null)
        select ('/' + string.Join('/', [container, .. folders, name]), requested, header);

    [Fact]
    public void Apply_AnyRequest_GivesAPathThatLeadsBack()
    {
        var rewrite = new Rewrite(Paths.Snap(20, "100x100", Allowed), new FormatChoice(["avif", "webp"]));

        Prop.ForAll(Requests.ToArbitrary(), request =>
        {
            var variant = rewrite.Apply(Paths.Path(request.Path), request.Requested, request.Header, []).Value!;
            var segments = variant.Path.ToString().Split('/');

            // Without its last folders but one, the path is the original's; they are the dimension and the format.
            string original = string.Join('/', [.. segments[..^3], segments[^1]]);
            return original == request.Path
                && variant.Path.FileName == variant.Original.FileName
                && Allowed.Contains(segments[^3])
                && Dimension.TryParse(segments[^3], out var dimension) && dimension == variant.Dimension
                && ImageFormats.TryFromExtension(segments[^2], out var format) && format == variant.Format;
        }).Holds();
    }

    [Fact]
    public void Apply_AnyRequest_ItsPathCanBeAskedForByItself()
    {
        var rewrite = new Rewrite(Paths.Snap(20, "100x100", Allowed), new FormatChoice(["webp"]));

        Prop.ForAll(Requests.ToArbitrary(), request =>
        {
            var path = rewrite.Apply(Paths.Path(request.Path), request.Requested, request.Header, []).Value!.Path;
            return ImagePath.Parse(path.ToString(), Paths.Containers).Value == path;
        }).Holds();
    }
}
