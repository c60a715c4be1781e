using System.Collections.Immutable;
using K = Lang.Bytecode.OperandKind;
using S = Lang.Bytecode.StackKind;
using static Lang.Bytecode.OpcodeFlags;
using static Lang.Bytecode.OperandKind;

namespace Lang.Bytecode;

/// <summary>
/// The instructions of the stack bytecode. Numbers, names and meaning of the first 22 are fixed for good; the
/// others follow in families. <see cref="OpcodeTable"/> says everything else about them.
/// </summary>
public enum Opcode : byte
{
    LoadConst = 0, LoadVar, StoreVar, Add, Sub, Mul, Div, Mod, Neg, Eq, Ne, Lt, Le, Gt, Ge, Jump, JumpIfFalse, Call,
    Return, Print, Dup, Pop, JumpIfTrue, Dup2, LoadFloat, FAdd, FSub, FMul, FDiv, FMod, FNeg, FEq, FNe, FLt, FLe,
    FGt, FGe, And, Or, Xor, BitNot, Shl, Shr, UShr, Not, IntToFloat, FloatToInt, IntToString, FloatToString,
    BoolToString, ValueToString, StringToInt, StringToFloat, Chr, LoadGlobal, StoreGlobal, LoadString, StringConcat,
    StringEq, StringNe, StringLt, StringLe, StringGt, StringGe, StringLen, StringGet, StringSlice, NewArray,
    ArrayFill, ArrayAppend, ArrayLen, ArrayGet, ArraySet, ArrayPush, ArrayPop, ArraySlice, NewFunction, CallValue,
    NewEnv, EnvGet, NewCell, CellGet, CellSet, CheckSet, CheckStep, RangeLast, Assert, AssertMessage, Error, Abs,
    Min, Max, FAbs, FMin, FMax, Sqrt, Floor, Ceil, Round, Sin, Cos, Tan, Asin, Acos, Atan, Atan2, Exp, Log, Pow,
    WriteInt, WriteFloat, WriteBool, WriteString, WriteValue, Clock, Args, ReadLine, Eof, CallHost,
}

