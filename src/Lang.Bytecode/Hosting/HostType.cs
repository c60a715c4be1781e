using Lang.Bytecode;

namespace Lang.Hosting;

/// <summary>The types of values that go from C# to scripts and back.</summary>
public enum HostType : byte
{
    /// <summary>No value: the result of a function that returns nothing.</summary>
    Nothing,

    /// <summary>TL's int, <see cref="long"/> in C#.</summary>
    Int,

    /// <summary>TL's float, <see cref="double"/> in C#.</summary>
    Float,

    /// <summary>bool in both.</summary>
    Bool,

    /// <summary>string in both: UTF-8 in a script, where a byte that belongs to no character becomes U+FFFD on the way to C#.</summary>
    String,

    /// <summary>TL's int[]: <c>long[]</c>, or a span of long as a parameter.</summary>
    IntArray,

    /// <summary>TL's float[]: <c>double[]</c>, or a span of double as a parameter.</summary>
    FloatArray,

    /// <summary>TL's bool[]: <c>bool[]</c>, or a span of bool as a parameter.</summary>
    BoolArray,

    /// <summary>string[] in both.</summary>
    StringArray,
}

/// <summary>What follows from a type.</summary>
public static class HostTypes
{
    /// <summary>The type as TL writes it; empty for none.</summary>
    public static string Text(this HostType type) => type switch
    {
        HostType.Nothing => "",
        HostType.Int => "int",
        HostType.Float => "float",
        HostType.Bool => "bool",
        HostType.String => "string",
        HostType.IntArray => "int[]",
        HostType.FloatArray => "float[]",
        HostType.BoolArray => "bool[]",
        HostType.StringArray => "string[]",
    };

    /// <summary>A signature as TL writes it: <c>(int, string) -> float</c>.</summary>
    internal static string Signature(ReadOnlySpan<HostType> parameters, HostType result)
    {
        string list = string.Join(", ", parameters.ToArray().Select(Text));
        return result == HostType.Nothing ? $"({list})" : $"({list}) -> {result.Text()}";
    }

    /// <summary>The element of an array type.</summary>
    internal static HostType Element(this HostType type) => type switch
    {
        HostType.IntArray => HostType.Int,
        HostType.FloatArray => HostType.Float,
        HostType.BoolArray => HostType.Bool,
        HostType.StringArray => HostType.String,
        HostType.Nothing or HostType.Int or HostType.Float or HostType.Bool or HostType.String => HostType.Nothing,
    };

    /// <summary>The type of a module in which such a value is kept, or <see cref="TypeId.None"/> where the module has none.</summary>
    internal static TypeId Find(this HostType type, TypeTable types) => type switch
    {
        HostType.Nothing => TypeId.None,
        HostType.Int => TypeId.I64,
        HostType.Float => TypeId.F64,
        HostType.Bool => TypeId.Bool,
        HostType.String => TypeId.String,
        HostType.IntArray or HostType.FloatArray or HostType.BoolArray or HostType.StringArray =>
            types.Find(new BytecodeType(TypeKind.Array, type.Element().Find(types), [], "")),
    };

    /// <summary>Whether a type of a module is this one.</summary>
    internal static bool Is(this HostType type, TypeId id, TypeTable types) =>
        type == HostType.Nothing ? !id.Exists : id.Exists && type.Find(types) == id;
}
