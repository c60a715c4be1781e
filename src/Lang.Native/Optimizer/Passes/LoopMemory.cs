using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Which parts of memory loops write.</summary>
internal static class LoopMemory
{
    /// <summary>What each loop writes, loops in it included. Requires dominators and loops.</summary>
    public static MemorySet[] Find(IrFunction function, PassContext context)
    {
        var written = new MemorySet[context.Loops.Count];
        foreach (int block in context.Dominators.Order)
        {
            if (context.Loops.LoopOf(block) < 0)
                continue;
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                written[context.Loops.LoopOf(block)] |= context.Written(function[node]);
        }
        // Inner loops stand behind those around them.
        for (int loop = written.Length - 1; loop >= 0; loop--)
        {
            if (context.Loops[loop].Parent is >= 0 and int parent)
                written[parent] |= written[loop];
        }
        return written;
    }
}
