using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// 64 KiB of equal cells, aligned to 64 KiB, so that clearing low bits of a cell's address gives its block. This
/// header stands in front of the cells.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Block
{
    public const int Bytes = 64 * 1024, HeaderBytes = 64;

    /// <summary>What freed cells are filled with when the heap collects always.</summary>
    private const byte Poison = 0xDB;

    /// <summary>Next block in whatever chain the block is in.</summary>
    public Block* Next;

    /// <summary>The region it was cut from.</summary>
    public byte* Region;

    /// <summary>
    /// Cells from here on were not handed out since the block was formatted, so they are free whatever their headers say: nothing touches them before they are used.
    /// Lags behind while a cursor hands out cells; see <see cref="Use"/>.
    /// </summary>
    public byte* FreshCells;

    /// <summary>Bytes of a cell; 0 while the block is not in use.</summary>
    public int CellSize;
    public int CellCount;

    /// <summary>2^32 / CellSize, rounded up: turns division into multiplication, exactly for offsets within a block.</summary>
    public uint Reciprocal;

    /// <summary>Cells that the running or last collection marked.</summary>
    public int LiveCells;

    /// <summary>In the first block of a region, while the pool trims: how many of the region's blocks are free.</summary>
    public int RegionFreeBlocks;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Block* Of(void* cell) => (Block*)((nuint)cell & ~(nuint)(Bytes - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Cells(Block* block) => (byte*)block + HeaderBytes;

    /// <summary>Makes all cells one free run.</summary>
    public static FreeRun* Format(Block* block, int cellSize)
    {
        block->CellSize = cellSize;
        block->CellCount = (Bytes - HeaderBytes) / cellSize;
        block->Reciprocal = (uint)(((1UL << 32) + (uint)cellSize - 1) / (uint)cellSize);
        block->LiveCells = 0;
        block->FreshCells = Cells(block);
        var run = (FreeRun*)Cells(block);
        *run = new FreeRun { Bytes = (uint)(block->CellCount * cellSize) };
        return run;
    }

    /// <summary>The cells of a run that begins at or before <paramref name="end"/> were handed out up to there.</summary>
    public static void Use(byte* end)
    {
        // Where the run ends with the block, its end is the next block's beginning.
        Block* block = Of(end - 1);
        if (end > block->FreshCells)
            block->FreshCells = end;
    }

    /// <summary>Frees the cells that do not have <paramref name="color"/>, and fills them with a pattern if <paramref name="poison"/> says so.</summary>
    /// <returns>The free runs in order of address, or null when every cell lives.</returns>
    public static FreeRun* Sweep(Block* block, byte color, bool poison)
    {
        FreeRun* first = null, last = null;
        int cellSize = block->CellSize;
        byte* cell = Cells(block), end = cell + (block->CellCount * cellSize);
        bool inRun = false;
        for (uint bytes; cell < end; cell += bytes)
        {
            bool isFresh = cell >= block->FreshCells;
            bytes = isFresh ? (uint)(end - cell) : (uint)cellSize;
            if (!isFresh)
            {
                var header = (ObjectHeader*)cell;
                if (header->Kind != ObjectKind.Free && header->Color == color)
                {
                    inRun = false;
                    continue;
                }
                if (poison)
                    new Span<byte>(cell, cellSize).Fill(Poison);
                *(ulong*)cell = 0;
            }
            if (inRun)
            {
                last->Bytes += bytes;
                continue;
            }
            var run = (FreeRun*)cell;
            *run = new FreeRun { Bytes = bytes };
            if (last == null)
                first = run;
            else
                last->Next = run;
            last = run;
            inRun = true;
        }
        return first;
    }

    /// <summary>The object in whose cell <paramref name="address"/> lies, or null when it lies in none.</summary>
    public static byte* ObjectAt(Block* block, nuint address)
    {
        uint offset = (uint)(address - (nuint)Cells(block));
        if (block->CellSize == 0 || offset >= Bytes)
            return null;
        uint index = (uint)(((ulong)offset * block->Reciprocal) >> 32);
        Debug.Assert(index == offset / (uint)block->CellSize);
        if (index >= (uint)block->CellCount)
            return null;
        byte* cell = Cells(block) + (index * (uint)block->CellSize);
        return cell >= block->FreshCells || ((ObjectHeader*)cell)->Kind == ObjectKind.Free ? null : cell;
    }
}

/// <summary>Neighbouring free cells, described in the first of them; the headers of the others are 0, as far as they were ever used (<see cref="Block.FreshCells"/>).</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct FreeRun
{
    /// <summary>Bytes of the run. Together with <see cref="Zero"/> this is the header of a free cell.</summary>
    public uint Bytes;

    public uint Zero;
    public FreeRun* Next;
}
