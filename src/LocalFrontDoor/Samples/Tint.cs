namespace LocalFrontDoor.Samples;

/// <summary>A colour to mix, 0 to 255 a channel.</summary>
internal readonly record struct Tint(double Red, double Green, double Blue)
{
    /// <summary>A mixture: <paramref name="share"/> 0 gives the one, 1 the other.</summary>
    public static Tint Between(Tint one, Tint other, double share) => new(
        double.Lerp(one.Red, other.Red, share), double.Lerp(one.Green, other.Green, share), double.Lerp(one.Blue, other.Blue, share));

    /// <summary>As SVG and CSS write it: #1a2b3c.</summary>
    public override string ToString() => $"#{(byte)Red:x2}{(byte)Green:x2}{(byte)Blue:x2}";
}
