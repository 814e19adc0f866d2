using System.Buffers.Binary;

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

    /// <summary>What an AVIF or a PNG says of it; null for all other pictures.</summary>
    /// <param name="kind">What the file is.</param>
    /// <param name="file">All of it.</param>
    public static HdrCoding? Of(SourceKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        SourceKind.Heif or SourceKind.HeifHevc when HeifFile.Read(file) is { CodePoints: { } points } heif => Of(points, heif.PeakLight),
        SourceKind.Png => OfPng(file),
        _ => null,
    };

    private static HdrCoding? Of((int Primaries, int Transfer) points, int peakLight) => points.Transfer is Pq or Hlg
        ? new HdrCoding(points.Primaries, points.Transfer == Hlg, points.Transfer == Pq && peakLight > 0 ? peakLight : NominalPeak)
        : null;

    // PNG, third edition, 11.3.2.6 and 11.3.2.8: cICP goes before any profile; cLLI is in units of 0.0001 cd/m². Both stand before the
    // pixels.
    private static HdrCoding? OfPng(ReadOnlySpan<byte> file)
    {
        (int, int)? points = null;
        var peak = 0U;
        for (var at = 8; at + 12 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
            var type = file.Slice(at + 4, 4);
            if (type.SequenceEqual("IDAT"u8) || length > (uint)(file.Length - at - 12))
            {
                break;
            }

            if (type.SequenceEqual("cICP"u8) && length == 4)
            {
                points = (file[at + 8], file[at + 9]);
            }
            else if (type.SequenceEqual("cLLI"u8) && length == 8)
            {
                peak = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8)..]) / 10_000;
            }

            at += 12 + (int)length;
        }

        return points is { } found ? Of(found, (int)peak) : null;
    }
}
