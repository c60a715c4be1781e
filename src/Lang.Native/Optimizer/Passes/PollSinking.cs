using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>
/// Moves polls that count fuel down to the next one, past what can neither fail nor be seen: neighbours are counted together. The entry of an inlined function
/// so meets the jump back of the loop that calls it, and a function's own entry that of what it calls at once; where only some ways lead to another poll, it stands on all of them.
/// </summary>
/// <remarks>Requires: SSA. Ensures: SSA; the polls of a path are the same, in the same order.</remarks>
internal static class PollSinking
{
    /// <summary>How many blocks further down a poll is looked for.</summary>
    private const int Distance = 3;

    public static void Run(IrFunction function, PassContext context)
    {
        if (!context.CountsFuel)
            return;
        context.Dominators.Compute(function);
        // From the top, so that a poll sinks on from where it has sunk to.
        foreach (int block in context.Dominators.Order)
            Sink(function, context, block);
    }

    private static void Sink(IrFunction function, PassContext context, int block)
    {
        // What polls move before, here or where the block leads to; and the same on the other side of its branch.
        (int next, int otherSide) = FindBehind(function, context, block);
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

    // The poll that the block leads to at once, or the beginning of what leads to one; and the block's other side.
    private static (int Next, int OtherSide) FindBehind(IrFunction function, PassContext context, int block)
    {
        (int side, int other) = (function.Block(block).Successor, function.Block(block).OtherSuccessor);
        if (side < 0 || side == other)
            return (-1, -1);
        if (!LeadsToPoll(function, context, side, Distance, out int next))
        {
            if (other < 0 || !LeadsToPoll(function, context, other, Distance, out next))
                return (-1, -1);
            (side, other) = (other, side);
        }
        return (next >= 0 ? next : FirstOf(function, side), other);
    }

    /// <param name="poll">The poll, if it is in the block itself, or -1.</param>
    private static bool LeadsToPoll(IrFunction function, PassContext context, int block, int distance, out int poll)
    {
        poll = -1;
        if (distance == 0 || function.PredecessorsOf(block).Count != 1)
            return false;
        int node = function.Block(block).First;
        for (; !IrOpTable.Get(function[node].Op).Is(IrFlags.Terminator); node = function[node].Next)
        {
            if (function[node].Op == IrOp.Poll)
            {
                poll = node;
                return true;
            }
            if (!MayPass(function, context, node))
                return false;
        }
        (int side, int other) = (function.Block(block).Successor, function.Block(block).OtherSuccessor);
        return (side >= 0 && LeadsToPoll(function, context, side, distance - 1, out _)) || (other >= 0 && LeadsToPoll(function, context, other, distance - 1, out _));
    }

    // What is only executed when the branch goes to that side.
    private static int StartOf(IrFunction function, int block, int side) =>
        FirstOf(function, function.PredecessorsOf(side).Count == 1 ? side : function.SplitEdge(block, side));

    private static int FirstOf(IrFunction function, int block)
    {
        int node = function.Block(block).First;
        while (function[node].Op == IrOp.Phi)
            node = function[node].Next;
        return node;
    }

    private static bool MayPass(IrFunction function, PassContext context, int node) =>
        context.IsPure(function[node]) || !IrOpTable.Get(function[node].Op).Is(IrFlags.Guard | IrFlags.Writes | IrFlags.Effect | IrFlags.Terminator);
}
