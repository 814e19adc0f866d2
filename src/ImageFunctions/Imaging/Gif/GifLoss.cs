namespace ImageFunctions.Imaging.Gif;

/// <summary>What an animation may lose on its way into a GIF. Chosen by measurement: docs/encoding.md.</summary>
/// <param name="Colours">In a table, at most.</param>
/// <param name="Tolerance">So far a channel may be from what was written and still count as the same.</param>
/// <param name="Dithering">Sixteenths of a colour's error that are passed on to its neighbours.</param>
internal readonly record struct GifLoss(int Colours, int Tolerance, int Dithering)
{
    /// <summary>As a rule.</summary>
    public static readonly GifLoss Usual = new(GifTable.MostColours, Tolerance: 4, Dithering: 12);

    /// <summary>Of a drawing that has been put into its own colours.</summary>
    public static readonly GifLoss Drawing = new(Colours: 8, Tolerance: 32, Dithering: 0);

    /// <summary>Of pixels that are the original's own.</summary>
    public static readonly GifLoss Sampled = new(GifTable.MostColours, Tolerance: 4, Dithering: 0);

    /// <summary>Where the file would be larger than its original: first the noise of dithering goes, then colours.</summary>
    public static readonly IReadOnlyList<GifLoss> More =
    [
        new(GifTable.MostColours, 4, 8), new(GifTable.MostColours, 6, 4), new(GifTable.MostColours, 8, 0), new(192, 8, 0), new(128, 8, 0),
        new(96, 10, 0), new(64, 12, 0), new(48, 12, 0), new(32, 16, 0), new(24, 16, 0), new(16, 20, 0), new(12, 24, 0), new(8, 28, 0),
        new(4, 32, 0), new(2, 32, 0),
    ];
}
