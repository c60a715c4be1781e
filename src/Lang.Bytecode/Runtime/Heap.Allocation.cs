using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

internal sealed unsafe partial class Heap
{
    private long _threshold;
    private long _usedBytes, _liveBytes, _largeBytes, _allocatedBytes, _peakBytes;
    private int _futileCollections;
    private bool _hasRefused;
    private readonly LargeBlockCache _freeLarge = new();

    /// <summary>Blocks of one size class.</summary>
    private struct BlockChain
    {
        /// <summary>Free runs of swept blocks, not yet given to the cursor.</summary>
        public FreeRun* Runs;

        /// <summary>Blocks in which the last collection found dead cells that nobody has freed yet.</summary>
        public Block* Unswept;

        /// <summary>All other blocks of the class.</summary>
        public Block* Swept;
    }

    private long FootprintBytes => ((long)_blocks.InUse * Block.Bytes) + _largeBytes;

    /// <summary>Allocates an object of up to <see cref="SizeClasses.MaxSize"/> bytes.</summary>
    /// <param name="headerWord">Its header without colour and flags.</param>
    /// <param name="sizeClass">From <see cref="SizeClasses.Of"/>.</param>
    /// <returns>The object with nothing but its header written, or null.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* AllocateSmall(ulong headerWord, int sizeClass)
    {
        HeapState* state = _state;
        AllocationCursor* cursor = HeapState.Cursors(state) + sizeClass;
        byte* cell = cursor->Next;
        byte* next = cell + cursor->CellSize;
        if (next > cursor->End)
            return AllocateSlow(headerWord, sizeClass);
        cursor->Next = next;
        *(ulong*)cell = headerWord | state->ColorBits;
        return cell;
    }

    /// <summary>Allocates an object of any size.</summary>
    /// <param name="headerWord">Its header without colour and flags.</param>
    /// <param name="bytes">Its size with the header.</param>
    /// <returns>The object with nothing but its header written, or null.</returns>
    public byte* Allocate(ulong headerWord, long bytes) =>
        bytes <= SizeClasses.MaxSize ? AllocateSmall(headerWord, SizeClasses.Of((int)bytes)) : AllocateLarge(headerWord, bytes);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* AllocateSlow(ulong headerWord, int sizeClass)
    {
        if ((_options.CollectAlways || _usedBytes >= _threshold) && !IsRebuilding)
            Collect();
        AllocationCursor* cursor = HeapState.Cursors(_state) + sizeClass;
        if (!TryTakeRun(sizeClass) && !TryTakeBlock(sizeClass))
            return OutOfMemory((int)cursor->CellSize);
        byte* cell = cursor->Next;
        cursor->Next = cell + cursor->CellSize;
        *(ulong*)cell = headerWord | _state->ColorBits;
        if (_options.CollectAlways)
            ReturnRun(sizeClass);
        return cell;
    }

    /// <summary>Gives the cursor the next free run of its class, sweeping blocks until there is one.</summary>
    private bool TryTakeRun(int sizeClass)
    {
        BlockChain* chain = _chains + sizeClass;
        while (chain->Runs == null)
        {
            Block* block = chain->Unswept;
            if (block == null)
                return false;
            chain->Unswept = block->Next;
            block->Next = chain->Swept;
            chain->Swept = block;
            chain->Runs = Block.Sweep(block, _color, _options.CollectAlways);
        }
        FreeRun* run = chain->Runs;
        chain->Runs = run->Next;
        uint bytes = run->Bytes;
        AllocationCursor* cursor = HeapState.Cursors(_state) + sizeClass;
        if (cursor->Next != null)
            Block.Use(cursor->Next);
        cursor->Next = (byte*)run;
        cursor->End = (byte*)run + bytes;
        run->Bytes = 0;
        _usedBytes += bytes;
        _allocatedBytes += bytes;
        return true;
    }

