using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>A loop's phi that the same is added to in each round, until a comparison with a bound ends the loop.</summary>
/// <param name="Phi">The phi.</param>
/// <param name="Start">Its value in the first round.</param>
/// <param name="Step">What is added; the same in all rounds.</param>
/// <param name="Bound">What is compared with; the same in all rounds.</param>
/// <param name="Condition">The loop goes on while the next value (or, of Ne, this or the next one) compares so with the bound.</param>
/// <param name="ComparesNext">Whether the next value is compared, not this one.</param>
internal readonly record struct InductionVariable(int Phi, int Start, int Step, int Bound, IrCondition Condition, bool ComparesNext)
{
    /// <summary>What is compared with the bound: the phi, or its next value.</summary>
    public int Compared(IrFunction function, LoopForest loops, int loop)
    {
        int entry = function.PredecessorsOf(loops[loop].Header).IndexOf(loops[loop].Preheader);
        return ComparesNext ? function.ListOf(function[Phi])[1 - entry] : Phi;
    }

    /// <summary>Finds the variable that ends a loop in its only latch.</summary>
    public static InductionVariable? Find(IrFunction function, LoopForest loops, int loop)
    {
        Loop at = loops[loop];
        List<int> predecessors = function.PredecessorsOf(at.Header);
        if (predecessors.Count != 2 || at.Preheader < 0)
            return null;
        int entry = predecessors.IndexOf(at.Preheader), latch = predecessors[1 - entry];
        int end = EndOf(function, latch);
        IrNode branch = function[function.Block(end).Last];
        if (branch.Op != IrOp.Branch || function[branch.A].Op != IrOp.Compare)
            return null;
        IrNode compare = function[branch.A];
        bool continuesIfTrue = function.Block(end).Successor == (end == latch ? at.Header : latch);
        IrCondition condition = continuesIfTrue ? compare.Condition : Simplifier.Negate(compare.Condition, isFloat: false);
        if (function[compare.A].Type != IrType.Int || condition is not (IrCondition.Ne or (>= IrCondition.Lt and <= IrCondition.Ge)))
            return null;
        return Match(compare.A, compare.B, condition) ?? Match(compare.B, compare.A, Simplifier.Swap(condition));

        InductionVariable? Match(int variable, int bound, IrCondition continues)
        {
            if (loops.Contains(loop, function[bound].Block))
                return null;
            for (int phi = function.Block(at.Header).First; phi >= 0 && function[phi].Op == IrOp.Phi; phi = function[phi].Next)
            {
                int next = function.ListOf(function[phi])[1 - entry];
                IrNode sum = function[next];
                if ((variable != next && variable != phi) || sum.Op != IrOp.Add || (sum.A != phi && sum.B != phi))
                    continue;
                int step = sum.A == phi ? sum.B : sum.A;
                if (loops.Contains(loop, function[step].Block) && function[step].Op != IrOp.Constant)
                    continue;
                return new InductionVariable(phi, function.ListOf(function[phi])[entry], step, bound, continues, variable == next);
            }
            return null;
        }
    }

    // The block that decides whether there is another round: the latch, or the one before where the latch only counts the jump back.
    private static int EndOf(IrFunction function, int latch)
    {
        List<int> predecessors = function.PredecessorsOf(latch);
        return function[function.Block(latch).Last].Op == IrOp.Jump && predecessors.Count == 1 ? predecessors[0] : latch;
    }
}
