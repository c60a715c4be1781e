namespace Lang.Bytecode.Interpretation;

/// <summary>
/// The operations of decoded code. A, B and C are the slots of the first word, "imm" its 32-bit immediate, "small"
/// its 16-bit one, K the 64-bit word that follows. A branch is three words: operation, target and cost, counters.
/// Operations up to <see cref="CellSet"/> are handled in the dispatch loop; the others in a method of their own.
/// </summary>
internal enum RegisterOp : byte
{
    // Control
    Decode, EnterNative, Halt, CheckFrame, Zero,
    Jump, JumpBack, AddJump,
    JumpTrue, JumpFalse,
    JumpEq, JumpNe, JumpLt, JumpLe,
    JumpEqImm, JumpNeImm, JumpLtImm, JumpLeImm, JumpGtImm, JumpGeImm,
    JumpFEq, JumpFNe, JumpFLt, JumpFLe, JumpFNotLt, JumpFNotLe,
    LoopLt, LoopLtImm, LoopNe, LoopNeImm,
    Call, CallValue, Return, ReturnImm, ReturnVoid,

    // Moves
    Move, LoadImm, LoadK, LoadString, LoadGlobal, StoreGlobal, StoreFunction,

    // Integers
    Add, Sub, Mul, Div, Mod, And, Or, Xor, Shl, Shr, UShr,
    AddSmall, AddK, KSub, MulK, DivK, ModK, AndK, OrK, XorK, ShlSmall, ShrSmall, UShrSmall,
    Neg, BitNot, Not, Abs, Min, Max,
    Eq, Ne, Lt, Le,

    // Floats
    FAdd, FSub, FMul, FDiv,
    FAddK, FSubK, FKSub, FMulK, FDivK, FKDiv,
    FNeg, FAbs, Sqrt, IntToFloat,
    FEq, FNe, FLt, FLe,

    // Arrays and strings
    ArrayLen, Get8, Get1, Get8Small, Set8, Set1, Set8Small, Set1Small, Set8At, Push8, Push1, Pop8, Pop1,
    StringLen, StringGet, StringEq, StringNe,

    // Closures
    EnvGet, EnvCellGet, CellGet, CellSet,

    // Floats, one word: the first group of those that the loop leaves to a method of their own
    FMod, FMin, FMax, Floor, Ceil, Round,
    Sin, Cos, Tan, Asin, Acos, Atan, Atan2, Exp, Log, Pow,

    // Objects made in one word
    StringConcat, IntToString, FloatToString, BoolToString, Chr, Args, ReadLine,

    // Objects made in two words
    StringSlice, ValueToString, NewArray, ArrayFill, ArraySlice, NewFunction, NewEnv, NewCell,

    // Numbers
    FloatToInt, StringLt, StringLe, StringToInt, StringToFloat, RangeLast, Clock, Eof,

    // Effects
    ArrayAppend, CheckSet, CheckStep, Assert, AssertMessage, Error,
    Print, WriteInt, WriteFloat, WriteBool, WriteString, WriteValue, CallHost,
}
