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

    // The newest instance of each key; the others hang on it (InstanceState.NextInTable).
    private Dictionary<(FunctionSymbol, int Hash), InstanceState>? _byKey;

    // Instances whose parameter types hold type variables: they can come to mean any type.
    private Dictionary<FunctionSymbol, List<InstanceState>>? _open;
    private readonly List<InstanceState> _all = [];

    /// <summary>The instance for that key, or null.</summary>
    public InstanceState? Find(FunctionSymbol function, ImmutableArray<TlType> parameters, TlType? wanted, Instance? parent)
    {
        for (InstanceState? state = NewestOf(function, parameters); state is not null; state = state.NextInTable)
        {
            if (Fits(state))
                return state;
        }
        return _open?.GetValueOrDefault(function)?.Find(Fits);

        bool Fits(InstanceState state) =>
            state.Instance.Parent == parent && SameWanted(state.Wanted, wanted) && SameTypes(state.Instance.ParameterTypes, parameters);
    }

    /// <summary>
    /// A checked instance for these parameters, whatever result was wanted of it: the one for no wanted result if there
    /// is one. Or null.
    /// </summary>
    public InstanceState? FindCalled(FunctionSymbol function, ImmutableArray<TlType> parameters)
    {
        InstanceState? found = null;
        for (InstanceState? state = NewestOf(function, parameters); state is not null; state = state.NextInTable)
        {
            if (state.Status != CheckStatus.Checked || state.Wanted == TlType.Nothing || !SameTypes(state.Instance.ParameterTypes, parameters))
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
        if (state.Instance.ParameterTypes.SelectMany(Unifier.Variables).Any())
            AddOpen(function, state);
        else
            AddClosed((function, Hash(state.Instance.ParameterTypes)), state);
    }

    /// <summary>Makes every finished instance stale.</summary>
    public void InvalidateAll()
    {
        foreach (InstanceState state in _all.Where(state => state.Status == CheckStatus.Checked))
            (state.Status, state.IsProvisional) = (CheckStatus.Stale, false);
    }

    private InstanceState? NewestOf(FunctionSymbol function, ImmutableArray<TlType> parameters) =>
        _byKey?.GetValueOrDefault((function, Hash(parameters)));

    private void AddClosed((FunctionSymbol, int Hash) key, InstanceState state)
    {
        ref InstanceState? newest = ref CollectionsMarshal.GetValueRefOrAddDefault(_byKey ??= [], key, out _);
        (state.NextInTable, newest) = (newest, state);
    }

    private void AddOpen(FunctionSymbol function, InstanceState state)
    {
        _open ??= [];
        if (!_open.TryGetValue(function, out List<InstanceState>? list))
            _open.Add(function, list = []);
        list.Add(state);
    }

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
