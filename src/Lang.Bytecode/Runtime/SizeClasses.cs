using System.Numerics;
using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// The sizes of small objects: every multiple of 8 from 16 to 128, then four to a doubling up to 4096, so that rounding up wastes at
/// most a fifth; above that the largest sizes of which 15, 14, ... 2 fit into a block, so that no block has a useless rest.
/// </summary>
internal static class SizeClasses
{
    /// <summary>Number of classes; they are numbered by size, from 0.</summary>
    public const int Count = FineCount + MiddleCount + MostCells - FewestCells + 1;

    /// <summary>Bytes of the largest small object.</summary>
    public const int MaxSize = BlockSpace / FewestCells;

    private const int FineCount = 15, FineMax = 128, MiddleCount = 20, MiddleMax = 4096;
    private const int BlockSpace = Block.Bytes - Block.HeaderBytes, MostCells = BlockSpace / MiddleMax, FewestCells = 2;

    /// <summary>The smallest class whose cells hold <paramref name="size"/> bytes, 1 to <see cref="MaxSize"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Of(int size)
    {
        if (size <= FineMax)
            return size <= 16 ? 0 : ((size + 7) >> 3) - 2;
        return OfLarger(size);
    }

    /// <summary>Bytes of a cell of that class, a multiple of 8.</summary>
    public static int CellSize(int sizeClass)
    {
        if (sizeClass < FineCount)
            return (sizeClass + 2) << 3;
        int step = sizeClass - FineCount;
        if (step < MiddleCount)
            return (4 + (step & 3) + 1) << (5 + (step >> 2));
        return (BlockSpace / (MostCells - (step - MiddleCount))) & ~7;
    }

    /// <summary>Bytes that an object of <paramref name="size"/> bytes really gets.</summary>
    /// <remarks>What is mapped is whole pages anyway; few sizes make it likely that a dead object's memory fits the next one.</remarks>
    public static long Rounded(long size) => size <= MaxSize ? CellSize(Of((int)size))
        : size < SystemMemory.MapThreshold ? (size + 15) & ~15L
        : (size + SystemMemory.MapAlignment - 1) & -SystemMemory.MapAlignment;

    private static int OfLarger(int size)
    {
        if (size > MiddleMax)
            return FineCount + MiddleCount + MostCells - (BlockSpace / ((size + 7) & ~7));
        int top = BitOperations.Log2((uint)(size - 1));
        return FineCount + ((top - 7) << 2) + ((size - 1) >> (top - 2)) - 4;
    }
}
