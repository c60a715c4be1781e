using Lang.Native.Ir;

namespace Lang.Native.Analysis;

/// <summary>Parts of memory that are written apart from each other: the classes, and lengths of arrays apart from their capacity and data address.</summary>
[Flags]
internal enum MemorySet : ushort
{
    None = 0, Lengths = 1, Headers = 2, Ints = 4, Floats = 8, Refs = 16, Bools = 32, Globals = 64, Cells = 128, FunctionGlobals = 256,
    Elements = Ints | Floats | Refs | Bools,
    Arrays = Lengths | Headers | Elements,
    All = Arrays | Globals | FunctionGlobals | Cells,
}

/// <summary>What nodes read and write.</summary>
internal static class MemoryEffects
{
    /// <summary>How many single sets there are.</summary>
    public const int Count = 9;

    /// <summary>The one part that a load reads; none when it never changes.</summary>
    public static MemorySet Read(in IrNode node)
    {
        if (!IrOpTable.Get(node.Op).Is(IrFlags.Reads))
            return MemorySet.None;
        return node.Op == IrOp.ArrayLength ? MemorySet.Lengths : Of(node.Memory);
    }

    /// <summary>What a node may write.</summary>
    /// <param name="node">The node.</param>
    /// <param name="calls">What each function of the module may write; others may write everything.</param>
    public static MemorySet Written(in IrNode node, ReadOnlySpan<MemorySet> calls) => node.Op switch
    {
        IrOp.StoreLength => MemorySet.Lengths,
        IrOp.Call => node.Value < calls.Length ? calls[(int)node.Value] : MemorySet.All,
        IrOp.CallValue or IrOp.CallHost => MemorySet.All,
        // What changes an array's header may have moved its elements.
        IrOp.Runtime => node.Memory == MemoryClass.ArrayHeader ? MemorySet.Arrays : Of(node.Memory),
        _ => IrOpTable.Get(node.Op).Is(IrFlags.Writes) ? Of(node.Memory) : MemorySet.None,
    };

    public static MemorySet Of(MemoryClass memory) => memory switch
    {
        MemoryClass.ArrayHeader => MemorySet.Headers,
        MemoryClass.Ints => MemorySet.Ints,
        MemoryClass.Floats => MemorySet.Floats,
        MemoryClass.Refs => MemorySet.Refs,
        MemoryClass.Bools => MemorySet.Bools,
        MemoryClass.Globals => MemorySet.Globals,
        MemoryClass.FunctionGlobals => MemorySet.FunctionGlobals,
        MemoryClass.Cells => MemorySet.Cells,
        _ => MemorySet.None,
    };
}
