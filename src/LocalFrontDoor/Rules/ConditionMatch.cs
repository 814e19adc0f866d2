using System.Text.RegularExpressions;

namespace LocalFrontDoor.Rules;

/// <summary>Whether a header's value, or the path, meets a condition. Comparisons heed case: that is what the transforms are for.</summary>
internal static class ConditionMatch
{
    /// <summary>Without backtracking, as in Front Door, which takes no backreferences or lookarounds either.
    /// https://learn.microsoft.com/azure/frontdoor/rules-match-conditions#regular-expressions</summary>
    private const RegexOptions Linear = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <param name="condition">The condition.</param>
    /// <param name="value">The header's value, several joined by commas, null or empty when the viewer sent none;
    /// or the path without its first slash.</param>
    public static bool Holds(RuleCondition condition, string? value)
    {
        var transformed = condition.Transforms.Aggregate(value ?? "", Transform);
        var matches = condition.Operator switch
        {
            MatchOperator.Any => transformed.Length > 0,
            MatchOperator.Equal => condition.Values.Contains(transformed, StringComparer.Ordinal),
            MatchOperator.Contains => condition.Values.Any(wanted => transformed.Contains(wanted, StringComparison.Ordinal)),
            MatchOperator.BeginsWith => condition.Values.Any(wanted => transformed.StartsWith(wanted, StringComparison.Ordinal)),
            MatchOperator.EndsWith => condition.Values.Any(wanted => transformed.EndsWith(wanted, StringComparison.Ordinal)),
            MatchOperator.RegEx => condition.Values.Any(pattern => Regex.IsMatch(transformed, pattern, Linear)),
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition.Operator, null),
        };
        return matches != condition.Negated;
    }

    /// <summary>Whether Front Door would take the pattern.</summary>
    public static bool IsPattern(string pattern)
    {
        try
        {
            _ = new Regex(pattern, Linear);
            return true;
        }
        catch (Exception refused) when (refused is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Transform(string value, MatchTransform transform) => transform switch
    {
        MatchTransform.Lowercase => value.ToLowerInvariant(),
        MatchTransform.Uppercase => value.ToUpperInvariant(),
        MatchTransform.Trim => value.Trim(),
        MatchTransform.RemoveNulls => value.Replace("\0", "", StringComparison.Ordinal),
        MatchTransform.UrlEncode => Uri.EscapeDataString(value),
        MatchTransform.UrlDecode => Uri.UnescapeDataString(value),
        _ => throw new ArgumentOutOfRangeException(nameof(transform), transform, null),
    };
}
