using System.Globalization;

namespace LocalFrontDoor;

/// <summary>What the user asked for.</summary>
/// <param name="Port">Where the local Front Door listens on localhost.</param>
/// <param name="Data">The folder whose pictures are served; null for the samples.</param>
/// <param name="AzuritePort">Where Azurite listens; null for any free port.</param>
/// <param name="FrontDoorId">What X-Azure-FDID says.</param>
internal sealed record CommandLine(int Port, string? Data, int? AzuritePort, Guid FrontDoorId)
{
    public const string Usage = """
        Usage: dotnet run --project src/LocalFrontDoor [--port 8080] [--data <folder>] [--azurite-port <port>] [--front-door-id <guid>]

          --port           where to listen on localhost (8080)
          --data           a folder with your pictures, served under their relative paths: cat.jpg is /images/cat.jpg
          --azurite-port   where the storage emulator listens (any free port)
          --front-door-id  the value of the header X-Azure-FDID (a new GUID each time)

        The origin's settings are taken from the environment, for example Images__Formats=avif,webp.
        """;

    /// <summary>Reads `--name value` and `--name=value`.</summary>
    /// <exception cref="StartFault">An argument that is not known, without a value, or with one that makes no sense.</exception>
    public static CommandLine Parse(IReadOnlyList<string> arguments)
    {
        var read = new CommandLine(8080, null, null, Guid.NewGuid());
        var rest = new Queue<string>(arguments.SelectMany(Split));
        while (rest.TryDequeue(out var name))
        {
            var value = rest.TryPeek(out var next) && !next.StartsWith("--", StringComparison.Ordinal) ? rest.Dequeue() : null;
            read = name switch
            {
                "--port" => read with { Port = PortOf(name, value) },
                "--azurite-port" => read with { AzuritePort = PortOf(name, value) },
                "--data" => read with { Data = value ?? throw new StartFault("--data needs a folder.") },
                "--front-door-id" => read with
                {
                    FrontDoorId = Guid.TryParse(value, out var id)
                        ? id
                        : throw new StartFault($"--front-door-id needs a GUID, not \"{value}\"."),
                },
                _ => throw new StartFault($"The argument \"{name}\" is not known.\n\n{Usage}"),
            };
        }
        return read;
    }

    private static IEnumerable<string> Split(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) ? argument.Split('=', 2) : [argument];

    private static int PortOf(string name, string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65_535
            ? port
            : throw new StartFault($"{name} needs a port from 1 to 65535, not \"{value}\".");
}
