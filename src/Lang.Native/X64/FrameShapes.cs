using System.Collections.Immutable;
using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>The frames of thunks and stubs, for those who unwind them.</summary>
internal static class FrameShapes
{
    /// <summary>Bytes of <c>push [rip+n]</c>, with which an entry thunk keeps the frame of the outer one.</summary>
    private const int PushMemoryBytes = 6;

    /// <summary>What <see cref="Thunks.EmitVmEntry"/> makes.</summary>
    /// <param name="convention">Its convention.</param>
    /// <param name="length">Its bytes; the last one is its return.</param>
    /// <param name="xmmsSavedAt">As <see cref="FrameShape.XmmsSavedAt"/>.</param>
    public static FrameShape OfVmEntry(CallingConvention convention, int length, int xmmsSavedAt) =>
        OfEntryFrame(FrameShape.FramePointer(SavedBy(convention), [length - 1]), convention) with { XmmsSavedAt = xmmsSavedAt };

    /// <summary>The stubs, in the order of their places.</summary>
    /// <param name="convention">Their convention.</param>
    /// <param name="stubs">Where they are.</param>
    /// <param name="code">Where code begins in the VM's range.</param>
    public static IEnumerable<(string Name, int Start, int End, FrameShape Shape)> OfStubs(CallingConvention convention, StubOffsets stubs, int code)
    {
        ImmutableArray<Gpr> saved = SavedBy(convention);
        // It is jumped to from the frames of all others, and at once goes to that of the newest thunk.
        yield return ("stub: unwind", stubs.Unwind - code, stubs.Resume - code, OfEntryFrame(FrameShape.OfJumper(saved, []), convention));
        FrameShape saving = FrameShape.FramePointer(saved, []);
        yield return ("stub: resume", stubs.Resume - code, stubs.Interpreter - code, saving);
        yield return ("stub: call the interpreter", stubs.Interpreter - code, stubs.Host - code, saving);
        yield return ("stub: call the host", stubs.Host - code, stubs.Execute - code, saving);
        yield return ("stub: execute", stubs.Execute - code, stubs.Exit - code, saving);
        // Its registers are in the dump, and still where they were.
        yield return ("stub: exit", stubs.Exit - code, stubs.Routines[0] - code, FrameShape.FramePointer([], []));
        for (int i = 0; i < stubs.Routines.Length; i++)
        {
            int end = i + 1 < stubs.Routines.Length ? stubs.Routines[i + 1] : stubs.End;
            yield return ($"runtime: {(RuntimeRoutine)i}", stubs.Routines[i] - code, end - code, FrameShape.None);
        }
    }

    private static FrameShape OfEntryFrame(in FrameShape shape, CallingConvention convention) =>
        shape with { LinkBytes = PushMemoryBytes, SavedXmms = [.. convention.CalleeSaved.Xmms.ToArray()] };

    private static ImmutableArray<Gpr> SavedBy(CallingConvention convention) => [.. (convention.CalleeSaved - Gpr.Rbp).Gprs.ToArray()];
}
