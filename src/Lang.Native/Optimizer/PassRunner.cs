using System.Collections.Immutable;
using System.Diagnostics;
using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>A pass of the optimising compiler.</summary>
/// <param name="Name">Its name for <c>lang emit --ir=NAME</c>.</param>
/// <param name="Run">Its entry point.</param>
internal sealed record Pass(string Name, Action<IrFunction, PassContext> Run);

/// <summary>Runs passes in order, and shows and checks what they do.</summary>
/// <param name="passes">The passes.</param>
internal sealed class PassRunner(ImmutableArray<Pass> passes)
{
    public ImmutableArray<Pass> Passes => passes;

    /// <summary>Called after each pass with its name.</summary>
    public Action<string, IrFunction>? Dump { get; init; }

    /// <summary>Whether the function is checked after each pass: slow, for tests.</summary>
    public bool Check { get; init; }

    /// <exception cref="UnreachableException">A pass left a function that is not well formed, and <see cref="Check"/> is set.</exception>
    public void Run(IrFunction function, PassContext context)
    {
        foreach (Pass pass in passes)
        {
            pass.Run(function, context);
            Dump?.Invoke(pass.Name, function);
            if (Check && IrChecker.Check(function) is { } wrong)
                throw new UnreachableException($"After {pass.Name}: {wrong}\n{IrPrinter.Print(function)}");
        }
    }
}
