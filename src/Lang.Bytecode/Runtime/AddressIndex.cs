namespace Lang.Bytecode.Runtime;

/// <summary>One piece of memory of the heap: a region of blocks, or one large object.</summary>
internal unsafe struct AddressRange : IComparable<AddressRange>
{
    public nuint Start, End;

    /// <summary>Whether it is a region; else it is a large object.</summary>
    public bool IsRegion;

    public readonly long Bytes => (long)(End - Start);

    public readonly int CompareTo(AddressRange other) => Start.CompareTo(other.Start);
}

/// <summary>
/// All memory of the heap, to find the object an arbitrary word may point into. Adding is cheap and unsorted; a
/// collection sorts once and then searches. Collections never need memory here.
/// </summary>
internal sealed unsafe class AddressIndex
{
    private AddressRange* _ranges;
    private int _count, _capacity, _sorted;

    public Span<AddressRange> Ranges => new(_ranges, _count);

    /// <summary>Adds a piece; false when there is no memory to note it.</summary>
    public bool TryAdd(byte* start, long bytes, bool isRegion)
    {
        if (_count == _capacity)
        {
            int capacity = Math.Max(64, _capacity * 2);
            var ranges = (AddressRange*)SystemMemory.TryReallocate(_ranges, (long)capacity * sizeof(AddressRange));
            if (ranges == null)
                return false;
            _ranges = ranges;
            _capacity = capacity;
        }
        _ranges[_count++] = new AddressRange { Start = (nuint)start, End = (nuint)start + (nuint)bytes, IsRegion = isRegion };
        return true;
    }

    /// <summary>Prepares for <see cref="ObjectAt"/>.</summary>
    public void Sort()
    {
        if (_sorted != _count)
            Ranges.SortAscending();
        _sorted = _count;
    }

    /// <summary>Drops the pieces whose <see cref="AddressRange.Start"/> was set to 0, keeping the order of the others. Needs sorted ranges.</summary>
    public void RemoveCleared()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_ranges[i].Start != 0)
                _ranges[kept++] = _ranges[i];
        }
        _count = _sorted = kept;
    }

    /// <summary>The smallest address and the number of bytes up to the largest one. Needs sorted ranges.</summary>
    public (nuint Start, nuint Length) Bounds =>
        _count == 0 ? (0, 0) : (_ranges[0].Start, _ranges[_count - 1].End - _ranges[0].Start);

    /// <summary>The object that <paramref name="address"/> points to or into, or null for any other word. Needs sorted ranges.</summary>
    public byte* ObjectAt(nuint address)
    {
        int low = 0, high = _count - 1;
        while (low <= high)
        {
            int middle = (int)((uint)(low + high) >> 1);
            ref AddressRange range = ref _ranges[middle];
            if (address < range.Start)
                high = middle - 1;
            else if (address >= range.End)
                low = middle + 1;
            else
                return range.IsRegion ? Block.ObjectAt(Block.Of((void*)address), address) : (byte*)range.Start;
        }
        return null;
    }

    public void Release()
    {
        SystemMemory.FreeTable(_ranges);
        _ranges = null;
        _count = _capacity = _sorted = 0;
    }
}
