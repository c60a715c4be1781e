using Lang.Native.Target;

namespace Lang.Native.Deopt;

/// <summary>What exit a return address of the exit stub stands for.</summary>
internal enum ExitKind : byte
{
    /// <summary>A check failed before the instruction had any effect: the interpreter repeats it.</summary>
    Check,

    /// <summary>Someone wants attention, or the budget is used up; goes on behind the call.</summary>
    Poll,
}

/// <summary>Where an exit finds the value of one operand-stack entry.</summary>
/// <param name="Kind">What <paramref name="Value"/> is.</param>
/// <param name="Value">A constant, a slot of the frame, or a register's number.</param>
internal readonly record struct ExitValue(ExitValueKind Kind, long Value);

/// <summary>Kinds of <see cref="ExitValue"/>.</summary>
internal enum ExitValueKind : byte
{
    Constant,
    Slot,
    Gpr,
    Xmm,
}

/// <summary>One exit: found by the return address of its call of the exit stub.</summary>
/// <param name="Return">Offset in the code of that return address.</param>
/// <param name="Offset">The bytecode offset it belongs to.</param>
/// <param name="First">Its first operand-stack entry among <see cref="FrameRecords.Values"/>.</param>
/// <param name="Count">How many entries there are.</param>
/// <param name="Kind">What it is for.</param>
internal readonly record struct ExitDescriptor(int Return, int Offset, int First, ushort Count, ExitKind Kind);

/// <summary>A return address and the bytecode offset of the call it belongs to.</summary>
internal readonly record struct CallPosition(int Return, int Offset);

/// <summary>Where a loop begins.</summary>
/// <param name="Offset">In the bytecode.</param>
/// <param name="Code">In the code.</param>
internal readonly record struct LoopEntry(int Offset, int Code);

/// <summary>A variable that lives in a register throughout the function.</summary>
internal readonly record struct VariableRegister(ushort Variable, bool IsFloat, byte Register);

/// <summary>What the compiler knows of a function's frame; in its own buffers, until it compiles the next function.</summary>
internal readonly ref struct FrameRecords
{
    /// <summary>Variables and operand-stack homes.</summary>
    public required int FrameSlots { get; init; }

    /// <summary>How many of the slots are variables.</summary>
    public required int Variables { get; init; }

    /// <summary>Offset from RBP of slot 0; the others follow upwards.</summary>
    public required int SlotBase { get; init; }

    /// <summary>Bytes from RBP down to RSP.</summary>
    public required int FrameBytes { get; init; }

    /// <summary>Registers pushed directly below RBP, in ascending order of their numbers.</summary>
    public required RegisterSet Saved { get; init; }

    /// <summary>Variables that are not in their slots.</summary>
    public required ReadOnlySpan<VariableRegister> Registers { get; init; }

    /// <summary>Calls, by rising return address.</summary>
    public required ReadOnlySpan<CallPosition> Calls { get; init; }

    /// <summary>Exits, by rising return address.</summary>
    public required ReadOnlySpan<ExitDescriptor> Exits { get; init; }

    /// <summary>Operand-stack entries of the exits.</summary>
    public required ReadOnlySpan<ExitValue> Values { get; init; }

    /// <summary>Loops, by rising offset.</summary>
    public required ReadOnlySpan<LoopEntry> Loops { get; init; }
}
