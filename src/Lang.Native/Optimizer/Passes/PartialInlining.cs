using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Calls of the function itself first look whether it would return at once: most calls of a recursion with several branches are of its leaves.</summary>
/// <remarks>
/// What is inlined of the function is the way from its entry to its first branch, and from there to a return, where nothing has an effect. The call that is left is made on the other
/// way and looks once more, which costs less than the calls that are saved. With fuel the shorter way pays for the call that it stands for.
/// Comes after equal calls have merged, which they would not on different ways.
/// Requires: SSA. Ensures: SSA. Source of the idea: Muth and Debray, "Partial Inlining", 1997.
/// </remarks>
internal sealed class PartialInlining
{
    /// <summary>Operations that a call may begin with.</summary>
    private const int MostOperations = 6;

    /// <summary>The share of calls that return at once, as far as it was counted, from which on it is worth to look; and how often a call has to be executed beside the most frequent one.</summary>
    private const float FewLeaves = 0.1f, Rare = 0.02f;

    private readonly IrFunction _function;

    /// <summary>What phis on the way are, when it is gone from the entry; and what else stands on it.</summary>
    private readonly Dictionary<int, int> _phis = [];
    private readonly HashSet<int> _operations = [];

    /// <summary>In the call's place: copies of what stands on the way.</summary>
    private readonly Dictionary<int, int> _copies = [];

    private int _branch = -1, _return = -1;
    private bool _returnsWhenTrue, _polls;
    private float _leaves;

    private PartialInlining(IrFunction function) => _function = function;

    public static void Run(IrFunction function, PassContext context)
    {
        if (function.OsrOffset >= 0)
            return;
        List<int> calls = CallsOfItself(function);
        var pass = new PartialInlining(function);
        if (calls.Count == 0 || !pass.FindWay() || pass._polls != context.CountsFuel)
            return;
        foreach (int call in calls)
            pass.Look(call);
        function.ResolveOperands();
    }

    private static List<int> CallsOfItself(IrFunction function)
    {
        var calls = new List<int>();
        float most = 0;
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                if (function[node].Op != IrOp.Call || function[node].Value != function.Function)
                    continue;
                calls.Add(node);
                most = Math.Max(most, function.Block(block).Frequency);
            }
        }
        calls.RemoveAll(call => function.Block(function[call].Block).Frequency < Rare * most);
        return calls;
    }

    /// <summary>Finds the way from the entry to a return.</summary>
    private bool FindWay()
    {
        int block = Follow(0, -1);
        if (block < 0 || _function[_function.Block(block).Last].Op != IrOp.Branch)
            return false;
        _branch = _function.Block(block).Last;
        IrBlock branching = _function.Block(block);
        _returnsWhenTrue = Returns(block, branching.Successor);
        if (!_returnsWhenTrue && !Returns(block, branching.OtherSuccessor))
            return false;
        int leaf = _returnsWhenTrue ? branching.Successor : branching.OtherSuccessor;
        _leaves = Math.Min(0.95f, _function.Block(leaf).Frequency / branching.Frequency);
        return _leaves >= FewLeaves && Count(_function[_branch].A) + Count(_function[_return].A) <= MostOperations;
    }

    /// <summary>Whether a way out of a branch leads to a return.</summary>
    private bool Returns(int from, int successor)
    {
        int block = Follow(successor, from);
        if (block < 0 || _function[_function.Block(block).Last].Op != IrOp.Return)
            return false;
        _return = _function.Block(block).Last;
        return true;
    }

    /// <summary>Goes on to the next block that ends otherwise than with a jump; -1 when something on the way has an effect, or may leave the code.</summary>
    private int Follow(int block, int from)
    {
        const int MostBlocks = 4;
        for (int i = 0; i < MostBlocks; i++)
        {
            int node = _function.Block(block).First;
            for (; node != _function.Block(block).Last; node = _function[node].Next)
            {
                IrNode at = _function[node];
                if (at.Op == IrOp.Phi && !_phis.TryAdd(node, _function.ListOf(at)[_function.PredecessorsOf(block).IndexOf(from)]))
                    return -1;
                if (IrOpTable.Get(at.Op).Is(IrFlags.Pure))
                    _operations.Add(node);
                else if (at.Op == IrOp.Poll && from < 0 && _function.States[at.State].Offset == FrameState.AtEntry)
                    _polls = true;
                else if (at.Op is not (IrOp.Parameter or IrOp.Phi))
                    return -1;
            }
            if (_function[node].Op != IrOp.Jump)
                return block;
            (from, block) = (block, _function.Block(block).Successor);
        }
        return -1;
    }

    private int Count(int value, int depth = 0)
    {
        value = _phis.GetValueOrDefault(value, value);
        if (depth > MostOperations)
            return depth;
        if (!_operations.Contains(value) || _function[value].Op == IrOp.Constant)
            return 0;
        int count = 1;
        foreach (int operand in (ReadOnlySpan<int>)[_function[value].A, _function[value].B, _function[value].C])
            count += operand >= 0 ? Count(operand, depth + 1) : 0;
        return count;
    }

    /// <summary>Puts the way in front of a call.</summary>
    private void Look(int call)
    {
        int block = _function[call].Block, join = _function.SplitAfter(call);
        float frequency = _function.Block(block).Frequency;
        int leaf = _function.NewBlock(frequency * _leaves), other = _function.NewBlock(frequency * (1 - _leaves));
        _copies.Clear();
        IrNode called = _function[call];
        int condition = CopyOf(_function[_branch].A, block, called);
        _function.Branch(block, condition, _returnsWhenTrue ? leaf : other, _returnsWhenTrue ? other : leaf);
        if (_polls)
        {
            _function.States.Add(new FrameState(_function.Function, FrameState.AtEntry, called.State, 0, 0, 0));
            _function.Append(leaf, IrNode.Make(IrOp.Poll, IrType.None) with { State = _function.States.Count - 1 });
        }
        int result = called.Type != IrType.None ? CopyOf(_function[_return].A, leaf, called) : -1;
        _function.Jump(leaf, join);
        _function.Jump(other, join);
        if (result < 0)
        {
            _function.MoveBefore(call, _function.Block(other).Last);
            return;
        }
        int made = _function.InsertBefore(_function.Block(other).Last, called);
        int phi = _function.AddPhi(join, called.Type, 2);
        (_function.ListOf(_function[phi])[0], _function.ListOf(_function[phi])[1]) = (result, made);
        _function.ReplaceWith(call, phi);
    }

    /// <summary>A value of the way for the arguments of a call, computed at the end of a block.</summary>
    private int CopyOf(int value, int block, in IrNode call)
    {
        value = _phis.GetValueOrDefault(value, value);
        if (_function[value].Op == IrOp.Parameter)
            return _function.ListOf(call)[(int)_function[value].Value];
        if (_copies.TryGetValue(value, out int known))
            return known;
        IrNode copy = _function[value];
        copy.A = copy.A >= 0 ? CopyOf(copy.A, block, call) : -1;
        copy.B = copy.B >= 0 ? CopyOf(copy.B, block, call) : -1;
        copy.C = copy.C >= 0 ? CopyOf(copy.C, block, call) : -1;
        return _copies[value] = _function.Append(block, copy);
    }
}
