using ImageFunctions.Imaging.Vips;
using ImageFunctions.Pictures;

VipsLibrary.EnsureLoaded();
switch (args)
{
    case ["contact-sheet", var folder, var output]:
        return ContactSheet.Write(folder, output) == 0 ? 0 : 1;
    case ["encoding", var folder]:
        return EncodingTable.Print(folder);
    case ["engines", var folder]:
        return EngineTable.Print(folder);
    case ["engine-peak", var identity, var file]:
        return EngineTable.PrintPeak(identity, file);
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project bench/Pictures -- <command>
              contact-sheet <folder> <sheet.png>   every variant of every picture of a folder on one sheet
              encoding <folder>                    bytes, time and SSIM of every encoder setting over a folder of photos
              engines <folder>                     time, bytes, SSIM and memory of the engine over a folder of photos; with
                                                   -p:ImageEngine=ImageSharp of both engines side by side
            """);
        return 2;
}
