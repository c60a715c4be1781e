using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Removes checks that can't fail: intervals of values and differences between them follow from operations, guards, branches and loops' bounds.</summary>
/// <remarks>
/// Requires: value numbering and loop-invariant code motion, frame states of loops. Ensures: SSA; what a comparison turns out to be is left to dead code as a constant.
/// Loop predication: where a loop's variable runs up or down to a bound and indexes an array, the check of each round is replaced by widened guards of both ends before the loop.
/// Source: <see cref="RangeFacts"/>; predication as in HotSpot's loop predicates.
/// </remarks>
internal sealed partial class Ranges
{
    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly RangeFacts _facts;
    private readonly List<(int Block, (int, int) Mark)> _scopes = [];
    private readonly int _zero, _one;

    private Ranges(IrFunction function, PassContext context)
    {
        (_function, _context) = (function, context);
        _facts = context.Facts;
        _facts.Begin(function);
        int first = function.Block(0).First;
        while (function[first].Op is IrOp.Parameter or IrOp.LoadSlot)
            first = function[first].Next;
        _zero = function.ConstantBefore(first, 0);
        _one = function.ConstantBefore(first, 1);
    }

    public static void Run(IrFunction function, PassContext context)
    {
        context.AnalyzeLoops(function);
        var pass = new Ranges(function, context);
        foreach (int block in context.Dominators.Preorder)
            pass.Visit(block);
        function.ResolveOperands();
    }

    private void Visit(int block)
    {
        while (_scopes.Count > 0 && !_context.Dominators.Dominates(_scopes[^1].Block, block))
        {
            _facts.Release(_scopes[^1].Mark);
            _scopes.RemoveAt(_scopes.Count - 1);
        }
        _scopes.Add((block, _facts.Mark));
        AssumeEdge(block);
        if (_context.Loops.IsHeader(block))
            VisitLoop(_context.Loops.LoopOf(block));
        int next;
        for (int node = _function.Block(block).First; node >= 0; node = next)
        {
            next = _function[node].Next;
            ResolveOperands(node);
            Visit(block, node);
        }
    }

    private void AssumeEdge(int block)
    {
        int entry = _context.Dominators.EntryOf(_function, block);
        if (entry >= 0 && _function[_function.Block(entry).Last] is { Op: IrOp.Branch, A: var condition })
            Assume(_function.Resolve(condition), _function.Block(entry).Successor == block);
    }

    private void ResolveOperands(int node)
    {
        ref IrNode at = ref _function[node];
        (at.A, at.B, at.C) = (_function.Resolve(at.A), _function.Resolve(at.B), _function.Resolve(at.C));
        foreach (ref int operand in _function.ListOf(at))
            operand = _function.Resolve(operand);
    }

    private void Visit(int block, int node)
    {
        IrNode at = _function[node];
        switch (at.Op)
        {
            case IrOp.Compare when Outcome(at.Condition, at.A, at.B) is { } outcome:
                _function.ReplaceWith(node, outcome ? _one : _zero);
                return;
            case IrOp.Guard:
                if (_facts.Of(at.A) is { IsEmpty: false } condition && !condition.Contains(0))
                    _function.Remove(node);
                else
                    Assume(at.A, true);
                return;
            case IrOp.Runtime when _context.LengthOfNew(_function, node) is var length and >= 0:
                _facts.Narrow(length, Interval.Length);
                return;
            case IrOp.FloatToInt when _function[at.A].Op == IrOp.IntToFloat && IsExactFloat(_function[at.A].A):
                _function.ReplaceWith(node, _function[at.A].A);
                return;
            case IrOp.Div or IrOp.Mod:
                ReduceDivision(node);
                break;
            case IrOp.Compare when at.Condition is IrCondition.Below or IrCondition.NotBelow:
                ReduceDivisibility(node);
                break;
        }
        if (_function[node].Type == IrType.Int && !(at.Op == IrOp.Phi && _context.Loops.IsHeader(block)))
            _facts.Narrow(node, Transfer(_function[node]));
    }

    private bool IsExactFloat(int value) => _facts.Of(value) is { Low: >= -(1L << 53), High: <= 1L << 53 };

