using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>What passes share that copy an innermost loop, or lead around a part of one.</summary>
internal static class LoopCopies
{
    /// <summary>Finds the blocks of a loop, and those outside that it leads to and that end the function.</summary>
    /// <returns>False when another loop is in it.</returns>
    public static bool TryFindBlocks(IrFunction function, PassContext context, int loop, List<int> blocks)
    {
        blocks.Clear();
        Loop at = context.Loops[loop];
        for (int i = context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
        {
            int block = context.Dominators.Order[i];
            if (!context.Loops.Contains(loop, block))
                continue;
            if (context.Loops.LoopOf(block) != loop)
                return false;
            blocks.Add(block);
        }
        int count = blocks.Count;
        for (int i = 0; i < count; i++)
        {
            foreach (int successor in (ReadOnlySpan<int>)[function.Block(blocks[i]).Successor, function.Block(blocks[i]).OtherSuccessor])
            {
                if (successor >= 0 && function.Block(successor).Successor < 0 && !blocks.Contains(successor)
                    && function[function.Block(successor).Last].Op == IrOp.Exit && function.PredecessorsOf(successor).TrueForAll(blocks.Contains))
                    blocks.Add(successor);
            }
        }
        return true;
    }

    /// <summary>Finds where a loop leads that is left from its latch alone, other than by ending the function.</summary>
    /// <param name="function">The function.</param>
    /// <param name="blocks">The loop's blocks; where the latch leads is none of them afterwards, though it may end the function: the copies share it.</param>
    /// <param name="header">The loop's header.</param>
    /// <param name="latch">The block that alone leads back to it.</param>
    /// <returns>The block, or -1.</returns>
    public static int FindExit(IrFunction function, List<int> blocks, int header, int latch)
    {
        IrBlock end = function.Block(latch);
        int exit = end.Successor == header ? end.OtherSuccessor : end.Successor;
        if (end.OtherSuccessor < 0 || exit == header)
            return -1;
        blocks.Remove(exit);
        foreach (int block in blocks)
        {
            foreach (int successor in (ReadOnlySpan<int>)[function.Block(block).Successor, function.Block(block).OtherSuccessor])
            {
                if (successor >= 0 && block != latch && !blocks.Contains(successor))
                    return -1;
            }
        }
        return exit;
    }

    /// <summary>Lets each copy of a loop's round go on in the next one, with the values that it ends with.</summary>
    /// <param name="function">The function.</param>
    /// <param name="header">The loop's header.</param>
    /// <param name="latch">The block that alone leads back to it.</param>
    /// <param name="copies">The copies; the last one may be the loop itself. The first one still begins with phis, and the last one's latch is left as it is.</param>
    public static void Chain(IrFunction function, int header, int latch, IrCloner[] copies)
    {
        int back = function.PredecessorsOf(header).IndexOf(latch);
        for (int i = 1; i < copies.Length; i++)
        {
            int before = copies[i - 1].BlockOf(latch), next = copies[i].BlockOf(header);
            ref IrNode branch = ref function[function.Block(before).Last];
            (branch.Op, branch.A) = (IrOp.Jump, -1);
            (function.Block(before).Successor, function.Block(before).OtherSuccessor) = (next, -1);
            foreach (int phi in PhisOf(function, header))
                function.ReplaceWith(copies[i].ValueOf(phi), copies[i - 1].ValueOf(function.ListOf(function[phi])[back]));
            function.PredecessorsOf(next).Clear();
            function.PredecessorsOf(next).Add(before);
        }
    }

    /// <summary>Lets another block lead to one, whose phis get from there what stands for what they get from a predecessor.</summary>
    /// <param name="function">The function.</param>
    /// <param name="from">Where the new edge begins.</param>
    /// <param name="to">Where it leads.</param>
    /// <param name="like">The predecessor.</param>
    /// <param name="values">What stands for what.</param>
    public static void AddEdge(IrFunction function, int from, int to, int like, IrCloner values)
    {
        List<int> predecessors = function.PredecessorsOf(to);
        int edge = predecessors.IndexOf(like), count = predecessors.Count;
        predecessors.Add(from);
        foreach (int phi in PhisOf(function, to))
        {
            int list = function.NewList(count + 1);
            function.ListOf(function[phi]).CopyTo(function.Lists[list..]);
            function.Lists[list + count] = values.ValueOf(function.Lists[list + edge]);
            (function[phi].First, function[phi].Count) = (list, count + 1);
        }
    }

    /// <summary>The phis of a block, which may be replaced meanwhile.</summary>
    public static List<int> PhisOf(IrFunction function, int block)
    {
        var phis = new List<int>();
        for (int node = function.Block(block).First; function[node].Op == IrOp.Phi; node = function[node].Next)
            phis.Add(node);
        return phis;
    }
}
