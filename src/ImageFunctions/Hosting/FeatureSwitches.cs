namespace ImageFunctions.Hosting;

/// <summary>
/// Improvements of speed that can be turned off in ImageFunctions.runtimeconfig.json, so that bench/Run can show what each is worth. No
/// settings: nobody who runs the service should need them.
/// </summary>
internal static class FeatureSwitches
{
    /// <summary>Progressive JPEGs are decoded as far as a small picture shows. Off: its gain is not yet proven, its loss in SSIM is.</summary>
    public static bool ProgressiveCut { get; } = IsOn(nameof(ProgressiveCut), otherwise: false);

    /// <summary>The C library's allocator is set up for long-lived conversion threads, and gives back what is free.</summary>
    public static bool NativeMemory { get; } = IsOn(nameof(NativeMemory), otherwise: true);

    private static bool IsOn(string name, bool otherwise) => AppContext.TryGetSwitch($"ImageFunctions.{name}", out var on) ? on : otherwise;
}
