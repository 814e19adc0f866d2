using ImageFunctions.Imaging;
using ImageFunctions.Lifecycle;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using ImageFunctions.Tests.Requests;
using Xunit;

namespace ImageFunctions.Tests.Lifecycle;

public class RecipeTests
{
    private static readonly ImageOptions Defaults = new();

    /// <summary>Every setting that changes pixels or bytes.</summary>
    private static readonly Dictionary<string, ImageOptions> Relevant = new()
    {
        [nameof(ImageOptions.JpegQuality)] = Defaults with { JpegQuality = 81 },
        [nameof(ImageOptions.WebpQuality)] = Defaults with { WebpQuality = 81 },
        [nameof(ImageOptions.AvifQuality)] = Defaults with { AvifQuality = 81 },
        [nameof(ImageOptions.Crop)] = Defaults with { Crop = CropMode.Entropy },
        [nameof(ImageOptions.LinearLight)] = Defaults with { LinearLight = false },
        [nameof(ImageOptions.Gamut)] = Defaults with { Gamut = Gamut.Keep },
        [nameof(ImageOptions.Background)] = Defaults with { Background = new Colour(1, 2, 3) },
        [nameof(ImageOptions.KeepCopyright)] = Defaults with { KeepCopyright = true },
        [nameof(ImageOptions.EnlargeAnimations)] = Defaults with { EnlargeAnimations = true },
        [nameof(ImageOptions.TruncatedOriginals)] = Defaults with { TruncatedOriginals = TruncatedOriginals.Refuse },
        [nameof(ImageOptions.WatermarkPosition)] = Defaults with { WatermarkPosition = WatermarkPosition.Centre },
        [nameof(ImageOptions.WatermarkScalePercent)] = Defaults with { WatermarkScalePercent = 26 },
        [nameof(ImageOptions.WatermarkOpacityPercent)] = Defaults with { WatermarkOpacityPercent = 61 },
        [nameof(ImageOptions.WatermarkMinimumSize)] = Defaults with { WatermarkMinimumSize = 201 },
    };

    /// <summary>Every other: it must not throw away what is stored.</summary>
    private static readonly Dictionary<string, ImageOptions> Irrelevant = new()
    {
        [nameof(ImageOptions.Containers)] = Defaults with { Containers = ["other"] },
        [nameof(ImageOptions.AllowedDimensions)] = Defaults with { AllowedDimensions = [Paths.Dimension("1x1")] },
        [nameof(ImageOptions.DefaultDimension)] = Defaults with { DefaultDimension = Paths.Dimension("1x1") },
        [nameof(ImageOptions.VariancePercent)] = Defaults with { VariancePercent = 1 },
        [nameof(ImageOptions.Formats)] = Defaults with { Formats = ["avif"] },
        [nameof(ImageOptions.CacheControl)] = Defaults with { CacheControl = "no-cache" },
        [nameof(ImageOptions.OriginalCacheControl)] = Defaults with { OriginalCacheControl = "no-cache" },
        [nameof(ImageOptions.Watermark)] = Defaults with { Watermark = "images/renamed.png" }, // its ETag counts
        [nameof(ImageOptions.MaxSourceBytes)] = Defaults with { MaxSourceBytes = 1 },
        [nameof(ImageOptions.MaxSourcePixels)] = Defaults with { MaxSourcePixels = 1 },
        [nameof(ImageOptions.MaxSourceFrames)] = Defaults with { MaxSourceFrames = 1 },
        [nameof(ImageOptions.MemoryBudgetBytes)] = Defaults with { MemoryBudgetBytes = 1 },
        [nameof(ImageOptions.BrokenTime)] = Defaults with { BrokenTime = TimeSpan.Zero },
        [nameof(ImageOptions.QuarantineTime)] = Defaults with { QuarantineTime = TimeSpan.Zero },
        [nameof(ImageOptions.Timeout)] = Defaults with { Timeout = TimeSpan.FromSeconds(1) },
        [nameof(ImageOptions.MaxConcurrency)] = Defaults with { MaxConcurrency = 77 },
        [nameof(ImageOptions.MaxQueue)] = Defaults with { MaxQueue = 1 },
        [nameof(ImageOptions.Pregenerate)] = Defaults with { Pregenerate = PregenerateMode.All },
        [nameof(ImageOptions.ServeStaleOnError)] = Defaults with { ServeStaleOnError = !Defaults.ServeStaleOnError },
        [nameof(ImageOptions.Snap)] = Defaults with { Snap = SnapMode.Up },
        [nameof(ImageOptions.Fallback)] = Defaults with { Fallback = "images/none.png" },
        [nameof(ImageOptions.FallbackCacheControl)] = Defaults with { FallbackCacheControl = "public, max-age=60" },
        [nameof(ImageOptions.VerifySource)] = Defaults with { VerifySource = false },
    };

