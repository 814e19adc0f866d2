namespace ImageFunctions.Imaging.Vips.Native;

/// <summary>How one sample is stored (vips/image.h, VipsBandFormat).</summary>
internal enum VipsBandFormat
{
    UChar = 0,
    Char = 1,
    UShort = 2,
    Short = 3,
    UInt = 4,
    Int = 5,
    Float = 6,
    Complex = 7,
    Double = 8,
    DoubleComplex = 9,
}

/// <summary>What the bands mean (vips/image.h, VipsInterpretation).</summary>
internal enum VipsInterpretation
{
    Multiband = 0,
    BlackWhite = 1,
    Cmyk = 15,
    Srgb = 22,
    Rgb16 = 25,
    Grey16 = 26,
    ScRgb = 28,
}

/// <summary>How pixels are asked for (vips/image.h, VipsAccess).</summary>
internal enum VipsAccess
{
    Random = 0,
    Sequential = 1,
}

/// <summary>What makes a loader give up (vips/foreign.h, VipsFailOn): each value includes those before it.</summary>
internal enum VipsFailOn
{
    None = 0,
    Truncated = 1,
    Error = 2,
    Warning = 3,
}

/// <summary>Which metadata a saver writes (vips/foreign.h, VipsForeignKeep).</summary>
[Flags]
internal enum VipsKeep
{
    None = 0,
    Exif = 1 << 0,
    Icc = 1 << 3,
}

/// <summary>Where a crop looks (vips/conversion.h, VipsInteresting).</summary>
internal enum VipsInteresting
{
    None = 0,
    Centre = 1,
    Entropy = 2,
    Attention = 3,
}

/// <summary>ICC rendering intent (vips/colour.h, VipsIntent; ICC.1:2022 section 0.9).</summary>
internal enum VipsIntent
{
    Perceptual = 0,
    Relative = 1,
}

/// <summary>Chroma subsampling (vips/foreign.h, VipsForeignSubsample).</summary>
internal enum VipsSubsample
{
    Auto = 0,
    On = 1,
    Off = 2,
}
