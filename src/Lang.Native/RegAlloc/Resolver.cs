using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.RegAlloc;

/// <summary>Turns places of intervals into places of operands and moves: where a value changes its place, at fixed operands, and along edges.</summary>
/// <remarks>
/// What happens in front of one instruction happens at once: a value that is split there and a fixed use read where the value was before. Moves of an
/// edge are a group of their own, behind the others of the predecessor's last instruction or before the others of the successor's first one.
/// A value is stored where it is defined, or wherever it goes to memory, whichever is executed less: a call in a cold block leaves the hot path alone.
/// </remarks>
internal sealed class Resolver(BlockOrder order, IntervalSet set, IntervalBuilder liveness)
{
    /// <summary>A move that may be wanted.</summary>
    /// <param name="From">A register's number, or <see cref="Memory"/>.</param>
    /// <param name="FromValue">The value in it.</param>
    /// <param name="To">A register's number, or <see cref="Memory"/>.</param>
    /// <param name="ToValue">The value whose slot it is; it differs for parameters.</param>
    /// <param name="IsStore">Whether it is left out when the value was stored at its definition.</param>
    private readonly record struct PendingMove(int From, int FromValue, int To, int ToValue, bool IsStore);

    /// <summary>A value's slot; of a constant, the constant.</summary>
    private const int Memory = -1;

    private readonly ParallelMoves _parallel = new();
    private Buffer<PendingMove> _pending = new();
    private Buffer<long> _keys = new();
    private Buffer<long> _storeCosts = new();
    private Buffer<bool> _isStored = new();

    // Intervals by value and position, and what edges ask of them.
    private Buffer<int> _sorted = new(), _starts = new(), _marks = new();
    private Buffer<(int From, int Assigned)> _places = new();
    private int _mark;
    private LirFunction _function = null!;
    private Allocation _allocation = null!;

    /// <summary>Steps done so far: tests count them.</summary>
    public long Work { get; private set; }

    public void Resolve(LirFunction function, Allocation allocation, AllocatorOptions options)
    {
        (_function, _allocation) = (function, allocation);
        int values = set.Values.Count;
        _pending.Clear();
        _keys.Clear();
        _storeCosts.Resize(values, 0);
        _isStored.Resize(values, false);
        _marks.Resize(values, 0);
        _mark = 0;
        SortIntervals();
        for (int v = 0; v < values; v++)
        {
            if (set.Values[v].FirstInterval >= 0)
                ResolveValue(v);
        }
        for (int b = 0; b < function.Blocks.Count; b++)
        {
            ResolveEdge(b, function.Blocks[b].Successor);
            ResolveEdge(b, function.Blocks[b].OtherSuccessor);
        }
        ChooseStores();
        _parallel.Reset(allocation, options);
        EmitMoves();
    }

    private void SortIntervals()
    {
        _sorted.Clear();
        _places.Clear();
        _starts.Resize(set.Values.Count + 1, 0);
        for (int v = 0; v < set.Values.Count; v++)
        {
            _starts[v] = _sorted.Count;
            for (int i = set.Values[v].FirstInterval; i >= 0; i = set.Intervals[i].Next)
            {
                _sorted.Add(i);
                _places.Add((set.Intervals[i].From, set.Intervals[i].Assigned));
            }
        }
        _starts[set.Values.Count] = _sorted.Count;
        Work += _sorted.Count;
    }

    private void ResolveValue(int v)
    {
        ref readonly ValueState value = ref set.Values[v];
        int use = value.FirstUse, anyUse = value.FirstAnyUse;
        for (int k = _starts[v]; k < _starts[v + 1]; k++)
        {
            ref readonly LiveInterval interval = ref set.Intervals[_sorted[k]];
            if (k > _starts[v] && IsContinued(k))
                ResolveSplit(v, k);
            for (; use >= 0 && set.Uses[use].Position < interval.To; use = set.Uses[use].Next)
                ResolveUse(v, k, set.Uses[use]);
            for (; anyUse >= 0 && set.Uses[anyUse].Position < interval.To; anyUse = set.Uses[anyUse].Next)
                _allocation.SetLocation(set.Uses[anyUse].Operand, LocationOf(interval.Assigned, v));
        }
        ref readonly LiveInterval first = ref set.Intervals[value.FirstInterval];
        if (value.FixedDefinition >= 0 && first.To > value.Definition + 1)
            AddMove(value.Definition + 1, value.FixedDefinition, first.Assigned, v, isDefinition: true);
    }

    /// <summary>Whether an interval begins inside a block, where the one before ends.</summary>
    private bool IsContinued(int sorted)
    {
        int from = set.Intervals[_sorted[sorted]].From;
        return set.Intervals[_sorted[sorted - 1]].To == from && !((from & 1) == 0 && order.IsLabel(from));
    }

    private void ResolveSplit(int v, int k)
    {
        LiveInterval interval = set.Intervals[_sorted[k]];
        int position = interval.From & ~1, before = k - 1;
        // In the middle of an instruction: it was stored in front of it, where it may just have come into the register.
        if (interval.From != position && set.Intervals[_sorted[before]].From == position)
            before--;
        AddMove(position, PlaceBefore(v, position, before), interval.Assigned, v);
    }

    /// <summary>Where a value is at the end of the instruction before a position.</summary>
    private int PlaceBefore(int v, int position, int sorted) =>
        set.Values[v].FixedDefinition >= 0 && set.Values[v].Definition == position - 1
            ? set.Values[v].FixedDefinition
            : set.Intervals[_sorted[sorted]].Assigned;

