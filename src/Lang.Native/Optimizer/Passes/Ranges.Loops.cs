using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

internal sealed partial class Ranges
{
    // A variable that counts up or down lies between its start and the bound, as far as it does not wrap around on the way.
    private void VisitLoop(int loop)
    {
        if (InductionVariable.Find(_function, _context.Loops, loop) is not { } variable)
            return;
        variable = variable with { Start = _function.Resolve(variable.Start), Step = _function.Resolve(variable.Step), Bound = _function.Resolve(variable.Bound) };
        if (_context.Predicate && variable.Condition == IrCondition.Ne && IsLastOf(variable))
            PredicateBetween(loop, variable);
        if (!TryFindEnds(loop, variable, out int low, out int high, out long beforeHigh, out long behindLow))
            return;
        if (_context.Predicate)
            Predicate(loop, variable, (low, behindLow), (high, -beforeHigh));
        _facts.AddAtMost(low, variable.Phi, -behindLow);
        _facts.AddAtMost(variable.Phi, high, -beforeHigh);
    }

    /// <summary>The variable is at least low + behindLow and at most high - beforeHigh in every round.</summary>
    private bool TryFindEnds(int loop, in InductionVariable variable, out int low, out int high, out long beforeHigh, out long behindLow)
    {
        Interval step = _facts.Of(variable.Step);
        bool isUp = step.Low > 0;
        (low, high) = isUp ? (variable.Start, variable.Bound) : (variable.Bound, variable.Start);
        beforeHigh = behindLow = 0;
        if (!isUp && step.High >= 0)
            return false;
        bool isStrict = variable.Condition is IrCondition.Lt or IrCondition.Gt;
        Interval bound = _facts.Of(variable.Bound);
        switch (variable.Condition)
        {
            case IrCondition.Lt or IrCondition.Le when isUp && variable.ComparesNext:
                // The last round's next value may pass the bound, but not the largest number.
                if (bound.High > long.MaxValue - step.High + (isStrict ? 1 : 0))
                    return false;
                beforeHigh = isStrict ? 1 : 0;
                break;
            case IrCondition.Gt or IrCondition.Ge when !isUp && variable.ComparesNext:
                if (bound.Low < long.MinValue - step.Low - (isStrict ? 1 : 0))
                    return false;
                behindLow = isStrict ? 1 : 0;
                break;
            case IrCondition.Ne when step.IsConstant && step.Low is 1 or -1:
                // Meets the bound on its way, and if it is the next value that is compared, never is the bound in a round.
                (beforeHigh, behindLow) = !variable.ComparesNext ? (0, 0) : isUp ? (1, 0) : (0, 1);
                break;
            case IrCondition.Ne when !variable.ComparesNext && IsLastOf(variable):
                return true;
            default:
                return false;
        }
        // What holds in later rounds must hold in the first.
        return isUp ? _facts.IsAtMost(low, high, -beforeHigh) : _facts.IsAtMost(low, high, -behindLow);
    }

    // The bound was computed as a value that the variable takes.
    private bool IsLastOf(in InductionVariable variable)
    {
        IrNode bound = _function[variable.Bound];
        return bound.Op == IrOp.RangeLast && _function.Resolve(bound.A) == variable.Start && _function.Resolve(bound.C) == variable.Step;
    }

    // A range from start to last, by whatever step: all its values are indices where these two are.
    private void PredicateBetween(int loop, in InductionVariable variable)
    {
        Loop at = _context.Loops[loop];
        int state = -1, compared = _function.Resolve(variable.Compared(_function, _context.Loops, loop));
        foreach ((int node, int index, int length) in IndexChecks(loop))
        {
            if (_function.Resolve(index) != compared)
                continue;
            if (state < 0)
            {
                state = LoopEntry.MakeState(_function, at.Header, at.Preheader);
                if (state < 0)
                    return;
                // Whose next value is compared must not have begun with the last.
                if (variable.ComparesNext)
                    Require(IrCondition.Ne, variable.Start, variable.Bound, at.Preheader, state);
            }
            foreach (int end in (ReadOnlySpan<int>)[variable.Start, variable.Bound])
            {
                RequireAtMost(_zero, end, 0, at.Preheader, state);
                RequireAtMost(end, length, -1, at.Preheader, state);
            }
            _function.Remove(node);
        }
    }

    // Checks of an index that is the variable plus a constant: guards at both ends make them certain.
    private void Predicate(int loop, in InductionVariable variable, (int Value, long Distance) low, (int Value, long Distance) high)
    {
        Loop at = _context.Loops[loop];
        int state = -1;
        foreach ((int node, int index, int length) in IndexChecks(loop))
        {
            LinearIndex linear = default;
            bool isVariable = IsVariablePlus(index, variable.Phi, out long added);
            if (!isVariable && !LinearIndex.TryFind(_function, _context.Loops, loop, index, variable.Phi, out linear))
                continue;
            if (state < 0)
                state = LoopEntry.MakeState(_function, at.Header, at.Preheader);
            if (state < 0)
                return;
            if (!isVariable)
            {
                RequireInside(linear, low, high, length, at.Preheader, state);
                _function.Remove(node);
                continue;
            }
            RequireAtMost(_zero, low.Value, low.Distance + added, at.Preheader, state);
            RequireAtMost(high.Value, length, -1 - high.Distance - added, at.Preheader, state);
        }
    }

