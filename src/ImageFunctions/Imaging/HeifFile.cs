using System.Buffers.Binary;
using System.Text;

namespace ImageFunctions.Imaging;

/// <summary>
/// What the boxes of a HEIF or AVIF say of the picture that is to be shown (ISO/IEC 14496-12; 23008-12): brands promise little.
/// </summary>
/// <param name="Coding">Of its pixels, or of its tiles: <c>av01</c>, <c>hvc1</c>, <c>jpeg</c>; empty where it is not told.</param>
internal sealed record HeifFile(string Coding)
{
    private const int MostDerivations = 4; // a crop of a grid of tiles is two

    /// <summary>What its boxes say of colours, or else the stream within; null where a profile says more.</summary>
    public CodePoints? CodePoints { get; private init; }

    /// <summary>In pixels as stored, of all its tiles together; 0 where it is not told.</summary>
    public (int Width, int Height) Size { get; private init; }

    /// <summary>What the boxes say; null where the file breaks off before that could be told.</summary>
    public static HeifFile? Read(ReadOnlySpan<byte> file)
    {
        HeifFile? still = null;
        var whole = file;
        while (TryTakeBox(ref file, out var type, out var content))
        {
            if (type.SequenceEqual("meta"u8) && content.Length > 4)
            {
                still ??= ReadMeta(content[4..], whole);
            }
            else if (type.SequenceEqual("moov"u8) && content.IndexOf("auxv"u8) > 0)
            {
                return new HeifFile(""); // a film with alpha in a second track
            }
        }

        return still ?? (file.IsEmpty ? new HeifFile("") : null);
    }

    private static HeifFile ReadMeta(ReadOnlySpan<byte> meta, ReadOnlySpan<byte> file)
    {
        uint primary = 0;
        ReadOnlySpan<byte> items = default, references = default, properties = default, locations = default;
        while (TryTakeBox(ref meta, out var type, out var content))
        {
            if (type.SequenceEqual("pitm"u8))
            {
                primary = Number(content, 4, IsVersion(content, 0) ? 2 : 4);
            }
            else if (type.SequenceEqual("iinf"u8))
            {
                items = content;
            }
            else if (type.SequenceEqual("iref"u8))
            {
                references = content;
            }
            else if (type.SequenceEqual("iprp"u8))
            {
                properties = content;
            }
            else if (type.SequenceEqual("iloc"u8))
            {
                locations = content;
            }
        }

        if (primary == 0)
        {
            return new HeifFile("");
        }

        var coded = CodedItem(primary, items, references);
        var inStream = coded.Coding == "av01" ? Av1SequenceHeader.CodePoints(HeifLocation.Of(coded.Item, locations, file)) : null;
        return Describe(new HeifFile(coded.Coding), primary, properties, inStream);
    }

    // Of a derived picture, a grid of tiles or one turned, that of the first which it is derived from.
    private static (string Coding, uint Item) CodedItem(uint item, ReadOnlySpan<byte> items, ReadOnlySpan<byte> references)
    {
        var coding = "";
        for (var i = 0; i < MostDerivations; i++)
        {
            coding = TypeOf(item, items);
            if (coding is not ("grid" or "iden" or "iovl"))
            {
                break;
            }

            item = FirstSource(item, references);
        }

        return (coding, item);
    }

    private static string TypeOf(uint item, ReadOnlySpan<byte> items)
    {
        var rest = Rest(items, IsVersion(items, 0) ? 6 : 8);
        while (TryTakeBox(ref rest, out var type, out var entry))
        {
            var length = IsVersion(entry, 2) ? 2 : 4;
            if (type.SequenceEqual("infe"u8) && Number(entry, 4, length) == item)
            {
                return Encoding.Latin1.GetString(Rest(entry, 4 + length + 2)[..Math.Min(4, Rest(entry, 4 + length + 2).Length)]);
            }
        }

        return "";
    }

    private static uint FirstSource(uint item, ReadOnlySpan<byte> references)
    {
        var length = IsVersion(references, 0) ? 2 : 4;
        var rest = Rest(references, 4);
        while (TryTakeBox(ref rest, out var type, out var reference))
        {
            if (type.SequenceEqual("dimg"u8) && Number(reference, 0, length) == item)
            {
                return Number(reference, length + 2, length);
            }
        }

        return 0;
    }

