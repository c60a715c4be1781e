using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

internal sealed unsafe partial class Heap
{
    private const int MaxTemporaryRoots = 64;

    private void** _temporaryRoots;
    private int _temporaryRootCount;
    private byte _color;
    private long _collections;

    /// <summary>What the heap did so far.</summary>
    public HeapStatistics Statistics
    {
        get
        {
            long unused = 0;
            for (int i = 0; i < SizeClasses.Count; i++)
                unused += HeapState.Cursors(_state)[i].End - HeapState.Cursors(_state)[i].Next;
            return new HeapStatistics(_collections, _allocatedBytes - unused, _usedBytes - unused, FootprintBytes, _peakBytes);
        }
    }

    /// <summary>Bytes the heap holds from the system, free blocks included.</summary>
    public long ReservedBytes
    {
        get
        {
            long bytes = 0;
            foreach (ref AddressRange range in _index.Ranges)
                bytes += range.Bytes;
            return bytes;
        }
    }

    /// <summary>Keeps an object (or null) alive until the matching <see cref="PopRoot"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushRoot(void* value)
    {
        Debug.Assert(_temporaryRootCount < MaxTemporaryRoots, "Operations of the runtime park few objects.");
        _temporaryRoots[_temporaryRootCount++] = value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PopRoot() => _temporaryRootCount--;

    /// <summary>Frees all objects that no root reaches.</summary>
    public void Collect()
    {
        if (CollectionListener is not { IsListening: true } listener)
        {
            MarkAndSort();
            return;
        }
        long start = Stopwatch.GetTimestamp(), used = _usedBytes;
        MarkAndSort();
        listener.Collected(Stopwatch.GetElapsedTime(start), used - _liveBytes, _liveBytes);
    }

    /// <summary>Marks what is alive and sets the blocks aside that allocation will sweep.</summary>
    private void MarkAndSort()
    {
        for (int i = 0; i < SizeClasses.Count; i++)
            PrepareChain(i);
        byte color = Collector.Other(_color);
        _collector.Begin(color);
        foreach (IRootSource source in _rootSources)
            source.ReportRoots(_collector);
        _collector.MarkConservatively((ulong*)_temporaryRoots, _temporaryRootCount);
        _collector.Finish();
        SetColor(color);

        _liveBytes = 0;
        for (int i = 0; i < SizeClasses.Count; i++)
            SortChain(_chains + i);
        FreeLargeObjects();
        _usedBytes = _liveBytes;
        _threshold = Math.Max(_options.MinimumThreshold, _liveBytes * 2);
        _blocks.Trim(_threshold - _liveBytes);
        _collections++;
    }

    /// <summary>Finishes sweeping: while marking, a cell's kind must tell whether it holds an object.</summary>
    private void PrepareChain(int sizeClass)
    {
        ReturnRun(sizeClass);
        BlockChain* chain = _chains + sizeClass;
        chain->Runs = null;
        while (chain->Unswept != null)
        {
            Block* block = chain->Unswept;
            chain->Unswept = block->Next;
            Block.Sweep(block, _color, _options.CollectAlways);
            block->Next = chain->Swept;
            chain->Swept = block;
        }
        for (Block* block = chain->Swept; block != null; block = block->Next)
            block->LiveCells = 0;
    }

    /// <summary>After marking: returns dead blocks and sets those with free cells aside for sweeping.</summary>
    private void SortChain(BlockChain* chain)
    {
        Block* block = chain->Swept;
        chain->Swept = null;
        while (block != null)
        {
            Block* next = block->Next;
            _liveBytes += (long)block->LiveCells * block->CellSize;
            if (block->LiveCells == 0)
            {
                _blocks.Return(block);
            }
            else if (block->LiveCells == block->CellCount)
            {
                block->Next = chain->Swept;
                chain->Swept = block;
            }
            else
            {
                block->Next = chain->Unswept;
                chain->Unswept = block;
            }
            block = next;
        }
    }

    private void FreeLargeObjects()
    {
        _largeBytes = 0;
        foreach (ref AddressRange range in _index.Ranges)
        {
            if (range.IsRegion)
                continue;
            if (((ObjectHeader*)range.Start)->Color == _color)
            {
                _largeBytes += range.Bytes;
                continue;
            }
            _freeLarge.Add((nint)range.Start, range.Bytes);
            range.Start = 0;
        }
        _liveBytes += _largeBytes;
        _index.RemoveCleared();
    }

    private void SetColor(byte color)
    {
        _color = color;
        _state->ColorBits = (ulong)color << ObjectHeader.ColorShift;
    }

    /// <summary>Visits every object of the heap that has <paramref name="color"/>.</summary>
    internal void VisitObjects(byte color, Collector collector)
    {
        for (int i = 0; i < SizeClasses.Count; i++)
        {
            for (Block* block = _chains[i].Swept; block != null; block = block->Next)
            {
                for (byte* cell = Block.Cells(block); cell < block->FreshCells; cell += block->CellSize)
                {
                    if (((ObjectHeader*)cell)->Kind != ObjectKind.Free && ((ObjectHeader*)cell)->Color == color)
                        collector.ScanAgain((ObjectHeader*)cell);
                }
            }
        }
        foreach (ref AddressRange range in _index.Ranges)
        {
            if (!range.IsRegion && ((ObjectHeader*)range.Start)->Color == color)
                collector.ScanAgain((ObjectHeader*)range.Start);
        }
    }
}
