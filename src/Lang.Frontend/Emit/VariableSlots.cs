using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Frontend.Emit;

/// <summary>
/// Hands out the variables of one function. A variable whose scope has ended is taken again for one of the same type
/// and name, so a frame stays small and a listing still names every variable truly.
/// </summary>
internal sealed class VariableSlots
{
    private const int None = -1;

    private readonly List<TypeId> _types = [];
    private readonly List<string> _names = [];
    private readonly List<int> _inScope = [];

    // By type and name the last variable that is free again (or None), and for each variable the one freed before it. Not by a pair of both: the comparer of a pair is made by
    // reflection, and compiled at run time even in a program compiled before.
    private Dictionary<int, Dictionary<string, int>>? _free;
    private readonly List<int> _freedBefore = [];

    /// <summary>Whether more variables were asked for than a function can have.</summary>
    public bool IsExhausted { get; private set; }

    /// <summary>The type of a variable.</summary>
    public TypeId TypeOf(int slot) => _types[slot];

    public ImmutableArray<TypeId> Types => [.. _types];

    public ImmutableArray<string> Names => [.. _names];

    /// <summary>A variable until <see cref="Release"/>; its value is undefined.</summary>
    public int Take(TypeId type, string name = "")
    {
        if (_free is { } all && all.TryGetValue(type.Index, out Dictionary<string, int>? ofType) && ofType.TryGetValue(name, out int free) && free != None)
        {
            ofType[name] = _freedBefore[free];
            return free;
        }
        if (_types.Count == Bytecode.Limits.Variables)
        {
            IsExhausted = true;
            return 0;
        }
        _types.Add(type);
        _names.Add(name);
        _freedBefore.Add(None);
        return _types.Count - 1;
    }

    /// <summary>Forgets everything, for another function.</summary>
    public void Clear()
    {
        IsExhausted = false;
        _types.Clear();
        _names.Clear();
        _inScope.Clear();
        _freedBefore.Clear();
        Tables.Empty(ref _free);
    }

    /// <summary>Gives a variable back.</summary>
    public void Release(int slot)
    {
        _free ??= [];
        if (!_free.TryGetValue(_types[slot].Index, out Dictionary<string, int>? ofType))
            _free.Add(_types[slot].Index, ofType = []);
        _freedBefore[slot] = ofType.TryGetValue(_names[slot], out int free) ? free : None;
        ofType[_names[slot]] = slot;
    }

    /// <summary>A variable that lives until the scope around it ends.</summary>
    public int Declare(TypeId type, string name)
    {
        int slot = Take(type, name);
        _inScope.Add(slot);
        return slot;
    }

    /// <summary>Begins a scope; returns what <see cref="EndScope"/> wants.</summary>
    public int BeginScope() => _inScope.Count;

    /// <summary>Ends a scope: all that was declared in it is free again.</summary>
    public void EndScope(int scope)
    {
        for (int i = _inScope.Count - 1; i >= scope; i--)
            Release(_inScope[i]);
        _inScope.RemoveRange(scope, _inScope.Count - scope);
    }
}
