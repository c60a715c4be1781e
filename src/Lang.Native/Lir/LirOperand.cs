using Lang.Native.Target;

namespace Lang.Native.Lir;

/// <summary>What an instruction does with an operand.</summary>
internal enum OperandRole : byte
{
    /// <summary>Read before any result is written: a result may take its register.</summary>
    Use,

    /// <summary>Read after results may have been written: no result or temporary shares its register.</summary>
    LateUse,

    /// <summary>Written.</summary>
    Def,

    /// <summary>A register that the instruction needs for itself, from its beginning to its end; its virtual register occurs nowhere else.</summary>
    Temp,
}

/// <summary>Where an operand has to be.</summary>
internal enum OperandConstraint : byte
{
    /// <summary>A register or a spill slot. Only of uses.</summary>
    Any,

    /// <summary>Any register of its class.</summary>
    Register,

    /// <summary>The register that the operand names.</summary>
    Fixed,
}

/// <summary>One operand of a machine instruction.</summary>
/// <param name="Register">The virtual register.</param>
/// <param name="Role">What the instruction does with it.</param>
/// <param name="Constraint">Where it has to be.</param>
/// <param name="Fixed">Of <see cref="OperandConstraint.Fixed"/>: the register.</param>
internal readonly record struct LirOperand(VirtualRegister Register, OperandRole Role, OperandConstraint Constraint, PhysicalRegister Fixed = default)
{
    public bool IsUse => Role is OperandRole.Use or OperandRole.LateUse;
}

/// <summary>A value before it has a place: an index among <see cref="LirFunction.Registers"/>. Each is defined once.</summary>
internal readonly record struct VirtualRegister(int Index)
{
    public static VirtualRegister None => new(-1);

    public bool Exists => Index >= 0;

    public override string ToString() => $"v{Index}";
}

/// <summary>A register of either file: its bit in a <see cref="RegisterSet"/>.</summary>
internal readonly record struct PhysicalRegister(byte Number)
{
    private const int FirstXmm = 16;

    public bool IsXmm => Number >= FirstXmm;

    public Gpr Gpr => (Gpr)Number;

    public Xmm Xmm => (Xmm)(Number - FirstXmm);

    public static implicit operator PhysicalRegister(Gpr register) => new((byte)register);

    public static implicit operator PhysicalRegister(Xmm register) => new((byte)(FirstXmm + (int)register));

    public static implicit operator RegisterSet(PhysicalRegister register) => new(1u << register.Number);

    public override string ToString() => IsXmm ? Xmm.ToString().ToLowerInvariant() : Gpr.ToString().ToLowerInvariant();
}

/// <summary>Where a value is at some point: a register or a spill slot.</summary>
/// <param name="Code">A register's number, or 32 and more for slots.</param>
internal readonly record struct Location(int Code)
{
    private const int FirstSlot = 32;

    public static Location None => new(-1);

    public bool Exists => Code >= 0;

    public bool IsRegister => (uint)Code < FirstSlot;

    public bool IsSlot => Code >= FirstSlot;

    public PhysicalRegister Register => new((byte)Code);

    /// <summary>The number of the spill slot.</summary>
    public int Slot => Code - FirstSlot;

    public static Location InSlot(int slot) => new(FirstSlot + slot);

    public static implicit operator Location(PhysicalRegister register) => new(register.Number);

    public override string ToString() => !Exists ? "none" : IsRegister ? Register.ToString() : $"[{Slot}]";
}
