namespace ImageFunctions.Settings;

/// <summary>Which part of a picture stays when it is cropped to its box.</summary>
internal enum CropMode
{
    /// <summary>The middle.</summary>
    Centre,

    /// <summary>What draws the eye: skin, saturated colours, sharp edges (libvips' <c>attention</c>).</summary>
    Attention,

    /// <summary>Where the picture has most detail (libvips' <c>entropy</c>).</summary>
    Entropy,
}
