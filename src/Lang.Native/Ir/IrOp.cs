using System.Collections.Immutable;
using static Lang.Native.Ir.IrFlags;

namespace Lang.Native.Ir;

/// <summary>Operations of the optimising compiler's intermediate form. <see cref="IrOpTable"/> says everything else about them.</summary>
internal enum IrOp : byte
{
    Removed, Copy, Constant, Parameter, Phi,
    Add, Sub, Mul, Div, Mod, UDiv, UMod, And, Or, Xor, Shl, Shr, UShr, Neg, BitNot, Abs, Min, Max, Compare, Select, RangeLast,
    FAdd, FSub, FMul, FDiv, FNeg, FAbs, FMin, FMax, Sqrt, Floor, Ceil, Round, FCompare, IntToFloat, FloatToInt,
    Guard, Poll, Budget, Charge,
    ArrayLength, ArrayCapacity, ArrayData, StoreLength, LoadElement, StoreElement, LoadGlobal, StoreGlobal, GlobalState, LoadCell, StoreCell, LoadField, LoadFunction,
    LoadString, StringLength, StringBytes,
    LoadSlot, Call, CallValue, CallHost, Runtime, Rebuild,
    Jump, Branch, Return, Exit,
}

/// <summary>Properties of an operation that more than one pass needs.</summary>
[Flags]
internal enum IrFlags : ushort
{
    None = 0,

    /// <summary>Its result depends on its operands alone, and it has no effect: equal ones may merge, and it may move to where its operands are.</summary>
    Pure = 1,

    /// <summary>The operands A and B may be exchanged.</summary>
    Commutes = 2,

    /// <summary>Leaves the code when its condition does not hold; has a frame state.</summary>
    Guard = 4,

    /// <summary>Reads memory of the class that the node names.</summary>
    Reads = 8,

    /// <summary>Writes memory of the class that the node names.</summary>
    Writes = 16,

    /// <summary>Does what no other operation may be moved across or merged with: calls and what they may do.</summary>
    Effect = 32,

    /// <summary>Ends a block.</summary>
    Terminator = 64,

    /// <summary>Stays in its block: it reads the frame, or is what the block begins with.</summary>
    Pinned = 128,
}

/// <summary>One row of <see cref="IrOpTable"/>.</summary>
/// <param name="Op">The operation.</param>
/// <param name="Name">Its name in text.</param>
/// <param name="Operands">How many of A, B, C it has.</param>
/// <param name="Flags">Its properties.</param>
internal sealed record IrOpInfo(IrOp Op, string Name, int Operands, IrFlags Flags)
{
    public bool Is(IrFlags flags) => (Flags & flags) != 0;
}

