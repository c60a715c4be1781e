using System.Collections.Immutable;

namespace Lang.Bytecode;

/// <summary>A place in the source.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column in code points, from 1.</param>
/// <param name="Length">Code points to mark on that line, at least 1.</param>
public readonly record struct SourcePosition(int Line, int Column, int Length);

/// <summary>One stretch of instructions with the same position, from <paramref name="Offset"/> to the next entry.</summary>
public readonly record struct SourceMapEntry(int Offset, SourcePosition Position);

/// <summary>Maps offsets of a function's code to places in the source.</summary>
/// <param name="Entries">In rising order of offsets.</param>
public sealed record SourceMap(ImmutableArray<SourceMapEntry> Entries)
{
    /// <summary>The map of code that no source belongs to.</summary>
    public static readonly SourceMap Empty = new(ImmutableArray<SourceMapEntry>.Empty);

    /// <summary>The place of the instruction at <paramref name="offset"/>, or null where none is known.</summary>
    public SourcePosition? Find(int offset)
    {
        int low = 0, high = Entries.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (Entries[middle].Offset <= offset)
                low = middle + 1;
            else
                high = middle;
        }
        return low == 0 ? null : Entries[low - 1].Position;
    }
}
