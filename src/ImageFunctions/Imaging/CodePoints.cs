using System.Buffers.Binary;

namespace ImageFunctions.Imaging;

/// <summary>What a file says of its colours in code points (ITU-T H.273), where no profile goes before them.</summary>
/// <param name="Primaries">1 for sRGB's, 9 for those of BT.2020, 12 for Display P3.</param>
/// <param name="Transfer">13 for sRGB's curve, 16 for PQ, 18 for HLG.</param>
/// <param name="PeakLight">The brightest that it shows, in cd/m² (MaxCLL); 0 where it is not told.</param>
internal readonly record struct CodePoints(int Primaries, int Transfer, int PeakLight = 0)
{
    private const double SrgbCurve = 0;
    private const double GammaOfTelevision = 2.4; // ITU-R BT.1886

    /// <summary>The curve of what is made for television (BT.709, BT.601, BT.2020). By measurement: Chromium takes it for sRGB's in an
    /// AVIF, and for a television's in a PNG.</summary>
    private double Television { get; init; }

    /// <summary>What an AVIF or a PNG says; null for all other pictures.</summary>
    /// <param name="kind">What the file is.</param>
    /// <param name="file">All of it.</param>
    public static CodePoints? Of(SourceKind kind, ReadOnlySpan<byte> file) => kind switch
    {
        SourceKind.Heif or SourceKind.HeifHevc => HeifFile.Read(file)?.CodePoints,
        SourceKind.Png => OfPng(file),
        _ => null,
    };

    /// <summary>
    /// The profile that says the same of a picture for screens of standard range; empty where that is sRGB, null where they say something
    /// else.
    /// </summary>
    public byte[]? ToProfile()
    {
        double? gamma = Transfer switch
        {
            1 or 6 or 14 or 15 => Television,
            2 or 13 => SrgbCurve,
            4 => 2.2,
            5 => 2.8,
            8 => 1,
            _ => null,
        };
        double[]? chromaticities = Primaries switch
        {
            1 => [0.64, 0.33, 0.30, 0.60, 0.15, 0.06],
            5 => [0.64, 0.33, 0.29, 0.60, 0.15, 0.06], // BT.601 of 625 lines
            6 or 7 => [0.630, 0.340, 0.310, 0.595, 0.155, 0.070], // BT.601 of 525 lines
            9 => [0.708, 0.292, 0.170, 0.797, 0.131, 0.046],
            12 => [0.680, 0.320, 0.265, 0.690, 0.150, 0.060],
            _ => null,
        };
        return (Primaries, gamma, chromaticities) switch
        {
            (_, null, _) or (_, _, null) => null,
            (1, SrgbCurve, _) => [],
            (12, SrgbCurve, _) => ColourProfile.DisplayP3,
            _ => ProfileWriter.Write("H.273", ProfileWriter.PrimariesOf(chromaticities), gamma.Value),
        };
    }

    // PNG, third edition, 11.3.2.6 and 11.3.2.8: cICP goes before any profile; cLLI is in units of 0.0001 cd/m². Both stand before the
    // pixels.
    private static CodePoints? OfPng(ReadOnlySpan<byte> file)
    {
        CodePoints? points = null;
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
                points = new CodePoints(file[at + 8], file[at + 9]) { Television = GammaOfTelevision };
            }
            else if (type.SequenceEqual("cLLI"u8) && length == 8)
            {
                peak = BinaryPrimitives.ReadUInt32BigEndian(file[(at + 8)..]) / 10_000;
            }

            at += 12 + (int)length;
        }

        return points is { } found ? found with { PeakLight = (int)peak } : null;
    }
}
