using System.Collections.Immutable;

namespace Lang.Frontend.Semantics;

/// <summary>All instances, found by function, parameter types, wanted result and the instance they are nested in.</summary>
internal sealed class InstanceTable
{
    /// <summary>Instances that one function may have.</summary>
    public const int MaxPerFunction = 1000;

    private readonly Dictionary<FunctionSymbol, List<InstanceState>> _byFunction = [];

    /// <summary>The instance for that key, or null.</summary>
    public InstanceState? Find(FunctionSymbol function, ImmutableArray<TlType> parameters, TlType? wanted, Instance? parent)
    {
        foreach (InstanceState state in _byFunction.GetValueOrDefault(function) ?? [])
        {
            if (state.Instance.Parent == parent && SameWanted(state.Wanted, wanted) && SameTypes(state.Instance.ParameterTypes, parameters))
                return state;
        }
        return null;
    }

    /// <summary>A checked instance of a function of its own (not nested) for these parameters, whatever result was wanted of it: the one for no wanted result if there is one. Or null.</summary>
    public InstanceState? FindCalled(FunctionSymbol function, ImmutableArray<TlType> parameters)
    {
        InstanceState? found = null;
        foreach (InstanceState state in _byFunction.GetValueOrDefault(function) ?? [])
        {
            if (state.Status != CheckStatus.Checked || state.Wanted == TlType.Nothing || !SameTypes(state.Instance.ParameterTypes, parameters))
                continue;
            if (state.Wanted is null)
                return state;
            found ??= state;
        }
        return found;
    }

    /// <summary>The state of an instance.</summary>
    public InstanceState? Find(Instance instance) =>
        _byFunction.GetValueOrDefault(instance.Function)?.Find(state => state.Instance == instance);

    /// <summary>Makes every finished instance stale.</summary>
    public void InvalidateAll()
    {
        foreach (InstanceState state in _byFunction.Values.SelectMany(list => list).Where(state => state.Status == CheckStatus.Checked))
            (state.Status, state.IsProvisional) = (CheckStatus.Stale, false);
    }

    public int Count(FunctionSymbol function) => _byFunction.GetValueOrDefault(function)?.Count ?? 0;

    public void Add(InstanceState state)
    {
        if (!_byFunction.TryGetValue(state.Instance.Function, out List<InstanceState>? list))
            _byFunction.Add(state.Instance.Function, list = []);
        list.Add(state);
    }

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
