using System.Diagnostics;
using ImageFunctions.Imaging;
using ImageFunctions.Requests;
using ImageFunctions.Settings;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bench.Torture;

/// <summary>What came of one file, and what it cost.</summary>
/// <param name="Status">200, or that of the refusal; 504 when it was stopped.</param>
/// <param name="Text">In words.</param>
/// <param name="Time">Of inspecting and making.</param>
/// <param name="Peak">By how much the process grew at most, in bytes.</param>
/// <param name="Estimate">What admission would have set aside for it, in bytes.</param>
/// <param name="Made">The variant, where there is one.</param>
internal sealed record Conversion(int Status, string Text, TimeSpan Time, long Peak, long Estimate, byte[]? Made)
{
    /// <summary>Where nothing else is asked for.</summary>
    public const string UsualSize = "400x400";

    private static readonly ImageEngine Engine = new(new ImageOptions(), NullLogger<ImageEngine>.Instance);

    /// <summary>Converts one file as the service would.</summary>
    public static Conversion Run(byte[] content, ImageFormat format, TimeSpan patience, string size = UsualSize)
    {
        ImageEngine.Load();
        using var source = new NativeBuffer(content.Length);
        content.CopyTo(source.GetSpan());
        _ = Dimension.TryParse(size, out var dimension);
        var target = new Target(dimension, format);
        using var timeout = new CancellationTokenSource(patience);
        var (status, text, estimate, bytes) = (504, "stopped", 0L, (byte[]?)null);
        ProcessMemory.ResetPeak();
        var before = ProcessMemory.Now;
        var start = Stopwatch.GetTimestamp();
        try
        {
            if (Engine.Open(source, timeout.Token).Try(out var opened, out var refusal))
            {
                using (opened)
                {
                    estimate = opened.MemoryFor([target]);
                    (status, text, bytes) = opened.MakeAll([target])[0].Try(out var picture, out refusal)
                        ? (200, $"{picture.Bytes.Length} bytes", picture.Bytes)
                        : (refusal.Status, InWords(refusal), null);
                }
            }
            else
            {
                (status, text) = (refusal.Status, InWords(refusal));
            }
        }
        catch (OperationCanceledException)
        {
            // As set.
        }

        return new Conversion(status, text, Stopwatch.GetElapsedTime(start), Math.Max(0, ProcessMemory.Peak - before), estimate, bytes);
    }

    /// <summary>As a line of a table.</summary>
    public string ToLine(string name, long length) =>
        $"{name,-30} {length,10} B  {Status} {Text,-44} "
            + $"{Time.TotalMilliseconds,6:0} ms  peak {Peak >> 20,5} MB  estimate {Estimate >> 20,5} MB";

    private static string InWords(Refusal refusal) => $"{refusal.Title} {refusal.Detail}".TrimEnd();
}
