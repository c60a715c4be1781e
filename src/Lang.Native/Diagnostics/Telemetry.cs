using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

namespace Lang.Native.Diagnostics;

/// <summary>
/// Tells the host's monitoring what VMs do, through <see cref="VmMetrics"/> and <see cref="VmEventSource"/>.
/// </summary>
/// <remarks>
/// Where nobody listens, an event costs a look at a flag or two, and only events that take microseconds by themselves have one. Where .NET's switches
/// turn metrics or event sources off, neither is ever made.
/// </remarks>
internal static class Telemetry
{
    /// <summary>The name of the meter and of the event source.</summary>
    public const string Name = "Lang";

    // The switches of .NET. Ahead-of-time compilation leaves out what they turn off.
    private const string MeterSwitch = "System.Diagnostics.Metrics.Meter.IsSupported", EventSwitch = "System.Diagnostics.Tracing.EventSource.IsSupported";

    [FeatureSwitchDefinition(MeterSwitch)]
    private static bool HasMetrics => IsOn(MeterSwitch);

    [FeatureSwitchDefinition(EventSwitch)]
    private static bool HasEvents => IsOn(EventSwitch);

    /// <summary>Whether anyone wants to know of compilations and deoptimisations.</summary>
    public static bool WantsCompilations => (HasMetrics && VmMetrics.CountsCompilations) || Wants(VmEventSource.Keywords.Compilation);

    /// <summary>Whether anyone wants to know of collections.</summary>
    public static bool WantsCollections => (HasMetrics && VmMetrics.CountsCollections) || Wants(VmEventSource.Keywords.Collection);

    /// <summary>A function or loop has machine code now.</summary>
    public static void Compiled(string function, string tier, TimeSpan time, int bytes)
    {
        if (HasMetrics)
            VmMetrics.Compiled(tier, time, bytes);
        if (Wants(VmEventSource.Keywords.Compilation))
            VmEventSource.Log.Compiled(function, tier, time.TotalMilliseconds, bytes);
    }

    /// <summary>A check failed in machine code, and the interpreter took its frame over.</summary>
    public static void Deoptimized(string function, int offset)
    {
        if (HasMetrics)
            VmMetrics.Deoptimized();
        if (Wants(VmEventSource.Keywords.Compilation))
            VmEventSource.Log.Deoptimized(function, offset);
    }

    /// <summary>A heap was collected.</summary>
    public static void Collected(TimeSpan pause, long freedBytes, long liveBytes)
    {
        if (HasMetrics)
            VmMetrics.Collected(pause, freedBytes);
        if (Wants(VmEventSource.Keywords.Collection))
            VmEventSource.Log.Collected(pause.TotalMilliseconds, freedBytes, liveBytes);
    }

    /// <summary>A run ended at a limit.</summary>
    public static void LimitReached(string limit, string message)
    {
        if (HasMetrics)
            VmMetrics.LimitReached(limit);
        if (Wants(VmEventSource.Keywords.Limit))
            VmEventSource.Log.LimitReached(limit, message);
    }

    private static bool IsOn(string name) => !AppContext.TryGetSwitch(name, out bool isOn) || isOn;

    private static bool Wants(EventKeywords keyword) =>
        HasEvents && VmEventSource.Log.IsEnabled(EventLevel.Informational, keyword);
}
