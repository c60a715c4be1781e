using Lang.Native.Memory;
using Lang.Native.Target;

namespace Lang.Native.Tiering;

/// <summary>Describes the frames of a VM's code to Windows: records in the code range, shared by all code whose frames are alike, and the table of functions.</summary>
/// <remarks>
/// Records are few and stay. They lie in blocks that are taken from the code cache, since the table reaches them only by offsets from the start
/// of the VM's range, and since nobody can write them there.
/// </remarks>
internal sealed unsafe class UnwindTable : IDisposable
{
    private const int BlockBytes = 512;

    private readonly ExecutableMemory _memory;
    private readonly CodeCache _cache;
    private readonly FunctionTable _functions;
    private readonly Dictionary<string, int> _records = [];
    private int _next, _blockEnd;

    public UnwindTable(IFunctionTables system, ExecutableMemory memory, CodeCache cache)
    {
        _memory = memory;
        _cache = cache;
        _functions = new FunctionTable(system, (nint)memory.Base, memory.DataBytes + memory.CodeBytes);
    }

    /// <summary>Records there are.</summary>
    public int RecordCount => _records.Count;

    /// <summary>Describes placed code, before anyone runs it. False when there is no room for a record.</summary>
    /// <param name="offset">Where it lies in the code range.</param>
    /// <param name="parts">Its parts, rising; what has no frame needs no description.</param>
    public bool TryAdd(int offset, ReadOnlySpan<CodePart> parts)
    {
        var functions = new RuntimeFunction[parts.Length];
        int count = 0;
        foreach (ref readonly CodePart part in parts)
        {
            if (part.Shape.Kind == FrameKind.None)
                continue;
            int record = RecordOf(part.Shape), start = _memory.DataBytes + offset;
            if (record < 0)
                return false;
            functions[count++] = new RuntimeFunction(start + part.Start, start + part.End, record);
        }
        _functions.Add(functions.AsSpan(0, count));
        return true;
    }

    /// <summary>Forgets code that is gone.</summary>
    public void Remove(int offset, int length) => _functions.Remove(_memory.DataBytes + offset, _memory.DataBytes + offset + length);

    public void Dispose() => _functions.Dispose();

    private int RecordOf(in FrameShape shape)
    {
        Span<byte> bytes = stackalloc byte[UnwindWriter.MaxBytes];
        bytes = bytes[..UnwindWriter.Write(shape, bytes)];
        string key = Convert.ToHexString(bytes);
        if (_records.TryGetValue(key, out int record))
            return record;
        if (_blockEnd - _next < bytes.Length && !TryTakeBlock())
            return -1;
        _memory.Write(_next, bytes, []);
        record = _memory.DataBytes + _next;
        _next += bytes.Length;
        return _records[key] = record;
    }

    private bool TryTakeBlock()
    {
        int block = _cache.TryAllocate(BlockBytes);
        if (block < 0)
            return false;
        if (_memory.CommitCode(block + BlockBytes) != MemoryRefusal.None)
        {
            _cache.Free(block, BlockBytes);
            return false;
        }
        (_next, _blockEnd) = (block, block + BlockBytes);
        return true;
    }
}
