namespace Lang.Native.RegAlloc;

/// <summary>An array that grows and is used again by the next function: elements by reference, nothing freed.</summary>
/// <remarks>A reference to an element does not outlive the next <see cref="Add"/>.</remarks>
internal struct Buffer<T>()
{
    private T[] _items = [];

    public int Count { get; private set; }

    public readonly Span<T> Span => _items.AsSpan(0, Count);

    public readonly ref T this[int index] => ref _items[index];

    /// <summary>Appends an element.</summary>
    /// <returns>Its index.</returns>
    public int Add(in T item)
    {
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Max(16, Count * 2));
        _items[Count] = item;
        return Count++;
    }

    public void Clear() => Count = 0;

    public void RemoveLast() => Count--;

    /// <summary>Sorts it. What sorts without a comparison is compiled at run time, since the base library finds it by reflection.</summary>
    public readonly void Sort(Comparison<T> comparison) => Span.Sort(comparison);

    /// <summary>Makes it have so many elements, all alike.</summary>
    public void Resize(int count, T value)
    {
        if (count > _items.Length)
            _items = new T[Math.Max(count, _items.Length * 2)];
        Count = count;
        Span.Fill(value);
    }
}
