namespace ImageFunctions.Lifecycle;

/// <summary>A variant that was just made.</summary>
/// <param name="Content">The encoded picture.</param>
/// <param name="ContentMd5">Of the content.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Timing">How long each part took.</param>
/// <param name="CacheControl">As it is stored and sent.</param>
/// <param name="Stored">Runs on beside the answer: true when the variant has been stored, false when not; never fails.</param>
internal sealed record MadeVariant(byte[] Content, byte[] ContentMd5, DateTimeOffset MadeAt, MakeTiming Timing, string CacheControl, Task<bool> Stored);

/// <summary>How long each part of making a variant took.</summary>
/// <param name="Source">Reading the original, waiting for admission included.</param>
/// <param name="Decode">Up to the finished pixels.</param>
/// <param name="Encode">From there to the bytes.</param>
internal readonly record struct MakeTiming(TimeSpan Source, TimeSpan Decode, TimeSpan Encode);
