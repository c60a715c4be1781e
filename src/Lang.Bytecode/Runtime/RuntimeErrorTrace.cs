namespace Lang.Bytecode.Runtime;

/// <summary>
/// Folds frames into a <see cref="ScriptTrace"/> as they come, innermost first, in constant memory: a stack may be
/// hundreds of thousands of calls deep.
/// </summary>
internal sealed class RuntimeErrorTrace
{
    private readonly List<TraceLine> _innermost = [];
    private readonly Queue<TraceLine> _outermost = [];
    private string? _function;
    private SourcePosition? _position;
    private long _count, _omitted;

    /// <summary>Adds the next outer frame.</summary>
    public void Add(string function, SourcePosition? position)
    {
        if (_count > 0 && _function == function && _position == position)
        {
            _count++;
            return;
        }
        Close();
        (_function, _position, _count) = (function, position, 1);
    }

    /// <summary>The trace of all frames added.</summary>
    public ScriptTrace Finish()
    {
        Close();
        // Without a gap the second group simply continues the first.
        return _omitted == 0
            ? new ScriptTrace([.. _innermost, .. _outermost], 0, [])
            : new ScriptTrace([.. _innermost], _omitted, [.. _outermost]);
    }

    private void Close()
    {
        if (_count == 0)
            return;
        var line = new TraceLine(_function!, _position, _count);
        _count = 0;
        if (_innermost.Count < ScriptTrace.InnermostLines)
        {
            _innermost.Add(line);
            return;
        }
        _outermost.Enqueue(line);
        if (_outermost.Count > ScriptTrace.OutermostLines)
            _omitted += _outermost.Dequeue().Count;
    }
}
