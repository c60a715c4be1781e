using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

internal enum CheckStatus : byte
{
    /// <summary>Never checked, or checked with assumptions that no longer hold.</summary>
    Stale,
    InProgress,
    Checked,
}

/// <summary>
/// What the checker keeps about an instance. Its body may be checked several times: what is found out on the way
/// (results of recursive calls, variables that turn out to be float) stays, everything else starts afresh.
/// </summary>
internal sealed class InstanceState(Instance instance, TlType? wanted)
{
    // The element types of the `[]` in its body: the same variable in each pass. Null while empty, as are all collections
    // here: most instances need few of them, and a big script has very many instances.
    private Dictionary<SyntaxNode, TypeVariable>? _elementTypes;
    private SmallSet<InstanceState> _uses, _checkedOnly;
    private List<BoundReturn>? _returns;

    public Instance Instance { get; } = instance;

    /// <summary>The result that its caller wants: a hint for literals. <see cref="TlType.Nothing"/>: the result is dropped.</summary>
    public TlType? Wanted { get; } = wanted;

    public CheckStatus Status { get; set; }

    /// <summary>Whether it was checked with assumptions about an instance that is still being checked.</summary>
    public bool IsProvisional { get; set; }

    /// <summary>Its place on the stack of instances that are being checked.</summary>
    public int Depth { get; set; } = -1;

    /// <summary>The lowest place on that stack whose outcome it depends on.</summary>
    public int Low { get; set; }

    /// <summary>Whether something learned in this pass asks for another.</summary>
    public bool NeedsAnotherPass { get; set; }

    /// <summary>Whether a result that was read in this pass turned out to be another.</summary>
    public bool ReadersNeedAnotherPass { get; set; }

    /// <summary>Whether the assumed result was read in this pass.</summary>
    public bool ResultWasRead { get; set; }

    /// <summary>Variables that begin with an int literal and are assigned floats.</summary>
    public HashSet<VariableSymbol>? Floats { get; private set; }

    /// <summary>Those element types of <c>[]</c> that the last pass came across.</summary>
    public List<TypeVariable>? LiveElementTypes { get; private set; }

    /// <summary>The diagnostics of the last pass.</summary>
    public List<Diagnostic>? Diagnostics { get; private set; }

    /// <summary>The instances that the last pass called or made values of, in the order of their first use.</summary>
    public ReadOnlySpan<InstanceState> Uses => _uses.Items;

    /// <summary>Instances that were checked for their errors only: nested functions that nothing calls.</summary>
    public ReadOnlySpan<InstanceState> CheckedOnly => _checkedOnly.Items;

    /// <summary>The next instance with the same hash in the <see cref="InstanceTable"/>, which keeps it.</summary>
    public InstanceState? NextInTable { get; set; }

    /// <summary>Whether the walk over all reachable instances, at the end, came by.</summary>
    public bool IsReached { get; set; }

    /// <summary>The call that asked for it first, for notes.</summary>
    public (InstanceState Caller, SourceSpan Span)? FirstCall { get; set; }

    public bool IsFloat(VariableSymbol variable) => Floats is { } floats && floats.Contains(variable);

    public void AddFloat(VariableSymbol variable) => (Floats ??= []).Add(variable);

    public void Add(Diagnostic diagnostic) => (Diagnostics ??= []).Add(diagnostic);

    public void Add(BoundReturn result) => (_returns ??= []).Add(result);

    /// <summary>The returns of this pass. They are asked for once, when all are known: the list need not live as long as the instance.</summary>
    public List<BoundReturn> TakeReturns()
    {
        List<BoundReturn> returns = _returns ?? [];
        _returns = null;
        return returns;
    }

    /// <summary>Notes an instance that is called or made a value of, or else one that is checked for its errors only.</summary>
    public void Add(InstanceState state, bool isUse)
    {
        if (isUse)
            _uses.Add(state);
        else
            _checkedOnly.Add(state);
    }

    /// <summary>The element type of a <c>[]</c> in its body.</summary>
    public TypeVariable ElementType(SyntaxNode literal)
    {
        _elementTypes ??= new Dictionary<SyntaxNode, TypeVariable>(ReferenceEqualityComparer.Instance);
        if (!_elementTypes.TryGetValue(literal, out TypeVariable? variable))
            _elementTypes.Add(literal, variable = new TypeVariable(literal.Span) { Owner = this });
        variable.IsExcused = false;
        (LiveElementTypes ??= []).Add(variable);
        return variable;
    }

    /// <summary>Forgets what the last pass produced.</summary>
    public void BeginPass()
    {
        Status = CheckStatus.InProgress;
        (NeedsAnotherPass, ReadersNeedAnotherPass, ResultWasRead, Low) = (false, false, false, Depth);
        LiveElementTypes?.Clear();
        Diagnostics?.Clear();
        _returns = null;
        _uses.Clear();
        _checkedOnly.Clear();
        Instance.Reset();
    }
}
