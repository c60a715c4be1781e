using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Loads elements before branches that no processor can foretell, where all ways from there come to the load and its check.</summary>
/// <remarks>
/// <code>
///   P: guard i below length @s          P: guard i below length @s
///      ...                                 ...
///                                          guard j below length @s; y = load a[j]
///      branch x &lt; pivot, B, T              branch x &lt; pivot, B, T
///   B: a loop of few rounds, T          B: a loop of few rounds, T
///   T: guard j below length @t          T: branch y &lt; pivot, ...
///      branch load a[j] &lt; pivot, ...
/// </code>
/// Behind a branch that was guessed wrong the next one is decided as soon as it is fetched: what it compares is there. Otherwise it would wait for the load, and if it was guessed wrong too
/// everything behind it would be fetched that much later. Where the check fails the interpreter goes on at the check before it, and comes to it itself.
/// Requires: SSA. Ensures: SSA. Source: code hoisting, Muchnick 13.5, of what need not be the same expression on all ways.
/// </remarks>
internal sealed class EarlyLoads
{
    /// <summary>How many blocks a load moves across at most.</summary>
    private const int MostBlocks = 8;

    /// <summary>Less than this share of a branch's ways, and a processor guesses that it goes the other way.</summary>
    private const float RareShare = 1f / 8;

    /// <summary>In loops of more rounds for each time that they are entered, waiting once at their end is little.</summary>
    private const float FewRounds = 8;

    private readonly IrFunction _function;
    private readonly PassContext _context;

    /// <summary>Blocks between the branch and the place at hand.</summary>
    private readonly List<int> _between = [];

    /// <summary>What moves, in order, and the conditions of the guards among it.</summary>
    private readonly List<int> _moved = [], _conditions = [];

    private EarlyLoads(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    public static void Run(IrFunction function, PassContext context)
    {
        context.Dominators.Compute(function);
        context.Loops.Compute(function, context.Dominators);
        var pass = new EarlyLoads(function, context);
        foreach (int block in context.Dominators.Order)
            pass.Visit(block);
    }

    private void Visit(int block)
    {
        if (_function.PredecessorsOf(block).Count < 2 || _context.Loops.IsHeader(block))
            return;
        int branch = _context.Dominators.ParentOf(block);
        if (_function.Block(branch).OtherSuccessor < 0 || _context.Loops.LoopOf(block) != _context.Loops.LoopOf(branch)
            || !FindLoads(block, branch) || FindState(branch) is not (>= 0 and int state) || !FindBetween(branch, block) || !IsUnforeseeable(branch))
            return;
        foreach (int node in _moved)
        {
            _function.MoveBefore(node, _function.Block(branch).Last);
            if (_function[node].Op == IrOp.Guard)
                _function[node].State = state;
        }
    }

    /// <summary>Finds loads at the block's beginning, with their checks, whose array is there before it and whose index can be.</summary>
    private bool FindLoads(int block, int branch)
    {
        _moved.Clear();
        _conditions.Clear();
        bool loads = false;
        for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
        {
            IrNode at = _function[node];
            IrOpInfo info = IrOpTable.Get(at.Op);
            if (at.Op == IrOp.Guard)
            {
                // Where the check of an index fails there is an error, so that what stands behind it is as good as reached.
                if (_function[at.A] is not { Op: IrOp.Compare, Condition: IrCondition.Below } || at.Value != 0)
                    return loads;
                if (TryBring(at.A, block, branch))
                {
                    _moved.Add(node);
                    _conditions.Add(at.A);
                }
            }
            else if (at.Op == IrOp.LoadElement && IsThere(at.A, branch) && IsChecked(at))
            {
                _moved.Add(node);
                loads = true;
            }
            else if (info.Is(IrFlags.Effect | IrFlags.Writes | IrFlags.Guard | IrFlags.Terminator) || (info.Is(IrFlags.Pinned) && at.Op != IrOp.Phi))
            {
                return loads;
            }
        }
        return loads;
    }

    private bool IsThere(int value, int branch) => _context.Dominators.Dominates(_function[value].Block, branch);

    /// <summary>Moves a value of the block, too, and what it is computed of. False when that reads something that is not there.</summary>
    private bool TryBring(int value, int block, int branch)
    {
        if (IsThere(value, branch) || _moved.Contains(value))
            return true;
        IrNode at = _function[value];
        if (at.Block != block || at.Op is not (IrOp.Constant or IrOp.Add or IrOp.Sub or IrOp.Mul or (>= IrOp.And and <= IrOp.Compare)))
            return false;
        int count = _moved.Count;
        foreach (int operand in new IrOperands(_function, at))
        {
            if (!TryBring(operand, block, branch))
            {
                _moved.RemoveRange(count, _moved.Count - count);
                return false;
            }
        }
        _moved.Add(value);
        return true;
    }

    private bool IsChecked(in IrNode load)
    {
        foreach (int condition in _conditions)
        {
            if (IndexCheck.IsOf(_function, _function[condition], load))
                return true;
        }
        return false;
    }

    /// <summary>Where the interpreter goes on for whatever stands at the end of the block: that of the last guard behind which nothing is done that it would do again; or -1.</summary>
    private int FindState(int block)
    {
        for (int node = _function.Block(block).Last; node >= 0; node = _function[node].Previous)
        {
            IrNode at = _function[node];
            if (at.Op == IrOp.Guard)
                return at.State;
            if (IrOpTable.Get(at.Op).Is(IrFlags.Effect | IrFlags.Writes | IrFlags.Pinned))
                return -1;
        }
        return -1;
    }

    /// <summary>Whether all ways from the branch come to the block, without coming to the branch again and without writing, and few blocks lie between.</summary>
    private bool FindBetween(int branch, int block)
    {
        IrBlock at = _function.Block(branch);
        _between.Clear();
        if (!Reach(at.Successor) || !Reach(at.OtherSuccessor))
            return false;
        for (int i = 0; i < _between.Count; i++)
        {
            IrBlock between = _function.Block(_between[i]);
            for (int node = between.First; node >= 0; node = _function[node].Next)
            {
                if (IrOpTable.Get(_function[node].Op).Is(IrFlags.Effect | IrFlags.Writes))
                    return false;
            }
            if (between.Successor < 0 || !Reach(between.Successor) || (between.OtherSuccessor >= 0 && !Reach(between.OtherSuccessor)))
                return false;
        }
        return true;

        bool Reach(int next)
        {
            if (next == block || _between.Contains(next))
                return true;
            if (next == branch || _between.Count == MostBlocks || !_context.Dominators.Dominates(branch, next))
                return false;
            _between.Add(next);
            return true;
        }
    }

    /// <summary>Whether the branch goes either way, or loops behind it end now sooner, now later.</summary>
    private bool IsUnforeseeable(int branch)
    {
        IrBlock at = _function.Block(branch);
        foreach (int block in _between)
        {
            float share = _function.Block(block).Frequency / at.Frequency;
            bool isOneWay = (block == at.Successor || block == at.OtherSuccessor) && _function.PredecessorsOf(block).Count == 1;
            if (_context.Loops.IsHeader(block) ? share is > RareShare and < FewRounds : isOneWay && share is > RareShare and < 1 - RareShare)
                return true;
        }
        return false;
    }
}
