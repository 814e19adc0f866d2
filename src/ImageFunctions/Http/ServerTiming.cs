using System.Globalization;
using System.Text;
using ImageFunctions.Lifecycle;

namespace ImageFunctions.Http;

/// <summary>The value of <c>Server-Timing</c> (W3C Server Timing): milliseconds of the parts that happened.</summary>
internal static class ServerTiming
{
    public const string Header = "Server-Timing";

    /// <summary>Formats the parts of one answer.</summary>
    /// <param name="lookup">Looking for variant and original.</param>
    /// <param name="make">Making the variant, where it was made.</param>
    public static string Format(TimeSpan lookup, MakeTiming? make = null)
    {
        var text = new StringBuilder();
        Append(text, "lookup", lookup);
        if (make is { } made)
        {
            Append(text, "source", made.Source);
            Append(text, "decode", made.Decode);
            Append(text, "encode", made.Encode);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string name, TimeSpan duration) =>
        text.Append(text.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{name};dur={duration.TotalMilliseconds:0.0}");
}