/// <summary>
/// The single declaration of what each opcode is. Decoder, verifier, listing, assembler and docs/bytecode.md are
/// driven by it; rows stand in numeric order.
/// </summary>
public static class OpcodeTable
{
#pragma warning disable format
    private static readonly ImmutableArray<OpcodeInfo> s_rows =
    [
        new(Opcode.LoadConst,     "LOAD_CONST",      [Constant],        [],                          [S.I64],                      Pure,                         "Pushes constant k as an integer; the constants 0 and 1 are also booleans."),
        new(Opcode.LoadVar,       "LOAD_VAR",        [Variable],        [],                          [S.Any],                      Pure,                         "Pushes variable v."),
        new(Opcode.StoreVar,      "STORE_VAR",       [Variable],        [S.Any],                     [],                           None,                         "Pops into variable v."),
        new(Opcode.Add,           "ADD",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Adds; wraps on overflow."),
        new(Opcode.Sub,           "SUB",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Subtracts; wraps on overflow."),
        new(Opcode.Mul,           "MUL",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Multiplies; wraps on overflow."),
        new(Opcode.Div,           "DIV",             [],                [S.I64, S.I64],              [S.I64],                      CanFail,                      "Divides towards zero; a divisor of 0 is an error; the smallest integer divided by -1 is itself."),
        new(Opcode.Mod,           "MOD",             [],                [S.I64, S.I64],              [S.I64],                      CanFail,                      "Remainder with the sign of the dividend; a divisor of 0 is an error; the smallest integer modulo -1 is 0."),
        new(Opcode.Neg,           "NEG",             [],                [S.I64],                     [S.I64],                      Pure,                         "Negates; wraps on overflow."),
        new(Opcode.Eq,            "EQ",              [],                [S.I64, S.I64],              [S.Bool],                     Pure,                         "1 if a = b, else 0."),
        new(Opcode.Ne,            "NE",              [],                [S.I64, S.I64],              [S.Bool],                     Pure,                         "1 if a and b differ, else 0."),
        new(Opcode.Lt,            "LT",              [],                [S.I64, S.I64],              [S.Bool],                     Pure,                         "1 if a < b, else 0."),
        new(Opcode.Le,            "LE",              [],                [S.I64, S.I64],              [S.Bool],                     Pure,                         "1 if a <= b, else 0."),
        new(Opcode.Gt,            "GT",              [],                [S.I64, S.I64],              [S.Bool],                     Pure,                         "1 if a > b, else 0."),
        new(Opcode.Ge,            "GE",              [],                [S.I64, S.I64],              [S.Bool],                     Pure,                         "1 if a >= b, else 0."),
        new(Opcode.Jump,          "JUMP",            [Jump],            [],                          [],                           Branch | Terminator,          "Continues at the target."),
        new(Opcode.JumpIfFalse,   "JUMP_IF_FALSE",   [Jump],            [S.I64],                     [],                           Branch | Profiled,            "Continues at the target when the popped value is 0."),
        new(Opcode.Call,          "CALL",            [Function],        [S.Sequence],                [S.Result],                   Call | CanFail | Allocates | ReadsHeap | WritesHeap | External,"Calls function f. Its environment (if it has one) and then its arguments were pushed left to right."),
        new(Opcode.Return,        "RETURN",          [],                [S.Result],                  [],                           Terminator,                   "Returns from the function, with the popped value if its signature has a result."),
        new(Opcode.Print,         "PRINT",           [],                [S.I64],                     [],                           External | CanFail,           "Prints the integer and a line break."),
        new(Opcode.Dup,           "DUP",             [],                [S.Any],                     [S.Any, S.Any],               Pure,                         "Duplicates the top of the stack."),
        new(Opcode.Pop,           "POP",             [],                [S.Any],                     [],                           Pure,                         "Drops the top of the stack."),
        new(Opcode.JumpIfTrue,    "JUMP_IF_TRUE",    [Jump],            [S.I64],                     [],                           Branch | Profiled,            "Continues at the target when the popped value is not 0."),
        new(Opcode.Dup2,          "DUP2",            [],                [S.Any, S.Any],              [S.Any, S.Any, S.Any, S.Any], Pure,                         "Duplicates the two topmost slots, which may differ in type: a b becomes a b a b."),
        new(Opcode.LoadFloat,     "LOAD_FLOAT",      [Constant],        [],                          [S.F64],                      Pure,                         "Pushes the float whose bits are constant k."),
        new(Opcode.FAdd,          "FADD",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "Adds."),
        new(Opcode.FSub,          "FSUB",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "Subtracts."),
        new(Opcode.FMul,          "FMUL",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "Multiplies."),
        new(Opcode.FDiv,          "FDIV",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "Divides."),
        new(Opcode.FMod,          "FMOD",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "Remainder as C's fmod gives it."),
        new(Opcode.FNeg,          "FNEG",            [],                [S.F64],                     [S.F64],                      Pure,                         "Flips the sign."),
        new(Opcode.FEq,           "FEQ",             [],                [S.F64, S.F64],              [S.Bool],                     Pure,                         "1 if a = b, else 0; 0 when one is NaN."),
        new(Opcode.FNe,           "FNE",             [],                [S.F64, S.F64],              [S.Bool],                     Pure,                         "1 if a and b differ or one is NaN, else 0."),
        new(Opcode.FLt,           "FLT",             [],                [S.F64, S.F64],              [S.Bool],                     Pure,                         "1 if a < b, else 0; 0 when one is NaN."),
        new(Opcode.FLe,           "FLE",             [],                [S.F64, S.F64],              [S.Bool],                     Pure,                         "1 if a <= b, else 0; 0 when one is NaN."),
        new(Opcode.FGt,           "FGT",             [],                [S.F64, S.F64],              [S.Bool],                     Pure,                         "1 if a > b, else 0; 0 when one is NaN."),
        new(Opcode.FGe,           "FGE",             [],                [S.F64, S.F64],              [S.Bool],                     Pure,                         "1 if a >= b, else 0; 0 when one is NaN."),
        new(Opcode.And,           "AND",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Bitwise and; of two booleans a boolean."),
        new(Opcode.Or,            "OR",              [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Bitwise or; of two booleans a boolean."),
        new(Opcode.Xor,           "XOR",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Bitwise exclusive or; of two booleans a boolean."),
        new(Opcode.BitNot,        "BIT_NOT",         [],                [S.I64],                     [S.I64],                      Pure,                         "Flips every bit."),
        new(Opcode.Shl,           "SHL",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Shifts a left by b modulo 64."),
        new(Opcode.Shr,           "SHR",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Shifts a right by b modulo 64, copying the sign."),
        new(Opcode.UShr,          "USHR",            [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "Shifts a right by b modulo 64, filling with zeros."),
        new(Opcode.Not,           "NOT",             [],                [S.Bool],                    [S.Bool],                     Pure,                         "1 for 0 and 0 for 1."),
        new(Opcode.IntToFloat,    "INT_TO_FLOAT",    [],                [S.I64],                     [S.F64],                      Pure,                         "The nearest float, ties to even."),
        new(Opcode.FloatToInt,    "FLOAT_TO_INT",    [],                [S.F64],                     [S.I64],                      CanFail,                      "Truncates towards zero; NaN or a value outside the integers is an error."),
        new(Opcode.IntToString,   "INT_TO_STRING",   [],                [S.I64],                     [S.String],                   Allocates,                    "The integer as PRINT writes it."),
        new(Opcode.FloatToString, "FLOAT_TO_STRING", [],                [S.F64],                     [S.String],                   Allocates,                    "The shortest decimal that reads back as the same float."),
        new(Opcode.BoolToString,  "BOOL_TO_STRING",  [],                [S.Bool],                    [S.String],                   Allocates,                    "true or false."),
        new(Opcode.ValueToString, "VALUE_TO_STRING", [K.Type],          [S.Any],                     [S.String],                   Allocates | CanFail | ReadsHeap,"An array or function of type t as WRITE_VALUE writes it."),
        new(Opcode.StringToInt,   "STRING_TO_INT",   [],                [S.String],                  [S.I64],                      CanFail | ReadsHeap,          "Reads a decimal integer with an optional sign; anything else is an error."),
        new(Opcode.StringToFloat, "STRING_TO_FLOAT", [],                [S.String],                  [S.F64],                      CanFail | ReadsHeap,          "Reads a decimal float, inf or nan; anything else is an error."),
        new(Opcode.Chr,           "CHR",             [],                [S.I64],                     [S.String],                   CanFail | Allocates,          "The UTF-8 string of one code point; what is no Unicode scalar value is an error."),
        new(Opcode.LoadGlobal,    "LOAD_GLOBAL",     [Global],          [],                          [S.Any],                      ReadsHeap,                    "Pushes global g. An environment that was never stored is unset: it must pass CHECK_SET before it is used."),
        new(Opcode.StoreGlobal,   "STORE_GLOBAL",    [Global],          [S.Any],                     [],                           WritesHeap,                   "Pops into global g."),
        new(Opcode.LoadString,    "LOAD_STRING",     [K.String],        [],                          [S.String],                   Pure,                         "Pushes string s of the pool."),
        new(Opcode.StringConcat,  "STRING_CONCAT",   [],                [S.String, S.String],        [S.String],                   Allocates | ReadsHeap,        "Appends b to a."),
        new(Opcode.StringEq,      "STRING_EQ",       [],                [S.String, S.String],        [S.Bool],                     Pure,                         "1 if a = b, byte by byte as unsigned numbers, else 0."),
        new(Opcode.StringNe,      "STRING_NE",       [],                [S.String, S.String],        [S.Bool],                     Pure,                         "1 if a and b differ, byte by byte as unsigned numbers, else 0."),
        new(Opcode.StringLt,      "STRING_LT",       [],                [S.String, S.String],        [S.Bool],                     Pure,                         "1 if a < b, byte by byte as unsigned numbers, else 0."),
        new(Opcode.StringLe,      "STRING_LE",       [],                [S.String, S.String],        [S.Bool],                     Pure,                         "1 if a <= b, byte by byte as unsigned numbers, else 0."),
        new(Opcode.StringGt,      "STRING_GT",       [],                [S.String, S.String],        [S.Bool],                     Pure,                         "1 if a > b, byte by byte as unsigned numbers, else 0."),
        new(Opcode.StringGe,      "STRING_GE",       [],                [S.String, S.String],        [S.Bool],                     Pure,                         "1 if a >= b, byte by byte as unsigned numbers, else 0."),
        new(Opcode.StringLen,     "STRING_LEN",      [],                [S.String],                  [S.I64],                      Pure,                         "The number of bytes."),
        new(Opcode.StringGet,     "STRING_GET",      [],                [S.String, S.I64],           [S.I64],                      CanFail,                      "The byte at index b, 0 to 255; an index outside the string is an error."),
        new(Opcode.StringSlice,   "STRING_SLICE",    [],                [S.String, S.I64, S.I64],    [S.String],                   CanFail | Allocates,          "The bytes from index b up to, not including, c; not 0 <= b <= c <= length is an error."),
        new(Opcode.NewArray,      "NEW_ARRAY",       [K.Type, K.Count], [S.Sequence],                [S.Array],                    Allocates,                    "Makes an array of array type t from n elements that were pushed in order."),
        new(Opcode.ArrayFill,     "ARRAY_FILL",      [K.Type],          [S.Element, S.I64],          [S.Array],                    Allocates | CanFail,          "Makes an array of array type t with b copies of a; a negative b is an error."),
        new(Opcode.ArrayAppend,   "ARRAY_APPEND",    [K.Count],         [S.Array, S.Sequence],       [S.Array],                    Allocates | WritesHeap,       "Appends n pushed elements, in order, to the array below them, and leaves the array."),
        new(Opcode.ArrayLen,      "ARRAY_LEN",       [],                [S.Array],                   [S.I64],                      ReadsHeap,                    "The number of elements."),
        new(Opcode.ArrayGet,      "ARRAY_GET",       [],                [S.Array, S.I64],            [S.Element],                  CanFail | ReadsHeap,          "The element at index b; an index outside the array is an error."),
        new(Opcode.ArraySet,      "ARRAY_SET",       [],                [S.Array, S.I64, S.Element], [],                           CanFail | WritesHeap,         "Stores c at index b; an index outside the array is an error."),
        new(Opcode.ArrayPush,     "ARRAY_PUSH",      [],                [S.Array, S.Element],        [],                           Allocates | WritesHeap,       "Appends b."),
        new(Opcode.ArrayPop,      "ARRAY_POP",       [],                [S.Array],                   [S.Element],                  CanFail | ReadsHeap | WritesHeap,"Removes the last element and pushes it; an empty array is an error."),
        new(Opcode.ArraySlice,    "ARRAY_SLICE",     [],                [S.Array, S.I64, S.I64],     [S.Array],                    CanFail | Allocates | ReadsHeap,"A new array of the elements from index b up to, not including, c; not 0 <= b <= c <= length is an error."),
        new(Opcode.NewFunction,   "NEW_FUNCTION",    [Function],        [S.Sequence],                [S.Function],                 Allocates,                    "Makes a function value of function f. Its environment, if f has one, was pushed."),
        new(Opcode.CallValue,     "CALL_VALUE",      [K.Type],          [S.Function, S.Sequence],    [S.Result],                   Call | CanFail | Allocates | Profiled | ReadsHeap | WritesHeap | External,"Calls a function value of function type t; value first, then the arguments, were pushed. An unset value is an error."),
        new(Opcode.NewEnv,        "NEW_ENV",         [K.Type],          [S.Sequence],                [S.Environment],              Allocates,                    "Makes an environment of environment type t from its fields, pushed in order."),
        new(Opcode.EnvGet,        "ENV_GET",         [Field],           [S.Environment],             [S.FieldValue],               Pure,                         "The field of the environment."),
        new(Opcode.NewCell,       "NEW_CELL",        [K.Type],          [S.CellValue],               [S.Cell],                     Allocates,                    "Makes a cell of cell type t that holds the popped value."),
        new(Opcode.CellGet,       "CELL_GET",        [],                [S.Cell],                    [S.CellValue],                ReadsHeap,                    "The cell's value."),
        new(Opcode.CellSet,       "CELL_SET",        [],                [S.Cell, S.CellValue],       [],                           WritesHeap,                   "Stores b in cell a."),
        new(Opcode.CheckSet,      "CHECK_SET",       [K.Count],         [],                          [],                           CanFail,                      "An error when the function value or environment n slots below the top of the stack is unset."),
        new(Opcode.CheckStep,     "CHECK_STEP",      [],                [S.I64],                     [S.I64],                      CanFail,                      "Leaves the value; 0 is an error (the step of a range)."),
        new(Opcode.RangeLast,     "RANGE_LAST",      [],                [S.I64, S.I64, S.I64],       [S.I64],                      CanFail,                      "The last value of the range from a to b inclusive in steps of c, which is not empty (a when it is); c = 0 is an error."),
        new(Opcode.Assert,        "ASSERT",          [],                [S.Bool],                    [],                           CanFail,                      "An error when the popped value is 0."),
        new(Opcode.AssertMessage, "ASSERT_MESSAGE",  [],                [S.Bool, S.String],          [],                           CanFail | ReadsHeap,          "An error with message b when a is 0."),
        new(Opcode.Error,         "ERROR",           [],                [S.String],                  [],                           CanFail | Terminator | ReadsHeap,"An error with the popped message."),
        new(Opcode.Abs,           "ABS",             [],                [S.I64],                     [S.I64],                      Pure,                         "The absolute value; of the smallest integer itself."),
        new(Opcode.Min,           "MIN",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "The smaller one."),
        new(Opcode.Max,           "MAX",             [],                [S.I64, S.I64],              [S.I64],                      Pure,                         "The larger one."),
        new(Opcode.FAbs,          "FABS",            [],                [S.F64],                     [S.F64],                      Pure,                         "Clears the sign."),
        new(Opcode.FMin,          "FMIN",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "The smaller one; NaN if either is NaN; -0.0 is smaller than 0.0."),
        new(Opcode.FMax,          "FMAX",            [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "The larger one; NaN if either is NaN; -0.0 is smaller than 0.0."),
        new(Opcode.Sqrt,          "SQRT",            [],                [S.F64],                     [S.F64],                      Pure,                         "The square root."),
        new(Opcode.Floor,         "FLOOR",           [],                [S.F64],                     [S.F64],                      Pure,                         "Rounds towards negative infinity."),
        new(Opcode.Ceil,          "CEIL",            [],                [S.F64],                     [S.F64],                      Pure,                         "Rounds towards positive infinity."),
        new(Opcode.Round,         "ROUND",           [],                [S.F64],                     [S.F64],                      Pure,                         "Rounds to the nearest integer, ties to even."),
        new(Opcode.Sin,           "SIN",             [],                [S.F64],                     [S.F64],                      Pure,                         "The sine, in radians."),
        new(Opcode.Cos,           "COS",             [],                [S.F64],                     [S.F64],                      Pure,                         "The cosine, in radians."),
        new(Opcode.Tan,           "TAN",             [],                [S.F64],                     [S.F64],                      Pure,                         "The tangent, in radians."),
        new(Opcode.Asin,          "ASIN",            [],                [S.F64],                     [S.F64],                      Pure,                         "The arc sine, in radians."),
        new(Opcode.Acos,          "ACOS",            [],                [S.F64],                     [S.F64],                      Pure,                         "The arc cosine, in radians."),
        new(Opcode.Atan,          "ATAN",            [],                [S.F64],                     [S.F64],                      Pure,                         "The arc tangent, in radians."),
        new(Opcode.Atan2,         "ATAN2",           [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "The angle of the point (b, a), in radians."),
        new(Opcode.Exp,           "EXP",             [],                [S.F64],                     [S.F64],                      Pure,                         "e to the power of a."),
        new(Opcode.Log,           "LOG",             [],                [S.F64],                     [S.F64],                      Pure,                         "The natural logarithm."),
        new(Opcode.Pow,           "POW",             [],                [S.F64, S.F64],              [S.F64],                      Pure,                         "a to the power of b."),
        new(Opcode.WriteInt,      "WRITE_INT",       [],                [S.I64],                     [],                           External | CanFail,           "Writes the integer."),
        new(Opcode.WriteFloat,    "WRITE_FLOAT",     [],                [S.F64],                     [],                           External | CanFail,           "Writes the float."),
        new(Opcode.WriteBool,     "WRITE_BOOL",      [],                [S.Bool],                    [],                           External | CanFail,           "Writes true or false."),
        new(Opcode.WriteString,   "WRITE_STRING",    [],                [S.String],                  [],                           External | CanFail | ReadsHeap,"Writes the string's bytes."),
        new(Opcode.WriteValue,    "WRITE_VALUE",     [K.Type],          [S.Any],                     [],                           External | CanFail | ReadsHeap,"Writes an array or function of type t."),
        new(Opcode.Clock,         "CLOCK",           [],                [],                          [S.F64],                      External,                     "Seconds from a fixed point, never running backwards."),
        new(Opcode.Args,          "ARGS",            [],                [],                          [S.Array],                    External | Allocates,         "The script's arguments, a new array of strings."),
        new(Opcode.ReadLine,      "READ_LINE",       [],                [],                          [S.String],                   External | Allocates | CanFail,"The next line of input without its line break; the empty string at the end."),
        new(Opcode.Eof,           "EOF",             [],                [],                          [S.Bool],                     External,                     "1 when all input was read, else 0."),
        new(Opcode.CallHost,      "CALL_HOST",       [Host],            [S.Sequence],                [S.Result],                   Call | CanFail | Allocates | ReadsHeap | WritesHeap | External,"Calls imported host function h."),
    ];
#pragma warning restore format

    /// <summary>How many opcodes there are; numbers run from 0 to one less.</summary>
    public static int Count => s_rows.Length;

    /// <summary>All rows in numeric order.</summary>
    public static ImmutableArray<OpcodeInfo> Rows => s_rows;

    /// <summary>The row of <paramref name="opcode"/>.</summary>
    /// <exception cref="IndexOutOfRangeException">It is not an opcode.</exception>
    public static OpcodeInfo Get(Opcode opcode) => s_rows[(int)opcode];

    /// <summary>The row of the opcode with that number, or null.</summary>
    public static OpcodeInfo? TryGet(byte number) => number < s_rows.Length ? s_rows[number] : null;
}
