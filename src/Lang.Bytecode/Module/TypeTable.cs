using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>The kinds of types a 64-bit slot can have.</summary>
public enum TypeKind : byte
{
    /// <summary>A 64-bit two's complement integer.</summary>
    I64,

    /// <summary>0 or 1; a subtype of <see cref="I64"/>.</summary>
    Bool,

    /// <summary>An IEEE 754 double.</summary>
    F64,

    /// <summary>A reference to an immutable string of bytes.</summary>
    String,

    /// <summary>A reference to a growable array.</summary>
    Array,

    /// <summary>A function value: function and environment. The only reference that can be unset (0).</summary>
    Function,

    /// <summary>An environment: the captured values of a closure.</summary>
    Environment,

    /// <summary>A cell: one variable that closures share.</summary>
    Cell,
}

/// <summary>The index of a type in its module's <see cref="TypeTable"/>.</summary>
public readonly record struct TypeId(int Index)
{
    /// <summary>The integers; like the next three the same in every table.</summary>
    public static readonly TypeId I64 = new(0);

    /// <summary>The booleans.</summary>
    public static readonly TypeId Bool = new(1);

    /// <summary>The floats.</summary>
    public static readonly TypeId F64 = new(2);

    /// <summary>The strings.</summary>
    public static readonly TypeId String = new(3);

    /// <summary>No type: the result of a function that returns nothing, the environment of one that has none.</summary>
    public static readonly TypeId None = new(-1);

    /// <summary>Whether this is a type and not <see cref="None"/>.</summary>
    public bool Exists => Index >= 0;
}

/// <summary>A type of a module: one row of its <see cref="TypeTable"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Item">The element of an array, the content of a cell, the result of a function (or <see cref="TypeId.None"/>).</param>
/// <param name="Items">The parameters of a function, the fields of an environment; else empty.</param>
/// <param name="Name">For an environment the name of the function whose captured values it holds ("" for a nameless one); else "".</param>
public sealed record BytecodeType(TypeKind Kind, TypeId Item, ImmutableArray<TypeId> Items, string Name)
{
    /// <summary>Whether a slot of this type holds a pointer into the VM's heap.</summary>
    public bool IsReference => Kind >= TypeKind.String;

    /// <summary>Whether kind, name and all parts are the same.</summary>
    public bool Equals(BytecodeType? other) =>
        other is not null && Kind == other.Kind && Item == other.Item && Name == other.Name && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

    /// <summary>The same for types that are equal.</summary>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Kind);
        hash.Add(Item);
        hash.Add(Name);
        foreach (TypeId item in Items)
            hash.Add(item);
        return hash.ToHashCode();
    }
}

/// <summary>
/// The types of a module, each once. A type refers only to types with a smaller index, so types are finite trees.
/// The first four are always i64, bool, f64 and string. Types are only ever added, and only while a module is built:
/// once it is shared between threads, its table must stay as it is.
/// </summary>
public sealed class TypeTable
{
    private readonly List<BytecodeType> _types = [];
    
    // Made with the first type beyond the four that every table has: most scripts have none.
    private Dictionary<BytecodeType, TypeId>? _index;

    /// <summary>A table of the first four types.</summary>
    public TypeTable()
    {
        foreach (TypeKind kind in (ReadOnlySpan<TypeKind>)[TypeKind.I64, TypeKind.Bool, TypeKind.F64, TypeKind.String])
            _types.Add(new BytecodeType(kind, TypeId.None, [], ""));
    }

    /// <summary>How many types there are.</summary>
    public int Count => _types.Count;

    /// <summary>The type with that id.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public BytecodeType this[TypeId id] => _types[id.Index];

    /// <summary>The array type with that element type.</summary>
    public TypeId Array(TypeId element) => Intern(new BytecodeType(TypeKind.Array, element, [], ""));

    /// <summary>The type of function values with those parameters and that result (<see cref="TypeId.None"/>: nothing is returned).</summary>
    public TypeId Function(ImmutableArray<TypeId> parameters, TypeId result) =>
        Intern(new BytecodeType(TypeKind.Function, result, parameters, ""));

    /// <summary>The environment type with those fields, of the function called <paramref name="name"/>.</summary>
    public TypeId Environment(string name, ImmutableArray<TypeId> fields) =>
        Intern(new BytecodeType(TypeKind.Environment, TypeId.None, fields, name));

    /// <summary>The type of cells with that content.</summary>
    public TypeId Cell(TypeId content) => Intern(new BytecodeType(TypeKind.Cell, content, [], ""));

    /// <summary>The id of <paramref name="type"/>, or <see cref="TypeId.None"/> when it is not in the table.</summary>
    public TypeId Find(BytecodeType type) => _index is { } index ? index.GetValueOrDefault(type, TypeId.None) : new TypeId(_types.IndexOf(type));

    /// <summary>The id of <paramref name="type"/>, which is added if it is new.</summary>
    /// <exception cref="ArgumentException">It refers to a type that is not in the table.</exception>
    public TypeId Intern(BytecodeType type)
    {
        Dictionary<BytecodeType, TypeId> index = _index ??= MakeIndex();
        if (index.TryGetValue(type, out TypeId known))
            return known;
        if (type.Item.Index >= Count || !AreBelow(type.Items, Count))
            throw new ArgumentException("The type refers to a type that is not in the table.", nameof(type));
        var id = new TypeId(Count);
        _types.Add(type);
        index.Add(type, id);
        return id;
    }

    private static bool AreBelow(ImmutableArray<TypeId> types, int count)
    {
        foreach (TypeId type in types)
        {
            if ((uint)type.Index >= (uint)count)
                return false;
        }
        return true;
    }

    private Dictionary<BytecodeType, TypeId> MakeIndex()
    {
        Dictionary<BytecodeType, TypeId> index = [];
        for (int i = 0; i < Count; i++)
            index.Add(_types[i], new TypeId(i));
        return index;
    }
}