    private void ResolveUse(int v, int k, in UsePosition use)
    {
        Work++;
        if (use.Operand < 0)
            return;
        LiveInterval interval = set.Intervals[_sorted[k]];
        if (use.Kind != UseKind.Fixed)
        {
            _allocation.SetLocation(use.Operand, LocationOf(interval.Assigned, v));
            return;
        }
        int position = use.Position + 1, register = _function.Operands[use.Operand].Fixed.Number;
        // It may live on in that very register.
        if (interval.To <= position && k + 1 < _starts[v + 1])
            interval = set.Intervals[_sorted[k + 1]];
        if (!interval.Covers(position) || interval.Assigned != register)
            AddMove(position, PlaceBefore(v, position, k), register, v);
    }

    private void ResolveEdge(int block, int successor)
    {
        if (successor < 0)
            return;
        LirBlock from = _function.Blocks[block];
        _mark++;
        bool isAtEnd = from.OtherSuccessor < 0;
        int end = order.End(block), start = order.Start(successor);
        int key = isAtEnd ? KeyOf(end - 2, isSecond: true) : KeyOf(start, isSecond: false);
        ResolveLive(successor, end, start, key);
        for (int loop = order.LoopOf(successor); loop >= 0; loop = order.OuterLoop(loop))
            ResolveLive(loop, end, start, key);

        ReadOnlySpan<VirtualRegister> arguments = _function.ArgumentsOf(from);
        for (int k = 0; k < arguments.Length; k++)
        {
            int argument = arguments[k].Index, parameter = _function.ParametersOf(_function.Blocks[successor])[k].Index;
            Work++;
            if (set.Values[parameter].FirstInterval >= 0)
                Add(key, new PendingMove(PlaceAt(argument, end - 1), argument, PlaceAt(parameter, start), parameter, IsStore: false));
        }
    }

    private void ResolveLive(int block, int end, int start, int key)
    {
        foreach (int v in liveness.LiveIn(block))
        {
            Work++;
            if (_starts[v + 1] - _starts[v] == 1 || _marks[v] == _mark)
                continue;
            _marks[v] = _mark;
            int from = PlaceAt(v, end - 1), to = PlaceAt(v, start);
            if (from != to)
                Add(key, new PendingMove(from, v, to, v, IsStore: to == Memory));
        }
    }

    /// <summary>The register of a value at a position where it is live, or <see cref="Memory"/>.</summary>
    private int PlaceAt(int v, int position)
    {
        ReadOnlySpan<(int From, int Assigned)> places = _places.Span[_starts[v].._starts[v + 1]];
        int low = 0, high = places.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (places[middle].From <= position)
                low = middle;
            else
                high = middle - 1;
        }
        return places[low].Assigned;
    }

    private void AddMove(int position, int from, int to, int v, bool isDefinition = false)
    {
        if (from != to)
            Add(KeyOf(position, isSecond: false), new PendingMove(from, v, to, v, IsStore: to == Memory && !isDefinition));
    }

    private void Add(int key, in PendingMove move)
    {
        Work++;
        if (move.To == Memory && set.Values[move.ToValue].IsConstant)
            return;
        _keys.Add((long)key << 32 | (uint)_pending.Add(move));
        if (move.IsStore)
            _storeCosts[move.ToValue] += order.FrequencyAt(key);
    }

    // Positions in front of labels and instructions are even: the odd one behind is the second group's.
    private static int KeyOf(int position, bool isSecond) => isSecond ? position | 1 : position;

    private void ChooseStores()
    {
        for (int v = 0; v < set.Values.Count; v++)
        {
            if (_storeCosts[v] == 0)
                continue;
            ref readonly ValueState value = ref set.Values[v];
            ref readonly LiveInterval first = ref set.Intervals[value.FirstInterval];
            // What is in memory from the start is stored by whatever defines it. A fixed result is not when its register is read right away.
            _isStored[v] = first.Assigned == Memory && (value.FixedDefinition < 0 || first.To > value.Definition + 1);
            if (!_isStored[v] && order.FrequencyAt(value.Definition) < _storeCosts[v])
                StoreAtDefinition(v, value, first.Assigned);
        }
    }

    private void StoreAtDefinition(int v, in ValueState value, int place)
    {
        _isStored[v] = true;
        int from = value.FixedDefinition >= 0 ? value.FixedDefinition : place;
        // Behind the moves of edges that define a parameter, or in front of the next instruction.
        int key = value.ParameterBlock >= 0 ? KeyOf(value.Definition, isSecond: true) : KeyOf(value.Definition + 1, isSecond: false);
        Add(key, new PendingMove(from, v, Memory, v, IsStore: false));
    }

    private void EmitMoves()
    {
        _keys.Sort(static (a, b) => a.CompareTo(b));
        int group = -1;
        foreach (long key in _keys.Span)
        {
            Work++;
            PendingMove move = _pending[(int)key];
            if (move.IsStore && _isStored[move.ToValue])
                continue;
            if ((int)(key >> 32) != group)
                Flush(group);
            group = (int)(key >> 32);
            RegisterInfo value = _function.Registers[move.ToValue];
            _parallel.Add(LocationOf(move.From, move.FromValue), LocationOf(move.To, move.ToValue), _function.Registers[move.FromValue].Constant, value.Class);
        }
        Flush(group);
    }

    private void Flush(int group)
    {
        if (group >= 0)
            _parallel.Flush(order.InstructionOf(group >> 1));
    }

    private Location LocationOf(int place, int v) =>
        place >= 0 ? new PhysicalRegister((byte)place)
        : set.Values[v].IsConstant ? Location.None
        : Location.InSlot(set.Values[v].Slot);
}
