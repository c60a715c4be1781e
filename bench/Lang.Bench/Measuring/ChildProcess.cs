using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Lang.Bench.Measuring;

/// <summary>One run of another program.</summary>
/// <param name="Output">What it printed.</param>
/// <param name="Elapsed">From before its start to its end.</param>
/// <param name="Processor">What it and its own children used of the processors, in user and system mode.</param>
/// <param name="PeakBytes">Its largest resident memory, as last seen before its end; 0 unless it was watched.</param>
internal sealed record ChildRun(string Output, TimeSpan Elapsed, TimeSpan Processor, long PeakBytes);

/// <summary>Runs other programs and measures them.</summary>
internal static partial class ChildProcess
{
    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="BenchException">It is missing, or its exit code is not 0.</exception>
    public static ChildRun Run(string program, IEnumerable<string> arguments, bool watchMemory = false) =>
        TryRun(program, arguments, Timeout.InfiniteTimeSpan, watchMemory)!;

    /// <summary>Runs a program to its end, or ends it.</summary>
    /// <returns>null when it would have taken longer than allowed.</returns>
    /// <inheritdoc cref="Run"/>
    public static ChildRun? TryRun(string program, IEnumerable<string> arguments, TimeSpan longest, bool watchMemory = false)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Root };
        TimeSpan before = ProcessorOfChildren();
        long begin = Stopwatch.GetTimestamp();
        using Process process = Start(start);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        long peak = 0;
        if (watchMemory)
        {
            while (!process.WaitForExit(1))
                peak = Math.Max(peak, PeakOf(process.Id));
        }
        if (!process.WaitForExit(longest))
        {
            process.Kill();
            process.WaitForExit();
            return null;
        }
        TimeSpan elapsed = Stopwatch.GetElapsedTime(begin);
        if (process.ExitCode != 0)
            throw new BenchException($"{program} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}\n{errors.Result}");
        return new ChildRun(output.Result, elapsed, ProcessorOfChildren() - before, peak);
    }

    /// <summary>Whether <paramref name="program"/> can be started.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    // The kernel adds a child's times when it was waited for; only one child runs at a time.
    private static TimeSpan ProcessorOfChildren()
    {
        const int Children = -1;
        Span<long> usage = stackalloc long[18]; // struct rusage: two struct timeval, then counters.
        return ResourceUsage(Children, ref usage[0]) == 0
            ? TimeSpan.FromSeconds(usage[0] + usage[2]) + TimeSpan.FromMicroseconds(usage[1] + usage[3])
            : throw new BenchException("getrusage failed");
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static partial int ResourceUsage(int who, ref long usage);

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new BenchException($"{start.FileName} is missing");
        }
    }

    // The kernel's own high-water mark; the file vanishes when the process ends.
    private static long PeakOf(int id)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{id}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    return long.Parse(line.AsSpan(6, line.Length - 8).Trim(), CultureInfo.InvariantCulture) * 1024;
            }
        }
        catch (IOException)
        {
        }
        return 0;
    }
}
