using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Lang.Frontend.Semantics;

/// <summary>Solves type variables by unification, with a trail so that a pass or an attempt can be undone.</summary>
internal sealed class Unifier
{
    private readonly List<(TypeVariable Variable, InstanceState Binder)> _trail = [];

    /// <summary>Set when an attempt failed because a type would contain itself; the reader clears it.</summary>
    public bool SawInfiniteType { get; set; }

    /// <summary>The place in the trail to come back to.</summary>
    public int Mark => _trail.Count;

    /// <summary>Undoes all bindings since <paramref name="mark"/>, but keeps those made by instances that are finished for good.</summary>
    /// <param name="mark">The place in the trail.</param>
    /// <param name="keepFacts">Whether bindings that earlier uses wait for stay.</param>
    public void Undo(int mark, bool keepFacts)
    {
        int kept = mark;
        for (int i = mark; i < _trail.Count; i++)
        {
            (TypeVariable variable, InstanceState binder) = _trail[i];
            bool stays = binder is { Status: CheckStatus.Checked, IsProvisional: false } || (keepFacts && variable.IsFact);
            if (stays)
                _trail[kept++] = _trail[i];
            else
                (variable.Binding, variable.IsFact) = (null, false);
        }
        _trail.RemoveRange(kept, _trail.Count - kept);
    }

    /// <summary>Undoes a failed attempt of <paramref name="binder"/> within one pass. Instances that the attempt had checked keep theirs.</summary>
    public void UndoAttempt(int mark, InstanceState binder)
    {
        int kept = mark;
        for (int i = mark; i < _trail.Count; i++)
        {
            if (_trail[i].Binder == binder)
                _trail[i].Variable.Binding = null;
            else
                _trail[kept++] = _trail[i];
        }
        _trail.RemoveRange(kept, _trail.Count - kept);
    }

    /// <summary>Binds an open variable, unless the type would contain itself.</summary>
    public bool Bind(TypeVariable variable, TlType type, InstanceState binder)
    {
        type = type.Resolved;
        if (ReferenceEquals(variable, type))
            return true;
        if (Contains(type, variable))
        {
            SawInfiniteType = true;
            return false;
        }
        variable.Binding = type;
        _trail.Add((variable, binder));
        return true;
    }

    /// <summary>Makes two types the same by binding open variables; false (bindings are left to the caller's undo) where that can't be.</summary>
    public bool Unify(TlType a, TlType b, InstanceState binder)
    {
        (a, b) = (a.Resolved, b.Resolved);
        return (a, b) switch
        {
            (TypeVariable x, _) => Bind(x, b, binder),
            (_, TypeVariable y) => Bind(y, a, binder),
            (ArrayType x, ArrayType y) => Unify(x.Element, y.Element, binder),
            (FunctionType x, FunctionType y) => UnifyFunctions(x, y, binder),
            _ => TlType.Same(a, b),
        };
    }

    private bool UnifyFunctions(FunctionType a, FunctionType b, InstanceState binder)
    {
        if (a.Parameters.Length != b.Parameters.Length || !Unify(a.Result, b.Result, binder))
            return false;
        for (int i = 0; i < a.Parameters.Length; i++)
        {
            if (!Unify(a.Parameters[i], b.Parameters[i], binder))
                return false;
        }
        return true;
    }

    /// <summary>The open and solved variables in a type.</summary>
    public static IEnumerable<TypeVariable> Variables(TlType type) => type switch
    {
        TypeVariable { Binding: { } binding } variable => Variables(binding).Prepend(variable),
        TypeVariable variable => [variable],
        ArrayType array => Variables(array.Element),
        FunctionType function => function.Parameters.Append(function.Result).SelectMany(Variables),
        _ => [],
    };

    /// <summary>The same type with solved variables replaced, so that it stays what it is when a pass is undone.</summary>
    public static TlType Close(TlType type)
    {
        type = type.Resolved;
        switch (type)
        {
            case ArrayType array:
                TlType element = Close(array.Element);
                return ReferenceEquals(element, array.Element) ? type : new ArrayType(element);
            case FunctionType function:
                ImmutableArray<TlType> parameters = Close(function.Parameters);
                TlType result = Close(function.Result);
                return parameters == function.Parameters && ReferenceEquals(result, function.Result) ? type : new FunctionType(parameters, result);
            default:
                return type;
        }
    }

    /// <summary>The same for each of them.</summary>
    public static ImmutableArray<TlType> Close(ImmutableArray<TlType> types)
    {
        if (IsClosed(types))
            return types;
        var closed = new TlType[types.Length];
        for (int i = 0; i < closed.Length; i++)
            closed[i] = Close(types[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(closed);
    }

    private static bool IsClosed(ImmutableArray<TlType> types)
    {
        foreach (TlType type in types)
        {
            if (!ReferenceEquals(Close(type), type))
                return false;
        }
        return true;
    }

    private static bool Contains(TlType type, TypeVariable variable) => Contains(type, variable, []);

    // Function values share captures: each is looked into once.
    private static bool Contains(TlType type, TypeVariable variable, HashSet<(FunctionSymbol, Instance?)> seen) => type.Resolved switch
    {
        TypeVariable other => ReferenceEquals(other, variable),
        ArrayType array => Contains(array.Element, variable, seen),
        FunctionType function => Contains(function.Result, variable, seen) || function.Parameters.Any(parameter => Contains(parameter, variable, seen)),
        GenericFunctionType generic => seen.Add((generic.Function, generic.Parent))
            && generic.CapturedTypes().Any(captured => Contains(captured.Type, variable, seen)),
        _ => false,
    };
}
