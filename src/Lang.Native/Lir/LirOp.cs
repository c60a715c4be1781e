namespace Lang.Native.Lir;

/// <summary>
/// Machine operations before they are encoded, in the order result, operands, address registers, frame-state values. A result that the encoding wants in its first
/// operand's register is moved there when it is emitted, so that operands which are read after that are late uses.
/// </summary>
internal enum LirOp : byte
{
    /// <summary>Makes the constant <see cref="LirInstruction.Immediate"/>.</summary>
    Constant,

    /// <summary>Copies a register.</summary>
    Move,

    /// <summary>Defines registers in which arguments arrive.</summary>
    Parameters,

    /// <summary>Loads what lies at the address; <see cref="LirInstruction.Width"/> bits, extended with zeros.</summary>
    Load,

    /// <summary>Stores a register, or the immediate, at the address.</summary>
    Store,

    /// <summary>The address itself.</summary>
    Lea,

    /// <summary>Integer arithmetic: with a register, the immediate or memory as second operand.</summary>
    Add, Sub, And, Or, Xor,

    /// <summary>A product: with a register, the immediate or memory as second operand.</summary>
    Mul,

    Neg, Not,

    /// <summary>The lower 32 bits.</summary>
    ZeroExtend32,

    /// <summary>Shifts by the immediate, or by RCX as second operand.</summary>
    ShiftLeft, ShiftRight, ShiftRightSigned,

    /// <summary>The upper half of a signed product: RDX, of RAX and a register; RAX is lost.</summary>
    MulHigh,

    /// <summary>RAX divided by a register that is not 0: RAX or RDX; the other is lost.</summary>
    Divide, Remainder,

    /// <summary>The last value of a range, of RAX, where it starts, the bound and a step that is not 0: RAX; RDX is lost.</summary>
    RangeLast,

    /// <summary>0 or 1, as the test says.</summary>
    SetIf,

    /// <summary>The first operand if the test holds, else the second.</summary>
    SelectIf,

    /// <summary>Continues at the first successor if the test holds, else at the other.</summary>
    JumpIf,

    /// <summary>Leaves through an exit if the test does not hold.</summary>
    ExitUnless,

    /// <summary>Leaves through an exit.</summary>
    Exit,

    /// <summary>Calls the exit stub when someone wants attention.</summary>
    Poll,

    /// <summary>The budget of fuel; and a register, or the immediate, subtracted from it.</summary>
    LoadBudget, ChargeBudget,

    Jump, Return,

    /// <summary>Float arithmetic: with a register or memory as second operand.</summary>
    FAdd, FSub, FMul, FDiv,

    /// <summary>Flips or clears the sign.</summary>
    FNeg, FAbs,

    FMin, FMax, Sqrt,

    /// <summary>Two quotients at once: of the first and third operand, and of the second and fourth.</summary>
    FDivPair,

    /// <summary>Two square roots at once.</summary>
    SqrtPair,

    /// <summary>Rounds as <see cref="LirInstruction.Immediate"/> says.</summary>
    Round,

    IntToFloat,

    /// <summary>Leaves through an exit where the float is no integer.</summary>
    FloatToInt,

    /// <summary>Stores at an offset from RSP: an argument on the stack.</summary>
    StoreOutgoing,

    /// <summary>Loads from an offset from RBP: an argument from the stack.</summary>
    LoadIncoming,

    /// <summary>Stores to or loads from the area through which the interpreter executes operations: slot <see cref="LirInstruction.Immediate"/>.</summary>
    StoreArea, LoadArea,

    /// <summary>Has the interpreter execute operation <see cref="LirInstruction.Immediate"/> on the area.</summary>
    Execute,

    /// <summary>Calls function, function value or host function.</summary>
    Call, CallValue, CallHost,
}

/// <summary>What more than one stage asks of an operation.</summary>
internal static class LirOps
{
    /// <summary>Whether an instruction runs other code: it leaves few registers alone, and fuel may be counted there too.</summary>
    public static bool RunsOtherCode(this LirOp op) => op is LirOp.Call or LirOp.CallValue or LirOp.CallHost or LirOp.Execute;
}

/// <summary>What a conditional instruction tests.</summary>
internal enum LirTest : byte
{
    None,

    /// <summary><c>cmp</c> of two integers.</summary>
    Compare,

    /// <summary><c>test</c> of a register with itself, a register or the immediate.</summary>
    Bits,

    /// <summary><c>ucomisd</c>.</summary>
    Floats,

    /// <summary>Floats for equality or inequality: parity counts too.</summary>
    FloatsEqual, FloatsNotEqual,
}
