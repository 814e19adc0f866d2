using System.Buffers;

namespace ImageFunctions.Imaging.Gif;

/// <summary>
/// GIF's LZW (GIF89a, appendix F). A pixel may be written in two ways where what is shown there already has the wanted colour: as
/// transparent, or as that colour. Whichever makes a known string longer is taken.
/// </summary>
internal sealed class LzwWriter
{
    private const int MostCodes = 4096;
    private const int Slots = 4 * MostCodes;
    private const int BlockLength = 255;

    private readonly int[] keys = new int[Slots]; // a string's code and the symbol after it, plus one; 0 is free
    private readonly short[] codes = new short[Slots];
    private readonly byte[] block = new byte[BlockLength];
    private IBufferWriter<byte> to = null!;
    private int length;
    private uint bits;
    private int bitCount;

    /// <summary>Writes a frame's pixels, as blocks with their end.</summary>
    /// <param name="one">A symbol for each pixel.</param>
    /// <param name="other">Another that does as well, or the same.</param>
    /// <param name="symbolBits">Of a symbol.</param>
    /// <param name="writer">Takes the bytes.</param>
    public void Write(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other, int symbolBits, IBufferWriter<byte> writer)
    {
        (to, length, bits, bitCount) = (writer, 0, 0, 0);
        var leastBits = Math.Max(2, symbolBits);
        var (clear, next, codeBits) = (1 << leastBits, (1 << leastBits) + 2, leastBits + 1);
        to.Write([(byte)leastBits]);
        Array.Clear(keys);
        Put(clear, codeBits);
        var (text, last) = ((int)one[0], one[0]);
        for (var i = 1; i < one.Length; i++)
        {
            var symbol = one[i];
            var slot = Find(text, symbol);
            if (keys[slot] == 0 && other[i] != symbol)
            {
                var otherSlot = Find(text, other[i]);
                (symbol, slot) = keys[otherSlot] != 0 || other[i] == last ? (other[i], otherSlot) : (symbol, slot);
            }

            last = symbol;
            if (keys[slot] != 0)
            {
                text = codes[slot];
                continue;
            }

            Put(text, codeBits);
            if (next == MostCodes)
            {
                Put(clear, codeBits);
                Array.Clear(keys);
                (next, codeBits) = (clear + 2, leastBits + 1);
            }
            else
            {
                (keys[slot], codes[slot]) = (Key(text, symbol), (short)next);
                codeBits += next == 1 << codeBits ? 1 : 0;
                next++;
            }

            text = symbol;
        }

        Put(text, codeBits);
        Put(clear + 1, next == 1 << codeBits && codeBits < 12 ? codeBits + 1 : codeBits);
        Flush();
    }

    private static int Key(int text, byte symbol) => ((text << 8) | symbol) + 1;

    // The slot of a string that goes on so, or the free one where it belongs.
    private int Find(int text, byte symbol)
    {
        var key = Key(text, symbol);
        var slot = (int)((uint)key * 0x9E3779B1 >> 18);
        while (keys[slot] != 0 && keys[slot] != key)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        return slot;
    }

    private void Put(int code, int codeBits)
    {
        bits |= (uint)code << bitCount;
        bitCount += codeBits;
        while (bitCount >= 8)
        {
            PutByte((byte)bits);
            (bits, bitCount) = (bits >> 8, bitCount - 8);
        }
    }

    private void PutByte(byte value)
    {
        block[length++] = value;
        if (length == BlockLength)
        {
            EndBlock();
        }
    }

    private void EndBlock()
    {
        to.Write([(byte)length]);
        to.Write(block.AsSpan(0, length));
        length = 0;
    }

    private void Flush()
    {
        if (bitCount > 0)
        {
            PutByte((byte)bits);
        }

        if (length > 0)
        {
            EndBlock();
        }

        to.Write([(byte)0]);
    }
}
