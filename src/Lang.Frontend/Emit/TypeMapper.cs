using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Frontend.Semantics;

namespace Lang.Frontend.Emit;

/// <summary>Gives the types of checked code their places in the module's type table.</summary>
/// <remarks>
/// A generic function value is only its environment at run time: one field for each captured variable, of the type
/// that the variable has in the instance around the function. A variable that lives in a cell is a field of cell type.
/// </remarks>
internal sealed class TypeMapper
{
    // Reference equality: equal types that are different objects meet again in the table.
    private Dictionary<TlType, TypeId>? _known;
    private Dictionary<(FunctionSymbol, Instance?), TypeId>? _environments;
    private readonly List<int> _depths = [];

    /// <summary>The module's types.</summary>
    public TypeTable Table { get; } = new();

    /// <summary>Whether a type was met that nests deeper than the limit; one of the same shape with ints inside stands for it.</summary>
    public bool IsTooDeep { get; private set; }

    /// <summary>The type of results: <see cref="TypeId.None"/> for nothing and never.</summary>
    public TypeId Result(TlType type)
    {
        type = type.Resolved;
        return type == TlType.Nothing || type == TlType.Never ? TypeId.None : Value(type);
    }

    /// <summary>
    /// The type of variables, elements and parameters. A type without values stands for code that is never reached and
    /// takes the place of an int.
    /// </summary>
    public TypeId Value(TlType type) => Value(type.Resolved, nesting: 0);

    /// <summary>The type of cells with that content.</summary>
    public TypeId Cell(TypeId content) => Composed(Table.Cell(Bounded(content)));

    /// <summary>The type of a variable's slot or field: a cell where it shares one with closures.</summary>
    public TypeId Slot(VariableSymbol variable, TlType type) => Slot(variable, type, nesting: 0);

    /// <summary>The environment of <paramref name="function"/> where <paramref name="parent"/> is the instance around it.</summary>
    public TypeId Environment(FunctionSymbol function, Instance? parent) => Environment(function, parent, nesting: 0);

    private TypeId Value(TlType type, int nesting)
    {
        if (type is not (ArrayType or FunctionType or GenericFunctionType))
        {
            return type == TlType.Float ? TypeId.F64
                : type == TlType.Bool ? TypeId.Bool
                : type == TlType.String ? TypeId.String
                : TypeId.I64;
        }
        _known ??= [];
        if (_known.TryGetValue(type, out TypeId known))
            return known;
        TypeId id = type switch
        {
            ArrayType array => Array(array, nesting),
            FunctionType function => Function(function, nesting),
            _ => Environment(((GenericFunctionType)type).Function, ((GenericFunctionType)type).Parent, nesting),
        };
        _known.Add(type, id);
        return id;
    }

    private TypeId Slot(VariableSymbol variable, TlType type, int nesting)
    {
        TypeId content = Value(type.Resolved, nesting + 1);
        return variable.IsCell ? Cell(content) : content;
    }

    private TypeId Array(ArrayType array, int nesting) => Composed(Table.Array(Part(array.Element, nesting)));

    private TypeId Function(FunctionType function, int nesting)
    {
        ImmutableArray<TypeId> parameters = [.. function.Parameters.Select(parameter => Part(parameter, nesting))];
        TlType result = function.Result.Resolved;
        bool isNone = result == TlType.Nothing || result == TlType.Never;
        return Composed(Table.Function(parameters, isNone ? TypeId.None : Part(result, nesting)));
    }

    private TypeId Environment(FunctionSymbol function, Instance? parent, int nesting)
    {
        _environments ??= [];
        if (_environments.TryGetValue((function, parent), out TypeId known))
            return known;
        var fields = ImmutableArray.CreateBuilder<TypeId>(function.Captures.Count);
        foreach (Symbol captured in function.Captures)
        {
            fields.Add(nesting >= Bytecode.Limits.TypeDepth ? TooDeep() : Bounded(captured switch
            {
                VariableSymbol variable => Slot(variable, parent!.TypeOf(variable), nesting),
                FunctionSymbol other => Environment(other, parent?.Around(other), nesting + 1),
                _ => throw new System.Diagnostics.UnreachableException($"`{captured.Name}` cannot be captured"),
            }));
        }
        TypeId id = Composed(Table.Environment(function.Name, fields.MoveToImmutable()));
        _environments.Add((function, parent), id);
        return id;
    }

    /// <summary>A part of a type: an int where the whole would nest too deep.</summary>
    private TypeId Part(TlType type, int nesting) =>
        nesting >= Bytecode.Limits.TypeDepth ? TooDeep() : Bounded(Value(type.Resolved, nesting + 1));

    private TypeId Bounded(TypeId part) => DepthOf(part) < Bytecode.Limits.TypeDepth ? part : TooDeep();

    private TypeId TooDeep()
    {
        IsTooDeep = true;
        return TypeId.I64;
    }

    /// <summary>Remembers how deep a type nests that was made of parts.</summary>
    private TypeId Composed(TypeId type)
    {
        BytecodeType row = Table[type];
        int depth = row.Item.Exists ? DepthOf(row.Item) : 0;
        foreach (TypeId item in row.Items)
            depth = Math.Max(depth, DepthOf(item));
        while (_depths.Count <= type.Index)
            _depths.Add(1);
        _depths[type.Index] = depth + 1;
        return type;
    }

    private int DepthOf(TypeId type) => type.Index < _depths.Count ? _depths[type.Index] : 1;
}