    // Of numbers that are not negative, a power of two shifts and masks; for others, too, the sign need not be looked at.
    private void ReduceDivision(int node)
    {
        IrNode at = _function[node];
        if (!Simplifier.IsConstant(_function, at.B, out long divisor) || divisor <= 0 || _facts.Of(at.A).Low < 0)
            return;
        if (!long.IsPow2(divisor))
        {
            _function[node].Op = at.Op == IrOp.Mod ? IrOp.UMod : IrOp.UDiv;
            return;
        }
        long operand = at.Op == IrOp.Mod ? divisor - 1 : long.Log2(divisor);
        int constant = _function.ConstantBefore(node, operand);
        ref IrNode reduced = ref _function[node];
        (reduced.Op, reduced.B) = (at.Op == IrOp.Mod ? IrOp.And : IrOp.Shr, constant);
    }

    // A number that is not negative is a multiple if its product with the inverse is at most the largest quotient: nothing need be added for negative ones.
    private void ReduceDivisibility(int node)
    {
        IrNode at = _function[node], sum = _function[at.A];
        if (sum.Op != IrOp.Add || _function[sum.A] is not { Op: IrOp.Mul } product || !Simplifier.IsConstant(_function, product.B, out long inverse)
            || !Simplifier.IsConstant(_function, sum.B, out long largest) || largest <= 0
            || !Simplifier.IsConstant(_function, at.B, out long bound) || bound != (2 * largest) + 1
            || (inverse & 1) == 0 || Simplifier.InverseOf(inverse) is var divisor && (divisor <= 1 || long.MaxValue / divisor != largest)
            || _facts.Of(product.A).Low < 0)
            return;
        int limit = _function.ConstantBefore(node, largest + 1);
        ref IrNode reduced = ref _function[node];
        (reduced.A, reduced.B) = (sum.A, limit);
    }

    /// <summary>Takes a condition for true or false.</summary>
    private void Assume(int condition, bool holds)
    {
        IrNode node = _function[condition];
        if (_function[condition].Type == IrType.Int && node.Op != IrOp.Compare)
            _facts.Narrow(condition, holds && _facts.Of(condition).Low == 0 ? new Interval(1, long.MaxValue) : holds ? Interval.All : Interval.Of(0));
        if (node.Op != IrOp.Compare || _function[node.A].Type != IrType.Int || _function[node.B].Type != IrType.Int)
            return;
        switch (holds ? node.Condition : Simplifier.Negate(node.Condition, isFloat: false))
        {
            case IrCondition.Eq:
                _facts.AddAtMost(node.A, node.B, 0);
                _facts.AddAtMost(node.B, node.A, 0);
                break;
            case IrCondition.Ne:
                AssumeUnequal(node.A, node.B);
                AssumeUnequal(node.B, node.A);
                break;
            case IrCondition.Lt:
                _facts.AddAtMost(node.A, node.B, -1);
                break;
            case IrCondition.Le:
                _facts.AddAtMost(node.A, node.B, 0);
                break;
            case IrCondition.Gt:
                _facts.AddAtMost(node.B, node.A, -1);
                break;
            case IrCondition.Ge:
                _facts.AddAtMost(node.B, node.A, 0);
                break;
            case IrCondition.Below when _facts.Of(node.B).Low >= 0:
                _facts.Narrow(node.A, new Interval(0, long.MaxValue));
                _facts.AddAtMost(node.A, node.B, -1);
                break;
        }
    }

    // An end of an interval that the value is not.
    private void AssumeUnequal(int value, int other)
    {
        Interval interval = _facts.Of(value), excluded = _facts.Of(other);
        if (!excluded.IsConstant || interval.IsConstant)
            return;
        if (interval.Low == excluded.Low)
            _facts.Narrow(value, interval with { Low = interval.Low + 1 });
        else if (interval.High == excluded.Low)
            _facts.Narrow(value, interval with { High = interval.High - 1 });
    }

