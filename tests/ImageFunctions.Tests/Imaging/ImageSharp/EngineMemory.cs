using SixLabors.ImageSharp.Diagnostics;

namespace ImageFunctions.Tests.Imaging;

/// <summary>What the engine under test holds.</summary>
internal static class EngineMemory
{
    /// <summary>Buffers that ImageSharp has given out and not got back.</summary>
    public static long Held() => MemoryDiagnostics.TotalUndisposedAllocationCount;
}
