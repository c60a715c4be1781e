using Lang.Bytecode.Profiling;
using Lang.Hosting;

namespace Lang.Bytecode.Interpretation;

/// <summary>What bounds a run and what it may touch.</summary>
internal sealed record InterpreterOptions
{
    /// <summary>Most nested calls below the outermost one.</summary>
    public int MaxCallDepth { get; init; } = 200_000;

    /// <summary>Units of fuel for each outermost call, or null: not counted.</summary>
    public long? Fuel { get; init; }

    /// <summary>Time for each outermost call, or null: unlimited.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Stops runs when it is cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether calls, branches and callees are counted.</summary>
    public bool Profile { get; init; } = true;

    /// <summary>The profiler that looks at the running calls, or null.</summary>
    public IStackSampler? Sampler { get; init; }

    /// <summary>The script's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The imported host functions, by import index.</summary>
    public HostCall[] HostFunctions { get; init; } = [];
}
