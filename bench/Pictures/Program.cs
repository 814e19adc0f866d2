using ImageFunctions.Imaging.Vips;
using ImageFunctions.Pictures;

VipsLibrary.EnsureLoaded();
switch (args)
{
    case ["contact-sheet", var folder, var output]:
        return ContactSheet.Write(folder, output) == 0 ? 0 : 1;
    case ["encoding", var folder]:
        return EncodingTable.Print(folder);
    default:
        Console.Error.WriteLine("""
            Usage: dotnet run -c Release --project bench/Pictures -- <command>
              contact-sheet <folder> <sheet.png>   every variant of every picture of a folder on one sheet
              encoding <folder>                    bytes, time and SSIM of every encoder setting over a folder of photos
            """);
        return 2;
}
