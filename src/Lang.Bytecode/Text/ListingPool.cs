using System.Collections.Immutable;

namespace Lang.Bytecode.Text;

/// <summary>
/// A pool of constants or strings whose entries listings write in place. The reader adds a new value at its first
/// use; a pool that does not come out the same in that way is declared entry by entry.
/// </summary>
internal sealed class ListingPool<T> where T : notnull
{
    private readonly ImmutableArray<T> _items;
    private readonly Dictionary<T, int> _first = [];

    public ListingPool(ImmutableArray<T> items, List<int> uses)
    {
        _items = items;
        Declarations = IsInOrderOfUse(uses) ? [] : items;
        for (int i = 0; i < items.Length; i++)
            _first.TryAdd(items[i], i);
    }

    /// <summary>The whole pool if it must be declared, else nothing.</summary>
    public ImmutableArray<T> Declarations { get; }

    public T this[int index] => _items[index];

    /// <summary>Whether writing the value of entry <paramref name="index"/> means that entry.</summary>
    public bool IsNamedByValue(int index) => (uint)index < (uint)_items.Length && _first[_items[index]] == index;

    private bool IsInOrderOfUse(List<int> uses)
    {
        int next = 0;
        foreach (int use in uses)
        {
            if (use == next)
                next++;
            else if (use > next)
                return false;
        }
        return next == _items.Length && _items.Distinct().Count() == next;
    }
}
