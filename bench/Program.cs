using Bench.Pictures;
using Bench.Pregeneration;
using Bench.SideBySide;
using Bench.Torture;

return args switch
{
    ["pictures", .. var rest] => await PicturesCommand.RunAsync(rest),
    ["pregenerate", .. var rest] => Pregenerate.Run(rest),
    ["torture", .. var rest] => await TortureCommand.RunAsync(rest),
    [] or [['-', '-', ..], ..] => await SideBySideCommand.RunAsync(args),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        bench/run [--quick] [--only TEXT] …    the origin beside the article's function and ipx; --help says what can be chosen
        bench/run pictures …                   what encoders and engines make of a folder of photos
        bench/run pregenerate …                all variants of an original from one decode, against one decode for each
        bench/run torture …                    hostile files, fuzzing, soak
        """);
    return 2;
}
