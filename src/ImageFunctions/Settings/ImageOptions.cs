using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using ImageFunctions.Requests;

namespace ImageFunctions.Settings;

/// <summary>The settings under <c>Images__</c>, with their defaults;
/// <see cref="ImageOptionsReader"/> reads and checks them at start.</summary>
internal sealed record ImageOptions
{
    /// <summary>The containers that exist for a viewer.</summary>
    public IReadOnlyList<string> Containers { get; init; } = ["images"];

    /// <summary>The sizes that variants can have, in the order in which a requested width is tried against them.</summary>
    public IReadOnlyList<Dimension> AllowedDimensions { get; init; } = Ladders.Find(Ladders.Article)!;

    /// <summary>The size for what is no number, and for a width that no allowed dimension is near to.</summary>
    public Dimension DefaultDimension { get; init; } = Ladders.DefaultOf(Ladders.Article);

    /// <inheritdoc cref="SnapMode"/>
    public SnapMode Snap { get; init; } = SnapMode.Nearest;

    /// <summary>How far a requested width may lie from an allowed one, in percent of the allowed one.</summary>
    public double VariancePercent { get; init; } = 20;

    /// <summary>Formats offered to viewers that take them, best first: extensions, <c>webp</c> and <c>avif</c>.</summary>
    public IReadOnlyList<string> Formats { get; init; } = ["webp"];

    /// <summary><c>Cache-Control</c> of variants.</summary>
    public string CacheControl { get; init; } = "public, max-age=31536000";

    /// <summary><c>Cache-Control</c> of originals that carry none of their own.</summary>
    public string OriginalCacheControl { get; init; } = "public, max-age=86400";

    /// <summary>1 to 100.</summary>
    public int JpegQuality { get; init; } = 80;

    /// <summary>1 to 100.</summary>
    public int WebpQuality { get; init; } = 80;

    /// <summary>1 to 100; another scale than WebP's: 66 looks like WebP's 80 (docs/encoding.md).</summary>
    public int AvifQuality { get; init; } = 66;

    /// <inheritdoc cref="CropMode"/>
    public CropMode Crop { get; init; } = CropMode.Centre;

    /// <summary>Whether light is mixed when pixels become one, and not sRGB's numbers, which darkens fine detail.</summary>
    public bool LinearLight { get; init; } = true;

    /// <inheritdoc cref="Settings.Gamut"/>
    public Gamut Gamut { get; init; } = Gamut.Srgb;

    /// <summary>What transparent pictures are laid on in formats without transparency.</summary>
    public Colour Background { get; init; } = new(0xFF, 0xFF, 0xFF);

    /// <summary>Whether the EXIF copyright and artist of an original go along; all other metadata never does.</summary>
    public bool KeepCopyright { get; init; }

    /// <summary>The blob that is laid over variants, as <c>container/name</c>; null for none. Its container need not be served.</summary>
    public string? Watermark { get; init; }

    /// <inheritdoc cref="Settings.WatermarkPosition"/>
    public WatermarkPosition WatermarkPosition { get; init; } = WatermarkPosition.BottomRight;

    /// <summary>Its width, in percent of the variant's; its height follows, and never exceeds the variant's.</summary>
    public int WatermarkScalePercent { get; init; } = 25;

    /// <summary>100 covers what lies below, 1 is hardly seen.</summary>
    public int WatermarkOpacityPercent { get; init; } = 60;

    /// <summary>Variants with a side shorter than this, in pixels, carry none.</summary>
    public int WatermarkMinimumSize { get; init; } = 200;

    /// <summary>The picture that is shown where there is none, as <c>container/name</c>; null for none.</summary>
    public string? Fallback { get; init; }

    /// <summary><c>Cache-Control</c> of answers that show it.</summary>
    public string FallbackCacheControl { get; init; } = "no-store";

    /// <summary>Whether animations are enlarged as stills are: frames by the hundred grow with them.</summary>
    public bool EnlargeAnimations { get; init; }

    /// <summary>Largest original that is read, in bytes.</summary>
    public long MaxSourceBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Largest original that is decoded, in pixels, all frames together.</summary>
    public long MaxSourcePixels { get; init; } = 100_000_000;

    /// <summary>Most frames of an animation that is decoded.</summary>
    public int MaxSourceFrames { get; init; } = 500;

    /// <inheritdoc cref="Settings.TruncatedOriginals"/>
    public TruncatedOriginals TruncatedOriginals { get; init; } = TruncatedOriginals.Show;

