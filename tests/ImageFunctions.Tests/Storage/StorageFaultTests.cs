using Azure;
using Azure.Identity;
using ImageFunctions.Storage;
using Xunit;

namespace ImageFunctions.Tests.Storage;

public class StorageFaultTests
{
    public static TheoryData<string, bool> Exceptions => new(Cases.Select(c => (c.Key, c.Value.IsUnavailable)));

    private static readonly Dictionary<string, (Exception Exception, bool IsUnavailable)> Cases = new()
    {
        ["refused"] = (new RequestFailedException(403, "no"), true),
        ["no identity"] = (new AuthenticationFailedException("no"), true),
        ["connection lost"] = (new IOException(), true),
        ["connection refused"] = (new HttpRequestException(), true),
        ["too short"] = (new EndOfStreamException(), true),
        ["network timeout"] = (new TaskCanceledException(), true),
        ["all tries failed"] = (new AggregateException(new RequestFailedException("a"), new TaskCanceledException()), true),
        ["all tries failed, one by a bug"] =
            (new AggregateException(new RequestFailedException("a"), new InvalidOperationException()), false),
        ["bug"] = (new InvalidOperationException(), false),
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void IsUnavailable_Exception_TellsStorageFromBugs(string name, bool expected) =>
        Assert.Equal(expected, StorageFault.IsUnavailable(Cases[name].Exception));
}