/// <summary>The single declaration of what each operation is; rows stand in the enumeration's order.</summary>
internal static class IrOpTable
{
#pragma warning disable format
    private static readonly ImmutableArray<IrOpInfo> s_rows =
    [
        new(IrOp.Removed,      "removed",      0, None),
        new(IrOp.Copy,         "copy",         1, Pure),
        new(IrOp.Constant,     "const",        0, Pure),
        new(IrOp.Parameter,    "param",        0, Pinned),
        new(IrOp.Phi,          "phi",          0, Pinned),
        new(IrOp.Add,          "add",          2, Pure | Commutes),
        new(IrOp.Sub,          "sub",          2, Pure),
        new(IrOp.Mul,          "mul",          2, Pure | Commutes),
        new(IrOp.Div,          "div",          2, None),          // the divisor is not 0: a guard stands before it
        new(IrOp.Mod,          "mod",          2, None),
        new(IrOp.UDiv,         "udiv",         2, None),          // of numbers that are not negative: nobody looks at their signs
        new(IrOp.UMod,         "umod",         2, None),
        new(IrOp.And,          "and",          2, Pure | Commutes),
        new(IrOp.Or,           "or",           2, Pure | Commutes),
        new(IrOp.Xor,          "xor",          2, Pure | Commutes),
        new(IrOp.Shl,          "shl",          2, Pure),
        new(IrOp.Shr,          "shr",          2, Pure),
        new(IrOp.UShr,         "ushr",         2, Pure),
        new(IrOp.Neg,          "neg",          1, Pure),
        new(IrOp.BitNot,       "bitnot",       1, Pure),
        new(IrOp.Abs,          "abs",          1, Pure),
        new(IrOp.Min,          "min",          2, Pure | Commutes),
        new(IrOp.Max,          "max",          2, Pure | Commutes),
        new(IrOp.Compare,      "cmp",          2, Pure),
        new(IrOp.Select,       "select",       3, Pure),
        new(IrOp.RangeLast,    "rangelast",    3, None),          // of start, bound and step, which is not 0: a guard stands before it
        new(IrOp.FAdd,         "fadd",         2, Pure | Commutes),
        new(IrOp.FSub,         "fsub",         2, Pure),
        new(IrOp.FMul,         "fmul",         2, Pure | Commutes),
        new(IrOp.FDiv,         "fdiv",         2, Pure),
        new(IrOp.FNeg,         "fneg",         1, Pure),
        new(IrOp.FAbs,         "fabs",         1, Pure),
        new(IrOp.FMin,         "fmin",         2, Pure),
        new(IrOp.FMax,         "fmax",         2, Pure),
        new(IrOp.Sqrt,         "sqrt",         1, Pure),
        new(IrOp.Floor,        "floor",        1, Pure),
        new(IrOp.Ceil,         "ceil",         1, Pure),
        new(IrOp.Round,        "round",        1, Pure),
        new(IrOp.FCompare,     "fcmp",         2, Pure),
        new(IrOp.IntToFloat,   "itof",         1, Pure),
        new(IrOp.FloatToInt,   "ftoi",         1, Guard),
        new(IrOp.Guard,        "guard",        1, Guard),
        new(IrOp.Poll,         "poll",         0, Pinned),
        new(IrOp.Budget,       "budget",       0, Pinned),        // of fuel: how many polls there may be before one calls out
        new(IrOp.Charge,       "charge",       1, Pinned),        // so many units of it, which are there
        new(IrOp.ArrayLength,  "length",       1, Reads),
        new(IrOp.ArrayCapacity,"capacity",     1, Reads),
        new(IrOp.ArrayData,    "data",         1, Reads),
        new(IrOp.StoreLength,  "setlength",    2, Writes),
        new(IrOp.LoadElement,  "load",         2, Reads),
        new(IrOp.StoreElement, "store",        3, Writes),
        new(IrOp.LoadGlobal,   "global",       0, Reads),
        new(IrOp.StoreGlobal,  "setglobal",    1, Writes),
        new(IrOp.GlobalState,  "globalstate",  0, Reads),         // what stores into a global that holds functions have been
        new(IrOp.LoadCell,     "cell",         1, Reads),
        new(IrOp.StoreCell,    "setcell",      2, Writes),
        new(IrOp.LoadField,    "field",        1, Pure),
        new(IrOp.LoadFunction, "function",     1, Pure),          // a part of a function value, which is set: a guard stands before it
        new(IrOp.LoadString,   "string",       0, Pure),
        new(IrOp.StringLength, "strlen",       1, Pure),
        new(IrOp.StringBytes,  "strbytes",     1, Pure),
        new(IrOp.LoadSlot,     "slot",         0, Pinned),
        new(IrOp.Call,         "call",         0, Effect),
        new(IrOp.CallValue,    "callvalue",    0, Effect),
        new(IrOp.CallHost,     "callhost",     0, Effect),
        new(IrOp.Runtime,      "runtime",      0, Effect),
        new(IrOp.Rebuild,      "rebuild",      0, None),          // only for frame states: an object that is made when the code is left there
        new(IrOp.Jump,         "jump",         0, Terminator),
        new(IrOp.Branch,       "branch",       1, Terminator),
        new(IrOp.Return,       "return",       1, Terminator),
        new(IrOp.Exit,         "exit",         0, Terminator | Guard),
    ];
#pragma warning restore format

    /// <summary>All rows in order.</summary>
    public static ImmutableArray<IrOpInfo> Rows => s_rows;

    public static IrOpInfo Get(IrOp op) => s_rows[(int)op];
}

/// <summary>Types of values.</summary>
internal enum IrType : byte
{
    /// <summary>No value.</summary>
    None,

    /// <summary>A 64-bit integer, or a boolean as 0 or 1.</summary>
    Int,

    /// <summary>A 64-bit float.</summary>
    Float,

    /// <summary>The address of an object.</summary>
    Ref,

    /// <summary>An address into an object: of an array's elements or a string's bytes.</summary>
    Address,
}

/// <summary>What <see cref="IrOp.Compare"/> and <see cref="IrOp.FCompare"/> test. Of floats only the first six; all but Ne are false for NaN.</summary>
internal enum IrCondition : byte
{
    Eq, Ne, Lt, Le, Gt, Ge,

    /// <summary>Below, as unsigned numbers.</summary>
    Below,

    /// <summary>Not below, as unsigned numbers.</summary>
    NotBelow,

    /// <summary>Of floats: not less, so true for NaN; and so on. What the negation of a float comparison is.</summary>
    NotLt, NotLe, NotGt, NotGe,
}

/// <summary>Disjoint parts of memory: what is written in one is not read in another.</summary>
internal enum MemoryClass : byte
{
    /// <summary>Length, capacity and data address of arrays.</summary>
    ArrayHeader,

    /// <summary>Elements, by their type.</summary>
    Ints, Floats, Refs, Bools,

    Globals,

    /// <summary>Globals that hold functions, and what is known of the stores into them.</summary>
    FunctionGlobals,

    Cells,

    /// <summary>What never changes: bytes of strings.</summary>
    Constant,
}
