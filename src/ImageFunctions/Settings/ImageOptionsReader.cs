using System.Globalization;
using System.Text.RegularExpressions;
using ImageFunctions.Requests;

namespace ImageFunctions.Settings;

/// <summary>Reads <see cref="ImageOptions"/> from configuration and checks every value (contract, section 7).</summary>
internal static partial class ImageOptionsReader
{
    private const int MaxQuality = 100;
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(230); // Azure's front ends cut a request off there

    /// <summary>Reads all settings; what cannot be used is told to <paramref name="faults"/> and its default taken.</summary>
    public static ImageOptions Read(IConfiguration configuration, ICollection<string> faults)
    {
        var reader = new SettingReader(configuration, faults);
        var defaults = new ImageOptions();
        var responsive = false;
        var dimensions = reader.ReadList("Images:AllowedDimensions", defaults.AllowedDimensions, DimensionsWanted, TryDimension, name =>
        {
            responsive |= name == Ladders.Responsive;
            return Ladders.Find(name);
        });
        if (responsive)
        {
            defaults = defaults with { DefaultDimension = Ladders.DefaultOf(Ladders.Responsive), Snap = SnapMode.Up };
        }

        var options = new ImageOptions
        {
            Containers = reader.ReadList(
                "Images:Containers", defaults.Containers,
                "a container's name: 3 to 63 of a-z, 0-9 and single dashes; info is taken by /info/…", TryServedContainer),
            AllowedDimensions = dimensions,
            DefaultDimension = reader.Read("Images:DefaultDimension", defaults.DefaultDimension, DimensionWanted, TryDimension),
            Snap = reader.ReadChoice("Images:Snap", defaults.Snap),
            VariancePercent = reader.Read("Images:VariancePercent", defaults.VariancePercent, "a number from 0 to 100", TryPercent),
            Formats = reader.ReadList("Images:Formats", defaults.Formats, "webp or avif", TryFormat),
            CacheControl = reader.Read("Images:CacheControl", defaults.CacheControl, HeaderWanted, TryHeader),
            OriginalCacheControl = reader.Read("Images:OriginalCacheControl", defaults.OriginalCacheControl, HeaderWanted, TryHeader),
            JpegQuality = (int)reader.ReadNumber("Images:JpegQuality", defaults.JpegQuality, 1, MaxQuality),
            WebpQuality = (int)reader.ReadNumber("Images:WebpQuality", defaults.WebpQuality, 1, MaxQuality),
            AvifQuality = (int)reader.ReadNumber("Images:AvifQuality", defaults.AvifQuality, 1, MaxQuality),
            Crop = reader.ReadChoice("Images:Crop", defaults.Crop),
            LinearLight = reader.ReadFlag("Images:LinearLight", defaults.LinearLight),
            Gamut = reader.ReadChoice("Images:Gamut", defaults.Gamut),
            Background = reader.Read<Colour>(
                "Images:Background", defaults.Background, "six hexadecimal digits, such as ffffff", Colour.TryParse),
            KeepCopyright = reader.ReadFlag("Images:KeepCopyright", defaults.KeepCopyright),
            Watermark = reader.Read(
                "Images:Watermark", defaults.Watermark, "a blob such as images/logo.png: container, slash, name", TryBlob),
            WatermarkPosition = reader.ReadChoice("Images:WatermarkPosition", defaults.WatermarkPosition),
            WatermarkScalePercent = (int)reader.ReadNumber("Images:WatermarkScalePercent", defaults.WatermarkScalePercent, 1, 100),
            WatermarkOpacityPercent = (int)reader.ReadNumber("Images:WatermarkOpacityPercent", defaults.WatermarkOpacityPercent, 1, 100),
            WatermarkMinimumSize = (int)reader.ReadNumber(
                "Images:WatermarkMinimumSize", defaults.WatermarkMinimumSize, 1, Dimension.MaxSide),
            Fallback = reader.Read("Images:Fallback", defaults.Fallback, PictureWanted, TryPicture),
            FallbackCacheControl = reader.Read("Images:FallbackCacheControl", defaults.FallbackCacheControl, HeaderWanted, TryHeader),
            EnlargeAnimations = reader.ReadFlag("Images:EnlargeAnimations", defaults.EnlargeAnimations),
            MaxSourceBytes = reader.ReadNumber("Images:MaxSourceBytes", defaults.MaxSourceBytes, 1, int.MaxValue),
            MaxSourcePixels = reader.ReadNumber("Images:MaxSourcePixels", defaults.MaxSourcePixels, 1, 10_000_000_000),
            MaxSourceFrames = (int)reader.ReadNumber("Images:MaxSourceFrames", defaults.MaxSourceFrames, 1, 100_000),
            TruncatedOriginals = reader.ReadChoice("Images:TruncatedOriginals", defaults.TruncatedOriginals),
            MemoryBudgetBytes = reader.ReadNumber("Images:MemoryBudgetBytes", defaults.MemoryBudgetBytes, 64 << 20, 1L << 40),
            Timeout = reader.Read("Images:Timeout", defaults.Timeout, "a time from 00:00:01 to 00:03:50", TryTimeout),
            MaxConcurrency = (int)reader.ReadNumber("Images:MaxConcurrency", defaults.MaxConcurrency, 1, 256),
            MaxQueue = (int)reader.ReadNumber("Images:MaxQueue", defaults.MaxQueue, 0, 100_000),
            BrokenTime = reader.Read("Images:BrokenTime", defaults.BrokenTime, WhileWanted, TryWhile),
            QuarantineTime = reader.Read("Images:QuarantineTime", defaults.QuarantineTime, WhileWanted, TryWhile),
            VerifySource = reader.ReadFlag("Images:VerifySource", defaults.VerifySource),
            ServeStaleOnError = reader.ReadFlag("Images:ServeStaleOnError", defaults.ServeStaleOnError),
            Pregenerate = reader.ReadChoice("Images:Pregenerate", defaults.Pregenerate),
        };
        reader.FaultUnknown("Images");
        FaultAmbiguous(options, faults);
        return options;
    }

