using System.Security.Cryptography;
using System.Text;
using ImageFunctions.Requests;

namespace ImageFunctions.Lifecycle;

/// <summary>One version of one original, as a number: a replaced original has another. Nothing can be read from it.</summary>
internal readonly record struct SourceKey(UInt128 Value)
{
    /// <summary>The key of an original.</summary>
    /// <param name="original">Where it is.</param>
    /// <param name="etag">Which version.</param>
    public static SourceKey Of(ImagePath original, string etag)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{original}\n{etag}"));
        return new SourceKey(System.Buffers.Binary.BinaryPrimitives.ReadUInt128LittleEndian(hash));
    }
}
