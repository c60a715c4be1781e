namespace Lang.Native.Lir;

/// <summary>Machine operations before they are encoded. A result that has to be in its first operand's register is moved there when it is emitted.</summary>
internal enum LirOp : byte
{
    /// <summary>Makes a constant.</summary>
    Constant,

    /// <summary>Copies a register.</summary>
    Move,
}
