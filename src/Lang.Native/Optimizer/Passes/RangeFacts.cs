using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>What is known of integers at a place: an interval each, and differences: x is at most y + c. In scopes, as the dominator tree is walked.</summary>
/// <remarks>Facts are about true numbers: a sum is taken apart only where it can't wrap around. Source of the idea: Bodik, Gupta, Sarkar, "ABCD: Eliminating Array Bounds Checks on Demand", 2000.</remarks>
internal sealed class RangeFacts
{
    private const int MostSteps = 48, Depth = 6;

    private readonly List<(int Node, Interval Before)> _log = [];
    private readonly List<(int X, int Y, long Distance, int Next)> _facts = [];
    private IrFunction _function = null!;
    private Interval[] _intervals = [];
    private int[] _firstFact = [];
    private int _steps;

    /// <summary>Begins a function: nothing is known.</summary>
    public void Begin(IrFunction function)
    {
        _function = function;
        Release((0, 0));
    }

    public (int Intervals, int Facts) Mark => (_log.Count, _facts.Count);

    public void Release((int Intervals, int Facts) mark)
    {
        while (_log.Count > mark.Intervals)
        {
            _intervals[_log[^1].Node] = _log[^1].Before;
            _log.RemoveAt(_log.Count - 1);
        }
        while (_facts.Count > mark.Facts)
        {
            _firstFact[_facts[^1].X] = _facts[^1].Next;
            _facts.RemoveAt(_facts.Count - 1);
        }
    }

    public Interval Of(int value)
    {
        if (_function[value].Op == IrOp.Constant)
            return _function[value].Type == IrType.Int ? Interval.Of(_function[value].Value) : Interval.All;
        return value < _intervals.Length ? _intervals[value] : Interval.All;
    }

    /// <summary>Makes an interval narrower; of a sum with a constant also that of the other operand.</summary>
    public void Narrow(int value, Interval interval)
    {
        for (int depth = 0; depth < Depth; depth++)
        {
            Interval before = Of(value), after = before.Meet(interval);
            if (after == before || after.IsEmpty || _function[value].Op == IrOp.Constant)
                return;
            Grow(value);
            _log.Add((value, before));
            _intervals[value] = after;
            IrNode node = _function[value];
            // x + c lies in an interval of true numbers: x is there too, c away, if that is a number.
            if (node.Op != IrOp.Add || !Simplifier.IsConstant(_function, node.B, out long added) || added == long.MinValue || !after.TryAdd(-added, out interval))
                return;
            value = node.A;
        }
    }

    /// <summary>Takes it for true that x is at most y + distance.</summary>
    public void AddAtMost(int x, int y, long distance)
    {
        if (_function[x].Type != IrType.Int || _function[y].Type != IrType.Int)
            return;
        Interval ofX = Of(x), ofY = Of(y);
        if (ofY.TryAdd(distance, out Interval moved))
            Narrow(x, new Interval(long.MinValue, moved.High));
        if (distance != long.MinValue && ofX.TryAdd(-distance, out moved))
            Narrow(y, new Interval(moved.Low, long.MaxValue));
        Split(ref x, ref distance, -1);
        Split(ref y, ref distance, 1);
        if (_function[x].Op == IrOp.Constant || _function[y].Op == IrOp.Constant || x == y)
            return;
        Grow(x);
        _facts.Add((x, y, distance, _firstFact[x]));
        _firstFact[x] = _facts.Count - 1;
    }

    /// <summary>Whether x is certainly at most y + distance.</summary>
    public bool IsAtMost(int x, int y, long distance)
    {
        _steps = MostSteps;
        return IsAtMost(x, y, distance, Depth);
    }

    private bool IsAtMost(int x, int y, long distance, int depth)
    {
        if (_steps-- <= 0)
            return false;
        Interval ofX = Of(x), ofY = Of(y);
        if (Interval.Of(ofY.Low).TryAdd(distance, out Interval most) ? ofX.High <= most.Low : distance > 0)
            return true;
        Split(ref x, ref distance, -1);
        Split(ref y, ref distance, 1);
        if (x == y)
            return distance >= 0;
        if (depth == 0 || distance is > long.MaxValue / 2 or < long.MinValue / 2)
            return false;
        IrNode node = _function[x];
        if (node.Op == IrOp.Min && (IsAtMost(node.A, y, distance, depth - 1) || IsAtMost(node.B, y, distance, depth - 1)))
            return true;
        if (node.Op is IrOp.Max or IrOp.Select)
        {
            (int a, int b) = node.Op == IrOp.Max ? (node.A, node.B) : (node.B, node.C);
            if (IsAtMost(a, y, distance, depth - 1) && IsAtMost(b, y, distance, depth - 1))
                return true;
        }
        for (int fact = x < _firstFact.Length ? _firstFact[x] : -1; fact >= 0; fact = _facts[fact].Next)
        {
            if (IsAtMost(_facts[fact].Y, y, distance - _facts[fact].Distance, depth - 1))
                return true;
        }
        return false;
    }

    // value is inner + c without wrapping around: the distance takes c.
    private void Split(ref int value, ref long distance, int sign)
    {
        while (_function[value].Op == IrOp.Add && Simplifier.IsConstant(_function, _function[value].B, out long added)
            && added is > -(1L << 60) and < 1L << 60 && distance is > -(1L << 60) and < 1L << 60 && Of(_function[value].A).TryAdd(added, out _))
        {
            distance += sign * added;
            value = _function[value].A;
        }
    }

    private void Grow(int node)
    {
        int old = _intervals.Length;
        if (node < old)
            return;
        int size = Math.Max(_function.NodeCount + 64, 2 * old);
        Array.Resize(ref _intervals, size);
        Array.Fill(_intervals, Interval.All, old, size - old);
        Array.Resize(ref _firstFact, size);
        Array.Fill(_firstFact, -1, old, size - old);
    }
}
