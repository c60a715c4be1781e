namespace Lang.Frontend.Emit;

/// <summary>The strings of a module, each once, in the order in which they were asked for.</summary>
/// <remarks>
/// A hash table of its own: a dictionary keyed by bytes would bring two dozen generic types, which the runtime loads at the
/// start of every script.
/// </remarks>
internal sealed class StringPool
{
    private const int NoIndex = -1;
    private ReadOnlyMemory<byte>[] _strings = new ReadOnlyMemory<byte>[4];

    // For each hash the last string that has it (an index, or NoIndex), and for each string the one before it.
    private int[] _last = [NoIndex, NoIndex, NoIndex, NoIndex];
    private int[] _previous = new int[4];

    public int Count { get; private set; }

    /// <summary>The strings so far.</summary>
    public ReadOnlySpan<ReadOnlyMemory<byte>> All => _strings.AsSpan(0, Count);

    /// <summary>The index of a string, which is added if it is new.</summary>
    public int IndexOf(ReadOnlyMemory<byte> value)
    {
        uint hash = Hash(value.Span);
        for (int i = _last[hash % (uint)_last.Length]; i != NoIndex; i = _previous[i])
        {
            if (_strings[i].Span.SequenceEqual(value.Span))
                return i;
        }
        if (Count == _strings.Length)
            Grow();
        _strings[Count] = value;
        Link(Count, hash);
        return Count++;
    }

    private void Grow()
    {
        Array.Resize(ref _strings, Count * 2);
        _previous = new int[Count * 2];
        _last = new int[Count * 2];
        for (int i = 0; i < _last.Length; i++)
            _last[i] = NoIndex;
        for (int i = 0; i < Count; i++)
            Link(i, Hash(_strings[i].Span));
    }

    private void Link(int index, uint hash)
    {
        ref int last = ref _last[hash % (uint)_last.Length];
        _previous[index] = last;
        last = index;
    }

    private static uint Hash(ReadOnlySpan<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(value);
        return (uint)hash.ToHashCode();
    }
}
