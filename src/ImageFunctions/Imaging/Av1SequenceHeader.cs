namespace ImageFunctions.Imaging;

/// <summary>
/// The sequence header of an AV1 stream (AV1 bitstream specification, 5.5), read as far as to what it says of colours: for AVIFs whose
/// boxes say nothing.
/// </summary>
internal ref struct Av1SequenceHeader
{
    private const int SequenceHeader = 1; // type of an OBU
    private const int MostUnits = 4; // it stands first, or behind a delimiter

    private readonly ReadOnlySpan<byte> content;
    private int at; // in bits

    private Av1SequenceHeader(ReadOnlySpan<byte> content) => this.content = content;

    /// <summary>Primaries and transfer; null where they are not told, or the stream is one of a film with timing.</summary>
    /// <param name="stream">From its start on.</param>
    public static CodePoints? CodePoints(ReadOnlySpan<byte> stream)
    {
        for (var i = 0; i < MostUnits && stream.Length >= 2; i++)
        {
            var (type, start) = ((stream[0] >> 3) & 0xF, (stream[0] & 4) == 0 ? 1 : 2);
            var length = stream.Length - start;
            if ((stream[0] & 2) != 0 && !TryLength(stream, ref start, out length))
            {
                return null;
            }

            if (type == SequenceHeader)
            {
                return new Av1SequenceHeader(stream.Slice(start, length)).ReadCodePoints();
            }

            stream = stream[(start + length)..];
        }

        return null;
    }

    // 4.10.5: seven bits a byte, the lowest first.
    private static bool TryLength(ReadOnlySpan<byte> stream, ref int start, out int length)
    {
        length = 0;
        for (var shift = 0; shift < 28 && start < stream.Length; shift += 7)
        {
            var value = stream[start++];
            length |= (value & 0x7F) << shift;
            if (value < 0x80)
            {
                return length <= stream.Length - start;
            }
        }

        return false;
    }

    private CodePoints? ReadCodePoints()
    {
        var profile = Bits(3);
        Skip(1); // still picture
        var isReduced = Flag();
        if (!(isReduced ? Skip(5) : TrySkipOperatingPoints()))
        {
            return null;
        }

        SkipSize(isReduced);
        SkipTools(isReduced);
        var isDeep = Flag();
        Skip(profile == 2 && isDeep ? 1 : 0); // 12 bits
        Skip(profile == 1 ? 0 : 1); // grey
        return Flag() ? new CodePoints(Bits(8), Bits(8)) : null;
    }

    private bool TrySkipOperatingPoints()
    {
        if (Flag())
        {
            return false; // timing
        }

        var tellsDelay = Flag();
        for (var left = Bits(5) + 1; left > 0; left--)
        {
            Skip(12);
            Skip(Bits(5) > 7 ? 1 : 0); // level and tier
            Skip(tellsDelay && Flag() ? 4 : 0);
        }

        return true;
    }

    private void SkipSize(bool isReduced)
    {
        var (width, height) = (Bits(4) + 1, Bits(4) + 1);
        Skip(width + height);
        Skip(!isReduced && Flag() ? 7 : 0); // numbers of frames
    }

    private void SkipTools(bool isReduced)
    {
        Skip(3); // superblocks, filters within a frame
        if (!isReduced)
        {
            Skip(4); // compounds, warped motion, two filters
            var hasOrder = Flag();
            Skip(hasOrder ? 2 : 0);
            var screenContent = Flag() || Flag(); // chosen by each frame, or forced
            Skip(screenContent && !Flag() ? 1 : 0); // whole motion vectors
            Skip(hasOrder ? 3 : 0);
        }

        Skip(3); // scaling, filters
    }

    private bool Flag() => Bits(1) != 0;

    private bool Skip(int bits)
    {
        at += bits;
        return true;
    }

    // 0 beyond the end.
    private int Bits(int count)
    {
        var number = 0;
        for (var i = 0; i < count; i++, at++)
        {
            number = (number << 1) | (at / 8 < content.Length ? (content[at / 8] >> (7 - (at % 8))) & 1 : 0);
        }

        return number;
    }
}
