namespace ImageFunctions.Imaging;

/// <summary>The directories of a TIFF (TIFF 6.0, section 2) and of a BigTIFF, read without a codec.</summary>
internal readonly ref struct TiffDirectories
{
    private const int Compression = 259;
    private const int Photometric = 262;
    private const int OldJpeg = 6;
    private const int Jpeg = 7;
    private const int Ycc = 6;

    private readonly ReadOnlySpan<byte> file;
    private readonly bool bigEndian;
    private readonly int countLength, entryLength, offsetLength;

    private TiffDirectories(ReadOnlySpan<byte> file)
    {
        this.file = file;
        bigEndian = file[0] == 'M';
        IsBig = file[bigEndian ? 3 : 2] == 43;
        (countLength, entryLength, offsetLength) = IsBig ? (8, 20, 8) : (2, 12, 4);
    }

    private bool IsBig { get; }

    private ulong First => Number(IsBig ? 8UL : 4UL, offsetLength);

    /// <summary>How many there are, counted as far as one more than the limit. Those that lead back to one before never end.</summary>
    public static int Count(ReadOnlySpan<byte> file, int limit)
    {
        var tiff = new TiffDirectories(file);
        var count = 0;
        for (var at = tiff.First; at != 0 && at < (ulong)file.Length && count <= limit; count++)
        {
            var entries = tiff.Number(at, tiff.countLength);
            var end = at + (ulong)tiff.countLength + (entries * (ulong)tiff.entryLength);
            at = entries > (ulong)file.Length ? 0 : tiff.Number(end, tiff.offsetLength);
        }

        return count;
    }

    /// <summary>
    /// Whether the first picture is stored in a way of which libvips makes the right colours. It leaves tiles of old-style JPEG blank,
    /// takes YCbCr for RGB where no JPEG decoder turns it, and stumbles over Lab.
    /// </summary>
    public static bool IsRead(ReadOnlySpan<byte> file)
    {
        var tiff = new TiffDirectories(file);
        var compression = tiff.Tag(Compression);
        return compression != OldJpeg && tiff.Tag(Photometric) switch
        {
            Ycc => compression == Jpeg,
            8 or 9 or 10 => false, // CIE, ICC and ITU Lab
            _ => true,
        };
    }

    // Of a tag whose value is a number of 16 bits; 0 where there is none.
    private ulong Tag(int wanted)
    {
        var entries = Math.Min(Number(First, countLength), ushort.MaxValue);
        for (var i = 0UL; i < entries; i++)
        {
            var entry = First + (ulong)countLength + (i * (ulong)entryLength);
            if (Number(entry, 2) == (ulong)wanted)
            {
                return Number(entry + (IsBig ? 12UL : 8UL), 2);
            }
        }

        return 0;
    }

    // 0 beyond the end.
    private ulong Number(ulong at, int length)
    {
        if (at >= (ulong)file.Length || (ulong)length > (ulong)file.Length - at)
        {
            return 0;
        }

        var number = 0UL;
        for (var i = 0; i < length; i++)
        {
            number = (number << 8) | file[(int)at + (bigEndian ? i : length - 1 - i)];
        }

        return number;
    }
}
