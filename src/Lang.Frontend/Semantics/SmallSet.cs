namespace Lang.Frontend.Semantics;

/// <summary>
/// Different objects in the order in which they were added. Most sets have one or two members: only a big one pays for a
/// hash table.
/// </summary>
internal struct SmallSet<T>
    where T : class
{
    private const int Small = 8;
    private T[]? _items;
    private int _count;
    private HashSet<T>? _index;

    /// <summary>The members.</summary>
    public readonly ReadOnlySpan<T> Items => _items.AsSpan(0, _count);

    /// <summary>Adds a member, if it is not there yet.</summary>
    public void Add(T item)
    {
        if (_index is null && _count >= Small)
            _index = [.. Items];
        if (_index is { } index ? !index.Add(item) : Array.IndexOf(_items ?? [], item, 0, _count) >= 0)
            return;
        if (_items is null)
            _items = new T[2];
        else if (_count == _items.Length)
            Array.Resize(ref _items, _count * 2);
        _items[_count++] = item;
    }

    /// <summary>Removes all members.</summary>
    public void Clear()
    {
        _items.AsSpan(0, _count).Clear();
        _count = 0;
        _index = null;
    }
}
