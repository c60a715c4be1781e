using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Lang.Native.Deopt;
using Lang.Native.Optimizer;

namespace Lang.Native.Tiering;

/// <summary>The optimisation of one function, or of its rest from a loop on. Only one at a time may use a compiler, until its code was placed.</summary>
/// <param name="compiler">The VM's compiler.</param>
/// <param name="function">The function.</param>
/// <param name="offset">The loop, or -1.</param>
/// <param name="guesses">What may be taken for granted.</param>
internal sealed class CompilationJob(OptimizingCompiler compiler, int function, int offset, Guesses guesses)
{
    private volatile bool _isDone;

    public int Function => function;

    public int Offset => offset;

    /// <summary>Why there is no code, or None.</summary>
    public BailoutReason Reason { get; private set; }

    /// <summary>The code, when there is some.</summary>
    public CompiledCode Code => compiler.Finished;

    public int InstructionCount => compiler.InstructionCount;

    /// <summary>How long it took, in units of <see cref="Stopwatch"/>.</summary>
    public long Ticks { get; private set; }

    /// <summary>What went wrong in the compiler itself, when it ran on another thread.</summary>
    public ExceptionDispatchInfo? Fault { get; private set; }

    /// <summary>Whether it has ended; then all else can be read on any thread.</summary>
    public bool IsDone => _isDone;

    public void Compile()
    {
        long start = Stopwatch.GetTimestamp();
        Reason = compiler.TryCompile(function, offset, out _, guesses);
        Ticks = Stopwatch.GetTimestamp() - start;
    }

    /// <summary>On a thread that is not the VM's. Keeps what is thrown.</summary>
    public void CompileBeside()
    {
        try
        {
            Compile();
        }
        catch (Exception fault)
        {
            Fault = ExceptionDispatchInfo.Capture(fault);
        }
        _isDone = true;
    }
}
