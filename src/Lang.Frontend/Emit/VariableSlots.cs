using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Frontend.Emit;

/// <summary>
/// Hands out the variables of one function. A variable whose scope has ended is taken again for one of the same type
/// and name, so a frame stays small and a listing still names every variable truly.
/// </summary>
internal sealed class VariableSlots
{
    // The default comparer of a pair is made by reflection, and compiled at run time even in a program compiled before.
    private static readonly SameTypeAndName s_sameTypeAndName = new();
    private const int None = -1;

    private readonly List<TypeId> _types = [];
    private readonly List<string> _names = [];
    private readonly List<int> _inScope = [];

    // The last variable of each type and name that is free again (or None), and for each variable the one freed before it.
    private Dictionary<(TypeId Type, string Name), int>? _free;
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
        if (_free is { } all && all.TryGetValue((type, name), out int free) && free != None)
        {
            all[(type, name)] = _freedBefore[free];
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
        (TypeId, string) key = (_types[slot], _names[slot]);
        _free ??= new Dictionary<(TypeId Type, string Name), int>(s_sameTypeAndName);
        _freedBefore[slot] = _free.TryGetValue(key, out int free) ? free : None;
        _free[key] = slot;
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

    private sealed class SameTypeAndName : IEqualityComparer<(TypeId Type, string Name)>
    {
        public bool Equals((TypeId Type, string Name) x, (TypeId Type, string Name) y) => x.Type == y.Type && x.Name == y.Name;

        public int GetHashCode((TypeId Type, string Name) pair) => HashCode.Combine(pair.Type.Index, pair.Name);
    }
}
