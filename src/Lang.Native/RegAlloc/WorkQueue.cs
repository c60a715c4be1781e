namespace Lang.Native.RegAlloc;

/// <summary>
/// Intervals by ascending start. Those known from the beginning are sorted once; a heap holds the parts split off later.
/// </summary>
internal sealed class WorkQueue
{
    private Buffer<long> _sorted = new();
    private Buffer<long> _heap = new();
    private int _next;

    public void Clear()
    {
        _sorted.Clear();
        _heap.Clear();
        _next = 0;
    }

    /// <summary>Adds an interval before <see cref="Sort"/>.</summary>
    /// <param name="from">Its start.</param>
    /// <param name="isContinued">Whether the value is in some place already: it goes first, so that it can stay there.</param>
    /// <param name="interval">Its index.</param>
    public void AddUnsorted(int from, bool isContinued, int interval) => _sorted.Add(KeyOf(from, isContinued, interval));

    public void Sort() => _sorted.Sort(static (a, b) => a.CompareTo(b));

    /// <summary>Adds a part that was split off.</summary>
    public void Add(int from, int interval)
    {
        int i = _heap.Add(KeyOf(from, isContinued: true, interval));
        while (i > 0 && _heap[(i - 1) / 2] > _heap[i])
        {
            int parent = (i - 1) / 2;
            (_heap[parent], _heap[i]) = (_heap[i], _heap[parent]);
            i = parent;
        }
    }

    /// <summary>Takes the first interval.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake(out int interval)
    {
        bool hasSorted = _next < _sorted.Count, hasSplit = _heap.Count > 0;
        if (!hasSorted && !hasSplit)
        {
            interval = -1;
            return false;
        }
        long key = hasSorted && (!hasSplit || _sorted[_next] < _heap[0]) ? _sorted[_next++] : TakeRoot();
        interval = (int)(key & int.MaxValue);
        return true;
    }

    private long TakeRoot()
    {
        long root = _heap[0];
        _heap[0] = _heap[_heap.Count - 1];
        _heap.RemoveLast();
        for (int i = 0; ;)
        {
            int child = 2 * i + 1;
            if (child >= _heap.Count)
                return root;
            if (child + 1 < _heap.Count && _heap[child + 1] < _heap[child])
                child++;
            if (_heap[i] <= _heap[child])
                return root;
            (_heap[i], _heap[child]) = (_heap[child], _heap[i]);
            i = child;
        }
    }

    // Start, then one bit, then the index: starts stay below 2^31 and indices below 2^31.
    private static long KeyOf(int from, bool isContinued, int interval) => (long)from << 32 | (isContinued ? 0 : 1L << 31) | (uint)interval;
}
