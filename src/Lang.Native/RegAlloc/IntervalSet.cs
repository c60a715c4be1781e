namespace Lang.Native.RegAlloc;

/// <summary>The intervals and uses of a function's virtual registers, and the ranges in which instructions need registers themselves.</summary>
internal sealed class IntervalSet
{
    public const int Registers = 32;

    public Buffer<LiveInterval> Intervals = new();
    public Buffer<UsePosition> Uses = new();
    public Buffer<ValueState> Values = new();

    // By register; those in hot blocks, then those in cold ones. From the last to the first.
    private readonly Buffer<FixedRange>[] _fixed = new Buffer<FixedRange>[2 * Registers];

    public IntervalSet() => Array.Fill(_fixed, new Buffer<FixedRange>());

    public void Clear(int values)
    {
        Intervals.Clear();
        Uses.Clear();
        Values.Resize(values, new ValueState());
        foreach (ref Buffer<FixedRange> ranges in _fixed.AsSpan())
            ranges.Clear();
    }

    public void AddFixed(int register, bool isCold, in FixedRange range) => _fixed[isCold ? Registers + register : register].Add(range);

    /// <summary>Where an instruction needs a register for itself, at a position or behind it; as if infinitely far when none does.</summary>
    /// <param name="register">The register.</param>
    /// <param name="isCold">Whether cold blocks count, and no others.</param>
    /// <param name="position">Never less than at the call before.</param>
    /// <param name="owner">The virtual register that asks: what it is in itself does not disturb it.</param>
    /// <param name="lostAtStart">Whether it starts as a result or temporary, which may be in a register that its instruction loses.</param>
    public int NextFixed(int register, bool isCold, int position, int owner, bool lostAtStart)
    {
        ref Buffer<FixedRange> ranges = ref _fixed[isCold ? Registers + register : register];
        while (ranges.Count > 0 && ranges[ranges.Count - 1].To <= position)
            ranges.RemoveLast();
        int ownLoss = lostAtStart ? position | 1 : -1;
        for (int i = ranges.Count - 1; i >= 0; i--)
        {
            FixedRange range = ranges[i];
            if (range.Owner != owner && !(range.Owner < 0 && range.From == ownLoss))
                return range.From;
        }
        return int.MaxValue;
    }

    /// <summary>Cuts an interval in two.</summary>
    /// <returns>The second part, which has no register yet.</returns>
    public int Split(int interval, int position)
    {
        ref LiveInterval first = ref Intervals[interval];
        LiveInterval second = first with { From = position, UsedUntil = 0, Assigned = -1 };
        while (second.FirstUse >= 0 && Uses[second.FirstUse].Position < position)
            second.FirstUse = Uses[second.FirstUse].Next;
        first.To = position;
        int index = first.Next = Intervals.Count;
        Intervals.Add(second);
        return index;
    }
}
