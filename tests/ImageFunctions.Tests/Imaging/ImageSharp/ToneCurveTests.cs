using System.Buffers.Binary;
using ImageFunctions.Imaging.ImageSharp;
using Xunit;

namespace ImageFunctions.Tests.Imaging;

public class ToneCurveTests
{
    [Fact]
    public void Read_NoEntries_IsAsItIs() => Assert.Equal(100 / 255f, ToneCurve.Read(Curve())![100], 4);

    [Fact]
    public void Read_OneEntry_IsAGammaOfEightBitsBehindThePoint() =>
        Assert.Equal(MathF.Pow(100 / 255f, 2), ToneCurve.Read(Curve(512))![100], 4);

    [Fact]
    public void Read_Table_IsReadBetweenItsEntries() => Assert.Equal(0.5f * 51 / 127.5f, ToneCurve.Read(Curve(0, 32768, 65535))![51], 3);

    // IEC 61966-2-1, as profiles of sRGB have it: formula 3.
    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0.00152)]
    [InlineData(128, 0.21586)]
    [InlineData(255, 1)]
    public void Read_FormulaOfSrgb_GivesItsLight(int value, float light) =>
        Assert.Equal(light, ToneCurve.Read(Formula(3, 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))![value], 3);

    [Fact]
    public void Read_CutAnywhere_IsNoCurveAndNeverFails()
    {
        foreach (var whole in new[] { Curve(0, 1, 2), Formula(4, 2, 1, 0, 1, 0, 0, 0) })
        {
            for (var length = 0; length < whole.Length; length++)
            {
                Assert.Null(ToneCurve.Read(whole.AsSpan(0, length)));
            }
        }
    }

    private static byte[] Curve(params ReadOnlySpan<ushort> entries)
    {
        var tag = new byte[12 + (2 * entries.Length)];
        "curv"u8.CopyTo(tag);
        BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(8), entries.Length);
        for (var i = 0; i < entries.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(tag.AsSpan(12 + (2 * i)), entries[i]);
        }

        return tag;
    }

    private static byte[] Formula(ushort kind, params ReadOnlySpan<double> parameters)
    {
        var tag = new byte[12 + (4 * parameters.Length)];
        "para"u8.CopyTo(tag);
        BinaryPrimitives.WriteUInt16BigEndian(tag.AsSpan(8), kind);
        for (var i = 0; i < parameters.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(tag.AsSpan(12 + (4 * i)), (int)Math.Round(parameters[i] * 65536));
        }

        return tag;
    }
}
