using Torture;
using Torture.Hostile;

switch (args)
{
    case ["hostile"]:
        return Measure.Hostile() ? 0 : 1;
    case ["hostile", var folder]:
        await HostileFiles.WriteAsync(folder);
        return 0;
    case ["measure", var format, .. var files]:
        await Measure.EachAsync(files, format);
        return 0;
    case ["one", var file, var format]:
        Measure.One(file, format);
        return 0;
    default:
        Console.Error.WriteLine("""
            Torture hostile           converts every hostile file that is made here, and says what each cost
            Torture hostile FOLDER    writes them
            Torture measure FORMAT FILE...   converts files, each in a process of its own, and says what each cost
            """);
        return 2;
}
