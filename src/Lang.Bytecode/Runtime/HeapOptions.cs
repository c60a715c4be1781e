namespace Lang.Bytecode.Runtime;

/// <summary>How a heap behaves.</summary>
internal sealed record HeapOptions
{
    /// <summary>
    /// Most memory for objects, in bytes: blocks of small objects (64 KiB each, whole) and large objects. Beyond it, after a
    /// collection, allocation fails.
    /// </summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>What the machine has room for, in bytes: as <see cref="Limit"/>, but nobody asked for it, so errors do not name it.</summary>
    public long Ceiling { get; init; } = long.MaxValue;

    /// <summary>No collection starts while less than this is in use, in bytes.</summary>
    public long MinimumThreshold { get; init; } = 8L << 20;

    /// <summary>Collects at every allocation and fills freed memory with a pattern: finds references that no root covers.</summary>
    public bool CollectAlways { get; init; }

    /// <summary>Entries of the collector's mark stack; small in tests of its overflow.</summary>
    public int MarkStackEntries { get; init; } = 16 * 1024;
}

/// <summary>What a heap did so far; bytes include what rounding to size classes costs.</summary>
/// <param name="Collections">Finished collections.</param>
/// <param name="AllocatedBytes">Bytes of all objects ever allocated.</param>
/// <param name="LiveBytes">Bytes of the objects the last collection found alive, plus those allocated since.</param>
/// <param name="FootprintBytes">Bytes taken for blocks and large objects: what the limit limits.</param>
/// <param name="PeakBytes">The greatest footprint there was.</param>
internal readonly record struct HeapStatistics(
    long Collections, long AllocatedBytes, long LiveBytes, long FootprintBytes, long PeakBytes);
