using Bench.Pictures;
using ImageFunctions.Imaging.Vips;

namespace Bench.SideBySide;

/// <summary>A picture, uploaded under as many names as a job needs: nobody has a variant of the next one.</summary>
/// <param name="Name">As jobs call it.</param>
/// <param name="Extension">Without a dot.</param>
/// <param name="Content">The file.</param>
/// <param name="Copies">How many are uploaded.</param>
internal sealed record OriginalFile(string Name, string Extension, byte[] Content, int Copies)
{
    /// <summary>Of all copies, such as <c>photo-0.jpg</c>.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, Copies).Select(i => $"{Name}-{i}.{Extension}");

    public string ContentType => Extension == "jpg" ? "image/jpeg" : $"image/{Extension}";
}

/// <summary>The pictures that are measured with: real photographs where they lie beside the checkout,
/// else drawn ones of the same size.</summary>
internal static class Originals
{
    public const string Photo = "photo";
    public const string Progressive = "progressive";
    public const string SmallProgressive = "small-progressive";
    public const string TwelveMegapixels = "twelve";
    public const string Baseline24 = "baseline24";
    public const string Progressive24 = "progressive24";
    public const string SixMegabytes = "six-megabytes";
    public const string Screenshot = "screenshot";
    public const string PhotoPng = "png-photo";
    public const string PhotoWebp = "webp-photo";
    public const string Animation = "animation";

    /// <summary>Copies of originals whose conversion takes long.</summary>
    public const int FewCopies = 3;

    /// <summary>A copy's name.</summary>
    public static string NameOf(string original, int copy) => $"{original}-{copy}.{Extension(original)}";

    /// <summary>Takes or draws them.</summary>
    public static IReadOnlyList<OriginalFile> Make(int copies)
    {
        VipsLibrary.EnsureLoaded();
        var photo = Real("2725x2225.jpg") ?? SyntheticPhoto.Jpeg(2725, 2225);
        var progressive = SyntheticPhoto.Convert(photo, "jpegsave_buffer", settings: save => save.Set("Q", 85).Set("interlace", true));
        return
        [
            Of(Photo, photo, copies),
            Of(Progressive, progressive, copies),
            Of(SmallProgressive, Real("progressive-3.jpeg") ?? SyntheticPhoto.Jpeg(1200, 900, progressive: true), copies),
            Of(TwelveMegapixels, SyntheticPhoto.Jpeg(4000, 3000), copies),
            Of(Baseline24, SyntheticPhoto.Jpeg(6000, 4000), 1),
            Of(Progressive24, SyntheticPhoto.Jpeg(6000, 4000, progressive: true), 1),
            Of(SixMegabytes, SyntheticPhoto.Jpeg(6000, 4000, quality: 95), FewCopies),
            Of(Screenshot, SyntheticPhoto.Screenshot(3840, 2160), FewCopies),
            Of(PhotoPng, SyntheticPhoto.Convert(photo, "pngsave_buffer", scale: 0.6), FewCopies),
            Of(PhotoWebp, SyntheticPhoto.Convert(photo, "webpsave_buffer", settings: save => save.Set("Q", 85)), FewCopies),
            Of(Animation, SyntheticPhoto.Gif(480, 270), FewCopies),
        ];
    }

    private static OriginalFile Of(string name, byte[] content, int copies) => new(name, Extension(name), content, copies);

    private static string Extension(string original) => original switch
    {
        Screenshot or PhotoPng => "png",
        PhotoWebp => "webp",
        Animation => "gif",
        _ => "jpg",
    };

    private static byte[]? Real(string name)
    {
        for (var folder = new DirectoryInfo(Repository.Root); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "images", "photo", name);
            if (File.Exists(file))
            {
                return File.ReadAllBytes(file);
            }
        }

        return null;
    }
}
