namespace ImageFunctions.Commands;

/// <summary>How a command ended.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Some originals or variants were left; starting it again goes on with them.</summary>
    public const int Incomplete = 1;

    /// <summary>Arguments or settings are wrong, or storage cannot be reached.</summary>
    public const int NotStarted = 2;
}
