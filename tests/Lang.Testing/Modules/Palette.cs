using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Testing.Modules;

/// <summary>The types, constants, strings and globals of every random module. Their indices are the same in each.</summary>
internal sealed class Palette
{
    /// <summary>Functions with a fixed signature, by index.</summary>
    public const int Entry = 0, Closure = 1, Step = 2, Mixed = 3, FirstFree = 4;

    public const int Strings = 4;

    /// <summary>The constant pool of each function. As a float the smallest integer is -0.0.</summary>
    public static readonly ImmutableArray<long> Constants =
    [
        0, 1, 2, 3, -3, 7, 64, long.MinValue, long.MaxValue, 1L << 40,
        .. new[] { 2.5, double.NaN, double.PositiveInfinity, 1e300, -1e-300, 0.1 }.Select(BitConverter.DoubleToInt64Bits),
    ];

    private Palette(TypeTable types)
    {
        Ints = types.Array(TypeId.I64);
        Floats = types.Array(TypeId.F64);
        Bools = types.Array(TypeId.Bool);
        Texts = types.Array(TypeId.String);
        Rows = types.Array(Ints);
        Cell = types.Cell(TypeId.I64);
        Environment = types.Environment("closure", [Cell, TypeId.String]);
        StepType = types.Function([TypeId.I64], TypeId.I64);
        MixedType = types.Function([TypeId.F64, TypeId.I64, TypeId.Bool], TypeId.F64);
        All = [TypeId.I64, TypeId.Bool, TypeId.F64, TypeId.String, Ints, Floats, Bools, Texts, Rows, Cell, Environment, StepType, MixedType];
    }

    public TypeId Ints { get; }

    public TypeId Floats { get; }

    public TypeId Bools { get; }

    public TypeId Texts { get; }

    public TypeId Rows { get; }

    public TypeId Cell { get; }

    /// <summary>The environment of the function <see cref="Closure"/>.</summary>
    public TypeId Environment { get; }

    /// <summary>The type of <see cref="Closure"/> and <see cref="Step"/> as values.</summary>
    public TypeId StepType { get; }

    /// <summary>The type of <see cref="Mixed"/> as a value.</summary>
    public TypeId MixedType { get; }

    /// <summary>All types.</summary>
    public ImmutableArray<TypeId> All { get; }

    /// <summary>The types a global may have without a check before each use.</summary>
    public ImmutableArray<TypeId> Globals => [TypeId.I64, TypeId.Bool, TypeId.F64, TypeId.String, Ints, Floats, Texts, StepType];

    /// <summary>A module without functions.</summary>
    public static (BytecodeBuilder Code, Palette Palette) NewModule()
    {
        var code = new BytecodeBuilder("main") { Result = TypeId.None };
        var palette = new Palette(code.Types);
        foreach (string text in (string[])["", "42", "n\u00e4h\n", "\u65e5\u672c\u8a9e"])
            code.AddString(text);
        foreach (TypeId type in palette.Globals)
            code.AddGlobal("g", type);
        return (code, palette);
    }
}
