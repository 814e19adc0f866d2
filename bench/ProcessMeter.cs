using System.Globalization;

namespace Bench;

/// <summary>What a process has used so far, from Linux' /proc (proc_pid_stat(5), proc_pid_status(5)).</summary>
internal sealed class ProcessMeter(int id)
{
    private const double TicksPerSecond = 100; // USER_HZ, fixed by Linux' ABI on every platform of .NET

    /// <summary>Processor time of all its threads, user and system, in seconds.</summary>
    public double CpuSeconds()
    {
        // The name, second field, may hold spaces; what follows its closing bracket does not.
        var text = File.ReadAllText($"/proc/{id}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        var (user, system) = (fields[11], fields[12]);
        return (double.Parse(user, CultureInfo.InvariantCulture) + double.Parse(system, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    /// <summary>Memory that it holds.</summary>
    public long ResidentBytes() => (long)(Status("VmRSS:") * 1024 * 1024);

    /// <summary>The same in MiB.</summary>
    public double ResidentMiB() => Status("VmRSS:");

    /// <summary>The most memory that it ever held, in MiB.</summary>
    public double PeakMiB() => Status("VmHWM:");

    private double Status(string field)
    {
        var line = File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) / 1024;
    }
}