    /// <summary>
    /// Memory for originals and for decoding them, all conversions together, in bytes: a quarter of it for originals. By default half of
    /// what the process may use, which in a container is its limit: the other half is for the runtime, answers, and what malloc keeps.
    /// </summary>
    public long MemoryBudgetBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Longest time for making one variant, from reading the original to the encoded picture.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Variants made at the same time.</summary>
    public int MaxConcurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Variants that may wait to be made; one more is refused with 503.</summary>
    public int MaxQueue { get; init; } = 100;

    /// <summary>How long an original that cannot be read is refused without another try.</summary>
    public TimeSpan BrokenTime { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an original is refused that was being decoded when the process died;
    /// ten times as long after each further death.</summary>
    public TimeSpan QuarantineTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Whether every hit is checked against its original's ETag.</summary>
    public bool VerifySource { get; init; } = true;

    /// <summary>Whether an outdated variant is served where no new one can be made for reasons that pass; otherwise that is 503.</summary>
    public bool ServeStaleOnError { get; init; }

    /// <inheritdoc cref="PregenerateMode"/>
    public PregenerateMode Pregenerate { get; init; } = PregenerateMode.Off;

    /// <summary><c>Cache-Control</c> of an original that has this one, or none, of its own.</summary>
    public string CacheControlOfOriginal(string? own) => CanBeSent(own) ? own : IsRestricted(own) ? "no-store" : OriginalCacheControl;

    /// <summary><c>Cache-Control</c> of a variant: where its original's own says <c>private</c> or <c>no-store</c>, that one.</summary>
    /// <param name="own">The original's own, or the one that a stored variant took over from it.</param>
    public string CacheControlOfVariant(string? own) => IsRestricted(own) ? CacheControlOfOriginal(own) : CacheControl;

    /// <summary>Whether a <c>Cache-Control</c> keeps a picture out of shared caches (RFC 9111 section 5.2.2).</summary>
    public static bool IsRestricted(string? cacheControl) => cacheControl is not null && cacheControl.Split(',').Any(directive =>
        directive.Split('=')[0].Trim() is var name
        && (name.Equals("private", StringComparison.OrdinalIgnoreCase) || name.Equals("no-store", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a blob's property can be a header's value: storage keeps what it is given, a header takes ASCII alone.</summary>
    public static bool CanBeSent([NotNullWhen(true)] string? property) =>
        !string.IsNullOrEmpty(property) && property.All(c => c is >= ' ' and < (char)0x7F);
}

/// <summary>An sRGB colour, 0–255 a channel.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    /// <summary>Reads six hexadecimal digits, with or without <c>#</c> before them.</summary>
    public static bool TryParse(string text, out Colour colour)
    {
        var digits = text.AsSpan().TrimStart('#');
        var known = digits.Length == 6 & int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        colour = new Colour((byte)(value >> 16), (byte)(value >> 8), (byte)value);
        return known;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Red:x2}{Green:x2}{Blue:x2}";
}

/// <summary>Which part of a picture stays when it is cropped to its box.</summary>
internal enum CropMode
{
    Centre,

    /// <summary>What draws the eye: skin, saturated colours, sharp edges (libvips' <c>attention</c>).</summary>
    Attention,

    /// <summary>Where the picture has most detail (libvips' <c>entropy</c>).</summary>
    Entropy,
}

/// <summary>What becomes of colours that sRGB does not have.</summary>
internal enum Gamut
{
    /// <summary>The nearest that it has.</summary>
    Srgb,

    /// <summary>They stay, in Display P3, where the format carries a profile.</summary>
    Keep,
}

/// <summary>Which variants are made as soon as an original is uploaded, before a viewer asks.</summary>
internal enum PregenerateMode
{
    /// <summary>None: each is made when it is first asked for.</summary>
    Off,

    /// <summary>Every allowed dimension in every format that a viewer can be given.</summary>
    All,
}

/// <summary>Where on a variant the watermark lies; each but the middle keeps a small margin.</summary>
internal enum WatermarkPosition
{
    TopLeft,
    Top,
    TopRight,
    Left,
    Centre,
    Right,
    BottomLeft,
    Bottom,
    BottomRight,
}

/// <summary>What becomes of an original that breaks off before its end, as an upload that was cut short does.</summary>
internal enum TruncatedOriginals
{
    /// <summary>What is there is shown, as browsers do.</summary>
    Show,

    /// <summary>It counts as broken.</summary>
    Refuse,
}
