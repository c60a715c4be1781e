namespace Lang.Native.X64;

/// <summary>Data behind the code of one function, which refers to it relative to RIP: 64-bit literals, then pairs of words.</summary>
internal sealed class LiteralPool
{
    /// <summary>So many of the last literals are looked through for an equal one.</summary>
    private const int Window = 16;

    private readonly List<(Label Label, long Value)> _literals = [];
    private readonly List<(Label Label, long First, long Second)> _pairs = [];

    public void Clear()
    {
        _literals.Clear();
        _pairs.Clear();
    }

    /// <summary>Where a literal lies.</summary>
    public Mem At(ref Emitter emitter, long value)
    {
        for (int i = _literals.Count - 1, end = Math.Max(0, _literals.Count - Window); i >= end; i--)
        {
            if (_literals[i].Value == value)
                return Mem.At(_literals[i].Label);
        }
        _literals.Add((emitter.NewLabel(), value));
        return Mem.At(_literals[^1].Label);
    }

    /// <summary>Puts two words at a label.</summary>
    public void Add(Label label, long first, long second) => _pairs.Add((label, first, second));

    /// <summary>Writes everything.</summary>
    public void Emit(ref Emitter emitter)
    {
        if (_literals.Count + _pairs.Count > 0)
            emitter.Align(sizeof(long));
        foreach ((Label label, long value) in _literals)
        {
            emitter.Bind(label);
            emitter.Data(value);
        }
        foreach ((Label label, long first, long second) in _pairs)
        {
            emitter.Bind(label);
            emitter.Data(first);
            emitter.Data(second);
        }
    }
}
