using System.Runtime.InteropServices;

namespace Lang.Native.Diagnostics;

/// <summary>Tells gdb (and lldb) of generated code, whether a debugger is there or comes later.</summary>
/// <remarks>
/// The process has one list of object files in memory, whose head a debugger finds by its symbol; a breakpoint in an empty function tells it of
/// changes. Source: "Debugging with GDB", JIT Compilation Interface. Each region costs 1 to 2 KiB and some microseconds.
/// </remarks>
internal sealed unsafe class GdbJit : ICodeListener
{
    private const uint NoAction = 0, Register = 1, Unregister = 2;

    // The list belongs to the process: all its VMs change it, one at a time.
    private static readonly Lock s_lock = new();
    private static GdbLibrary? s_library;

    private readonly Dictionary<nint, nint> _entries = [];

    private GdbJit()
    {
    }

    /// <summary>Where a debugger begins to read; for tests.</summary>
    internal static nint DescriptorAddress => s_library!.Descriptor;

    private static Head* List => (Head*)s_library!.Descriptor;

    /// <summary>A listener with its own regions in the process's list.</summary>
    /// <param name="refusal">Why the result is null, as the end of a sentence.</param>
    public static GdbJit? TryCreate(out string? refusal)
    {
        refusal = null;
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            refusal = "it exists on Linux with x86-64 processors only";
            return null;
        }
        lock (s_lock)
            s_library ??= GdbLibrary.TryLoad(out refusal);
        return s_library is null ? null : new GdbJit();
    }

    public void Added(in CodeRegion region)
    {
        byte[] image = CodeImage.Write(region);
        var entry = (Entry*)NativeMemory.Alloc((nuint)(sizeof(Entry) + image.Length));
        var bytes = (byte*)(entry + 1);
        image.CopyTo(new Span<byte>(bytes, image.Length));
        lock (s_lock)
        {
            Entry* first = List->First;
            *entry = new Entry { Next = first, Image = bytes, ImageBytes = (ulong)image.Length };
            if (first is not null)
                first->Previous = entry;
            List->First = entry;
            Tell(entry, Register);
            _entries.Add(region.Address, (nint)entry);
        }
    }

    public void Removed(in CodeRegion region)
    {
        lock (s_lock)
        {
            if (_entries.Remove(region.Address, out nint entry))
                Remove((Entry*)entry);
        }
    }

    public void Dispose()
    {
        lock (s_lock)
        {
            foreach (nint entry in _entries.Values)
                Remove((Entry*)entry);
            _entries.Clear();
        }
    }

    private static void Remove(Entry* entry)
    {
        if (entry->Previous is null)
            List->First = entry->Next;
        else
            entry->Previous->Next = entry->Next;
        if (entry->Next is not null)
            entry->Next->Previous = entry->Previous;
        Tell(entry, Unregister);
        NativeMemory.Free(entry);
    }

    // The debugger reads what changed when the call reaches its breakpoint.
    private static void Tell(Entry* entry, uint action)
    {
        List->Relevant = entry;
        List->Action = action;
        ((delegate* unmanaged<void>)s_library!.Register)();
        List->Relevant = null;
        List->Action = NoAction;
    }

    // The two structures as the debugger knows them.
    private struct Entry
    {
        public Entry* Next, Previous;
        public byte* Image;
        public ulong ImageBytes;
    }

    // The version stands in front: GdbLibrary wrote it.
    [StructLayout(LayoutKind.Explicit)]
    private struct Head
    {
        [FieldOffset(4)]
        public uint Action;

        [FieldOffset(8)]
        public Entry* Relevant;

        [FieldOffset(16)]
        public Entry* First;
    }
}
