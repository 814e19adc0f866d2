using FsCheck;

namespace ImageFunctions.Tests.Fixtures;

/// <summary>Runs FsCheck's properties.</summary>
internal static class Properties
{
    private static readonly Config Quiet = Config.QuickThrowOnFailure.WithQuietOnSuccess(true);

    /// <summary>Throws, with the smallest example and its seed, where the property does not hold.</summary>
    public static void Holds(this Property property) => property.Check(Quiet);
}
