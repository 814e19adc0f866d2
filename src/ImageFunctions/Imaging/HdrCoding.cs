namespace ImageFunctions.Imaging;

/// <summary>That samples mean more light than a screen's white (ITU-R BT.2100), by the code points of ITU-T H.273.</summary>
/// <param name="Primaries">9 for those of BT.2020, 12 for Display P3; others count as sRGB's.</param>
/// <param name="IsHlg">HLG, else PQ.</param>
/// <param name="PeakLight">The brightest that is shown, in cd/m².</param>
internal readonly record struct HdrCoding(int Primaries, bool IsHlg, int PeakLight)
{
    public const int Bt2020 = 9;
    public const int DisplayP3 = 12;

    private const int Pq = 16;
    private const int Hlg = 18;
    private const int NominalPeak = 1000; // of HLG, and of PQ that does not tell its own

    /// <summary>What code points say of it; null where they say that the range is a screen's.</summary>
    public static HdrCoding? Of(CodePoints? points) => points is { Transfer: Pq or Hlg } found
        ? new HdrCoding(
            found.Primaries, found.Transfer == Hlg, found.Transfer == Pq && found.PeakLight > 0 ? found.PeakLight : NominalPeak)
        : null;
}
