namespace Lang.Native.Ir;

/// <summary>Which types the operands and the result of each operation have.</summary>
internal static class IrTypeRules
{
    /// <summary>Whether a node's operands and result have types that go together. Phis are not looked at.</summary>
    public static bool Fit(IrFunction function, in IrNode node)
    {
        IrType type = node.Type, a = TypeOf(function, node.A), b = TypeOf(function, node.B), c = TypeOf(function, node.C);
        switch (node.Op)
        {
            case IrOp.Constant or IrOp.Parameter or IrOp.LoadSlot or IrOp.LoadGlobal:
                return type is IrType.Int or IrType.Float or IrType.Ref;
            case IrOp.GlobalState:
                return type == IrType.Int;
            case >= IrOp.Add and <= IrOp.Max:
                return type == IrType.Int && a == IrType.Int && b is IrType.Int or IrType.None;
            case IrOp.Compare:
                return type == IrType.Int && IsWord(a) && IsWord(b);
            case IrOp.Select:
                return a == IrType.Int && b == type && c == type && type != IrType.None;
            case IrOp.RangeLast:
                return type == IrType.Int && a == IrType.Int && b == IrType.Int && c == IrType.Int;
            case >= IrOp.FAdd and <= IrOp.Round:
                return type == IrType.Float && a == IrType.Float && b is IrType.Float or IrType.None;
            case IrOp.FCompare:
                return type == IrType.Int && a == IrType.Float && b == IrType.Float;
            case IrOp.IntToFloat:
                return type == IrType.Float && a == IrType.Int;
            case IrOp.FloatToInt:
                return type == IrType.Int && a == IrType.Float;
            case IrOp.Guard or IrOp.Branch:
                return type == IrType.None && a == IrType.Int;
            case IrOp.ArrayLength or IrOp.ArrayCapacity or IrOp.StringLength:
                return type == IrType.Int && a == IrType.Ref;
            case IrOp.ArrayData or IrOp.StringBytes:
                return type == IrType.Address && a == IrType.Ref;
            case IrOp.StoreLength:
                return type == IrType.None && a == IrType.Ref && b == IrType.Int;
            case IrOp.LoadElement:
                return a == IrType.Address && b == IrType.Int && type == ElementType(node.Memory);
            case IrOp.StoreElement:
                return type == IrType.None && a == IrType.Address && b == IrType.Int && c == ElementType(node.Memory);
            case IrOp.LoadCell or IrOp.LoadField or IrOp.LoadFunction or IrOp.StoreCell:
                return a == IrType.Ref;
            case IrOp.Rebuild:
                return type == IrType.Ref;
            default:
                return true;
        }
    }

    private static bool IsWord(IrType type) => type is IrType.Int or IrType.Ref;

    private static IrType ElementType(MemoryClass memory) => memory switch
    {
        MemoryClass.Floats => IrType.Float,
        MemoryClass.Refs => IrType.Ref,
        _ => IrType.Int,
    };

    private static IrType TypeOf(IrFunction function, int node) => node < 0 ? IrType.None : function[node].Type;
}
