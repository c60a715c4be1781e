namespace Lang.Frontend.Semantics;

/// <summary>
/// The names that are visible inside blocks: for each name a stack of bindings. Top-level names are not kept here,
/// since function bodies see them before their declaration.
/// </summary>
internal sealed class NameScopes
{
    private sealed record Binding(string Name, Symbol Symbol, int Depth, Binding? Hidden);

    private readonly Dictionary<string, Binding> _innermost = [];
    private readonly Stack<Binding> _order = new();
    private int _depth;

    public void Enter() => _depth++;

    /// <summary>Leaves the innermost scope; its bindings come to light once more through <paramref name="left"/>.</summary>
    public void Leave(Action<Symbol> left)
    {
        while (_order.TryPeek(out Binding? binding) && binding.Depth == _depth)
        {
            _order.Pop();
            if (binding.Hidden is null)
                _innermost.Remove(binding.Name);
            else
                _innermost[binding.Name] = binding.Hidden;
            left(binding.Symbol);
        }
        _depth--;
    }

    /// <summary>Declares a name in the innermost scope; gives the symbol that already has it there, or null.</summary>
    public Symbol? Declare(Symbol symbol)
    {
        Binding? hidden = _innermost.GetValueOrDefault(symbol.Name);
        if (hidden?.Depth == _depth)
            return hidden.Symbol;
        var binding = new Binding(symbol.Name, symbol, _depth, hidden);
        _innermost[symbol.Name] = binding;
        _order.Push(binding);
        return null;
    }

    public Symbol? Find(string name) => _innermost.GetValueOrDefault(name)?.Symbol;

    /// <summary>All symbols of that name, innermost first.</summary>
    public IEnumerable<Symbol> FindAll(string name)
    {
        for (Binding? binding = _innermost.GetValueOrDefault(name); binding is not null; binding = binding.Hidden)
            yield return binding.Symbol;
    }

    public IEnumerable<string> Names => _innermost.Keys;
}
