using ImageFunctions.Imaging.Vips;
using ImageFunctions.Settings;
using Microsoft.Extensions.Configuration;

namespace ImageFunctions.Tests.Settings;

/// <summary>Settings as the environment gives them: <c>Images__Formats</c>.</summary>
internal static class Configurations
{
    public static IConfiguration Of(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(
            settings.Select(s => KeyValuePair.Create(s.Name.Replace("__", ":", StringComparison.Ordinal), (string?)s.Value)))
        .Build();

    /// <summary>Reads everything; storage is set unless it is given.</summary>
    public static (ServiceOptions Options, IReadOnlyList<string> Faults) Read(params (string Name, string Value)[] settings)
    {
        if (!settings.Any(s => s.Name.StartsWith("ImageStorage", StringComparison.Ordinal)))
        {
            settings = [.. settings, ("ImageStorage", "UseDevelopmentStorage=true")];
        }

        return (ServiceOptions.Read(Of(settings), VipsEngine.Abilities.FindFaults, out var faults), faults);
    }
}
