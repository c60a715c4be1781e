using Lang.Bytecode.Interpretation;

namespace Lang.Native.X64;

/// <summary>Operations of the runtime that have machine code of their own, written by <see cref="RuntimeRoutines"/>.</summary>
internal enum RuntimeRoutine : byte
{
    StringConcat,
    StringSlice,
    IntToString,
    StringToInt,
    StringEq,
    StringNe,
    StringLt,
    StringLe,
    StringGt,
    StringGe,

    /// <summary>How many there are.</summary>
    Count,
}

/// <summary>Which operations those are.</summary>
internal static class RuntimeRoutineTable
{
    /// <summary>The routine of an operation whose operands are the slots from the first on, and its result the first; or null.</summary>
    public static RuntimeRoutine? Of(in RuntimeWords words)
    {
        bool isExchanged = words.First.C == words.First.A;
        return words.First.Op switch
        {
            RegisterOp.StringConcat => RuntimeRoutine.StringConcat,
            RegisterOp.StringSlice => RuntimeRoutine.StringSlice,
            RegisterOp.IntToString => RuntimeRoutine.IntToString,
            RegisterOp.StringToInt => RuntimeRoutine.StringToInt,
            RegisterOp.StringEq => RuntimeRoutine.StringEq,
            RegisterOp.StringNe => RuntimeRoutine.StringNe,
            RegisterOp.StringLt => isExchanged ? RuntimeRoutine.StringGt : RuntimeRoutine.StringLt,
            RegisterOp.StringLe => isExchanged ? RuntimeRoutine.StringGe : RuntimeRoutine.StringLe,
            _ => null,
        };
    }
}
