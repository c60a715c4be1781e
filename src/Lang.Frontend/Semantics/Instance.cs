using System.Collections.Immutable;
using System.Diagnostics;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Semantics;

/// <summary>
/// A function checked and compiled for one combination of argument types. The script body is one too, without
/// parameters.
/// </summary>
internal sealed class Instance
{
    // By the index of the variable; null for one whose type is not known yet.
    private TlType?[] _variableTypes = [];

    internal Instance(FunctionSymbol function, ImmutableArray<VariableSymbol> parameters, ImmutableArray<TlType> parameterTypes, Instance? parent)
    {
        Function = function;
        Parameters = parameters;
        ParameterTypes = parameterTypes;
        Parent = parent;
    }

    public FunctionSymbol Function { get; }

    /// <summary>The parameters; a built-in that is wrapped into a function value gets some made for it.</summary>
    public ImmutableArray<VariableSymbol> Parameters { get; }

    /// <summary>The types that the parameters have here.</summary>
    public ImmutableArray<TlType> ParameterTypes { get; }

    /// <summary>The instance it is nested in: where captured variables have their types. Null for the script body, top-level functions and built-ins.</summary>
    public Instance? Parent { get; }

    /// <summary>Its result; <see cref="TlType.Nothing"/> when it returns nothing, <see cref="TlType.Never"/> when it never returns.</summary>
    public TlType Result { get; internal set; } = TlType.Never;

    /// <summary>The number of its function in the module, once the emitter gave it one.</summary>
    internal int Index { get; set; }

    /// <summary>Its checked body.</summary>
    public BoundBlock Body { get; internal set; } = BoundBlock.Empty;

    /// <summary>The type of a variable of this instance or of one it is nested in. Globals have theirs in the script body's instance.</summary>
    /// <exception cref="KeyNotFoundException">It is no such variable.</exception>
    public TlType TypeOf(VariableSymbol variable) =>
        TryTypeOf(variable) ?? throw new KeyNotFoundException($"`{variable.Name}` has no type here.");

    internal TlType? TryTypeOf(VariableSymbol variable)
    {
        for (Instance? instance = this; instance is not null; instance = instance.Parent)
        {
            if (instance.TryGetType(variable, out TlType? type))
                return type!.Resolved;
        }
        return null;
    }

    /// <summary>This instance or one around it: that in which <paramref name="function"/> is nested. Null where there is none.</summary>
    internal Instance? Around(FunctionSymbol function)
    {
        Instance? instance = this;
        while (instance is not null && instance.Function != function.Owner)
            instance = instance.Parent;
        return instance;
    }

    internal bool TryGetType(VariableSymbol variable, out TlType? type)
    {
        bool isOwn = variable.Owner == Function && variable.Index < _variableTypes.Length;
        type = variable.InputType ?? (isOwn ? _variableTypes[variable.Index] : null);
        return type is not null;
    }

    /// <summary>Forgets all types of variables, before the body is checked once more.</summary>
    internal void Reset() => Array.Clear(_variableTypes);

    internal void SetType(VariableSymbol variable, TlType type)
    {
        Debug.Assert(variable.Owner == Function);
        if (variable.Index >= _variableTypes.Length)
            Array.Resize(ref _variableTypes, Math.Max(variable.Index + 1, Function.VariableCount));
        _variableTypes[variable.Index] = type;
    }
}

/// <summary>A script without errors, ready for the emitter.</summary>
/// <param name="Source">The text, for source maps.</param>
/// <param name="Entry">The script body.</param>
/// <param name="Instances">All instances that the script can reach, the script body first, each once.</param>
/// <param name="Globals">The variables that are globals of the module; <see cref="Entry"/> knows their types.</param>
/// <param name="FunctionExports">Functions the host can look up, with their names there.</param>
/// <param name="GlobalExports">Globals the host can look up.</param>
internal sealed record CheckedProgram(
    Syntax.SourceText Source, Instance Entry, Instance[] Instances, List<VariableSymbol> Globals,
    List<(string Name, Instance Instance)> FunctionExports, List<VariableSymbol> GlobalExports);
