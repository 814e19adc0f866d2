namespace ImageFunctions.Imaging.Progressive;

/// <summary>
/// Follows the scans of a file as a decoder does, coefficient by coefficient, and tells whether they are a whole picture told in order:
/// each bit once, none left out. Files that tell anything else are not shortened.
/// </summary>
internal sealed class ScanScript(IReadOnlyList<FrameComponent> components)
{
    /// <summary>Of a coefficient that no scan has told yet.</summary>
    public const int Untold = -1;

    // For each component and coefficient, the lowest bit that has come; Untold before the first.
    private readonly sbyte[][] told = [.. components.Select(_ => Enumerable.Repeat((sbyte)Untold, 64).ToArray())];

    /// <summary>Whether every bit of every coefficient has come.</summary>
    public bool IsComplete => told.All(component => component.All(low => low == 0));

    /// <summary>The lowest bit that has come of each coefficient, in zigzag order.</summary>
    /// <param name="component">Its place in the frame.</param>
    public ReadOnlySpan<sbyte> LowestBits(int component) => told[component];

    /// <summary>Takes the next scan.</summary>
    /// <returns>False where it does not follow from those before.</returns>
    public bool TryFollow(ScanHeader scan)
    {
        foreach (var id in scan.Components)
        {
            var index = IndexOf(id);
            if (index < 0 || (!scan.IsDc && told[index][0] == Untold))
            {
                return false;
            }

            foreach (ref var low in told[index].AsSpan(scan.First..(scan.Last + 1)))
            {
                if (low != (scan.High == 0 ? Untold : scan.High))
                {
                    return false;
                }

                low = (sbyte)scan.Low;
            }
        }

        return true;
    }

    /// <summary>A component's place in the frame; -1 where there is none of that identifier.</summary>
    public int IndexOf(byte id)
    {
        for (var i = 0; i < components.Count; i++)
        {
            if (components[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>One scan of a progressive JPEG (ITU-T T.81, B.2.3): which components, which coefficients, which of their bits.</summary>
/// <param name="Components">Identifiers as the frame names them.</param>
/// <param name="First">First coefficient in zigzag order; 0 is DC.</param>
/// <param name="Last">Last coefficient.</param>
/// <param name="High">The bit before the first one that was sent earlier; 0: nothing was.</param>
/// <param name="Low">The last bit that is sent.</param>
internal readonly record struct ScanHeader(byte[] Components, int First, int Last, int High, int Low)
{
    /// <summary>Whether it holds DC, and only that: a progressive scan never mixes.</summary>
    public bool IsDc => First == 0;

    /// <summary>Whether it adds a bit to AC coefficients whose upper bits came before.</summary>
    public bool RefinesAc => First > 0 && High != 0;

    /// <summary>Reads the content of an SOS segment.</summary>
    /// <returns>False where it breaks the rules of a progressive scan (G.1.1.1).</returns>
    public static bool TryRead(ReadOnlySpan<byte> content, out ScanHeader scan)
    {
        scan = default;
        if (content.Length < 1 || content[0] is < 1 or > 4 || content.Length != (2 * content[0]) + 4)
        {
            return false;
        }

        var components = new byte[content[0]];
        for (var i = 0; i < components.Length; i++)
        {
            components[i] = content[1 + (2 * i)];
        }

        var tail = content[^3..];
        scan = new ScanHeader(components, tail[0], tail[1], tail[2] >> 4, tail[2] & 15);
        var range = scan.IsDc ? scan.Last == 0 : scan.First <= scan.Last && scan.Last <= 63 && components.Length == 1;
        return range && scan.Low <= 13 && (scan.High == 0 || scan.High == scan.Low + 1);
    }
}
