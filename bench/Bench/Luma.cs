using ImageFunctions.Imaging;
using ImageFunctions.Imaging.Vips;
using ImageFunctions.Imaging.Vips.Native;

namespace Bench;

/// <summary>The brightness of a picture's pixels.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Values">0 to 255, row by row.</param>
internal sealed record Luma(int Width, int Height, byte[] Values)
{
    /// <summary>Decodes a picture of any format that the service writes.</summary>
    public static unsafe Luma Decode(byte[] file)
    {
        VipsLibrary.EnsureLoaded();
        using var source = new NativeBuffer(file.Length);
        file.CopyTo(source.GetSpan());
        using var picture = Loader.OpenHeader(SourceSignature.Detect(file), source);
        using var grey = picture.ToColourSpace(VipsInterpretation.BlackWhite);
        nuint length;
        var pixels = LibVips.WriteToMemory(grey, &length);
        var all = new ReadOnlySpan<byte>(pixels, (int)length);
        var values = new byte[grey.Width * grey.Height];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = all[i * grey.Bands]; // any further band is alpha
        }

        LibVips.Free((nint)pixels);
        return new Luma(grey.Width, grey.Height, values);
    }
}
