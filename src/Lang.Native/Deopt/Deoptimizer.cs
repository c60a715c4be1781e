using Lang.Bytecode.Runtime;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Deopt;

/// <summary>Makes the interpreter's frame of a native one.</summary>
internal static unsafe class Deoptimizer
{
    /// <summary>Copies variables and operand-stack entries out, and puts what the frame had saved into the registers' dump.</summary>
    /// <param name="map">The frame's layout.</param>
    /// <param name="exit">Where it is left.</param>
    /// <param name="registers">A dump of all registers: see <see cref="Stubs"/>.</param>
    /// <param name="frame">The frame's RBP.</param>
    /// <param name="target">Slots of the interpreter's frame.</param>
    /// <param name="heap">Where objects are made whose allocation was removed.</param>
    /// <returns>false when the system has no memory for them; the failure is recorded.</returns>
    public static bool Rebuild(FrameMap map, in ExitDescriptor exit, long* registers, nint frame, long* target, Heap heap)
    {
        var slots = (long*)(frame + map.SlotBase);
        if (exit.Frame >= 0)
        {
            if (!OptimizedFrames.Rebuild(map, exit, registers, slots, target, heap))
                return false;
            RestoreSaved(map, registers, frame);
            return true;
        }
        new ReadOnlySpan<long>(slots, map.Variables).CopyTo(new Span<long>(target, map.Variables));
        foreach (VariableRegister variable in map.Registers)
            target[variable.Variable] = registers[variable.IsFloat ? Stubs.DumpWordOf((Xmm)variable.Register) : variable.Register];
        for (int i = 0; i < exit.Count; i++)
        {
            target[map.Variables + i] = OptimizedFrames.Read(map.Values[exit.First + i], registers, slots, []);
        }
        RestoreSaved(map, registers, frame);
        return true;
    }

    private static void RestoreSaved(FrameMap map, long* registers, nint frame)
    {
        var saved = (long*)frame;
        foreach (Gpr register in map.Saved.Gprs)
            registers[(int)register] = *--saved;
        long* aligned = (long*)((nint)saved & -FrameShape.XmmBytes);
        foreach (Xmm register in map.Saved.Xmms)
        {
            aligned -= Stubs.XmmWords;
            new ReadOnlySpan<long>(aligned, Stubs.XmmWords).CopyTo(new Span<long>(registers + Stubs.DumpWordOf(register), Stubs.XmmWords));
        }
    }
}
