using System.Globalization;

namespace Lang.Bench.Measuring;

/// <summary>The time of short processes: a shell starts each program many times, so that its own start counts little.</summary>
internal static class ShellLoop
{
    private const string Loop = "n=$1; shift; while [ $n -gt 0 ]; do \"$@\" > /dev/null; n=$((n-1)); done";

    /// <summary>Milliseconds of one start.</summary>
    public static (double Elapsed, double Processor) Milliseconds(string[] command, int starts)
    {
        ChildRun run = ChildProcess.Run("/bin/sh", ["-c", Loop, "sh", starts.ToString(CultureInfo.InvariantCulture), .. command]);
        return (run.Elapsed.TotalMilliseconds / starts, run.Processor.TotalMilliseconds / starts);
    }
}
