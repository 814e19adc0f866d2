namespace ImageFunctions.Imaging;

/// <summary>The directories of a TIFF (TIFF 6.0, section 2) and of a BigTIFF, read without a codec.</summary>
internal readonly ref struct TiffDirectories
{
    private const int Compression = 259;
    private const int BitsPerSample = 258;
    private const int Photometric = 262;
    private const int Rgb = 2;
    private const int SamplesPerPixel = 277;
    private const int SampleFormat = 339;
    private const int FloatingPoint = 3;
    private const int Profile = 34675;
    private const int OldJpeg = 6;
    private const int Jpeg = 7;
    private const int Ycc = 6;
    private const int Planar = 284;
    private const int SeparatePlanes = 2;
    private const int TileWidth = 322;

    // Size, samples, compression, strips, orientation, planes, predictor, table of colours, tiles, inks, alpha, type of sample, JPEG's
    // tables, YCbCr, profile.
    private static readonly HashSet<int> Needed =
    [
        256, 257, BitsPerSample, Compression, Photometric, 266, 273, 274, SamplesPerPixel, 278, 279, Planar, 317, 320, TileWidth, 323, 324,
        325, 332, 334, 338, SampleFormat, 347, 529, 530, 531, 532, Profile,
    ];

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
    /// What of the first picture libvips does not make the right colours of: it leaves tiles of old-style JPEG blank, takes YCbCr for RGB
    /// where no JPEG decoder turns it, and reads no tiles of one colour each. Some Lab is read: <see cref="LabOf"/>. Null where all is.
    /// </summary>
    public static string? WhatIsNotRead(ReadOnlySpan<byte> file)
    {
        var tiff = new TiffDirectories(file);
        var compression = tiff.Tag(Compression);
        return (compression, tiff.Tag(Photometric)) switch
        {
            (OldJpeg, _) => "A TIFF of old-style JPEG",
            (not Jpeg, Ycc) => "A TIFF of YCbCr without JPEG",
            (_, 8 or 9 or 10) when tiff.Lab is null => "A TIFF of this kind of Lab",
            _ when tiff.Tag(Planar) == SeparatePlanes && tiff.Entry(TileWidth) != 0 => "A TIFF whose tiles hold one colour each",
            _ => null,
        };
    }

    /// <summary>How the first picture's Lab is coded, where it is whole samples of 8 or 16 bits; null for all others.</summary>
    public static LabCoding? LabOf(ReadOnlySpan<byte> file) => new TiffDirectories(file).Lab;

    /// <summary>
    /// The same file, of whose first picture's tags only those are left, in order, that decoding needs. Other tags a decoder may warn of,
    /// and then it cannot be told whether a warning was of a tile.
    /// </summary>
    public static NativeBuffer WithNeededTagsAlone(ReadOnlySpan<byte> file) => Rewrite(file, Needed);

    /// <summary>
    /// A file of Lab, whose samples libvips gives as they are once they are called RGB. Its own reader stumbles over Lab.
    /// </summary>
    public static NativeBuffer WithLabAsRgb(ReadOnlySpan<byte> file)
    {
        var copy = Rewrite(file, [.. Needed.Except([SampleFormat, Profile])]);
        var tiff = new TiffDirectories(copy.GetSpan());
        var at = tiff.ValueOf(tiff.Entry(Photometric), 2);
        if (at + 2 <= (ulong)copy.Length) // of two such tags the later is kept, and may lead anywhere
        {
            tiff.Write(Rgb, copy.GetSpan()[(int)at..][..2]);
        }

        return copy;
    }

    private static NativeBuffer Rewrite(ReadOnlySpan<byte> file, HashSet<int> needed)
    {
        var copy = NativeBuffer.CopyOf(file);
        var tiff = new TiffDirectories(file);
        var first = tiff.First + (ulong)tiff.countLength;
        var count = Math.Min(tiff.Number(tiff.First, tiff.countLength), ushort.MaxValue);
        if (tiff.First == 0 || first + ((count * (ulong)tiff.entryLength) + (ulong)tiff.offsetLength) > (ulong)file.Length)
        {
            return copy;
        }

        var kept = new SortedDictionary<ulong, byte[]>();
        for (var i = 0UL; i < count; i++)
        {
            var at = first + (i * (ulong)tiff.entryLength);
            if (needed.Contains((int)tiff.Number(at, 2)))
            {
                kept[tiff.Number(at, 2)] = file.Slice((int)at, tiff.entryLength).ToArray();
            }
        }

        var to = copy.GetSpan()[(int)tiff.First..];
        tiff.Write((ulong)kept.Count, to[..tiff.countLength]);
        to = to[tiff.countLength..];
        foreach (var entry in kept.Values)
        {
            entry.CopyTo(to);
            to = to[entry.Length..];
        }

        to[..tiff.offsetLength].Clear(); // no further picture
        return copy;
    }

    private LabCoding? Lab => Tag(BitsPerSample) is 8 or 16 && Tag(SamplesPerPixel) is 3 or 4 && Tag(SampleFormat) != FloatingPoint
        && Tag(Compression) != Jpeg
        ? Tag(Photometric) switch { 8 => LabCoding.Cie, 9 => LabCoding.Icc, _ => null }
        : null;

    // Of a tag whose values are numbers of 16 bits, the first; 0 where there is none.
    private ulong Tag(int wanted)
    {
        var entry = Entry(wanted);
        return entry == 0 ? 0 : Number(ValueOf(entry, 2), 2);
    }

    // Where an entry's values of that length begin: in itself, if they fit, else at the offset that it holds.
    private ulong ValueOf(ulong entry, int length)
    {
        var value = entry + (IsBig ? 12UL : 8UL);
        return Number(entry + 4, IsBig ? 8 : 4) * (ulong)length <= (ulong)offsetLength ? value : Number(value, offsetLength);
    }

    // Where a tag stands; 0 where there is none.
    private ulong Entry(int wanted)
    {
        var entries = Math.Min(Number(First, countLength), ushort.MaxValue);
        for (var i = 0UL; i < entries; i++)
        {
            var entry = First + (ulong)countLength + (i * (ulong)entryLength);
            if (Number(entry, 2) == (ulong)wanted)
            {
                return entry;
            }
        }

        return 0;
    }

    private void Write(ulong number, Span<byte> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            to[bigEndian ? to.Length - 1 - i : i] = (byte)(number >> (8 * i));
        }
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
