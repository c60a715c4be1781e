namespace Lang.Bytecode.Runtime;

/// <summary>Gets memory for blocks in regions of 1 MiB and gives regions back when none of their blocks is in use.</summary>
internal sealed unsafe class BlockPool
{
    private const int RegionBytes = 1 << 20, BlocksPerRegion = RegionBytes / Block.Bytes;

    private readonly AddressIndex _index;
    private Block* _free;
    private int _freeCount;

    public BlockPool(AddressIndex index) => _index = index;

    /// <summary>Blocks in use.</summary>
    public int InUse { get; private set; }

    /// <summary>A block for the caller to format, or null when the system has no memory.</summary>
    public Block* TryTake()
    {
        if (_free == null && !TryAddRegion())
            return null;
        Block* block = _free;
        _free = block->Next;
        _freeCount--;
        InUse++;
        return block;
    }

    /// <summary>Takes a block back. Nothing may refer to its cells.</summary>
    public void Return(Block* block)
    {
        block->CellSize = 0;
        block->Next = _free;
        _free = block;
        _freeCount++;
        InUse--;
    }

    /// <summary>Gives regions without a used block back to the system. Needs a sorted index.</summary>
    /// <param name="keptBytes">Bytes of free blocks that will be wanted soon: free regions up to that size are kept.</param>
    public void Trim(long keptBytes)
    {
        long keptRegions = (keptBytes / RegionBytes) + 1;
        if (_freeCount / BlocksPerRegion <= keptRegions)
            return;
        for (Block* block = _free; block != null; block = block->Next)
            ((Block*)block->Region)->RegionFreeBlocks = 0;
        for (Block* block = _free; block != null; block = block->Next)
            ((Block*)block->Region)->RegionFreeBlocks++;

        int kept = 0;
        Block* free = _free;
        _free = null;
        _freeCount = 0;
        while (free != null)
        {
            Block* next = free->Next;
            var head = (Block*)free->Region;
            // The chain is cut before any region goes: its blocks lie in the regions themselves.
            if (head->RegionFreeBlocks == BlocksPerRegion && kept < keptRegions)
            {
                head->RegionFreeBlocks = 0;
                kept++;
            }
            if (head->RegionFreeBlocks != BlocksPerRegion)
            {
                free->Next = _free;
                _free = free;
                _freeCount++;
            }
            free = next;
        }
        foreach (ref AddressRange range in _index.Ranges)
        {
            if (!range.IsRegion || ((Block*)range.Start)->RegionFreeBlocks != BlocksPerRegion)
                continue;
            SystemMemory.Free((void*)range.Start, RegionBytes);
            range.Start = 0;
        }
        _index.RemoveCleared();
    }

    private bool TryAddRegion()
    {
        byte* region = SystemMemory.TryAllocate(RegionBytes);
        if (region == null)
            return false;
        if (!_index.TryAdd(region, RegionBytes, isRegion: true))
        {
            SystemMemory.Free(region, RegionBytes);
            return false;
        }
        for (int i = BlocksPerRegion - 1; i >= 0; i--)
        {
            var block = (Block*)(region + (i * Block.Bytes));
            *block = new Block { Region = region, Next = _free };
            _free = block;
        }
        _freeCount += BlocksPerRegion;
        return true;
    }
}
