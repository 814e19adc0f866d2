using ImageFunctions.Imaging.Vips;

namespace Bench.Pictures;

/// <summary>What encoders, engines and scaling make of a folder of photos.</summary>
internal static class PicturesCommand
{
    private const string Usage = """
        bench/run pictures contact-sheet FOLDER SHEET.png   every variant of every picture of a folder on one sheet
        bench/run pictures encoding FOLDER                  bytes, time and SSIMULACRA 2 of every encoder setting over a folder of photos
        bench/run pictures frontier FOLDER [CHART.svg]      what a look costs in bytes and time, beside the article's function in Node
        bench/run pictures margin FOLDER                    what the decoder's own shrinking costs in likeness and saves in time
        bench/run pictures seen FOLDER                      SSIMULACRA 2, bytes and time, in linear light and in sRGB's numbers
        bench/run pictures kinds FOLDER OUTPUT              one file of each kind in every format beside sharp: status, bytes, CPU
        bench/run pictures bytes FOLDER                     own-format variants beside their originals, and palettes beside sharp's
        bench/run pictures engines FOLDER                   time, bytes, SSIM and memory of the engine over a folder of photos; of both
                                                            engines side by side where -p:ImageEngine=ImageSharp built it
                                                            (docs/hosting-and-engines.md)
        bench/run pictures binding                          NetVips' calls beside our own: CPU and managed memory
        bench/run pictures animations FOLDER [200x200]      animated GIFs and WebPs beside sharp's defaults: CPU, bytes, SSIMULACRA 2
        """;

    /// <summary>Runs one of them.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        VipsLibrary.EnsureLoaded();
        switch (args)
        {
            case ["contact-sheet", var folder, var output]:
                return ContactSheet.Write(folder, output) == 0 ? 0 : 1;
            case ["encoding", var folder]:
                return EncodingTable.Print(folder);
            case ["frontier", var folder, .. var chart] when chart.Length <= 1:
                return FrontierTable.Print(folder, chart.FirstOrDefault());
            case ["margin", var folder]:
                return MarginTable.Print(folder);
            case ["seen", var folder]:
                return SeenTable.Print(folder);
            case ["kinds", var folder, var output]:
                return await KindTable.PrintAsync(folder, output);
            case ["bytes", var folder]:
                return await RealFiles.PrintBytesAsync(folder);
            case ["engines", var folder]:
                return EngineTable.Print(folder);
            case ["binding"]:
                return BindingTable.Print();
            case ["animations", var folder]:
                return await AnimationTable.PrintAsync(folder, "200x200");
            case ["animations", var folder, var size]:
                return await AnimationTable.PrintAsync(folder, size);
            case ["engine-peak", var identity, var file]:
                return EngineTable.PrintPeak(identity, file);
            default:
                Console.Error.WriteLine(Usage);
                return 2;
        }
    }
}
