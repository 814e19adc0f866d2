namespace LocalFrontDoor.Rules;

/// <summary>The rule file cannot be executed faithfully.</summary>
/// <param name="file">Where it is.</param>
/// <param name="faults">Everything that is wrong with it, a sentence each, naming the rule.</param>
internal sealed class RuleFileException(string file, IReadOnlyList<string> faults)
    : Exception($"{file} cannot be used:\n  " + string.Join("\n  ", faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
