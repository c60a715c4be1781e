using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>What the passes over one function share: analyses, whose arrays are used again, and what is known of other functions.</summary>
internal sealed class PassContext
{
    public DominatorTree Dominators { get; } = new();

    public LoopForest Loops { get; } = new();

    /// <summary>Whether checks of loops may be replaced by checks before them that may fail although the program is correct.</summary>
    public bool Predicate { get; init; } = true;

    /// <summary>Computes dominators and loops, all of which have a preheader.</summary>
    public void AnalyzeLoops(IrFunction function)
    {
        Dominators.Compute(function);
        Loops.Compute(function, Dominators);
        if (!Loops.AddPreheaders(function))
            return;
        Dominators.Compute(function);
        Loops.Compute(function, Dominators);
    }
}
