using ImageFunctions.Requests;
using ImageFunctions.Settings;

namespace ImageFunctions.Imaging;

/// <summary>What an engine can do of what can be asked for. What it cannot is a fault at start or a refusal,
/// never a silent difference.</summary>
/// <param name="Engine">Its name, as in <c>-p:ImageEngine=</c>.</param>
/// <param name="Reads">Kinds of originals.</param>
/// <param name="Writes">Formats of variants.</param>
/// <param name="Crops">Ways to choose what a crop keeps.</param>
/// <param name="Gamuts">What can become of colours that sRGB does not have.</param>
internal sealed record EngineAbilities(
    string Engine, IReadOnlySet<SourceKind> Reads, IReadOnlySet<ImageFormat> Writes, IReadOnlySet<CropMode> Crops,
    IReadOnlySet<Gamut> Gamuts)
{
    private const string OtherEngine = "the default engine, Vips, can";

    /// <summary>Names every setting that asks for what the engine cannot do.</summary>
    public IEnumerable<string> FindFaults(ImageOptions options)
    {
        foreach (var name in options.Formats.Where(name => ImageFormats.TryFromExtension(name, out var format) && !Writes.Contains(format)))
        {
            yield return $"Images__Formats names {name}, which the engine {Engine} cannot write: leave it out ({OtherEngine}).";
        }

        if (!Crops.Contains(options.Crop))
        {
            yield return $"Images__Crop is {options.Crop.ToString().ToLowerInvariant()}, which the engine {Engine} cannot do: "
                + $"{string.Join(" or ", Crops.Select(crop => crop.ToString().ToLowerInvariant()))} it can ({OtherEngine}).";
        }

        if (!Gamuts.Contains(options.Gamut))
        {
            yield return $"Images__Gamut is {options.Gamut.ToString().ToLowerInvariant()}, which the engine {Engine} cannot do: "
                + $"leave it out ({OtherEngine}).";
        }
    }
}
