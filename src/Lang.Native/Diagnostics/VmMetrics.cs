using System.Diagnostics.Metrics;

namespace Lang.Native.Diagnostics;

/// <summary>The meter <c>Lang</c>: what all VMs of the process do, in numbers. docs/observability.md describes the instruments.</summary>
/// <remarks>Made when the first VM has something to tell: whoever asks for the meter before gets the instruments then.</remarks>
internal static class VmMetrics
{
    private static readonly Meter s_meter = new(Telemetry.Name);

    private static readonly Histogram<double> s_compilation =
        s_meter.CreateHistogram<double>("lang.compilation.duration", "s", "Time to compile a function or loop to machine code.");

    private static readonly Histogram<long> s_code =
        s_meter.CreateHistogram<long>("lang.compilation.size", "By", "Machine code made of a function or loop.");

    private static readonly Counter<long> s_deoptimizations =
        s_meter.CreateCounter<long>("lang.deoptimizations", "{frame}", "Frames of machine code that the interpreter took over because a check failed.");

    private static readonly Histogram<double> s_pause =
        s_meter.CreateHistogram<double>("lang.collection.pause", "s", "Time that a collection of a VM's heap takes.");

    private static readonly Counter<long> s_freed =
        s_meter.CreateCounter<long>("lang.collection.freed", "By", "Memory that collections found unused.");

    private static readonly Counter<long> s_limits =
        s_meter.CreateCounter<long>("lang.limits_reached", "{run}", "Runs that ended because a limit was reached or the host cancelled them.");

    public static bool CountsCompilations => s_compilation.Enabled || s_code.Enabled;

    public static bool CountsCollections => s_pause.Enabled || s_freed.Enabled;

    public static void Compiled(string tier, TimeSpan time, int bytes)
    {
        var tag = new KeyValuePair<string, object?>("tier", tier);
        s_compilation.Record(time.TotalSeconds, tag);
        s_code.Record(bytes, tag);
    }

    public static void Deoptimized() => s_deoptimizations.Add(1);

    public static void Collected(TimeSpan pause, long freedBytes)
    {
        s_pause.Record(pause.TotalSeconds);
        s_freed.Add(freedBytes);
    }

    public static void LimitReached(string limit) => s_limits.Add(1, new KeyValuePair<string, object?>("limit", limit));
}
