// Measurements of single parts of the service, in this process.
using Bench;

return args switch
{
    ["pregenerate", .. var rest] => Pregenerate.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        Usage: dotnet run -c Release --project bench/Bench -- pregenerate [--image <file>] [--rounds <number>]

          pregenerate   CPU time of the eight default variants of one 12-megapixel JPEG, made from one decode and made separately,
                        and how alike they are. Exit code 1 when the ratio or the likeness is not what docs/freshness.md promises.
        """);
    return 2;
}
