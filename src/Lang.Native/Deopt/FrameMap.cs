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
/// <param name="Kind">What it is for.</param>
/// <param name="Offset">The bytecode offset it belongs to.</param>
/// <param name="First">Its first operand-stack entry among <see cref="FrameMap.Values"/>.</param>
/// <param name="Count">How many entries there are.</param>
internal readonly record struct ExitDescriptor(int Return, ExitKind Kind, int Offset, int First, int Count);

/// <summary>A return address and the bytecode offset of the call it belongs to.</summary>
internal readonly record struct CallPosition(int Return, int Offset);

/// <summary>A variable that lives in a register throughout the function.</summary>
internal readonly record struct VariableRegister(int Variable, bool IsFloat, byte Register);

/// <summary>
/// The frame of a compiled function and every place from which it can be looked at: enough to rebuild the interpreter's frame from it, to name its
/// calls in a trace, and to enter its loops.
/// </summary>
internal sealed class FrameMap
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
    public required VariableRegister[] Registers { get; init; }

    /// <summary>Calls, by rising return address.</summary>
    public required CallPosition[] Calls { get; init; }

    /// <summary>Exits, by rising return address.</summary>
    public required ExitDescriptor[] Exits { get; init; }

    /// <summary>Operand-stack entries of the exits.</summary>
    public required ExitValue[] Values { get; init; }

    /// <summary>Where loops begin: bytecode offset and code offset, rising.</summary>
    public required (int Offset, int Code)[] Loops { get; init; }

    /// <summary>The general-purpose registers among <see cref="Saved"/>.</summary>
    public IEnumerable<Gpr> SavedGprs()
    {
        foreach (Gpr register in Saved.Gprs)
            yield return register;
    }

    /// <summary>The exit with that return address.</summary>
    public ref readonly ExitDescriptor FindExit(int returnOffset)
    {
        int low = 0, high = Exits.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Exits[middle].Return < returnOffset)
                low = middle + 1;
            else
                high = middle;
        }
        return ref Exits[low];
    }

    /// <summary>The bytecode offset of the call or poll that returns there.</summary>
    public int FindCall(int returnOffset)
    {
        int low = 0, high = Calls.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Calls[middle].Return < returnOffset)
                low = middle + 1;
            else
                high = middle;
        }
        return low < Calls.Length && Calls[low].Return == returnOffset ? Calls[low].Offset : FindExit(returnOffset).Offset;
    }

    /// <summary>Offset in the code of the loop that begins at a bytecode offset, or -1.</summary>
    public int FindLoop(int offset)
    {
        foreach ((int start, int code) in Loops)
        {
            if (start == offset)
                return code;
        }
        return -1;
    }
}
