using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Lang.Native.Deopt;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

/// <summary>The optimisation of one function, or of its rest from a loop on. Only one at a time may use a compiler, until its code was placed.</summary>
/// <param name="findCompiler">Gives the VM's compiler; called on the thread that compiles, since making it looks at the whole module.</param>
/// <param name="function">The function.</param>
/// <param name="offset">The loop, or -1.</param>
/// <param name="guesses">What may be taken for granted.</param>
internal sealed class CompilationJob(Func<OptimizingCompiler> findCompiler, int function, int offset, Guesses guesses)
{
    private volatile bool _isDone;
    private OptimizingCompiler _compiler = null!;

    public int Function => function;

    public int Offset => offset;

    /// <summary>Why there is no code, or None.</summary>
    public BailoutReason Reason { get; private set; }

    /// <summary>The code, when there is some.</summary>
    public CompiledCode Code => _compiler.Finished;

    /// <summary>Globals that the code takes to go on holding what they were given first.</summary>
    public ImmutableArray<AssumedGlobal> AssumedGlobals => _compiler.AssumedGlobals;

    public int InstructionCount => _compiler.InstructionCount;

    /// <summary>How long it took, in units of <see cref="Stopwatch"/>.</summary>
    public long Ticks { get; private set; }

    /// <summary>What went wrong in the compiler itself, when it ran on another thread.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>Whether it has ended; then all else can be read on any thread.</summary>
    public bool IsDone => _isDone;

    public void Compile()
    {
        long start = Stopwatch.GetTimestamp();
        _compiler = findCompiler();
        Reason = _compiler.TryCompile(function, offset, out _, guesses);
        Ticks = Stopwatch.GetTimestamp() - start;
    }

    /// <summary>On a thread that is not the VM's. Keeps what is thrown.</summary>
    /// <param name="compiled">Called at the end, or null.</param>
    public void CompileBeside(Action<CompilationJob>? compiled)
    {
        try
        {
            Compile();
            compiled?.Invoke(this);
        }
        catch (Exception fault)
        {
            Fault = ExceptionDispatchInfo.Capture(fault);
        }
        _isDone = true;
    }
}