    private const string DimensionWanted =
        "a dimension such as 100x100, 800x or 300x300:contain (cover, contain or inside), with sides from 1 to 16383";
    private const string DimensionsWanted = $"{Ladders.Article}, {Ladders.Responsive}, or {DimensionWanted}";
    private const string PictureWanted = "a blob such as images/none.png: container, slash, name with an extension";
    private const string WhileWanted = "a time from 00:00:00 to 1.00:00:00";
    private const string HeaderWanted = "the value of a Cache-Control header, such as public, max-age=3600";

    // Two variants of one path would take turns in replacing each other.
    private static void FaultAmbiguous(ImageOptions options, ICollection<string> faults)
    {
        foreach (var same in options.AllowedDimensions.Append(options.DefaultDimension)
            .Distinct().GroupBy(d => d.PathSegment).Where(g => g.Count() > 1))
        {
            faults.Add($"Images__AllowedDimensions and Images__DefaultDimension hold {string.Join(" and ", same)}, "
                + $"whose variants would have the same path. Keep one.");
        }
    }

    [GeneratedRegex("^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex ContainerName();

    private static bool TryServedContainer(string text, out string name) =>
        TryContainer(text, out name) && text != VariantPath.InfoDimension;

    private static bool TryContainer(string text, out string name)
    {
        name = text;
        return text is "$web" || ContainerName().IsMatch(text);
    }

    private static bool TryDimension(string text, out Dimension dimension) => Dimension.TryParse(text, out dimension);

    private static bool TryPercent(string text, out double value) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value) && value is >= 0 and <= 100;

    private static bool TryFormat(string text, out string format)
    {
        format = text.ToLowerInvariant();
        return format is "webp" or "avif";
    }

    private static bool TryHeader(string text, out string header)
    {
        header = text;
        return System.Net.Http.Headers.CacheControlHeaderValue.TryParse(text, out _) && ImageOptions.CanBeSent(text);
    }

    private static bool TryBlob(string text, out string? blob)
    {
        blob = text;
        return text.Split('/', 2) is [var container, { Length: > 0 }] && TryContainer(container, out _);
    }

    private static bool TryPicture(string text, out string? blob) =>
        TryBlob(text, out blob) && ImagePath.Configured(text).Extension.Length > 0;

    private static bool TryTimeout(string text, out TimeSpan value) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value)
            && value >= TimeSpan.FromSeconds(1)
            && value <= LongestTimeout;

    private static bool TryWhile(string text, out TimeSpan value) =>
        TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out value)
            && value >= TimeSpan.Zero
            && value <= TimeSpan.FromDays(1);
}
