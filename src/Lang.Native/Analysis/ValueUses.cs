using Lang.Native.Ir;

namespace Lang.Native.Analysis;

/// <summary>Where values are read.</summary>
internal static class ValueUses
{
    /// <summary>Tells of each use in some blocks: by operands, and by frame states of nodes and loops. A phi reads where its predecessor ends.</summary>
    /// <param name="function">The function.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="use">Is given the value and the block in which it is read.</param>
    public static void Visit(IrFunction function, List<int> blocks, Action<int, int> use)
    {
        foreach (int block in blocks)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                IrNode user = function[node];
                if (user.Op == IrOp.Phi)
                {
                    for (int i = 0; i < user.Count; i++)
                        Use(function.ListOf(user)[i], function.PredecessorsOf(block)[i]);
                    continue;
                }
                foreach (int operand in new IrOperands(function, user))
                    Use(operand, block);
                UseIn(user.State, block);
            }
            UseIn(function.Block(block).LoopState, block);
        }

        void UseIn(int state, int block)
        {
            for (; state >= 0; state = function.States[state].Parent)
            {
                foreach (int value in function.ValuesOf(function.States[state]))
                    Use(value, block);
            }
        }

        void Use(int value, int block)
        {
            if (value >= 0)
                use(value, block);
        }
    }
}
