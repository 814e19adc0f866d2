// Development: the origin behind Front Door's rules on localhost, with storage and pictures to try it on.
using System.Runtime.InteropServices;
using LocalFrontDoor;
using LocalFrontDoor.Processes;
using LocalFrontDoor.Rules;

if (args is ["--help"] or ["-h"])
{
    Console.WriteLine(CommandLine.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
try
{
    await LocalRun.RunAsync(CommandLine.Parse(args), Console.Out, stop.Token);
    return 0;
}
catch (Exception) when (stop.IsCancellationRequested)
{
    // Ctrl+C reaches the children as well: what they say of it is no fault.
    return 0;
}
catch (Exception fault) when (fault is StartFault or ChildProcessException or RuleFileException)
{
    await Console.Error.WriteLineAsync(fault.Message);
    return 1;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
