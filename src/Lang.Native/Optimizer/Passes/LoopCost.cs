using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Whether a loop gains by making several rounds between two of its tests.</summary>
/// <remarks>
/// Saved are an addition, a comparison and a jump of each round. That shows where they are a good part of the round, and only where the round takes as long as its instructions do: a sum of floats,
/// whose order must stay, waits for each addition, and a division for the divider, whatever is around them. So a loop gains if it is short, divides by nothing but constants, and
/// each round has something to do for as long as it waits for the one before, at <see cref="Width"/> operations in a cycle. Divisions of floats that wait for no round before are the
/// exception: of two rounds they are made together (<see cref="PairedDivisions"/>).
/// </remarks>
/// <param name="function">The function.</param>
internal sealed class LoopCost(IrFunction function)
{
    /// <summary>Operations of a loop that makes four rounds at once, and two: so code grows by no more than some sixty.</summary>
    private const int ShortLoop = 16, MediumLoop = 32;

    /// <summary>Operations that the processor begins in a cycle, roughly.</summary>
    private const int Width = 4;

    /// <summary>Of values of the loop: cycles that they are behind those that the round began with.</summary>
    private readonly Dictionary<int, int> _behind = [];

    /// <summary>How many rounds should be made at once; 1 for a loop that is better left alone.</summary>
    /// <param name="header">The loop's header.</param>
    /// <param name="blocks">Its blocks.</param>
    /// <param name="variable">What counts its rounds, which costs nothing in between.</param>
    /// <param name="back">Which predecessor of the header is the latch.</param>
    public int RoundsFor(int header, List<int> blocks, int variable, int back)
    {
        int size = 0;
        bool pairs = false, writes = false;
        _behind.Clear();
        foreach (int block in blocks)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                IrNode at = function[node];
                if (PairedDivisions.IsDivision(at.Op) && function.PredecessorsOf(header)[back] == header && !IsBehind(at))
                    pairs = true;
                else if (IsLong(at))
                    return 1;
                if (size > MediumLoop)
                    return 1;
                writes |= IrOpTable.Get(at.Op).Is(IrFlags.Writes);
                size += at.Op is IrOp.Phi or IrOp.Constant or IrOp.Jump or IrOp.Compare or IrOp.FCompare ? 0 : 1;
                if (at.Op != IrOp.Phi || block != header)
                    Follow(node, at);
                else if (node != variable)
                    _behind[node] = 0;
            }
        }
        // What the next round divides must not wait for what this one has stored.
        if (pairs)
            return size > MediumLoop || writes ? 1 : 2;
        int waits = 0;
        foreach (int phi in LoopCopies.PhisOf(function, header))
            waits = Math.Max(waits, _behind.GetValueOrDefault(function.ListOf(function[phi])[back]));
        return size > MediumLoop || waits * Width > size ? 1 : size > ShortLoop ? 2 : 4;
    }

    // Whether it waits for the round before.
    private bool IsBehind(in IrNode node)
    {
        foreach (int operand in new IrOperands(function, node))
        {
            if (_behind.ContainsKey(operand))
                return true;
        }
        return false;
    }

    // Beside it a test is nothing.
    private bool IsLong(in IrNode node) => node.Op switch
    {
        IrOp.Poll or IrOp.FDiv or IrOp.Sqrt or IrOp.RangeLast => true,
        >= IrOp.Div and <= IrOp.UMod => !Simplifier.IsConstant(function, node.B, out _),
        _ => IrOpTable.Get(node.Op).Is(IrFlags.Effect),
    };

    private void Follow(int node, in IrNode at)
    {
        int behind = -1;
        foreach (int operand in new IrOperands(function, at))
            behind = Math.Max(behind, _behind.GetValueOrDefault(operand, -1));
        if (behind >= 0)
            _behind[node] = behind + LatencyOf(at);
    }

    private static int LatencyOf(in IrNode node) => node.Op switch
    {
        IrOp.Phi or IrOp.Compare or IrOp.FCompare => 0,
        IrOp.Mul or IrOp.FAdd or IrOp.FSub or IrOp.FMul or IrOp.FMin or IrOp.FMax or IrOp.Floor or IrOp.Ceil or IrOp.Round or IrOp.IntToFloat or IrOp.FloatToInt => 3,
        IrOp.Min or IrOp.Max => 2,
        _ when IrOpTable.Get(node.Op).Is(IrFlags.Reads) => 4,
        >= IrOp.Div and <= IrOp.UMod => 6,
        _ => 1,
    };
}
