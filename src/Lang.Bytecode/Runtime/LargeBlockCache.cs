namespace Lang.Bytecode.Runtime;

/// <summary>
/// Memory of large objects that died, kept for the next ones: mapping a megabyte and touching it for the first time costs more than most
/// programs do with it. So does what is not mapped but allocated, since the C library gives the end of its memory back when that is free.
/// </summary>
internal sealed unsafe class LargeBlockCache : IDisposable
{
    /// <summary>How many blocks are kept, and how many bytes of them.</summary>
    private const int MostBlocks = 32;
    private const long MostBytes = 16 << 20;

    private (nint Start, long Bytes)[] _blocks = [];
    private int _count;
    private long _bytes;

    ~LargeBlockCache() => Clear();

    /// <summary>Takes a block of at least so many bytes, and not many more.</summary>
    /// <param name="bytes">What is needed; on success what the block has.</param>
    /// <returns>The block with whatever was in it, or null.</returns>
    public byte* TryTake(ref long bytes)
    {
        for (int i = 0; i < _count; i++)
        {
            (nint start, long size) = _blocks[i];
            if (size < bytes || size - bytes > bytes / 4)
                continue;
            RemoveAt(i);
            bytes = size;
            return (byte*)start;
        }
        return null;
    }

    /// <summary>Takes memory from <see cref="SystemMemory.TryAllocate"/> that nothing uses any more: keeps it, for which others may go, or frees it.</summary>
    public void Add(nint start, long bytes)
    {
        if (bytes > MostBytes)
        {
            SystemMemory.Free((void*)start, bytes);
            return;
        }
        while (_count == MostBlocks || _bytes + bytes > MostBytes)
            FreeOldest();
        if (_blocks.Length == 0)
            _blocks = new (nint, long)[MostBlocks];
        _blocks[_count++] = (start, bytes);
        _bytes += bytes;
    }

    /// <summary>Gives everything back to the system.</summary>
    public void Clear()
    {
        while (_count > 0)
            FreeOldest();
    }

    private void FreeOldest()
    {
        (nint start, long bytes) = _blocks[0];
        RemoveAt(0);
        SystemMemory.Free((void*)start, bytes);
    }

    /// <summary>They stay in the order in which they came.</summary>
    private void RemoveAt(int i)
    {
        _bytes -= _blocks[i].Bytes;
        Array.Copy(_blocks, i + 1, _blocks, i, --_count - i);
    }

    public void Dispose()
    {
        Clear();
        GC.SuppressFinalize(this);
    }
}
