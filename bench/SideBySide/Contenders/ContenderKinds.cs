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

    /// <summary>The origin first.</summary>
    public static IReadOnlyList<ContenderKind> All(string executable, AzuriteProcess azurite, IReadOnlyDictionary<string, string> environment) =>
    [
        new(Origin, "origin", Stores: true, port => Prepare(
            executable,
            [],
            [
                ("FUNCTIONS_CUSTOMHANDLER_PORT", Number(port)), ("ImageStorage", azurite.ConnectionString), ("Images__Containers", "origin"),
                ("MALLOC_ARENA_MAX", "1"), // as infra/main.bicep sets it
                .. environment.Select(variable => (variable.Key, variable.Value)),
            ])),
        new(Article, "article", Stores: true, port => Prepare(
            "node", [Peers.Script("article.mjs")], [("PORT", Number(port)), ("ImageStorage", azurite.ConnectionString), ("ANIMATED", "1")])),
        new(Ipx, "ipx", Stores: false, port => Prepare(
            "node", [Peers.Script("ipx.mjs")], [("PORT", Number(port)), ("ORIGINALS", $"{azurite.BlobEndpoint}/ipx")])),
    ];

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
