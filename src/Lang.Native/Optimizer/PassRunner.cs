using System.Collections.Immutable;
using System.Diagnostics;
using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>A pass of the optimising compiler.</summary>
/// <param name="Name">Its name for <c>lang emit --ir=NAME</c>.</param>
/// <param name="Run">Its entry point.</param>
internal sealed record Pass(string Name, Action<IrFunction, PassContext> Run);

/// <summary>Runs passes in order, and times, shows and checks what they do.</summary>
/// <param name="passes">The passes.</param>
internal sealed class PassRunner(ImmutableArray<Pass> passes)
{
    private readonly long[] _ticks = new long[passes.Length];

    public ImmutableArray<Pass> Passes => passes;

    /// <summary>Called after each pass with its name.</summary>
    public Action<string, IrFunction>? Dump { get; init; }

    /// <summary>Whether the function is checked after each pass: slow, for tests.</summary>
    public bool Check { get; init; }

    /// <summary>Time that a pass has taken so far, of all functions.</summary>
    public TimeSpan TimeOf(int pass) => Stopwatch.GetElapsedTime(0, _ticks[pass]);

    /// <exception cref="UnreachableException">A pass left a function that is not well formed, and <see cref="Check"/> is set.</exception>
    public void Run(IrFunction function, PassContext context)
    {
        for (int i = 0; i < passes.Length; i++)
        {
            long start = Stopwatch.GetTimestamp();
            passes[i].Run(function, context);
            _ticks[i] += Stopwatch.GetTimestamp() - start;
            Dump?.Invoke(passes[i].Name, function);
            if (Check && IrChecker.Check(function) is { } wrong)
                throw new UnreachableException($"After {passes[i].Name}: {wrong}\n{IrPrinter.Print(function)}");
        }
    }
}
