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
