using Lang.Bytecode.Interpretation;
using Lang.Native.Ir;
using Lang.Native.Target;

namespace Lang.Native.Deopt;

/// <summary>What exit a return address of the exit stub stands for.</summary>
internal enum ExitKind : byte
{
    /// <summary>A check failed before the instruction had any effect: the interpreter repeats it.</summary>
    Check,

    /// <summary>Someone wants attention, or the budget is used up; goes on behind the call.</summary>
    Poll,

    /// <summary>A loop was counted down: goes on behind the call, or in optimised code by way of the interpreter.</summary>
    Hot,
}

/// <summary>Where an exit finds the value of one operand-stack entry.</summary>
/// <param name="Kind">What <paramref name="Value"/> is.</param>
/// <param name="Value">A constant, a slot of the frame, a register's number, or the number of an object among those of the exit.</param>
internal readonly record struct ExitValue(ExitValueKind Kind, long Value);

/// <summary>Kinds of <see cref="ExitValue"/>.</summary>
internal enum ExitValueKind : byte
{
    Constant,
    Slot,
    Gpr,
    Xmm,
    Object,
}

/// <summary>One exit: found by the return address of its call of the exit stub.</summary>
/// <param name="Return">Offset in the code of that return address.</param>
/// <param name="Offset">The bytecode offset it belongs to.</param>
/// <param name="First">Its first operand-stack entry among <see cref="FrameRecords.Values"/>.</param>
/// <param name="Count">How many entries there are.</param>
/// <param name="Kind">What it is for.</param>
/// <param name="Frame">In optimised code the innermost of the frames that are rebuilt, among <see cref="FrameRecords.Frames"/>; else -1.</param>
/// <param name="Assumption">Of a check the guess that did not hold; none where it is the script's error.</param>
internal readonly record struct ExitDescriptor(int Return, int Offset, int First, ushort Count, ExitKind Kind, int Frame = -1, Assumption Assumption = Assumption.None)
{
    /// <summary>Objects whose allocation was removed and that are made when the frame is left, each behind those that it holds; among <see cref="FrameRecords.Objects"/>.</summary>
    public int FirstObject { get; init; }

    /// <summary>How many there are.</summary>
    public int Objects { get; init; }
}

/// <summary>An object that is made when a frame is left: optimised code has kept what it holds in pieces.</summary>
/// <param name="Op">The operation that would have made it.</param>
/// <param name="Second">That operation's second word: its type, and the function of a function value.</param>
/// <param name="First">What it holds, among <see cref="FrameRecords.Values"/>.</param>
/// <param name="Count">How many values that are.</param>
internal readonly record struct RebuiltObject(RegisterOp Op, long Second, int First, int Count);

/// <summary>A return address and the bytecode offset of the call it belongs to.</summary>
/// <param name="Return">Offset in the code of the return address.</param>
/// <param name="Offset">The bytecode offset.</param>
/// <param name="Frame">In optimised code the innermost of the frames that call, among <see cref="FrameRecords.Frames"/>; else -1.</param>
internal readonly record struct CallPosition(int Return, int Offset, int Frame = -1);

/// <summary>An interpreter's frame that optimised code keeps in pieces: the function's own, or that of an inlined call.</summary>
/// <param name="Function">The function.</param>
/// <param name="Offset">The bytecode offset: of the instruction that is repeated, or of the call that the next inner frame belongs to.</param>
/// <param name="Parent">The frame of the caller, or -1.</param>
/// <param name="Variables">How many variables it has.</param>
/// <param name="Stack">How many operand-stack entries; without a call's arguments, which are the callee's variables.</param>
internal readonly record struct InlinedFrame(int Function, int Offset, int Parent, int Variables, int Stack);

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

    /// <summary>Registers that the prologue saves, as <see cref="FrameShape"/> draws it: each file in ascending order of the numbers.</summary>
    public required RegisterSet Saved { get; init; }

    /// <summary>Variables that are not in their slots.</summary>
    public required ReadOnlySpan<VariableRegister> Registers { get; init; }

    /// <summary>Calls, by rising return address.</summary>
    public required ReadOnlySpan<CallPosition> Calls { get; init; }

    /// <summary>Exits, by rising return address.</summary>
    public required ReadOnlySpan<ExitDescriptor> Exits { get; init; }

    /// <summary>Operand-stack entries of the exits.</summary>
    public required ReadOnlySpan<ExitValue> Values { get; init; }

    /// <summary>Objects of the exits.</summary>
    public ReadOnlySpan<RebuiltObject> Objects { get; init; }

    /// <summary>Loops, by rising offset.</summary>
    public required ReadOnlySpan<LoopEntry> Loops { get; init; }

    /// <summary>
    /// Frames of optimised code; empty for other code. The values of an exit's frames follow each other, innermost frame first, variables before operand
    /// stack.
    /// </summary>
    public ReadOnlySpan<InlinedFrame> Frames { get; init; }
}
