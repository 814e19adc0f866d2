namespace ImageFunctions.Imaging;

/// <summary>Where the data of a HEIF's items stand (ISO/IEC 14496-12, 8.11.3).</summary>
internal static class HeifLocation
{
    private const int MostItems = 1 << 16;

    /// <summary>The first piece of an item's data; empty where it stands elsewhere than in the file, or is not told.</summary>
    /// <param name="item">Its number.</param>
    /// <param name="locations">What the box <c>iloc</c> holds.</param>
    /// <param name="file">All of the file.</param>
    public static ReadOnlySpan<byte> Of(uint item, ReadOnlySpan<byte> locations, ReadOnlySpan<byte> file)
    {
        var (first, isLong) = (HeifFile.IsVersion(locations, 0), HeifFile.IsVersion(locations, 2));
        var sizes = HeifFile.Number(locations, 4, 2); // of offsets, lengths, base offsets, indices: four bits each
        var (offset, length, origin) = ((int)(sizes >> 12), (int)(sizes >> 8 & 0xF), (int)(sizes >> 4 & 0xF));
        var (id, index) = (isLong ? 4 : 2, first ? 0 : (int)(sizes & 0xF));
        var count = Math.Min(HeifFile.Number(locations, 6, id), MostItems);
        var at = 6 + id;
        for (var i = 0; i < count && at < locations.Length; i++)
        {
            var entry = locations[at..];
            var pieces = id + (first ? 2 : 4) + origin; // behind the number, the method and the source of data
            var piece = pieces + 2 + index;
            if (HeifFile.Number(entry, 0, id) == item)
            {
                var isInFile = first || (HeifFile.Number(entry, id, 2) & 0xF) == 0;
                var start = (ulong)HeifFile.Number(entry, pieces - origin, origin) + HeifFile.Number(entry, piece, offset);
                var end = start + HeifFile.Number(entry, piece + offset, length);
                return isInFile && end <= (ulong)file.Length ? file[(int)start..(int)end] : [];
            }

            at += pieces + 2 + ((int)HeifFile.Number(entry, pieces, 2) * (index + offset + length));
        }

        return [];
    }
}
