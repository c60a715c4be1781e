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
    public static void Rebuild(FrameMap map, in ExitDescriptor exit, long* registers, nint frame, long* target)
    {
        var slots = (long*)(frame + map.SlotBase);
        if (exit.Frame >= 0)
        {
            RebuildOptimized(map, exit, registers, slots, target);
            RestoreSaved(map, registers, frame);
            return;
        }
        new ReadOnlySpan<long>(slots, map.Variables).CopyTo(new Span<long>(target, map.Variables));
        foreach (VariableRegister variable in map.Registers)
            target[variable.Variable] = registers[variable.IsFloat ? Stubs.DumpXmm + variable.Register : variable.Register];
        for (int i = 0; i < exit.Count; i++)
        {
            target[map.Variables + i] = Read(map.Values[exit.First + i], registers, slots);
        }
        RestoreSaved(map, registers, frame);
    }

    // Values stand innermost frame first; in memory the outermost comes first, and each callee's frame begins at its caller's top.
    private static void RebuildOptimized(FrameMap map, in ExitDescriptor exit, long* registers, long* slots, long* target)
    {
        long* end = target;
        for (int index = exit.Frame; index >= 0; index = map.Frames[index].Parent)
            end += map.Frames[index].Variables + map.Frames[index].Stack;
        int next = exit.First;
        for (int index = exit.Frame; index >= 0; index = map.Frames[index].Parent)
        {
            int count = map.Frames[index].Variables + map.Frames[index].Stack;
            end -= count;
            for (int i = 0; i < count; i++)
                end[i] = Read(map.Values[next++], registers, slots);
        }
    }

    private static long Read(in ExitValue value, long* registers, long* slots) => value.Kind switch
    {
        ExitValueKind.Constant => value.Value,
        ExitValueKind.Slot => slots[value.Value],
        ExitValueKind.Gpr => registers[value.Value],
        ExitValueKind.Xmm => registers[Stubs.DumpXmm + value.Value],
    };

    private static void RestoreSaved(FrameMap map, long* registers, nint frame)
    {
        var saved = (long*)frame;
        foreach (Gpr register in map.Saved.Gprs)
            registers[(int)register] = *--saved;
    }
}
