namespace Lang.Bytecode.Runtime;

internal sealed unsafe partial class Heap
{
    private PermanentString* _permanentStrings;

    /// <summary>A string outside the collected heap, with its buffer behind it.</summary>
    private struct PermanentString
    {
        public PermanentString* Next;
        public TlString String;
        public StringBuffer Buffer;
    }

    /// <summary>
    /// Makes a string that lives as long as the heap, outside the limit: for the literals of a module. No root need keep
    /// it, and its address may stand in native code.
    /// </summary>
    /// <returns>The string, or null when the system has no memory.</returns>
    public TlString* AddPermanentString(ReadOnlySpan<byte> bytes)
    {
        var memory = (PermanentString*)SystemMemory.TryReallocate(null, (long)sizeof(PermanentString) + bytes.Length);
        if (memory == null)
        {
            OutOfMemory(bytes.Length);
            return null;
        }
        // Objects outside blocks are marked like large ones: the mark changes their colour and nothing else.
        ulong flags = (ulong)ObjectHeader.Large << ObjectHeader.FlagsShift;
        *(ulong*)&memory->String = ObjectHeader.Word(ObjectKind.String, TypeId.String.Index) | flags;
        *(ulong*)&memory->Buffer = ObjectHeader.Word(ObjectKind.StringBuffer, 0) | flags;
        memory->String.Buffer = &memory->Buffer;
        memory->String.Offset = 0;
        memory->String.Length = bytes.Length;
        memory->Buffer.Used = memory->Buffer.Capacity = bytes.Length;
        bytes.CopyTo(new Span<byte>(memory->String.Bytes, bytes.Length));
        memory->Next = _permanentStrings;
        _permanentStrings = memory;
        return &memory->String;
    }

    private void ReleasePermanentStrings()
    {
        while (_permanentStrings != null)
        {
            PermanentString* next = _permanentStrings->Next;
            SystemMemory.FreeTable(_permanentStrings);
            _permanentStrings = next;
        }
    }
}
