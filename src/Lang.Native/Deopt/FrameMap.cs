using System.Runtime.InteropServices;
using Lang.Native.Target;

namespace Lang.Native.Deopt;

/// <summary>
/// The frame of a compiled function and every place from which it can be looked at: enough to rebuild the interpreter's frame from it, to name its
/// calls in a trace, and to enter its loops. A copy of <see cref="FrameRecords"/> in native memory: the collector has nothing to do with code.
/// </summary>
internal sealed unsafe class FrameMap : IDisposable
{
    private readonly VariableRegister* _registers;
    private readonly CallPosition* _calls;
    private readonly ExitDescriptor* _exits;
    private readonly ExitValue* _values;
    private readonly RebuiltObject* _objects;
    private readonly LoopEntry* _loops;
    private readonly InlinedFrame* _frames;
    private readonly int _registerCount, _callCount, _exitCount, _valueCount, _objectCount, _loopCount, _frameCount;
    private byte* _memory;

    /// <summary>Copies a compiler's records.</summary>
    /// <exception cref="OutOfMemoryException">The system has no memory.</exception>
    public FrameMap(in FrameRecords records)
    {
        FrameSlots = records.FrameSlots;
        Variables = records.Variables;
        SlotBase = records.SlotBase;
        FrameBytes = records.FrameBytes;
        Saved = records.Saved;
        _memory = (byte*)NativeMemory.Alloc((nuint)(1 + BytesOf(records.Values) + BytesOf(records.Objects) + BytesOf(records.Exits) + BytesOf(records.Calls)
            + BytesOf(records.Loops) + BytesOf(records.Frames) + BytesOf(records.Registers)));
        // By falling alignment.
        byte* next = _memory;
        _values = Copy(records.Values, ref next, out _valueCount);
        _objects = Copy(records.Objects, ref next, out _objectCount);
        _exits = Copy(records.Exits, ref next, out _exitCount);
        _calls = Copy(records.Calls, ref next, out _callCount);
        _loops = Copy(records.Loops, ref next, out _loopCount);
        _frames = Copy(records.Frames, ref next, out _frameCount);
        _registers = Copy(records.Registers, ref next, out _registerCount);
    }

    /// <inheritdoc cref="FrameRecords.FrameSlots"/>
    public int FrameSlots { get; }

    /// <inheritdoc cref="FrameRecords.Variables"/>
    public int Variables { get; }

    /// <inheritdoc cref="FrameRecords.SlotBase"/>
    public int SlotBase { get; }

    /// <inheritdoc cref="FrameRecords.FrameBytes"/>
    public int FrameBytes { get; }

    /// <inheritdoc cref="FrameRecords.Saved"/>
    public RegisterSet Saved { get; }

    /// <inheritdoc cref="FrameRecords.Registers"/>
    public ReadOnlySpan<VariableRegister> Registers => new(_registers, _registerCount);

    /// <inheritdoc cref="FrameRecords.Values"/>
    public ReadOnlySpan<ExitValue> Values => new(_values, _valueCount);

    /// <inheritdoc cref="FrameRecords.Objects"/>
    public ReadOnlySpan<RebuiltObject> Objects => new(_objects, _objectCount);

    private ReadOnlySpan<CallPosition> Calls => new(_calls, _callCount);

    private ReadOnlySpan<ExitDescriptor> Exits => new(_exits, _exitCount);

    private ReadOnlySpan<LoopEntry> Loops => new(_loops, _loopCount);

    /// <inheritdoc cref="FrameRecords.Frames"/>
    public ReadOnlySpan<InlinedFrame> Frames => new(_frames, _frameCount);

    /// <summary>The exit with that return address.</summary>
    public ref readonly ExitDescriptor FindExit(int returnOffset)
    {
        ReadOnlySpan<ExitDescriptor> exits = Exits;
        int low = 0, high = exits.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (exits[middle].Return < returnOffset)
                low = middle + 1;
            else
                high = middle;
        }
        return ref exits[low];
    }

    /// <summary>The bytecode offset of the call or poll that returns there, and its frame in optimised code.</summary>
    public (int Offset, int Frame) FindCall(int returnOffset)
    {
        ReadOnlySpan<CallPosition> calls = Calls;
        int low = 0, high = calls.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (calls[middle].Return < returnOffset)
                low = middle + 1;
            else
                high = middle;
        }
        if (low < calls.Length && calls[low].Return == returnOffset)
            return (calls[low].Offset, calls[low].Frame);
        ref readonly ExitDescriptor exit = ref FindExit(returnOffset);
        return (exit.Offset, exit.Frame);
    }

    /// <summary>Offset in the code of the loop that begins at a bytecode offset, or -1.</summary>
    public int FindLoop(int offset)
    {
        foreach (LoopEntry loop in Loops)
        {
            if (loop.Offset == offset)
                return loop.Code;
        }
        return -1;
    }

    /// <summary>Gives the memory back: the code is gone.</summary>
    public void Dispose()
    {
        NativeMemory.Free(_memory);
        _memory = null;
    }

    private static int BytesOf<T>(ReadOnlySpan<T> records)
        where T : unmanaged => records.Length * sizeof(T);

    private static T* Copy<T>(ReadOnlySpan<T> records, ref byte* next, out int count)
        where T : unmanaged
    {
        var copy = (T*)next;
        count = records.Length;
        records.CopyTo(new Span<T>(copy, count));
        next += BytesOf(records);
        return copy;
    }
}
