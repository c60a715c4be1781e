using Lang.Native.Lir;

namespace Lang.Native.RegAlloc;

/// <summary>Gives each spilled value one slot, used again when no value in it lives any more.</summary>
internal sealed class SlotAssigner(BlockOrder order, IntervalSet set)
{
    private Buffer<long> _values = new();
    private Buffer<int> _ends = new();
    private readonly PriorityQueue<int, int> _byEnd = new();

    /// <summary>Assigns slots.</summary>
    /// <returns>How many there are.</returns>
    public int Assign(LirFunction function)
    {
        _values.Clear();
        _ends.Clear();
        _byEnd.Clear();
        for (int v = 0; v < set.Values.Count; v++)
        {
            if (set.Values[v].NeedsSlot)
                _values.Add((long)set.Intervals[set.Values[v].FirstInterval].From << 32 | (uint)v);
        }
        _values.Sort(static (a, b) => a.CompareTo(b));
        foreach (long key in _values.Span)
        {
            int v = (int)key, from = (int)(key >> 32);
            int slot = FreeSlot(function, v, from), end = set.Values[v].End;
            set.Values[v].Slot = slot;
            _ends[slot] = end;
            _byEnd.Enqueue(slot, end);
        }
        return _ends.Count;
    }

    private int FreeSlot(LirFunction function, int v, int from)
    {
        int wish = WishedSlot(function, v, from);
        if (wish >= 0)
            return wish;
        while (_byEnd.TryPeek(out int slot, out int end) && end <= from)
        {
            _byEnd.Dequeue();
            if (_ends[slot] == end)
                return slot;
        }
        return _ends.Add(0);
    }

    /// <summary>A parameter and what is passed to it share a slot when they can: that saves a move through a register.</summary>
    private int WishedSlot(LirFunction function, int v, int from)
    {
        ref readonly ValueState value = ref set.Values[v];
        if (value.Phi >= 0 && IsFree(set.Values[value.Phi].Slot, from))
            return set.Values[value.Phi].Slot;
        if (value.ParameterBlock < 0)
            return -1;
        foreach (int predecessor in order.PredecessorsOf(value.ParameterBlock))
        {
            int argument = function.ArgumentsOf(function.Blocks[predecessor])[value.ParameterNumber].Index;
            if (IsFree(set.Values[argument].Slot, from))
                return set.Values[argument].Slot;
        }
        return -1;
    }

    private bool IsFree(int slot, int from) => slot >= 0 && _ends[slot] <= from;
}
