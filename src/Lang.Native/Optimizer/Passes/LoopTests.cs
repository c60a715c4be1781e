using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Lets loops that end when their variable meets a bound compare its next value, so that both can have one register, in which the step is added.</summary>
/// <remarks>
/// <c>i != bound</c> is <c>i + step != bound + step</c>: exact, since integers wrap. A sum that is the same in all rounds is computed before the loop.
/// Requires: SSA, loop latches merged. Ensures: SSA. Source: Muchnick 14.1.4, linear-function test replacement.
/// </remarks>
internal static class LoopTests
{
    public static void Run(IrFunction function, PassContext context)
    {
        context.AnalyzeLoops(function);
        for (int loop = 0; loop < context.Loops.Count; loop++)
        {
            if (InductionVariable.Find(function, context.Loops, loop) is { Condition: IrCondition.Ne, ComparesNext: false } variable)
                CompareNext(function, context.Loops, loop, variable);
        }
    }

    private static void CompareNext(IrFunction function, LoopForest loops, int loop, in InductionVariable variable)
    {
        int next = (variable with { ComparesNext = true }).Compared(function, loops, loop), latch = function[next].Block;
        IrNode branch = function[function.Block(latch).Last];
        // Where the sum is computed behind the test there is no next value yet.
        if (branch.Op != IrOp.Branch || function[branch.A].Op != IrOp.Compare || !Tests(function[branch.A], variable))
            return;
        int preheader = function.Block(loops[loop].Preheader).Last;
        int step = Simplifier.IsConstant(function, variable.Step, out long constant)
            ? function.ConstantBefore(preheader, constant)
            : variable.Step;
        int bound = Simplifier.InsertBefore(function, preheader, IrNode.Make(IrOp.Add, IrType.Int, variable.Bound, step));
        // A test of its own: the other may be used elsewhere.
        int test = function.InsertBefore(function.Block(latch).Last, IrNode.Make(IrOp.Compare, IrType.Int, next, bound) with { Condition = function[branch.A].Condition });
        function[function.Block(latch).Last].A = test;
    }

    private static bool Tests(in IrNode compare, in InductionVariable variable) =>
        (compare.A == variable.Phi && compare.B == variable.Bound) || (compare.A == variable.Bound && compare.B == variable.Phi);
}