    // Guards of an index below a length that is the same in all rounds, made in every round. Each may be removed when it is at hand.
    private IEnumerable<(int Node, int Index, int Length)> IndexChecks(int loop)
    {
        Loop at = _context.Loops[loop];
        for (int i = _context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
        {
            int block = _context.Dominators.Order[i], next;
            if (_context.Loops.LoopOf(block) != loop || !_context.Loops.IsInEveryRound(_function, loop, block))
                continue;
            for (int node = _function.Block(block).First; node >= 0; node = next)
            {
                next = _function[node].Next;
                if (IsIndexCheck(loop, node, out int index, out int length))
                    yield return (node, index, length);
            }
        }
    }

    private bool IsIndexCheck(int loop, int node, out int index, out int length)
    {
        (index, length) = (-1, -1);
        if (_function[node].Op != IrOp.Guard)
            return false;
        IrNode compare = _function[_function.Resolve(_function[node].A)];
        if (compare.Op != IrOp.Compare || compare.Condition != IrCondition.Below)
            return false;
        (index, length) = (compare.A, _function.Resolve(compare.B));
        return !_context.Loops.Contains(loop, _function[length].Block) && _facts.Of(length) is { Low: >= 0, High: <= 1L << 60 };
    }

    // An index is inside where it is at both ends of the variable, since none of its parts is so large that it could wrap around on the way.
    private void RequireInside(in LinearIndex index, (int Value, long Distance) low, (int Value, long Distance) high, int length, int preheader, int state)
    {
        const long Most = LinearIndex.LargestFactor;
        if (_facts.Of(low.Value).Low < -Most)
            Require(IrCondition.Ge, low.Value, Constant(-Most), preheader, state);
        if (_facts.Of(high.Value).High > Most)
            Require(IrCondition.Le, high.Value, Constant(Most), preheader, state);
        if (index.Scale >= 0)
            RequireNearZero(index.Scale, Most, preheader, state);
        bool isRising = !index.IsFalling && (index.Scale < 0 || _facts.Of(index.Scale).Low >= 0), isPositive = isRising && _facts.Of(low.Value).Low >= -(low.Distance + index.Ahead);
        int sum = -1;
        foreach ((int part, bool isSubtracted) in index.Base)
        {
            RequireNearZero(part, LinearIndex.LargestPart, preheader, state);
            isPositive &= !isSubtracted && _facts.Of(part).Low >= 0;
            int outside = Outside(part);
            sum = sum < 0 && !isSubtracted ? outside : New(isSubtracted ? IrOp.Sub : IrOp.Add, sum < 0 ? _zero : sum, outside);
        }
        if (!isPositive)
            Require(IrCondition.Below, IndexAt(index, low), length, preheader, state);
        Require(isPositive ? IrCondition.Lt : IrCondition.Below, IndexAt(index, high), length, preheader, state);

        int IndexAt(in LinearIndex index, (int Value, long Distance) end)
        {
            long added = end.Distance + index.Ahead;
            int value = added == 0 ? end.Value : New(IrOp.Add, end.Value, Constant(added));
            if (index.Scale >= 0)
                value = New(IrOp.Mul, value, Outside(index.Scale));
            return sum < 0 ? value : New(index.IsFalling ? IrOp.Sub : IrOp.Add, sum, value);
        }

        int Outside(int value) => _function[value].Op == IrOp.Constant ? Constant(_function[value].Value) : value;

        int Constant(long value) => _function.ConstantBefore(_function.Block(preheader).Last, value);

        int New(IrOp op, int a, int b) => Simplifier.InsertBefore(_function, _function.Block(preheader).Last, IrNode.Make(op, IrType.Int, a, b));
    }

    // A value is at most so far from 0, or the interpreter runs the loop.
    private void RequireNearZero(int value, long most, int preheader, int state)
    {
        Interval known = _facts.Of(value);
        if (known.Low >= -most && known.High <= most)
            return;
        int end = _function.Block(preheader).Last;
        if (known.Low >= 0)
            Require(IrCondition.Le, value, _function.ConstantBefore(end, most), preheader, state);
        else
            Require(IrCondition.Below, _function.InsertBefore(end, IrNode.Make(IrOp.Add, IrType.Int, value, _function.ConstantBefore(end, most))), _function.ConstantBefore(end, 2 * most), preheader, state);
    }

    private bool IsVariablePlus(int index, int phi, out long added)
    {
        added = 0;
        index = _function.Resolve(index);
        if (_function[index].Op == IrOp.Add && Simplifier.IsConstant(_function, _function[index].B, out added) && added is > -(1L << 40) and < 1L << 40)
            index = _function.Resolve(_function[index].A);
        return index == phi;
    }

    // A comparison holds before the loop, or the interpreter runs it.
    private void Require(IrCondition condition, int x, int y, int preheader, int state)
    {
        if (Outcome(condition, x, y) == true)
            return;
        int end = _function.Block(preheader).Last;
        int compare = _function.InsertBefore(end, IrNode.Make(IrOp.Compare, IrType.Int, x, y) with { Condition = condition });
        _function.InsertBefore(end, IrNode.Make(IrOp.Guard, IrType.None, compare) with { State = state, Value = (long)Assumption.Widened });
        Assume(compare, true);
    }

    // x is at most y + distance, or the interpreter runs the loop. y + distance does not wrap around: y is a length, or x is 0 and the constant goes to its side.
    private void RequireAtMost(int x, int y, long distance, int preheader, int state)
    {
        if (_facts.IsAtMost(x, y, distance))
            return;
        int end = _function.Block(preheader).Last;
        if (x == _zero)
            x = _function.ConstantBefore(end, -distance);
        else if (distance != 0)
            y = _function.InsertBefore(end, IrNode.Make(IrOp.Add, IrType.Int, y, _function.ConstantBefore(end, distance)));
        Require(IrCondition.Le, x, y, preheader, state);
    }
}
