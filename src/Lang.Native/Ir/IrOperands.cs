namespace Lang.Native.Ir;

/// <summary>All operands of a node that are there, one after another: A, B, C, then its list. Frame states are apart.</summary>
/// <param name="function">The function.</param>
/// <param name="node">The node.</param>
internal ref struct IrOperands(IrFunction function, in IrNode node)
{
    private readonly int _a = node.A, _b = node.B, _c = node.C;
    private readonly ReadOnlySpan<int> _list = node.Count > 0 ? function.ListOf(node) : default;
    private int _at = -1;

    public readonly int Current => _at switch { 0 => _a, 1 => _b, 2 => _c, _ => _list[_at - 3] };

    public readonly IrOperands GetEnumerator() => this;

    public bool MoveNext()
    {
        do
            _at++;
        while (_at < 3 + _list.Length && Current < 0);
        return _at < 3 + _list.Length;
    }
}
