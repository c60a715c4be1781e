namespace Lang.Native.Tiering;

/// <summary>When native code is made, and how much of it.</summary>
internal sealed record TierOptions
{
    /// <summary>Calls after which a function is compiled.</summary>
    public int CallThreshold { get; init; } = 400;

    /// <summary>Jumps back after which a loop is entered in native code.</summary>
    public int LoopThreshold { get; init; } = 1000;

    /// <summary>Whether hot code is optimised.</summary>
    public bool Optimizes { get; init; }

    /// <summary>Whether code is optimised at once: there is no template code, except where the optimising compiler refuses.</summary>
    public bool OptimizesAtOnce { get; init; }

    /// <summary>Whether the optimising compiler runs on another thread while the script goes on; not when code is optimised at once.</summary>
    public bool CompilesInBackground { get; init; }

    /// <summary>Whether pure functions that call themselves at several places are optimised at their first call.</summary>
    public bool OptimizesMergingCallsAtOnce { get; init; }

    /// <summary>Rounds of loops in template code, a call counting as <see cref="RoundsOfCall"/> of them, after which a function is optimised.</summary>
    public long OptimizeThreshold { get; init; } = 20_000;

    /// <summary>Loops that call nothing count their rounds so many times, at least, before that.</summary>
    public const int StripsToOptimize = 16;

    /// <summary>Executions of a branch from which on optimised code is left where it takes a side that it never took; 0 where code is never left so.</summary>
    public int BranchThreshold { get; init; }

    /// <summary>What the optimising compiler is told.</summary>
    public OptimizerOptions Optimizer { get; init; } = new();

    /// <summary>Stress: where the random numbers begin that say when checks of optimised code fail; null where they don't.</summary>
    public int? FailureSeed { get; init; }

    /// <summary>Stress: the one check that fails, from 1; or null.</summary>
    public long? FailingCheck { get; init; }

    /// <summary>Test: called by the thread that compiles beside the script, before the script's may know of what it compiled; or null.</summary>
    public Action<CompilationJob>? CompiledBeside { get; init; }

    /// <summary>What a call counts.</summary>
    public const int RoundsOfCall = 8;

    /// <summary>Most bytes of code.</summary>
    public int CodeCacheBytes { get; init; } = 64 << 20;

    /// <summary>Whether code counts fuel.</summary>
    public bool CountFuel { get; init; }

    /// <summary>The time limit of a run, or null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>Stops runs.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Whether a profiler looks at runs.</summary>
    public bool IsSampled { get; init; }

    /// <summary>Most nested calls: bounds the part of the thread's stack that native frames may take.</summary>
    public int MaxCallDepth { get; init; }

    /// <summary>Unmanaged addresses of the module's host functions, by import; 0 where calls go to the callback.</summary>
    public IReadOnlyList<nint> HostAddresses { get; init; } = [];

    /// <summary>Whether perf and gdb are told of code.</summary>
    public bool PerfMap { get; init; }

    /// <inheritdoc cref="PerfMap"/>
    public bool GdbJit { get; init; }

    /// <summary>Whether notes on optimised code are kept, for <see cref="Vm.Explain"/>.</summary>
    public bool Explains { get; init; }

    /// <summary>Gets a line about each decision, or null.</summary>
    public Action<string>? Trace { get; init; }
}

/// <summary>The reasons in words.</summary>
internal static class BailoutReasons
{
    public static string Describe(this BailoutReason reason) => reason switch
    {
        BailoutReason.None => "",
        BailoutReason.NoExecutableMemory => "the system gives no executable memory",
        BailoutReason.CodeCacheIsFull => "the code cache is full of code in use",
        BailoutReason.NoMemoryForLiterals => "there is no memory for its literals",
        BailoutReason.FunctionIsTooLarge => "it is too large",
        BailoutReason.IrregularLoop => "a loop is entered at several places, or goes round without a jump back",
    };
}

/// <summary>Why a function has no native code.</summary>
internal enum BailoutReason : byte
{
    None,

    /// <summary>The system gives no executable memory.</summary>
    NoExecutableMemory,

    /// <summary>The code cache is full of code that is in use.</summary>
    CodeCacheIsFull,

    /// <summary>There is no memory for the function's literals.</summary>
    NoMemoryForLiterals,

    /// <summary>It has more bytecode than the optimising compiler takes.</summary>
    FunctionIsTooLarge,

    /// <summary>A loop is entered at several places, or goes round without a jump back that could poll: the optimising compiler takes none of those.</summary>
    IrregularLoop,
}
