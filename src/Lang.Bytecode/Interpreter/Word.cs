using System.Runtime.InteropServices;

namespace Lang.Bytecode.Interpretation;

/// <summary>
/// Eight bytes of decoded code. The first word of an instruction holds its operation and up to three slots, or one
/// slot and a 32-bit immediate; the words that follow it hold what did not fit: a 64-bit constant or pointer, a
/// branch target, or the counters of a branch.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
internal struct Word
{
    /// <summary>The operation of a first word.</summary>
    [FieldOffset(0)] public RegisterOp Op;

    /// <summary>A frame slot; the destination where the operation has one.</summary>
    [FieldOffset(2)] public ushort A;

    /// <summary>A frame slot or a small unsigned number.</summary>
    [FieldOffset(4)] public ushort B;

    /// <summary>A frame slot or a small unsigned number.</summary>
    [FieldOffset(6)] public ushort C;

    /// <summary><see cref="C"/> as a signed number.</summary>
    [FieldOffset(6)] public short Small;

    /// <summary>A signed number in the place of <see cref="B"/> and <see cref="C"/>.</summary>
    [FieldOffset(4)] public int Immediate;

    /// <summary>All of a following word: a constant, the bits of a float, or a pointer.</summary>
    [FieldOffset(0)] public long Raw;

    /// <summary>All of a following word as a float.</summary>
    [FieldOffset(0)] public double Float;

    /// <summary>Target of a branch, in words from the branch's first word.</summary>
    [FieldOffset(0)] public int Target;

    /// <summary>What a taken branch costs: 1 when it goes backwards in the bytecode, else 0.</summary>
    [FieldOffset(4)] public int Cost;

    /// <summary>How often a branch was taken.</summary>
    [FieldOffset(0)] public uint Taken;

    /// <summary>How often a branch was not taken.</summary>
    [FieldOffset(4)] public uint NotTaken;
}
