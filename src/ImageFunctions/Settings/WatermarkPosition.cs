namespace ImageFunctions.Settings;

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
