using System.Buffers;
using System.Globalization;
using System.Text;
using ImageFunctions.Requests;

namespace ImageFunctions.Purging;

/// <summary>Paths as Front Door knows them.</summary>
internal static class PurgePath
{
    /// <summary>Everything that the endpoint has cached.</summary>
    public const string Everything = "/*";

    // RFC 3986 section 3.3, pchar, which browsers leave as they are; without the asterisk, which a purge would take for a wildcard.
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()+,;=:@/"u8);

    /// <summary>A blob's path as browsers send it. A purge takes no query: it drops every variation of it.</summary>
    public static string Of(ImagePath path)
    {
        var encoded = new StringBuilder();
        foreach (var unit in Encoding.UTF8.GetBytes(path.ToString()))
        {
            _ = Plain.Contains(unit) ? encoded.Append((char)unit) : encoded.Append(CultureInfo.InvariantCulture, $"%{unit:X2}");
        }

        return encoded.ToString();
    }
}
