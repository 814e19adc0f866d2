using LocalFrontDoor.Rules;
using Xunit;

namespace ImageFunctions.Tests.LocalFrontDoor.Rules;

public class ConditionMatchTests
{
    [Theory]
    [InlineData("Any", "", "anything", true)]
    [InlineData("Any", "", "", false)]
    [InlineData("Any", "", null, false)]
    [InlineData("Equal", "a b", "b", true)]
    [InlineData("Equal", "a b", "ab", false)]
    [InlineData("Contains", "image/webp", "image/avif,image/webp,*/*", true)]
    [InlineData("Contains", "image/webp", "image/*", false)]
    [InlineData("Contains", "image/webp", "IMAGE/WEBP", false)]
    [InlineData("Contains", "image/webp", null, false)]
    [InlineData("BeginsWith", "image/", "image/png", true)]
    [InlineData("BeginsWith", "image/", "text/html, image/png", false)]
    [InlineData("EndsWith", "png", "image/png", true)]
    [InlineData("EndsWith", "png", "image/png;q=1", false)]
    [InlineData("RegEx", "^image/(png|gif)$", "image/gif", true)]
    [InlineData("RegEx", "^image/(png|gif)$", "image/gif2", false)]
    public void Holds_EachOperator_AgreesWithItsName(string name, string values, string? header, bool expected)
    {
        var condition = Condition(Enum.Parse<MatchOperator>(name), values);

        Assert.Equal(expected, ConditionMatch.Holds(condition, header));
        Assert.NotEqual(expected, ConditionMatch.Holds(condition with { Negated = true }, header));
    }

    [Theory]
    [InlineData("Lowercase", "IMAGE/WebP", "image/webp")]
    [InlineData("Uppercase", "webp", "WEBP")]
    [InlineData("Trim", "  webp ", "webp")]
    [InlineData("RemoveNulls", "we\0bp", "webp")]
    [InlineData("UrlEncode", "image/webp", "image%2Fwebp")]
    [InlineData("UrlDecode", "image%2Fwebp", "image/webp")]
    public void Holds_EachTransform_ChangesTheHeaderBeforeItIsCompared(string name, string header, string compared)
    {
        var condition = Condition(MatchOperator.Equal, compared) with { Transforms = [Enum.Parse<MatchTransform>(name)] };

        Assert.True(ConditionMatch.Holds(condition, header));
        Assert.False(ConditionMatch.Holds(condition with { Transforms = [] }, header));
    }

    private static RuleCondition Condition(MatchOperator name, string values) =>
        new("Accept", name, false, values.Split(' ', StringSplitOptions.RemoveEmptyEntries), []);
}
