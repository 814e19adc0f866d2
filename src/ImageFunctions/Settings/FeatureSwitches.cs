namespace ImageFunctions.Settings;

/// <summary>
/// Improvements of speed that can be turned off when the program is published (<c>-p:Without=SharedLook</c>, publish.targets), so that
/// <c>bench/run --without</c> can show what each is worth. No settings: nobody who runs the service should need them.
/// </summary>
internal static class FeatureSwitches
{
    /// <summary>Progressive JPEGs are decoded as far as a small picture shows.</summary>
    public static bool ProgressiveCut { get; } = IsOn(nameof(ProgressiveCut));

    /// <summary>Those who want the same variant at the same time look for it together.</summary>
    public static bool SharedLook { get; } = IsOn(nameof(SharedLook));

    /// <summary>The C library's allocator is set up for long-lived conversion threads, and gives back what is free.</summary>
    public static bool NativeMemory { get; } = IsOn(nameof(NativeMemory));

    private static bool IsOn(string name) => !AppContext.TryGetSwitch($"ImageFunctions.{name}", out var on) || on;
}
