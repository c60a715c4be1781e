namespace Lang.Native.X64;

/// <summary>Two-operand integer operations, by the number that selects them in the encoding.</summary>
internal enum ArithmeticOp : byte
{
    Add = 0,
    Or = 1,
    And = 4,
    Sub = 5,
    Xor = 6,

    /// <summary>Subtracts for the flags only.</summary>
    Cmp = 7,
}

/// <summary>Shifts and rotations, by the number that selects them in the encoding. Counts are taken modulo the width.</summary>
internal enum ShiftOp : byte
{
    RotateLeft = 0,
    RotateRight = 1,
    Left = 4,

    /// <summary>Shifts zeros in.</summary>
    Right = 5,

    /// <summary>Shifts the sign in.</summary>
    ArithmeticRight = 7,
}

/// <summary>Operations on one register or memory operand, by the number that selects them in the encoding.</summary>
internal enum UnaryOp : byte
{
    Not = 2,
    Neg = 3,

    /// <summary>RDX:RAX = RAX * operand, unsigned.</summary>
    MulWide = 4,

    /// <summary>RDX:RAX = RAX * operand, signed.</summary>
    ImulWide = 5,

    /// <summary>RAX, RDX = quotient and remainder of RDX:RAX, unsigned. Faults for 0 and when the quotient does not fit.</summary>
    DivWide = 6,

    /// <summary>RAX, RDX = quotient and remainder of RDX:RAX, signed. Faults for 0 and when the quotient does not fit.</summary>
    IdivWide = 7,
}

/// <summary>Operations of vector registers with a register or memory operand: the values are the encoding (<see cref="Encoding"/>).</summary>
/// <remarks>Names are the instructions'. The packed ones read 16 bytes, and their memory operand must be aligned to 16.</remarks>
internal enum SseOp
{
    Addsd = Encoding.F2 | Encoding.Map0F | 0x58,
    Mulsd = Encoding.F2 | Encoding.Map0F | 0x59,
    Subsd = Encoding.F2 | Encoding.Map0F | 0x5C,
    Minsd = Encoding.F2 | Encoding.Map0F | 0x5D,
    Divsd = Encoding.F2 | Encoding.Map0F | 0x5E,
    Maxsd = Encoding.F2 | Encoding.Map0F | 0x5F,
    Sqrtsd = Encoding.F2 | Encoding.Map0F | 0x51,
    Ucomisd = Encoding.P66 | Encoding.Map0F | 0x2E,
    Andpd = Encoding.P66 | Encoding.Map0F | 0x54,
    Andnpd = Encoding.P66 | Encoding.Map0F | 0x55,
    Orpd = Encoding.P66 | Encoding.Map0F | 0x56,
    Xorpd = Encoding.P66 | Encoding.Map0F | 0x57,

    /// <summary>The same as Xorpd, a byte shorter.</summary>
    Xorps = Encoding.Map0F | 0x57,

    /// <summary>Two floats, each with the one in the same half.</summary>
    Divpd = Encoding.P66 | Encoding.Map0F | 0x5E,

    /// <inheritdoc cref="Divpd"/>
    Sqrtpd = Encoding.P66 | Encoding.Map0F | 0x51,

    /// <summary>The lower halves of both: the destination's stays, the source's becomes the upper half.</summary>
    Unpcklpd = Encoding.P66 | Encoding.Map0F | 0x14,

    /// <summary>The upper halves of both: the destination's becomes the lower one.</summary>
    Unpckhpd = Encoding.P66 | Encoding.Map0F | 0x15,
}

/// <summary>What cmpsd asks. The negated ones hold for NaN.</summary>
internal enum FloatPredicate : byte
{
    Equal = 0,
    Less = 1,
    LessOrEqual = 2,
    NotEqual = 4,
    NotLess = 5,
    NotLessOrEqual = 6,
}

/// <summary>What roundsd rounds to. Inexact results raise no flag.</summary>
internal enum RoundingMode : byte
{
    ToEven = 8,
    Down = 9,
    Up = 10,
    ToZero = 11,
}

/// <summary>An opcode with what stands before it, in one number.</summary>
internal static class Encoding
{
    /// <summary>REX.W: 64-bit operands.</summary>
    public const int W = 1 << 8;

    /// <summary>Two-byte opcodes, 0F xx.</summary>
    public const int Map0F = 1 << 9;

    /// <summary>Three-byte opcodes, 0F 3A xx.</summary>
    public const int Map0F3A = Map0F | 1 << 10;

    /// <summary>The register operand is a byte: SPL, BPL, SIL, DIL need a REX prefix, without which they mean AH to BH.</summary>
    public const int ByteReg = 1 << 11;

    /// <summary>The same for the operand that may be memory.</summary>
    public const int ByteRm = 1 << 12;

    /// <summary>Mandatory prefixes.</summary>
    public const int P66 = 0x66 << 16, F2 = 0xF2 << 16, F3 = 0xF3 << 16;
}