    /// <summary>What a comparison gives, if that is certain.</summary>
    private bool? Outcome(IrCondition condition, int a, int b)
    {
        if (_function[a].Type != IrType.Int || _function[b].Type != IrType.Int)
            return null;
        switch (condition)
        {
            case IrCondition.Lt or IrCondition.Ge:
                return Either(IsLess(a, b), _facts.IsAtMost(b, a, 0), condition == IrCondition.Lt);
            case IrCondition.Gt or IrCondition.Le:
                return Either(IsLess(b, a), _facts.IsAtMost(a, b, 0), condition == IrCondition.Gt);
            case IrCondition.Eq or IrCondition.Ne:
                return IsLess(a, b) || IsLess(b, a) ? condition == IrCondition.Ne : null;
            case IrCondition.Below or IrCondition.NotBelow when _facts.Of(a).Low >= 0 && _facts.Of(b).Low >= 0:
                return Either(IsLess(a, b), _facts.IsAtMost(b, a, 0), condition == IrCondition.Below);
            default:
                return null;
        }

        static bool? Either(bool holds, bool fails, bool result) => holds ? result : fails ? !result : null;
    }

    private bool IsLess(int a, int b) => _facts.IsAtMost(a, b, -1);

    private Interval Transfer(in IrNode node)
    {
        Interval a = node.A >= 0 ? _facts.Of(node.A) : Interval.All, b = node.B >= 0 ? _facts.Of(node.B) : Interval.All;
        switch (node.Op)
        {
            case IrOp.Add: return a + b;
            case IrOp.Sub: return a - b;
            case IrOp.Mul: return a * b;
            case IrOp.Neg: return Interval.Of(0) - a;
            case IrOp.Abs when a.Low > long.MinValue: return a.Low >= 0 ? a : new(a.High < 0 ? -a.High : 0, Math.Max(-a.Low, a.High));
            case IrOp.Min: return new(Math.Min(a.Low, b.Low), Math.Min(a.High, b.High));
            case IrOp.Max: return new(Math.Max(a.Low, b.Low), Math.Max(a.High, b.High));
            case IrOp.Div or IrOp.UDiv when b.Low > 0: return new(a.Low < 0 ? a.Low / b.Low : a.Low / b.High, a.High < 0 ? a.High / b.High : a.High / b.Low);
            case IrOp.Mod or IrOp.UMod when b.Low > 0: return new(a.Low < 0 ? -Math.Min(b.High - 1, a.Low == long.MinValue ? long.MaxValue : -a.Low) : 0, a.High > 0 ? Math.Min(b.High - 1, a.High) : 0);
            case IrOp.And when a.Low >= 0 && b.Low >= 0: return new(0, Math.Min(a.High, b.High));
            case IrOp.And when a.Low >= 0 || b.Low >= 0: return new(0, a.Low >= 0 ? a.High : b.High);
            case IrOp.Or or IrOp.Xor when a.Low >= 0 && b.Low >= 0: return new(0, Mask(a.High | b.High));
            case IrOp.Shr when b.IsConstant && b.Low is >= 0 and < 64: return new(a.Low >> (int)b.Low, a.High >> (int)b.Low);
            case IrOp.UShr when b.IsConstant && b.Low is > 0 and < 64: return a.Low >= 0 ? new(a.Low >> (int)b.Low, a.High >> (int)b.Low) : new(0, -1L >>> (int)b.Low);
            case IrOp.Shl when b.IsConstant && b.Low is >= 0 and < 62: return a * Interval.Of(1L << (int)b.Low);
            case IrOp.Select: return b.Join(_facts.Of(node.C));
            case IrOp.RangeLast: return a.Join(b);
            case IrOp.Compare or IrOp.FCompare: return Interval.Boolean;
            case IrOp.ArrayLength or IrOp.ArrayCapacity or IrOp.StringLength: return Interval.Length;
            case IrOp.LoadElement: return node.Memory switch { MemoryClass.Bools => Interval.Boolean, MemoryClass.Constant => new(0, 255), _ => Interval.All };
            case IrOp.Phi: return JoinOperands(node);
            default: return Interval.All;
        }
    }

    private static long Mask(long value) => value == 0 ? 0 : -1L >>> (int)long.LeadingZeroCount(value);

    private Interval JoinOperands(in IrNode phi)
    {
        Interval joined = new(long.MaxValue, long.MinValue);
        foreach (int operand in _function.ListOf(phi))
            joined = joined.Join(_facts.Of(operand));
        return joined;
    }
}
