using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Moves what is the same in every round of a loop to before the loop: values, loads of what the loop does not write, guards.</summary>
/// <remarks>
/// Requires: rotated loops with frame states. Ensures: SSA. Inner loops come first, so that values leave several loops. What can't fail is moved from anywhere.
/// Where an array's elements are is loaded before the loop even if few rounds want it: what they then load waits for less, and a processor that guessed a branch wrong finds out sooner.
/// What needs a check before it (elements, division, fields of an environment) is moved only when entering the loop is certain to reach it: from the header up to the first node that may leave and stays.
/// A guard may be moved when every round reaches it: its exit then is the loop's beginning, where the interpreter meets the failing check itself; if the loop might be left before the guard, it counts as widened.
/// Source: Muchnick 13.2.
/// </remarks>
internal sealed class LoopInvariantCodeMotion
{
    /// <summary>Of a loop's rounds: what is wanted in fewer of them is left where it is.</summary>
    private const float RareShare = 1f / 8;

    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly MemorySet[] _written;

    /// <summary>Conditions of guards that were moved out of the loop at hand.</summary>
    private readonly List<int> _moved = [];

    /// <summary>Globals that the loop at hand stores, and what calls and operations of the runtime may write in it.</summary>
    private readonly HashSet<long> _storedGlobals = [];
    private MemorySet _writtenByCalls;

    /// <summary>What was checked to be an object before the loop at hand.</summary>
    private readonly List<int> _objects = [];
    private int _loop, _preheader, _state;

    /// <summary>Whether entering the loop is certain to reach the node at hand.</summary>
    private bool _isCertain;

    /// <summary>Whether nothing was stored in the round before the node at hand.</summary>
    private bool _isUnchanged;

    private LoopInvariantCodeMotion(IrFunction function, PassContext context)
    {
        (_function, _context) = (function, context);
        _written = LoopMemory.Find(function, context);
    }

    public static void Run(IrFunction function, PassContext context)
    {
        context.AnalyzeLoops(function);
        if (context.Loops.Count == 0)
            return;
        var pass = new LoopInvariantCodeMotion(function, context);
        for (int loop = context.Loops.Count - 1; loop >= 0; loop--)
            pass.VisitLoop(loop);
    }

    private void VisitLoop(int loop)
    {
        Loop visited = _context.Loops[loop];
        (_loop, _preheader, _state, _isCertain, _isUnchanged) = (loop, visited.Preheader, -1, true, true);
        _moved.Clear();
        _objects.Clear();
        FindStoredGlobals(visited);
        int certain = visited.Header;
        for (int i = _context.Dominators.NumberOf(visited.Header); i <= visited.Last; i++)
        {
            int block = _context.Dominators.Order[i];
            // Inner loops gave what they could to their preheader.
            if (_context.Loops.LoopOf(block) != loop)
                continue;
            _isCertain &= block == certain;
            VisitBlock(block, _context.Loops.IsInEveryRound(_function, loop, block));
            certain = _function.Block(block).OtherSuccessor < 0 ? _function.Block(block).Successor : -1;
        }
    }

