using Lang.Bytecode;
using Lang.Native.Target;

namespace Lang.Native.Template;

/// <summary>Where the value of an operand-stack entry is while code for it is written.</summary>
internal enum Place : byte
{
    /// <summary>Known: no code has loaded it yet.</summary>
    Constant,

    /// <summary>The value of a variable, wherever that lives. Before the variable changes, such entries are copied.</summary>
    Variable,

    /// <summary>A general-purpose register that belongs to the entry.</summary>
    Gpr,

    /// <summary>A vector register that belongs to the entry.</summary>
    Xmm,

    /// <summary>The entry's home slot in the frame.</summary>
    Home,
}

/// <summary>One entry of the simulated operand stack.</summary>
internal struct Operand
{
    public Place Place;

    /// <summary>The register's number.</summary>
    public byte Register;

    /// <summary>The variable; of an entry that is at home, the slot.</summary>
    public int Slot;

    /// <summary>The constant; a float as its bits.</summary>
    public long Constant;

    public TypeId Type;

    public readonly Gpr Gpr => (Gpr)Register;

    public readonly Xmm Xmm => (Xmm)Register;

    public readonly bool IsFloat => Type == TypeId.F64;

    /// <summary>Whether it is a constant that fits the 32-bit immediates of most instructions.</summary>
    public readonly bool IsImmediate => Place == Place.Constant && Constant == (int)Constant;
}