    private static HeifFile Describe(HeifFile file, uint item, ReadOnlySpan<byte> properties, CodePoints? inStream)
    {
        ReadOnlySpan<byte> container = default, associations = default;
        while (TryTakeBox(ref properties, out var type, out var content))
        {
            container = type.SequenceEqual("ipco"u8) ? content : container;
            associations = type.SequenceEqual("ipma"u8) ? content : associations;
        }

        var has = AssociatedWith(item, associations);
        var (hasProfile, peak) = (false, 0);
        for (var index = 1; TryTakeBox(ref container, out var type, out var property); index++)
        {
            if (!has.Contains(index))
            {
                continue;
            }

            hasProfile |= type.SequenceEqual("colr"u8) && (property.StartsWith("prof"u8) || property.StartsWith("rICC"u8));
            peak = type.SequenceEqual("clli"u8) ? (int)Number(property, 0, 2) : peak;
            file = Describe(file, type, property);
        }

        var points = hasProfile ? null : file.CodePoints ?? inStream;
        return file with { CodePoints = points is { } told ? told with { PeakLight = peak } : null };
    }

    private static HeifFile Describe(HeifFile file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> property)
    {
        if (type.SequenceEqual("colr"u8) && property.StartsWith("nclx"u8))
        {
            return file with { CodePoints = new CodePoints((int)Number(property, 4, 2), (int)Number(property, 6, 2)) };
        }

        return type.SequenceEqual("ispe"u8)
            ? file with { Size = ((int)Number(property, 4, 4), (int)Number(property, 8, 4)) }
            : file;
    }

    // For each item: how many properties it has, and their numbers, of 7 bits or 15 below a flag.
    private static HashSet<int> AssociatedWith(uint item, ReadOnlySpan<byte> associations)
    {
        var (idLength, length) = (IsVersion(associations, 0) ? 2 : 4, (Number(associations, 3, 1) & 1) == 0 ? 1 : 2);
        var found = new HashSet<int>();
        for (var rest = Rest(associations, 8); rest.Length > idLength;)
        {
            var (id, count) = (Number(rest, 0, idLength), (int)Number(rest, idLength, 1));
            for (var i = 0; i < count && id == item; i++)
            {
                found.Add((int)Number(rest, idLength + 1 + (i * length), length) & (length == 1 ? 0x7F : 0x7FFF));
            }

            rest = Rest(rest, idLength + 1 + (count * length));
        }

        return found;
    }

    /// <summary>Whether a box with a version and flags is of that one.</summary>
    public static bool IsVersion(ReadOnlySpan<byte> content, uint version) => Number(content, 0, 1) == version;

    private static ReadOnlySpan<byte> Rest(ReadOnlySpan<byte> content, int from) => from < content.Length ? content[from..] : [];

    /// <summary>A number of some bytes; 0 beyond the end.</summary>
    public static uint Number(ReadOnlySpan<byte> content, int at, int length)
    {
        var number = 0U;
        for (var i = at; i < at + length; i++)
        {
            number = (number << 8) | (i < content.Length ? content[i] : 0U);
        }

        return number;
    }

    // ISO/IEC 14496-12, 4.2: length, type, content. What is left over at the end is the decoder's business.
    private static bool TryTakeBox(scoped ref ReadOnlySpan<byte> file, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> content)
    {
        type = content = default;
        if (file.Length < 8)
        {
            return false;
        }

        var (length, header) = BinaryPrimitives.ReadUInt32BigEndian(file) switch
        {
            0 => ((ulong)file.Length, 8),
            1 when file.Length >= 16 => (BinaryPrimitives.ReadUInt64BigEndian(file[8..]), 16),
            var number => (number, 8),
        };
        if (length < (ulong)header || length > (ulong)file.Length)
        {
            return false;
        }

        type = file[4..8];
        content = file[header..(int)length];
        file = file[(int)length..];
        return true;
    }
}
