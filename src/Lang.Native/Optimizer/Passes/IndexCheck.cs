using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>What lets elements be loaded and stored.</summary>
internal static class IndexCheck
{
    /// <summary>Whether a comparison tells that a load's index is one of its array or string, as long as that keeps its length.</summary>
    public static bool IsOf(IrFunction function, in IrNode compare, in IrNode load)
    {
        if (compare.Op != IrOp.Compare || compare.Condition != IrCondition.Below || compare.A != load.B)
            return false;
        IrNode data = function[load.A], length = function[compare.B];
        bool isOfArray = data.Op == IrOp.ArrayData && length.Op == IrOp.ArrayLength;
        bool isOfString = data.Op == IrOp.StringBytes && length.Op == IrOp.StringLength;
        return (isOfArray || isOfString) && data.A == length.A;
    }
}