    private void FindStoredGlobals(in Loop loop)
    {
        _storedGlobals.Clear();
        _writtenByCalls = MemorySet.None;
        if ((_written[_loop] & (MemorySet.Globals | MemorySet.FunctionGlobals)) == 0)
            return;
        for (int i = _context.Dominators.NumberOf(loop.Header); i <= loop.Last; i++)
        {
            int block = _context.Dominators.Order[i];
            if (!_context.Loops.Contains(_loop, block))
                continue;
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                if (_function[node].Op == IrOp.StoreGlobal)
                    _storedGlobals.Add(_function[node].Value);
                else
                    _writtenByCalls |= _context.Written(_function[node]);
            }
        }
    }

    private void VisitBlock(int block, bool isInEveryRound)
    {
        int next;
        for (int node = _function.Block(block).First; node >= 0; node = next)
        {
            next = _function[node].Next;
            IrNode at = _function[node];
            if (IsInvariant(at) && (CanMove(at, isInEveryRound) || IsDataOfObject(at)))
                Move(node);
            else
                Pass(at);
        }
    }

    private bool IsInvariant(in IrNode node)
    {
        if (node.Op == IrOp.Phi || IrOpTable.Get(node.Op).Is(IrFlags.Terminator))
            return false;
        foreach (int operand in new IrOperands(_function, node))
        {
            if (_context.Loops.Contains(_loop, _function[operand].Block))
                return false;
        }
        return true;
    }

    private bool CanMove(in IrNode node, bool isInEveryRound)
    {
        switch (node.Op)
        {
            case IrOp.Guard or IrOp.FloatToInt:
                return (_isCertain || (isInEveryRound && _context.Predicate)) && HasState();
            case >= IrOp.Div and <= IrOp.UMod:
                return _isCertain || (Simplifier.IsConstant(_function, node.B, out long divisor) && divisor != 0) || IsCheckedNotZero(node.B);
            case IrOp.RangeLast:
                return _isCertain || IsCheckedNotZero(node.C);
            case IrOp.LoadFunction:
                return _isCertain || IsCheckedNotZero(node.A);
            case IrOp.LoadField:
                return _isCertain || (isInEveryRound && IsObject(node.A));
            case IrOp.StringLength or IrOp.StringBytes:
                return _isCertain || (isInEveryRound && IsObject(node.A));
            case IrOp.LoadElement:
                return IsUnwritten(node) && (_isCertain || IsIndexChecked(node));
            case IrOp.LoadGlobal:
                return (MemoryEffects.Read(node) & _writtenByCalls) == 0 && !_storedGlobals.Contains(node.Value);
            case IrOp.GlobalState:
                return (MemoryEffects.Read(node) & _writtenByCalls) == 0;
            case IrOp.Runtime:
                return _context.IsPure(node) && isInEveryRound;
            case IrOp.Call:
                return _context.IsPureCall(node) && _isCertain && _isUnchanged;
            case IrOp.Copy:
                return false;
            default:
                IrOpInfo info = IrOpTable.Get(node.Op);
                if (info.Is(IrFlags.Reads))
                    return IsUnwritten(node) && (_isCertain || (isInEveryRound && IsObject(node.A)));
                return info.Is(IrFlags.Pure);
        }
    }

    // A variable or global that is not yet assigned is no object: where it may be one, a guard before the loop tells.
    private bool IsObject(int value)
    {
        if (IsSurelyObject(value))
            return true;
        if (!_context.Predicate || !HasState())
            return false;
        int end = _function.Block(_preheader).Last, zero = _function.ConstantBefore(end, 0);
        int isObject = _function.InsertBefore(end, IrNode.Make(IrOp.Compare, IrType.Int, value, zero) with { Condition = IrCondition.Ne });
        _function.InsertBefore(end, IrNode.Make(IrOp.Guard, IrType.None, isObject) with { State = _state, Value = (long)Assumption.Widened });
        _objects.Add(value);
        return true;
    }

    private bool IsSurelyObject(int value) =>
        _function[value].Op is IrOp.Parameter or IrOp.LoadElement or IrOp.Runtime or IrOp.Call or IrOp.LoadString || _objects.Contains(value);

    private bool IsDataOfObject(in IrNode load) => load.Op == IrOp.ArrayData && IsUnwritten(load) && IsSurelyObject(load.A) && !IsRare(load.Block);

    private bool IsRare(int block) => _function.Block(block).Frequency < RareShare * _function.Block(_context.Loops[_loop].Header).Frequency;

    private bool IsUnwritten(in IrNode load) => (MemoryEffects.Read(load) & _written[_loop]) == 0;

    // What stays where it is.
    private void Pass(in IrNode node)
    {
        IrOpInfo info = IrOpTable.Get(node.Op);
        _isCertain &= !info.Is(IrFlags.Guard | IrFlags.Effect) || _context.IsPure(node);
        _isUnchanged &= !info.Is(IrFlags.Writes);
    }

    private bool IsCheckedNotZero(int value)
    {
        foreach (int condition in _moved)
        {
            IrNode compare = _function[condition];
            if (compare.Op == IrOp.Compare && compare.Condition == IrCondition.Ne && compare.A == value
                && Simplifier.IsConstant(_function, compare.B, out long zero) && zero == 0)
                return true;
        }
        return false;
    }

    private bool IsIndexChecked(in IrNode load)
    {
        bool keepsLength = _function[load.A].Op == IrOp.StringBytes || (_written[_loop] & MemorySet.Lengths) == 0;
        foreach (int condition in _moved)
        {
            if (keepsLength && IndexCheck.IsOf(_function, _function[condition], load))
                return true;
        }
        return false;
    }

    private bool HasState()
    {
        if (_state < 0)
            _state = LoopEntry.MakeState(_function, _context.Loops[_loop].Header, _preheader);
        return _state >= 0;
    }

    private void Move(int node)
    {
        _function.MoveBefore(node, _function.Block(_preheader).Last);
        ref IrNode moved = ref _function[node];
        if (moved.Op is not (IrOp.Guard or IrOp.FloatToInt))
            return;
        moved.State = _state;
        if (moved.Op != IrOp.Guard)
            return;
        if (!_isCertain)
            moved.Value |= (long)Assumption.Widened;
        _moved.Add(moved.A);
    }
}
