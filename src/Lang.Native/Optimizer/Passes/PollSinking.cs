using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>
/// Moves polls that count fuel down to the next one, past what can neither fail nor be seen: neighbours are counted together. The entry of an inlined function
/// so meets the jump back of the loop that calls it; where the loop may end in between, it stands on both sides.
/// </summary>
/// <remarks>Requires: SSA. Ensures: SSA; the polls of a path are the same, in the same order.</remarks>
internal static class PollSinking
{
    public static void Run(IrFunction function, PassContext context)
    {
        if (!context.CountsFuel)
            return;
        context.Dominators.Compute(function);
        foreach (int block in context.Dominators.Order)
            Sink(function, context, block);
    }

    private static void Sink(IrFunction function, PassContext context, int block)
    {
        // The poll that polls move to; the side of the block's branch that is without it, and the first of what it begins with.
        (int next, int otherSide) = PollBehind(function, context, block);
        int copy = -1, previous;
        for (int node = function[function.Block(block).Last].Previous; node >= 0; node = previous)
        {
            previous = function[node].Previous;
            if (function[node].Op != IrOp.Poll)
            {
                if (!MayPass(function, context, node))
                    (next, otherSide) = (-1, -1);
                continue;
            }
            if (otherSide >= 0)
            {
                if (copy < 0)
                    copy = StartOf(function, block, otherSide);
                copy = function.InsertBefore(copy, IrNode.Make(IrOp.Poll, IrType.None) with { State = function[node].State });
            }
            if (next >= 0)
                function.MoveBefore(node, next);
            next = node;
        }
    }

    private static (int Poll, int OtherSide) PollBehind(IrFunction function, PassContext context, int block)
    {
        (int side, int other) = (function.Block(block).Successor, function.Block(block).OtherSuccessor);
        if (other < 0 || side == other)
            return (-1, -1);
        return FirstPoll(side) is >= 0 and int poll ? (poll, other) : FirstPoll(other) is >= 0 and int otherPoll ? (otherPoll, side) : (-1, -1);

        int FirstPoll(int side)
        {
            if (function.PredecessorsOf(side).Count != 1)
                return -1;
            int node = function.Block(side).First;
            while (function[node].Op != IrOp.Poll && MayPass(function, context, node))
                node = function[node].Next;
            return function[node].Op == IrOp.Poll ? node : -1;
        }
    }

    // What is only executed when the branch goes to that side.
    private static int StartOf(IrFunction function, int block, int side)
    {
        int node = function.Block(function.PredecessorsOf(side).Count == 1 ? side : function.SplitEdge(block, side)).First;
        while (function[node].Op == IrOp.Phi)
            node = function[node].Next;
        return node;
    }

    private static bool MayPass(IrFunction function, PassContext context, int node) =>
        context.IsPure(function[node]) || !IrOpTable.Get(function[node].Op).Is(IrFlags.Guard | IrFlags.Writes | IrFlags.Effect | IrFlags.Terminator);
}
