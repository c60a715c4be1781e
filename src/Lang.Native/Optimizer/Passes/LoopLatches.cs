using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Lets the branch that ends a loop lead back by itself: what little is computed between it and the next round is computed before it.</summary>
/// <remarks>
/// A loop over a range with its end counts on only when another round follows, so that the largest integer may be that end. Afterwards it has the form in which
/// <see cref="InductionVariable"/> finds loops that count.
/// Requires: SSA. Ensures: SSA.
/// </remarks>
internal static class LoopLatches
{
    private const int MostNodes = 3;

    public static void Run(IrFunction function, PassContext context)
    {
        context.AnalyzeLoops(function);
        for (int loop = 0; loop < context.Loops.Count; loop++)
        {
            Loop at = context.Loops[loop];
            if (function.PredecessorsOf(at.Header).Count != 2)
                continue;
            int latch = function.PredecessorsOf(at.Header)[1 - function.PredecessorsOf(at.Header).IndexOf(at.Preheader)];
            if (latch != at.Header && function.PredecessorsOf(latch) is [int branching] && EndsLoop(function, context.Loops, loop, branching) && IsLittle(function, context, latch))
                Merge(function, branching, latch, at.Header);
        }
    }

    private static bool EndsLoop(IrFunction function, LoopForest loops, int loop, int block) =>
        loops.LoopOf(block) == loop && function.Block(block).OtherSuccessor >= 0
        && loops.Contains(loop, function.Block(block).Successor) != loops.Contains(loop, function.Block(block).OtherSuccessor);

    private static bool IsLittle(IrFunction function, PassContext context, int block)
    {
        int nodes = 0;
        for (int node = function.Block(block).First; node != function.Block(block).Last; node = function[node].Next)
        {
            if (!IrOpTable.Get(function[node].Op).Is(IrFlags.Pure) || ++nodes > MostNodes)
                return false;
        }
        return function.Block(block).OtherSuccessor < 0;
    }

    private static void Merge(IrFunction function, int branching, int latch, int header)
    {
        int branch = function.Block(branching).Last, next;
        for (int node = function.Block(latch).First; node != function.Block(latch).Last; node = next)
        {
            next = function[node].Next;
            function.MoveBefore(node, branch);
        }
        ref IrBlock source = ref function.Block(branching);
        if (source.Successor == latch)
            source.Successor = header;
        else
            source.OtherSuccessor = header;
        List<int> predecessors = function.PredecessorsOf(header);
        predecessors[predecessors.IndexOf(latch)] = branching;
        function.Remove(function.Block(latch).Last);
        function.PredecessorsOf(latch).Clear();
        function.Block(latch).Successor = -1;
    }
}
