using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary>What the options of <c>lang run</c> say. Null: no limit but the built-in one.</summary>
internal sealed record RunSettings
{
    public static readonly RunSettings Default = new();

    /// <summary>How long the script may run.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>How many calls and loop iterations it may make.</summary>
    public long? Fuel { get; init; }

    /// <summary>Bytes its heap may take.</summary>
    public long? HeapLimit { get; init; }

    /// <summary>How deep its calls may nest.</summary>
    public int MaxDepth { get; init; } = new VmOptions().MaxCallDepth;

    /// <summary>Bytes it may print.</summary>
    public long? OutputLimit { get; init; }

    /// <summary>Whether times and counts are reported after the run.</summary>
    public bool Stats { get; init; }

    /// <summary>The file that is to say where the time went, or null.</summary>
    public string? ProfilePath { get; init; }

    /// <summary>Whether every allocation collects garbage: slow, and finds what the collector overlooks.</summary>
    public bool CollectAlways { get; init; }

    /// <summary>Where the random numbers begin that say when checks of optimised code fail; null where they fail when they must.</summary>
    public int? FailureSeed { get; init; }

    /// <summary>How it is executed.</summary>
    public ExecutionTier Tier { get; init; }

    /// <summary>Calls and rounds after which code counts as hot; null: what is usual.</summary>
    public int? CallThreshold { get; init; }

    /// <inheritdoc cref="CallThreshold"/>
    public int? LoopThreshold { get; init; }

    /// <inheritdoc cref="CallThreshold"/>
    public int? OptimizeThreshold { get; init; }

    /// <summary>Whether the script waits for the optimising compiler.</summary>
    public bool JitSync { get; init; }

    /// <summary>Bytes that machine code may take; null: what is usual.</summary>
    public long? CodeCache { get; init; }

    /// <summary>Whether decisions of the compilers are reported.</summary>
    public bool TraceJit { get; init; }

    /// <summary>Whether what the script does is explained afterwards.</summary>
    public bool Explains { get; init; }

    /// <summary>Whether perf and gdb are told of machine code.</summary>
    public bool PerfMap { get; init; }

    /// <inheritdoc cref="PerfMap"/>
    public bool GdbJit { get; init; }
}
