using System.Buffers.Binary;
using Bench.Torture.Hostile;

namespace Bench.Torture.Fuzzing;

/// <summary>Damages files, the same way for the same numbers.</summary>
internal static class Mutator
{
    private const int HeaderLength = 64;
    private const int MostDamages = 8;

    private static readonly uint[] Interesting =
        [0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x10000];

    /// <summary>A damaged copy.</summary>
    /// <param name="file">What to damage.</param>
    /// <param name="other">What parts may be taken from.</param>
    /// <param name="random">Decides everything.</param>
    public static byte[] Mutate(byte[] file, byte[] other, Random random)
    {
        // An upload that was cut short has no other damage.
        if (random.Next(8) == 0)
        {
            return file[..random.Next(file.Length)];
        }

        var bytes = file.ToArray();
        for (var left = random.Next(1, MostDamages + 1); left > 0 && bytes.Length > 4; left--)
        {
            bytes = Damage(bytes, other, random);
        }

        // With right checksums every second time: else a PNG's damage is seen before it is met.
        if (random.Next(2) == 0)
        {
            PngBuilder.RepairChecksums(bytes);
        }

        return bytes;
    }

    private static byte[] Damage(byte[] bytes, byte[] other, Random random)
    {
        // Headers are where the decisions are.
        var at = random.Next(3) == 0 ? random.Next(Math.Min(HeaderLength, bytes.Length)) : random.Next(bytes.Length);
        var length = random.Next(1, Math.Min(bytes.Length - at, 1 << random.Next(1, 12)) + 1);
        switch (random.Next(8))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
            case 3:
                Overwrite(bytes.AsSpan(at), Interesting[random.Next(Interesting.Length)], random);
                return bytes;
            case 4:
                return bytes[..at];
            case 5:
                return [.. bytes[..at], .. bytes[(at + length)..]];
            case 6:
                return [.. bytes[..at], .. bytes.AsSpan(at, length), .. bytes[at..]];
            default:
                var from = random.Next(other.Length);
                var piece = other.AsSpan(from, Math.Min(length, other.Length - from));
                return [.. bytes[..at], .. piece, .. bytes[Math.Min(bytes.Length, at + length)..]];
        }
    }

    private static void Overwrite(Span<byte> at, uint value, Random random)
    {
        Span<byte> number = stackalloc byte[4];
        if (random.Next(2) == 0)
        {
            BinaryPrimitives.WriteUInt32BigEndian(number, value);
            number = number[(4 - (1 << random.Next(3)))..];
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(number, value);
            number = number[..(1 << random.Next(3))];
        }

        number[..Math.Min(number.Length, at.Length)].CopyTo(at);
    }
}
