namespace Lang.Bytecode.Runtime;

/// <summary>
/// Mapped memory of large objects that died, kept for the next ones: mapping a megabyte and touching it for the first time costs more than most
/// programs do with it.
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
            _blocks[i] = _blocks[--_count];
            _bytes -= size;
            bytes = size;
            return (byte*)start;
        }
        return null;
    }

    /// <summary>Takes memory from <see cref="SystemMemory.TryAllocate"/> that nothing uses any more: keeps it or frees it.</summary>
    public void Add(nint start, long bytes)
    {
        if (bytes < SystemMemory.MapThreshold || _count == MostBlocks || _bytes + bytes > MostBytes)
        {
            SystemMemory.Free((void*)start, bytes);
            return;
        }
        if (_blocks.Length == 0)
            _blocks = new (nint, long)[MostBlocks];
        _blocks[_count++] = (start, bytes);
        _bytes += bytes;
    }

    /// <summary>Gives everything back to the system.</summary>
    public void Clear()
    {
        while (_count > 0)
        {
            (nint start, long bytes) = _blocks[--_count];
            SystemMemory.Free((void*)start, bytes);
        }
        _bytes = 0;
    }

    public void Dispose()
    {
        Clear();
        GC.SuppressFinalize(this);
    }
}
