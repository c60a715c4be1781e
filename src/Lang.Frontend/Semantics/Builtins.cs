namespace Lang.Frontend.Semantics;

/// <summary>The built-in functions. <see cref="Builtins"/> says how each is called.</summary>
internal enum Builtin : byte
{
    Print, Write, Len, Push, Pop, Int, Float, String, Chr, Abs, Min, Max,
    Sqrt, Floor, Ceil, Round, Sin, Cos, Tan, Asin, Acos, Atan, Atan2, Exp, Log, Pow,
    Clock, Args, ReadLine, Eof, Assert, Error, TypeOf,
}

/// <summary>What is fixed about a built-in.</summary>
/// <param name="Builtin">Which one.</param>
/// <param name="Name">Its name in the language.</param>
/// <param name="MinArguments">Fewest arguments.</param>
/// <param name="MaxArguments">Most arguments.</param>
/// <param name="Capability">What the host must grant.</param>
internal sealed record BuiltinInfo(Builtin Builtin, string Name, int MinArguments, int MaxArguments, ScriptCapabilities Capability = ScriptCapabilities.None);

/// <summary>The table of built-ins.</summary>
internal static class Builtins
{
    private static readonly BuiltinInfo[] s_rows =
    [
        new(Builtin.Print, "print", 0, int.MaxValue, ScriptCapabilities.Output),
        new(Builtin.Write, "write", 0, int.MaxValue, ScriptCapabilities.Output),
        new(Builtin.Len, "len", 1, 1), new(Builtin.Push, "push", 2, 2), new(Builtin.Pop, "pop", 1, 1),
        new(Builtin.Int, "int", 1, 1), new(Builtin.Float, "float", 1, 1), new(Builtin.String, "string", 1, 1), new(Builtin.Chr, "chr", 1, 1),
        new(Builtin.Abs, "abs", 1, 1), new(Builtin.Min, "min", 2, 2), new(Builtin.Max, "max", 2, 2),
        new(Builtin.Sqrt, "sqrt", 1, 1), new(Builtin.Floor, "floor", 1, 1), new(Builtin.Ceil, "ceil", 1, 1), new(Builtin.Round, "round", 1, 1),
        new(Builtin.Sin, "sin", 1, 1), new(Builtin.Cos, "cos", 1, 1), new(Builtin.Tan, "tan", 1, 1),
        new(Builtin.Asin, "asin", 1, 1), new(Builtin.Acos, "acos", 1, 1), new(Builtin.Atan, "atan", 1, 1), new(Builtin.Atan2, "atan2", 2, 2),
        new(Builtin.Exp, "exp", 1, 1), new(Builtin.Log, "log", 1, 1), new(Builtin.Pow, "pow", 2, 2),
        new(Builtin.Clock, "clock", 0, 0, ScriptCapabilities.Clock), new(Builtin.Args, "args", 0, 0, ScriptCapabilities.Arguments),
        new(Builtin.ReadLine, "read_line", 0, 0, ScriptCapabilities.Input), new(Builtin.Eof, "eof", 0, 0, ScriptCapabilities.Input),
        new(Builtin.Assert, "assert", 1, 2), new(Builtin.Error, "error", 1, 1), new(Builtin.TypeOf, "type_of", 1, 1),
    ];

    public static IReadOnlyList<BuiltinInfo> Rows => s_rows;

    public static BuiltinInfo Get(Builtin builtin) => s_rows[(int)builtin];

    // Asked once for each name of a script: a table would take longer to make than all look-ups of a small one.
    public static BuiltinInfo? Find(string name)
    {
        foreach (BuiltinInfo row in s_rows)
        {
            if (row.Name == name)
                return row;
        }
        return null;
    }
}
