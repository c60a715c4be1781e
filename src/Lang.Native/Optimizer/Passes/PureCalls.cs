using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Calls pure functions once where several ways meet: a call with which a block begins, and which some of its predecessors have made, is made by the others too.</summary>
/// <remarks>
/// Requires: SSA after value numbering, which merges calls that dominate each other. Ensures: SSA. Nothing is called that would not have been called next, so failures stay in order.
/// Arguments are computed as early as they can be, so that equal ones are one value: fib(n - 1) + fib(n - 2) with the first call inlined calls fib(n - 2) on both ways, and the phi of the two is the second call.
/// Source: Muchnick 13.3, for one kind of expression.
/// </remarks>
internal sealed class PureCalls
{
    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly HashSet<int> _calls = [];

    /// <summary>What was looked at for moving.</summary>
    private readonly HashSet<int> _moved = [];
    private readonly Dictionary<long, int> _countOf = [];

    /// <summary>Values that are results of calls: the call, the value, the block from whose end on it is known.</summary>
    private readonly List<(int Call, int Value, int Block)> _available = [];
    private readonly ValueTable _arguments;

    private PureCalls(IrFunction function, PassContext context)
    {
        (_function, _context, _arguments) = (function, context, context.Values);
        _arguments.Clear();
    }

    public static void Run(IrFunction function, PassContext context)
    {
        context.Dominators.Compute(function);
        var pass = new PureCalls(function, context);
        if (!pass.FindCalls() || !pass.BeginsJoin())
            return;
        foreach (int call in pass._calls)
        {
            foreach (ref int argument in function.ListOf(function[call]))
                argument = pass.MoveEarly(argument);
        }
        function.ResolveOperands();
        pass.MergeAtJoins();
        function.ResolveOperands();
    }

    // Where a function is called once there is nothing to merge.
    private bool FindCalls()
    {
        foreach (int block in _context.Dominators.Preorder)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                if (!_context.IsPureCall(_function[node]) || _function[node].Type == IrType.None)
                    continue;
                _calls.Add(node);
                _countOf[_function[node].Value] = _countOf.GetValueOrDefault(_function[node].Value) + 1;
            }
        }
        _calls.RemoveWhere(call => _countOf[_function[call].Value] < 2);
        return _calls.Count > 0;
    }

    /// <summary>Whether a call begins a block where ways meet, so that something may merge. Else arguments stay where they are: computed early they may be in vain.</summary>
    private bool BeginsJoin()
    {
        foreach (int block in _context.Dominators.Preorder)
        {
            if (!IsJoin(block))
                continue;
            int node = _function.Block(block).First;
            while (!IsObstacle(node))
                node = _function[node].Next;
            if (_calls.Contains(node))
                return true;
        }
        return false;
    }

    /// <summary>Whether a node ends the beginning of its block.</summary>
    private bool IsObstacle(int node) =>
        IrOpTable.Get(_function[node].Op).Is(IrFlags.Effect | IrFlags.Guard | IrFlags.Writes | IrFlags.Terminator) || _function[node].Op == IrOp.Poll;

    // Arithmetic only: it costs little where it turns out not to be needed. What is deep below stays where it is.
    private int MoveEarly(int value, int depth = 0)
    {
        const int Deepest = 8;
        value = _function.Resolve(value);
        if (depth == Deepest || !_moved.Add(value))
            return value;
        IrNode node = _function[value];
        if (node.Op is not (IrOp.Constant or (>= IrOp.Add and <= IrOp.Max)) || !IrOpTable.Get(node.Op).Is(IrFlags.Pure))
            return value;
        int target = 0;
        if (node.Op != IrOp.Constant)
        {
            int a = MoveEarly(node.A, depth + 1), b = node.B >= 0 ? MoveEarly(node.B, depth + 1) : -1;
            (_function[value].A, _function[value].B) = (a, b);
            target = _function[a].Block;
            if (b >= 0 && _context.Dominators.Dominates(target, _function[b].Block))
                target = _function[b].Block;
        }
        IrNode key = ValueTable.Normalize(_function[value]);
        int known = _arguments.Find(_function, key, 0);
        if (known == value || (known >= 0 && _function[known].Block == _function[value].Block))
            return value;
        if (known >= 0)
        {
            _function.ReplaceWith(value, known);
            return known;
        }
        if (_function[value].Block != target)
            _function.MoveBefore(value, _function.Block(target).Last);
        _arguments.Add(_function, key, 0, value);
        return value;
    }

    private void MergeAtJoins()
    {
        // Blocks that are added on edges come behind; the order of the others stays.
        foreach (int block in _context.Dominators.Preorder)
        {
            int next;
            bool isBeginning = IsJoin(block);
            for (int node = _function.Block(block).First; node >= 0; node = next)
            {
                next = _function[node].Next;
                IrNode at = _function[node];
                if (_calls.Contains(node))
                {
                    int merged = Earlier(at, block);
                    if (merged < 0 && isBeginning)
                        merged = MergeAtJoin(node, block);
                    if (merged >= 0)
                        _function.ReplaceWith(node, merged);
                    else
                        _available.Add((node, node, block));
                    isBeginning &= merged >= 0;
                }
                else if (IsObstacle(node))
                {
                    isBeginning = false;
                }
            }
        }
    }

    // Loops' headers are left alone: what flows back is not known yet.
    private bool IsJoin(int block)
    {
        List<int> predecessors = _function.PredecessorsOf(block);
        return predecessors.Count > 1 && !predecessors.Exists(predecessor => _context.Dominators.Dominates(block, Origin(predecessor)));
    }

    // A block that was added on an edge is seen as where the edge begins.
    private int Origin(int block) => _context.Dominators.IsReachable(block) ? block : _function.PredecessorsOf(block)[0];

    // The nearest first, and not all of thousands.
    private int Earlier(in IrNode call, int block)
    {
        const int Most = 64;
        for (int i = _available.Count - 1; i >= Math.Max(0, _available.Count - Most); i--)
        {
            (int other, int value, int place) = _available[i];
            if (IsSame(call, _function[other]) && _context.Dominators.Dominates(place, block))
                return _function.Resolve(value);
        }
        return -1;
    }

    private int MergeAtJoin(int node, int block)
    {
        IrNode call = _function[node];
        foreach (int argument in _function.ListOf(call))
        {
            if (_function[argument].Block == block)
                return -1;
        }
        List<int> predecessors = _function.PredecessorsOf(block);
        var values = new int[predecessors.Count];
        for (int i = 0; i < values.Length; i++)
            values[i] = Earlier(call, Origin(predecessors[i]));
        if (!Array.Exists(values, value => value >= 0))
            return -1;
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] >= 0)
                continue;
            int place = predecessors[i];
            if (_function.Block(place).OtherSuccessor >= 0)
                place = _function.SplitEdge(place, block);
            values[i] = _function.InsertBefore(_function.Block(place).Last, Copy(call));
        }
        int phi = _function.AddPhi(block, call.Type, values.Length);
        values.CopyTo(_function.ListOf(_function[phi]));
        _available.Add((node, phi, block));
        return phi;
    }

    private IrNode Copy(in IrNode call)
    {
        IrNode copy = call;
        copy.First = _function.NewList(call.Count);
        _function.ListOf(call).CopyTo(_function.Lists[copy.First..]);
        return copy;
    }

    private bool IsSame(in IrNode a, in IrNode b) => a.Value == b.Value && _function.ListOf(a).SequenceEqual(_function.ListOf(b));
}
