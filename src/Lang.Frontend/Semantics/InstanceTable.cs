using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lang.Frontend.Semantics;

/// <summary>All instances, found by function, parameter types, wanted result and the instance they are nested in.</summary>
internal sealed class InstanceTable
{
    /// <summary>Instances that one function may have.</summary>
    public const int MaxPerFunction = 1000;

    /// <summary>Instances that a script may have.</summary>
    public const int MaxTotal = 100_000;

    // The newest instance of each hash of function and parameter types; the others hang on it (InstanceState.NextInTable).
    private Dictionary<int, InstanceState>? _byHash;

    // Instances whose parameter types hold type variables: they can come to mean any type.
    private Dictionary<FunctionSymbol, List<InstanceState>>? _open;
    private readonly List<InstanceState> _all = [];

    /// <summary>The instance for that key, or null.</summary>
    public InstanceState? Find(FunctionSymbol function, ImmutableArray<TlType> parameters, TlType? wanted, Instance? parent)
    {
        for (InstanceState? state = NewestOf(function, parameters); state is not null; state = state.NextInTable)
        {
            if (Fits(state, function, parameters, wanted, parent))
                return state;
        }
        if (_open is not { } open || !open.TryGetValue(function, out List<InstanceState>? states))
            return null;
        foreach (InstanceState state in states)
        {
            if (Fits(state, function, parameters, wanted, parent))
                return state;
        }
        return null;
    }

    private static bool Fits(InstanceState state, FunctionSymbol function, ImmutableArray<TlType> parameters, TlType? wanted, Instance? parent) =>
        state.Instance.Function == function && state.Instance.Parent == parent && SameWanted(state.Wanted, wanted) && SameTypes(state.Instance.ParameterTypes, parameters);

    /// <summary>
    /// A checked instance for these parameters, whatever result was wanted of it: the one for no wanted result if there
    /// is one. Or null.
    /// </summary>
    public InstanceState? FindCalled(FunctionSymbol function, ImmutableArray<TlType> parameters)
    {
        InstanceState? found = null;
        for (InstanceState? state = NewestOf(function, parameters); state is not null; state = state.NextInTable)
        {
            if (state.Instance.Function != function || state.Status != CheckStatus.Checked || state.Wanted == TlType.Nothing
                || !SameTypes(state.Instance.ParameterTypes, parameters))
                continue;
            if (state.Wanted is null)
                return state;
            found = state;
        }
        return found;
    }

    /// <summary>The state of an instance.</summary>
    public InstanceState Find(Instance instance) => _all.Find(state => state.Instance == instance)!;

    /// <summary>Whether the function or the script can have no more instances.</summary>
    public bool IsFullFor(FunctionSymbol function) => _all.Count >= MaxTotal || function.InstanceCount >= MaxPerFunction;

    public void Add(InstanceState state)
    {
        FunctionSymbol function = state.Instance.Function;
        _all.Add(state);
        function.InstanceCount++;
        if (HasVariables(state.Instance.ParameterTypes))
            AddOpen(function, state);
        else
            AddClosed(Hash(function, state.Instance.ParameterTypes), state);
    }

    /// <summary>Makes every finished instance stale.</summary>
    public void InvalidateAll()
    {
        foreach (InstanceState state in _all.Where(state => state.Status == CheckStatus.Checked))
            (state.Status, state.IsProvisional) = (CheckStatus.Stale, false);
    }

    private InstanceState? NewestOf(FunctionSymbol function, ImmutableArray<TlType> parameters) =>
        _byHash?.GetValueOrDefault(Hash(function, parameters));

    private void AddClosed(int hash, InstanceState state)
    {
        ref InstanceState? newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_byHash ??= [], hash, out _);
        (state.NextInTable, newest) = (newest, state);
    }

    private void AddOpen(FunctionSymbol function, InstanceState state)
    {
        _open ??= [];
        if (!_open.TryGetValue(function, out List<InstanceState>? list))
            _open.Add(function, list = []);
        list.Add(state);
    }

    private static bool HasVariables(ImmutableArray<TlType> types)
    {
        foreach (TlType type in types)
        {
            if (type is not SimpleType && Unifier.Variables(type).Any())
                return true;
        }
        return false;
    }

    private static int Hash(FunctionSymbol function, ImmutableArray<TlType> parameters) =>
        HashCode.Combine(function, Hash(parameters));

    // Types that are the same have the same hash, as long as they hold no open variables.
    private static int Hash(ImmutableArray<TlType> types)
    {
        var hash = new HashCode();
        foreach (TlType type in types)
            hash.Add(Hash(type));
        return hash.ToHashCode();
    }

    private static int Hash(TlType type) => type.Resolved switch
    {
        ArrayType array => HashCode.Combine(1, Hash(array.Element)),
        FunctionType function => HashCode.Combine(2, Hash(function.Parameters), Hash(function.Result)),
        GenericFunctionType generic => HashCode.Combine(3, generic.Function, generic.Parent),
        var simple => simple.GetHashCode(),
    };

    private static bool SameWanted(TlType? a, TlType? b) => a is null ? b is null : b is not null && TlType.Same(a, b);

    private static bool SameTypes(ImmutableArray<TlType> a, ImmutableArray<TlType> b)
    {
        for (int i = 0; i < a.Length; i++)
        {
            if (!TlType.Same(a[i], b[i]))
                return false;
        }
        return true;
    }
}
