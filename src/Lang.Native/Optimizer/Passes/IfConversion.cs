using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Makes small branches that only choose between numbers a selection, and selections of the smaller or larger integer a minimum or maximum.</summary>
/// <remarks>
/// Requires: SSA. Ensures: SSA. Both sides are then computed, so they are a few cheap nodes that can't fail. Not where one side leaves a loop or is hardly ever taken.
/// Floats are selected by the mask that a comparison of floats makes, which takes a few instructions: only where either side is taken often enough that a branch
/// would be predicted wrongly now and then. Source: Muchnick 18.11 (conditional moves).
/// </remarks>
internal static class IfConversion
{
    private const int MostNodes = 3, MostPhis = 2;

    /// <summary>
    /// A side that is taken once in more executions than this stays a branch. A selection costs a cycle or two, a branch that is predicted wrongly some fifteen: what was counted
    /// while the program began has to be very clear, since data change.
    /// </summary>
    private const float Rarely = 500;

    /// <summary>
    /// The same for selections of floats, which cost up to six instructions and are what the next round of a loop may wait for.
    /// </summary>
    private const float RarelyOfFloats = 8;

    public static void Run(IrFunction function, PassContext context)
    {
        context.Dominators.Compute(function);
        context.Loops.Compute(function, context.Dominators);
        // Inner ones first: what they become may be part of an outer one.
        for (int i = context.Dominators.Order.Count - 1; i >= 0; i--)
            Convert(function, context, context.Dominators.Order[i]);
        function.ResolveOperands();
    }

    private static void Convert(IrFunction function, PassContext context, int block)
    {
        IrBlock at = function.Block(block);
        if (at.OtherSuccessor < 0)
            return;
        bool isTrueSide = IsSide(function, block, at.Successor), isFalseSide = IsSide(function, block, at.OtherSuccessor);
        int join;
        if (isTrueSide && isFalseSide && function.Block(at.Successor).Successor == function.Block(at.OtherSuccessor).Successor)
            join = function.Block(at.Successor).Successor;
        else if (isTrueSide && function.Block(at.Successor).Successor == at.OtherSuccessor)
            (join, isFalseSide) = (at.OtherSuccessor, false);
        else if (isFalseSide && function.Block(at.OtherSuccessor).Successor == at.Successor)
            (join, isTrueSide) = (at.Successor, false);
        else
            return;
        if (join == block || context.Loops.IsHeader(join) || context.Loops.LoopOf(join) != context.Loops.LoopOf(block)
            || !AreCheap(function, block, join, isTrueSide ? at.Successor : block, isFalseSide ? at.OtherSuccessor : block))
            return;
        Select(function, block, join, isTrueSide ? at.Successor : -1, isFalseSide ? at.OtherSuccessor : -1);
    }

    // Only reached from the block, ends with a jump, holds little that is pure.
    private static bool IsSide(IrFunction function, int block, int side)
    {
        if (function.Block(side).OtherSuccessor >= 0 || function.Block(side).Successor < 0 || function.PredecessorsOf(side).Count != 1 || function.Block(side).LoopState >= 0)
            return false;
        int nodes = 0;
        for (int node = function.Block(side).First; node != function.Block(side).Last; node = function[node].Next)
        {
            if (!IsCheap(function[node].Op))
                return false;
            nodes += function[node].Op == IrOp.Constant ? 0 : 1;
        }
        return nodes <= MostNodes;
    }

    private static bool IsCheap(IrOp op) => op switch
    {
        IrOp.Constant or IrOp.FAdd or IrOp.FSub or IrOp.FMul or IrOp.FNeg or IrOp.FAbs => true,
        _ => op is >= IrOp.Add and <= IrOp.Compare && IrOpTable.Get(op).Is(IrFlags.Pure),
    };

