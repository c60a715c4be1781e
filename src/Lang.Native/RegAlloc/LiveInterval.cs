using Lang.Native.Lir;

namespace Lang.Native.RegAlloc;

/// <summary>A stretch of positions without a hole in which a virtual register has one place.</summary>
internal struct LiveInterval
{
    /// <summary>Index of the virtual register.</summary>
    public int Register;

    /// <summary>Live from the first position up to the other one, which is not part of it.</summary>
    public int From, To;

    /// <summary>The next interval of the same virtual register, or -1. They are ordered by position.</summary>
    public int Next;

    /// <summary>The first use at or behind <see cref="From"/>, or behind the position up to which it was looked at.</summary>
    public int FirstUse;

    /// <summary>End of the last use in front of <see cref="FirstUse"/>: it can't be spilled before.</summary>
    public int UsedUntil;

    /// <summary>Number of the register it is in, or -1 while it has none.</summary>
    public int Assigned;

    /// <summary>Whether it lies in cold blocks; one interval never lies in both kinds.</summary>
    public bool IsCold;

    public readonly bool Covers(int position) => From <= position && position < To;
}

/// <summary>How much a use wants a register, in ascending order. Uses with <see cref="OperandConstraint.Any"/> want nothing and are kept apart.</summary>
internal enum UseKind : byte
{
    /// <summary>No use: a loop ends in which there was one, and there will be again.</summary>
    LoopEnd,

    /// <summary>The value is moved to a fixed register in front of the instruction, from wherever it is.</summary>
    Fixed,

    Use,

    LateUse,

    Def,

    Temp,
}

/// <summary>An occurrence of a virtual register.</summary>
/// <param name="Position">Where it has to be in place: for a fixed use the position before the instruction's.</param>
/// <param name="Operand">Index of the operand, or -1.</param>
/// <param name="Kind">What it wants.</param>
/// <param name="Next">The next use of the same virtual register, or -1.</param>
internal record struct UsePosition(int Position, int Operand, UseKind Kind, int Next)
{
    public readonly bool NeedsRegister => Kind >= UseKind.Use;

    /// <summary>First position at which it may be elsewhere.</summary>
    public readonly int End => Kind is UseKind.LateUse or UseKind.Temp ? Position + 2 : Position + 1;
}

/// <summary>A stretch in which an instruction needs a register itself.</summary>
/// <param name="From">Its first position.</param>
/// <param name="To">The position behind it.</param>
/// <param name="Owner">The virtual register that is in it anyway, or -1 when its contents are just lost.</param>
internal readonly record struct FixedRange(int From, int To, int Owner);

/// <summary>What is known of a virtual register during allocation.</summary>
internal struct ValueState()
{
    /// <summary>Not allocated yet; spilled: in its slot or, a constant, nowhere.</summary>
    public const int Unknown = -1, Spilled = -2;

    /// <summary>Its first interval, the first of its uses that want something and of those that want nothing. -1 for none.</summary>
    public int FirstInterval = -1, FirstUse = -1, FirstAnyUse = -1;

    /// <summary>Where it is defined.</summary>
    public int Definition = -1;

    /// <summary>The register in which an instruction defines it, or -1.</summary>
    public int FixedDefinition = -1;

    /// <summary>The block whose parameter it is, and the parameter's number; or -1.</summary>
    public int ParameterBlock = -1, ParameterNumber = -1;

    /// <summary>The parameter to which it, or what is computed in its register, is passed; or -1.</summary>
    public int Phi = -1;

    /// <summary>A fixed register to which what is computed in its register is moved; or -1.</summary>
    public int FixedWish = -1;

    /// <summary>Of a parameter: where an argument was placed, before the parameter itself is; or -1.</summary>
    public int ArgumentPlace = -1;

    /// <summary>The register of the hot interval allocated last, or <see cref="Unknown"/> or <see cref="Spilled"/>.</summary>
    public int LastPlace = Unknown;

    /// <summary>End of its last interval, and of its last hot one.</summary>
    public int End, HotEnd;

    /// <summary>Its spill slot, or -1.</summary>
    public int Slot = -1;

    /// <summary>Whether it is in memory at some point. Never of constants.</summary>
    public bool NeedsSlot;

    public bool IsConstant;
}
