using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>A global that code takes to go on holding the function value that it was given first.</summary>
/// <param name="Global">The global.</param>
/// <param name="Function">The function that reads it there, which may be inlined into another one.</param>
/// <param name="Offset">The bytecode offset there.</param>
internal readonly record struct AssumedGlobal(int Global, int Function, int Offset)
{
    /// <summary>Reads from a function after its last pass what it depends on: guards that look at what stores have been.</summary>
    public static List<AssumedGlobal> Read(IrFunction ir)
    {
        var assumed = new List<AssumedGlobal>();
        for (int block = 0; block < ir.BlockCount; block++)
        {
            for (int node = ir.Block(block).First; node >= 0; node = ir[node].Next)
            {
                if (GlobalOf(ir, ir[node]) is >= 0 and var global)
                    assumed.Add(new AssumedGlobal(global, ir.States[ir[node].State].Function, ir.States[ir[node].State].Offset));
            }
        }
        return assumed;
    }

    /// <summary>The global that a guard takes for granted, or -1.</summary>
    public static int GlobalOf(IrFunction ir, in IrNode node)
    {
        if (node.Op != IrOp.Guard || ((Assumption)node.Value & Assumption.Global) == 0)
            return -1;
        IrNode compare = ir[node.A];
        int state = compare.A >= 0 && ir[compare.A].Op == IrOp.GlobalState ? compare.A : compare.B;
        return state >= 0 && ir[state].Op == IrOp.GlobalState ? (int)ir[state].Value : -1;
    }
}