    private static bool AreCheap(IrFunction function, int block, int join, int first, int second)
    {
        List<int> predecessors = function.PredecessorsOf(join);
        int a = predecessors.IndexOf(first), b = predecessors.IndexOf(second), count = 0;
        int condition = function[function.Block(block).Last].A;
        bool isRare = IsRare(function, block, first, second, Rarely);
        bool selectsFloats = function[condition].Op == IrOp.FCompare && !IsRare(function, block, first, second, RarelyOfFloats);
        for (int phi = function.Block(join).First; function[phi].Op == IrOp.Phi; phi = function[phi].Next)
        {
            ReadOnlySpan<int> operands = function.ListOf(function[phi]);
            if (operands[a] == operands[b])
                continue;
            if (!(function[phi].Type == IrType.Int || (function[phi].Type == IrType.Float && selectsFloats)) || ++count > MostPhis)
                return false;
            // The smaller or larger one costs next to nothing, and which one it is changes with the data.
            if (isRare && Choose(function, condition, operands[a], operands[b]).Op == IrOp.Select)
                return false;
        }
        return count > 0;
    }

    /// <summary>Whether one of two ways is taken at most once in so many executions of a block. The block itself stands for the way without a side.</summary>
    private static bool IsRare(IrFunction function, int block, int first, int second, float executions)
    {
        float all = function.Block(block).Frequency, share = function.Block(first != block ? first : second).Frequency;
        return Math.Min(share, all - share) * executions <= all;
    }

    private static void Select(IrFunction function, int block, int join, int whenTrue, int whenFalse)
    {
        int branch = function.Block(block).Last, condition = function[branch].A;
        foreach (int side in (ReadOnlySpan<int>)[whenTrue, whenFalse])
        {
            int next;
            for (int node = side < 0 ? -1 : function.Block(side).First; node >= 0 && node != function.Block(side).Last; node = next)
            {
                next = function[node].Next;
                function.MoveBefore(node, branch);
            }
        }
        List<int> predecessors = function.PredecessorsOf(join);
        int trueEdge = whenTrue >= 0 ? whenTrue : block, falseEdge = whenFalse >= 0 ? whenFalse : block;
        for (int phi = function.Block(join).First; function[phi].Op == IrOp.Phi; phi = function[phi].Next)
        {
            int a = function.ListOf(function[phi])[predecessors.IndexOf(trueEdge)], b = function.ListOf(function[phi])[predecessors.IndexOf(falseEdge)];
            if (a != b)
                a = function.InsertBefore(branch, Choose(function, condition, a, b));
            function.ListOf(function[phi])[predecessors.IndexOf(trueEdge)] = a;
        }
        // The edge of the true side becomes the block's own, the other one goes.
        function.RemoveEdge(falseEdge, join);
        predecessors[predecessors.IndexOf(trueEdge)] = block;
        foreach (int side in (ReadOnlySpan<int>)[whenTrue, whenFalse])
        {
            if (side < 0)
                continue;
            function.Remove(function.Block(side).Last);
            function.PredecessorsOf(side).Clear();
            function.Block(side).Successor = -1;
        }
        (function[branch].Op, function[branch].A) = (IrOp.Jump, -1);
        (function.Block(block).Successor, function.Block(block).OtherSuccessor) = (join, -1);
    }

    private static IrNode Choose(IrFunction function, int condition, int a, int b)
    {
        IrNode compare = function[condition];
        if (compare.Op == IrOp.Compare && compare.Condition is >= IrCondition.Lt and <= IrCondition.Ge
            && ((compare.A == a && compare.B == b) || (compare.A == b && compare.B == a)))
        {
            bool isLess = compare.Condition is IrCondition.Lt or IrCondition.Le, isSmaller = isLess == (compare.A == a);
            return IrNode.Make(isSmaller ? IrOp.Min : IrOp.Max, IrType.Int, a, b);
        }
        return IrNode.Make(IrOp.Select, function[a].Type, condition, a, b);
    }
}