    private bool TryTakeBlock(int sizeClass)
    {
        bool hasRoom = TryMakeRoom(Block.Bytes);
        // Making room may have collected, and so freed cells of this class.
        if (TryTakeRun(sizeClass))
            return true;
        if (!hasRoom)
            return false;
        Block* block = _collector.TryReserve() ? _blocks.TryTake() : null;
        if (block == null)
        {
            if (IsRebuilding)
                return false;
            Collect();
            return TryTakeRun(sizeClass);
        }
        BlockChain* chain = _chains + sizeClass;
        block->Next = chain->Swept;
        chain->Swept = block;
        chain->Runs = Block.Format(block, SizeClasses.CellSize(sizeClass));
        _peakBytes = Math.Max(_peakBytes, FootprintBytes);
        return TryTakeRun(sizeClass);
    }

    /// <summary>Takes the rest of its run from a cursor, so that the next allocation is slow again.</summary>
    private void ReturnRun(int sizeClass)
    {
        AllocationCursor* cursor = HeapState.Cursors(_state) + sizeClass;
        long bytes = cursor->End - cursor->Next;
        if (cursor->Next != null)
            Block.Use(cursor->Next);
        if (bytes > 0)
        {
            var run = (FreeRun*)cursor->Next;
            *run = new FreeRun { Bytes = (uint)bytes, Next = _chains[sizeClass].Runs };
            _chains[sizeClass].Runs = run;
            _usedBytes -= bytes;
            _allocatedBytes -= bytes;
        }
        cursor->Next = cursor->End = null;
    }

    private byte* AllocateLarge(ulong headerWord, long bytes)
    {
        long rounded = SizeClasses.Rounded(bytes);
        if ((_options.CollectAlways || _usedBytes >= _threshold) && !IsRebuilding)
            Collect();
        if (!TryMakeRoom(rounded))
            return OutOfMemory(bytes);
        byte* memory = _freeLarge.TryTake(ref rounded);
        if (memory == null)
            memory = SystemMemory.TryAllocate(rounded);
        if (memory == null)
        {
            Collect();
            _freeLarge.Clear();
            memory = SystemMemory.TryAllocate(rounded);
        }
        if (memory == null || !_collector.TryReserve() || !_index.TryAdd(memory, rounded, isRegion: false))
        {
            if (memory != null)
                SystemMemory.Free(memory, rounded);
            return OutOfMemory(bytes);
        }
        _usedBytes += rounded;
        _allocatedBytes += rounded;
        _largeBytes += rounded;
        _peakBytes = Math.Max(_peakBytes, FootprintBytes);
        *(ulong*)memory = headerWord | _state->ColorBits | ((ulong)ObjectHeader.Large << ObjectHeader.FlagsShift);
        return memory;
    }

    /// <summary>Whether the limit leaves room for so many bytes, after a collection if need be.</summary>
    private bool TryMakeRoom(long bytes)
    {
        if (bytes <= Limit - FootprintBytes || IsRebuilding)
            return true;
        if (bytes > Limit || !IsCollectionWorthwhile())
            return false;
        Collect();
        return bytes <= Limit - FootprintBytes;
    }

    /// <summary>
    /// A full heap whose collections free next to nothing would spend all its time collecting: after a few such collections in a row, it counts as
    /// full without another one. An allocation that can do with less is then refused at once, and the one that follows has a last chance.
    /// </summary>
    private bool IsCollectionWorthwhile()
    {
        const int MaxFutileCollections = 8, FutileFraction = 64;
        if (_usedBytes - _liveBytes >= Limit / FutileFraction)
        {
            _futileCollections = 0;
            return true;
        }
        if (_futileCollections < MaxFutileCollections)
        {
            _futileCollections++;
            return true;
        }
        bool isLastChance = _hasRefused && !IsTrying;
        _hasRefused = IsTrying;
        return isLastChance;
    }

    /// <summary>Whether what is allocated now can do with less: growth with room for more.</summary>
    public bool IsTrying { get; set; }

    /// <summary>
    /// Whether small objects are made that should be there already: optimised code was left that had kept what they hold in registers. Nothing is collected then,
    /// since no root names them yet, and the limit does not count; the next allocation makes up for it.
    /// </summary>
    public bool IsRebuilding { get; set; }

    /// <summary>The host begins to use the heap: what the last script held on to, it may have dropped. Forgets the last failure.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void BeginUse()
    {
        _futileCollections = 0;
        _hasRefused = false;
        Failure.Clear();
    }

    private byte* OutOfMemory(long bytes)
    {
        Failure.Set(FailureKind.OutOfMemory, StatedLimit, bytes);
        return null;
    }
}
