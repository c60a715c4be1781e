using System.Runtime.CompilerServices;
using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native.Tiering;

namespace Lang.Native;

/// <summary>What a <see cref="Vm"/> may use. Budgets (fuel, time, output) hold for each outermost call and start anew with the next.</summary>
public sealed record VmOptions
{
    /// <summary>Most calls nested in the outermost one, from 0 to <see cref="LargestCallDepth"/>. One more is the run-time error R012.</summary>
    public int MaxCallDepth { get; init; } = 200_000;

    /// <summary>The largest <see cref="MaxCallDepth"/>.</summary>
    public const int LargestCallDepth = 10_000_000;

    /// <summary>
    /// Most bytes of memory for strings, arrays and closures. Null: three quarters of the memory that .NET sees (of the
    /// container, if there is one), so that a script that takes all it can ends in an error and not with the process.
    /// </summary>
    public long? HeapLimit { get; init; }

    /// <summary>Longest time of a run, or null.</summary>
    public TimeSpan? TimeLimit { get; init; }

    /// <summary>
    /// Units of fuel of a run, or null. Each function entry and each jump backwards costs one; the count is exact and does
    /// not depend on how the code is executed.
    /// </summary>
    public long? Fuel { get; init; }

    /// <summary>Most bytes of output of a run, or null. What fits is still written.</summary>
    public long? OutputLimit { get; init; }

    /// <summary>Stops runs, from any thread, when it is cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Where output goes; the VM does not close it. Discarded unless set.</summary>
    public Stream Output { get; init; } = Stream.Null;

    /// <summary>Where input comes from; the VM does not close it. Empty unless set.</summary>
    public Stream Input { get; init; } = Stream.Null;

    /// <summary>The script's arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// What the module may touch outside the VM. Output, input and arguments unless set, which reach nothing but the streams and arguments given here; the
    /// clock only when it is granted.
    /// </summary>
    public Capabilities Grants { get; init; } = Capabilities.Output | Capabilities.Input | Capabilities.Arguments;

    /// <summary>The host functions that modules can import; null for none. The compiler is given the same object.</summary>
    public ScriptHost? Host { get; init; }

    /// <summary>How code is executed.</summary>
    public ExecutionTier Tier { get; init; } = ExecutionTier.Auto;

    /// <summary>Calls after which a function is compiled to machine code, from 1. Always 1 where <see cref="Tier"/> names a compiler.</summary>
    public int CallThreshold { get; init; } = 400;

    /// <summary>
    /// Jumps back after which a running loop goes on in machine code, from 1. They are looked at together with limits, so it may be a few more. Always
    /// 1 where <see cref="Tier"/> names a compiler.
    /// </summary>
    public int LoopThreshold { get; init; } = 1000;

    /// <summary>
    /// Rounds of loops in the template compiler's code, a call counting as eight, after which a function or a running loop is optimised, from 1. Does
    /// not matter when <see cref="Tier"/> is not <see cref="ExecutionTier.Auto"/>.
    /// </summary>
    public long OptimizeThreshold { get; init; } = 20_000;

    /// <summary>
    /// Whether what is to be optimised is compiled by another thread while the script goes on in slower code. Otherwise the script waits, and where
    /// which code takes over does not hang on timing. Does not matter when <see cref="Tier"/> is not <see cref="ExecutionTier.Auto"/>.
    /// </summary>
    public bool CompilesInBackground { get; init; } = true;

    /// <summary>
    /// Whether pure functions that call themselves at several places are optimised at their first call: with fuel, where no calls merge, they are not in any case. Some
    /// tenths of a millisecond, where the compiler need not itself be compiled first.
    /// </summary>
    internal bool OptimizesMergingCallsAtOnce { get; init; } = !RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Executions of a branch from which on optimised code is left where it takes a side that it never took; 0 where code is never left so.</summary>
    internal int BranchThreshold { get; init; } = 100;

    /// <summary>Stress: results of all passes and of register allocation are checked.</summary>
    internal bool ChecksCompiler { get; init; }

    /// <summary>Stress: the optimising compiler uses only so many registers of each file; 0 for all.</summary>
    internal int RegisterLimit { get; init; }

    /// <summary>Stress: the optimising compiler chooses registers at random.</summary>
    internal int? RegisterSeed { get; init; }

    /// <summary>
    /// Lets checks of optimised code fail at random although they hold, beginning with this random number: slow, finds faults of the VM itself. Null: they
    /// fail when they must.
    /// </summary>
    public int? FailureSeed { get; init; }

    /// <summary>Stress: of all checks that optimised code makes, in the order in which it does, this one fails although it holds; from 1.</summary>
    internal long? FailingCheck { get; init; }

    /// <summary>Stress: this check of optimised code always fails although it holds, in the order in which checks are compiled; from 0.</summary>
    internal int? FailingExit { get; init; }

    /// <summary>Test: called by the thread that compiles beside the script, before the script's may know of what it compiled; or null.</summary>
    internal Action<CompilationJob>? CompiledBeside { get; init; }

    /// <summary>The least and the largest <see cref="CodeCacheLimit"/>.</summary>
    public const int SmallestCodeCache = 64 << 10, LargestCodeCache = 1 << 30;

    /// <summary>Most bytes of machine code; what has not been called for long makes room for new code.</summary>
    public int CodeCacheLimit { get; init; } = 64 << 20;

    /// <summary>Whether what <see cref="Vm.Explain"/> tells of optimised code is kept. Costs a little whenever something is optimised.</summary>
    public bool Explains { get; init; }

    /// <summary>Gets a line about each decision of the compilers, or null. Called on the VM's thread.</summary>
    public Action<string>? TraceJit { get; init; }

    /// <summary>Whether machine code is written to the map from which perf takes names.</summary>
    public bool PerfMap { get; init; }

    /// <summary>Whether gdb is told of machine code, so that it can name its frames.</summary>
    public bool GdbJit { get; init; }

    /// <summary>Whether to count calls, branches and callees. Costs a few per cent. A VM that compiles what is hot counts in any case.</summary>
    public bool Profile { get; init; } = true;

    /// <summary>Finds out where the time goes, or null.</summary>
    public ScriptProfiler? Profiler { get; init; }

    /// <summary>Collects garbage at every allocation: very slow, finds faults of the VM itself.</summary>
    public bool CollectAtEveryAllocation { get; init; }
}

/// <summary>How a VM executes code. All give the same results; where there is no executable memory, everything is interpreted.</summary>
public enum ExecutionTier
{
    /// <summary>Begins in the interpreter and compiles what is hot.</summary>
    Auto,

    /// <summary>The interpreter alone.</summary>
    Interpreter,

    /// <summary>The template compiler, for every function at its first call.</summary>
    Template,

    /// <summary>The optimising compiler, for every function at its first call; the template compiler where that refuses.</summary>
    Optimizing,
}
