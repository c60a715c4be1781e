namespace Lang.Frontend.Semantics;

/// <summary>
/// The names that are visible inside blocks: for each name a stack of bindings. Top-level names are not kept here,
/// since function bodies see them before their declaration.
/// </summary>
internal sealed class NameScopes
{
    private readonly Dictionary<string, Symbol> _innermost = [];
    private readonly List<Symbol> _order = [];
    private int _depth;

    public void Enter() => _depth++;

    /// <summary>Leaves the innermost scope; its bindings come to light once more through <paramref name="left"/>.</summary>
    public void Leave(Action<Symbol> left)
    {
        while (_order is [.., var symbol] && symbol.ScopeDepth == _depth)
        {
            _order.RemoveAt(_order.Count - 1);
            if (symbol.Hidden is null)
                _innermost.Remove(symbol.Name);
            else
                _innermost[symbol.Name] = symbol.Hidden;
            left(symbol);
        }
        _depth--;
    }

    /// <summary>Declares a name in the innermost scope; gives the symbol that already has it there, or null.</summary>
    public Symbol? Declare(Symbol symbol)
    {
        Symbol? hidden = Find(symbol.Name);
        if (hidden?.ScopeDepth == _depth)
            return hidden;
        (symbol.Hidden, symbol.ScopeDepth) = (hidden, _depth);
        _innermost[symbol.Name] = symbol;
        _order.Add(symbol);
        return null;
    }

    public Symbol? Find(string name) => _innermost.TryGetValue(name, out Symbol? symbol) ? symbol : null;

    /// <summary>All symbols of that name, innermost first.</summary>
    public IEnumerable<Symbol> FindAll(string name)
    {
        for (Symbol? symbol = Find(name); symbol is not null; symbol = symbol.Hidden)
            yield return symbol;
    }

    public IEnumerable<string> Names => _innermost.Keys;
}
