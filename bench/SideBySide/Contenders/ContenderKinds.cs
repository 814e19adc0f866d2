using System.Diagnostics;
using System.Globalization;
using LocalFrontDoor.Processes;

namespace Bench.SideBySide.Contenders;

/// <summary>The three that are measured: the origin as it is deployed, the article's function in Node, and ipx.</summary>
internal static class ContenderKinds
{
    public const string Origin = "ImageFunctions";
    public const string Article = "article in Node";
    public const string Ipx = "ipx";

    /// <summary>The origin first, those published elsewhere last.</summary>
    public static IReadOnlyList<ContenderKind> All(string published, AzuriteProcess azurite, BenchOptions options) =>
    [
        OriginIn(published, Origin, "origin", azurite, options),
        new(Article, "article", Stores: true, port => Prepare(
            "node", [Peers.Script("article.mjs")],
            [("PORT", Number(port)), ("ImageStorage", azurite.ConnectionString), ("ANIMATED", "1")])),
        new(Ipx, "ipx", Stores: false, port => Prepare(
            "node", [Peers.Script("ipx.mjs")], [("PORT", Number(port)), ("ORIGINALS", $"{azurite.BlobEndpoint}/ipx")])),
        .. options.Beside.Select((one, i) => OriginIn(one.Value, one.Key, $"beside{i}", azurite, options)),
    ];

    private static ContenderKind OriginIn(string published, string name, string container, AzuriteProcess azurite, BenchOptions options) =>
        new(name, container, Stores: true, port => Prepare(
            Path.Combine(published, "ImageFunctions"),
            [],
            [
                ("FUNCTIONS_CUSTOMHANDLER_PORT", Number(port)),
                ("ImageStorage", azurite.ConnectionString), ("Images__Containers", container),
                ("MALLOC_ARENA_MAX", "1"), // as infra/main.bicep sets it
                .. options.Environment.Select(variable => (variable.Key, variable.Value)),
            ]));

    private static ProcessStartInfo Prepare(string program, string[] arguments, (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments);
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
