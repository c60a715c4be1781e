using System.Collections.Immutable;
using System.Text;

namespace Lang.Bytecode.Runtime;

/// <summary>What the runtime knows about one type of the module.</summary>
internal sealed class RuntimeType
{
    internal RuntimeType(TypeTable types, TypeId id)
    {
        BytecodeType type = types[id];
        Id = id;
        Kind = type.Kind;
        Item = type.Item;
        FieldCount = type.Items.Length;
        ObjectKind = type.Kind switch
        {
            TypeKind.String => ObjectKind.String,
            TypeKind.Array when type.Item == TypeId.Bool => ObjectKind.ByteArray,
            TypeKind.Array => types[type.Item].IsReference ? ObjectKind.ReferenceArray : ObjectKind.ValueArray,
            TypeKind.Function => ObjectKind.Function,
            TypeKind.Environment => ObjectKind.Environment,
            TypeKind.Cell => types[type.Item].IsReference ? ObjectKind.ReferenceCell : ObjectKind.ValueCell,
            TypeKind.I64 or TypeKind.Bool or TypeKind.F64 => ObjectKind.Free,
        };
        HeaderWord = ObjectHeader.Word(ObjectKind, id.Index);
        if (Kind == TypeKind.Environment)
        {
            ReferenceFields = FindReferenceFields(types, type);
            PrintedName = FunctionName(type.Name);
        }
    }

    public TypeId Id { get; }

    public TypeKind Kind { get; }

    /// <summary>The element of an array, the content of a cell.</summary>
    public TypeId Item { get; }

    /// <summary>The kind of its objects; <see cref="ObjectKind.Free"/> where values are no objects.</summary>
    public ObjectKind ObjectKind { get; }

    /// <summary>The header of its objects without colour and flags.</summary>
    public ulong HeaderWord { get; }

    /// <summary>Fields of an environment.</summary>
    public int FieldCount { get; }

    /// <summary>Indices of the fields of an environment that hold references: its pointer map.</summary>
    public int[] ReferenceFields { get; } = [];

    /// <summary>What printing writes for an environment: <c>fn NAME</c>.</summary>
    public byte[] PrintedName { get; } = [];

    // Apart: the lambda of a constructor is an object for every type.
    private static int[] FindReferenceFields(TypeTable types, BytecodeType type) =>
        [.. Enumerable.Range(0, type.Items.Length).Where(i => types[type.Items[i]].IsReference)];

    internal static byte[] FunctionName(string name) => Encoding.UTF8.GetBytes(name.Length == 0 ? "fn" : "fn " + name);
}

/// <summary>The types of a VM's module as the runtime wants them, indexed like the module's type table.</summary>
internal sealed class RuntimeTypes
{
    private readonly RuntimeType[] _types;
    private readonly byte[][] _functionNames;
    private readonly RuntimeType?[] _arrays = new RuntimeType?[TypeId.String.Index + 1];

    /// <summary>Builds the table of a verified module.</summary>
    public RuntimeTypes(BytecodeModule module)
        : this(module.Types, NamesOf(module.Functions))
    {
    }

    private static string[] NamesOf(ImmutableArray<FunctionInfo> functions)
    {
        string[] names = new string[functions.Length];
        for (int i = 0; i < names.Length; i++)
            names[i] = functions[i].Name;
        return names;
    }

    public RuntimeTypes(TypeTable types, ReadOnlySpan<string> functionNames)
    {
        Table = types;
        _types = new RuntimeType[types.Count];
        for (int i = 0; i < _types.Length; i++)
        {
            _types[i] = new RuntimeType(types, new TypeId(i));
            if (_types[i].Kind == TypeKind.Array && _types[i].Item.Index < _arrays.Length)
                _arrays[_types[i].Item.Index] = _types[i];
        }
        _functionNames = new byte[functionNames.Length][];
        for (int i = 0; i < functionNames.Length; i++)
            _functionNames[i] = RuntimeType.FunctionName(functionNames[i]);
    }

    /// <summary>The module's table.</summary>
    public TypeTable Table { get; }

    public int Count => _types.Length;

    /// <summary>The type of arrays of one of the first four types, or null when the module has none.</summary>
    public RuntimeType? ArrayOf(TypeId element) => _arrays[element.Index];

    public RuntimeType this[TypeId id] => _types[id.Index];

    internal RuntimeType OfHeader(in ObjectHeader header) => _types[header.TypeId];

    /// <summary>What printing writes for a function value: <c>fn NAME</c>.</summary>
    public ReadOnlySpan<byte> PrintedName(long functionIndex) => _functionNames[functionIndex];
}