    public static TheoryData<string> RelevantNames => [.. Relevant.Keys];

    public static TheoryData<string> IrrelevantNames => [.. Irrelevant.Keys];

    [Fact]
    public void For_Defaults_IsTwelveHexadecimalDigitsAndStable()
    {
        Assert.Matches("^[0-9a-f]{12}$", For(Defaults));
        Assert.Equal(For(Defaults), For(new ImageOptions()));
    }

    [Theory]
    [MemberData(nameof(RelevantNames))]
    public void For_SettingThatChangesPixels_IsAnother(string setting) => Assert.NotEqual(For(Defaults), For(Relevant[setting]));

    [Theory]
    [MemberData(nameof(IrrelevantNames))]
    public void For_SettingThatChangesNone_IsTheSame(string setting) => Assert.Equal(For(Defaults), For(Irrelevant[setting]));

    // A new setting has to be entered in one of the tables above: forgotten in the recipe, it would leave old pictures in the store.
    [Fact]
    public void Settings_All_AreInOneOfTheTables() => Assert.Equal(
        typeof(ImageOptions).GetProperties().Select(property => property.Name).Order(), Relevant.Keys.Concat(Irrelevant.Keys).Order());

    [Fact]
    public void For_AnotherEngine_IsAnother() => Assert.NotEqual(For(Defaults), For(Defaults, engine: "vips 9"));

    [Fact]
    public void For_AnotherFit_IsAnother()
    {
        Assert.NotEqual(For(Defaults, "100x100"), For(Defaults, "100x100:contain"));
        Assert.NotEqual(For(Defaults, "100x100:inside"), For(Defaults, "100x100:contain"));
    }

    [Fact]
    public void For_AnotherSize_IsTheSame() => Assert.Equal(For(Defaults, "100x100"), For(Defaults, "300x200"));

    [Fact]
    public void For_AnotherWatermark_IsAnother() => Assert.NotEqual(For(Defaults, watermark: "0x1"), For(Defaults, watermark: "0x2"));

    [Fact]
    public void For_Info_FollowsTheVariantsThatItNames()
    {
        var defaults = ForInfo(Defaults);

        Assert.NotEqual(defaults, ForInfo(Defaults with { Formats = ["avif", "webp"] }));
        Assert.NotEqual(defaults, ForInfo(Defaults with { AllowedDimensions = [Paths.Dimension("640x")] }));
        Assert.NotEqual(defaults, ForInfo(Defaults with { DefaultDimension = Paths.Dimension("640x") }));
        Assert.Equal(defaults, ForInfo(Defaults, watermark: "0x1"));
    }

    [Fact]
    public void For_NoWatermark_DoesNotLookAtItsSettings() =>
        Assert.Equal(For(Defaults, watermark: null), For(Defaults with { WatermarkScalePercent = 50 }, watermark: null));

    private static string For(ImageOptions options, string dimension = "100x100", string engine = "vips 8", string? watermark = "0x1") =>
        new Recipe(options, new NamedEngine(engine))
            .For(VariantPath.For(Paths.Path("/images/cat.jpg"), Paths.Dimension(dimension), "webp").Value!, watermark);

    private static string ForInfo(ImageOptions options, string? watermark = null) =>
        new Recipe(options, new NamedEngine("vips 8")).For(VariantPath.InfoOf(Paths.Path("/images/cat.jpg")).Value!, watermark);

    private sealed class NamedEngine(string identity) : IImageEngine
    {
        public string Identity => identity;

        public Outcome<OpenedImage> Open(NativeBuffer source, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
