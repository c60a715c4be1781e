using Lang.Bytecode.Runtime;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>Objects that need no memory when nobody else sees them.</summary>
internal enum AllocationKind : byte
{
    None, Function, Environment, Cell, Array,
}

/// <summary>How parts of such objects are named: by their place among the values the object is made of.</summary>
internal static class Allocations
{
    /// <summary>Most values of an object, and most objects of a function, that are taken apart: every exit keeps all of them.</summary>
    public const int MostFields = 16, MostObjects = 64;

    /// <summary>The place that a load of an object's part reads, or -1 when it is no value that went into it.</summary>
    public static int FieldOf(AllocationKind kind, in IrNode load) => (kind, load.Op) switch
    {
        (AllocationKind.Cell, IrOp.LoadCell or IrOp.StoreCell) => 0,
        (AllocationKind.Environment, IrOp.LoadField) => (int)(load.Value - TlEnvironment.FieldsOffset) / sizeof(long),
        (AllocationKind.Function, IrOp.LoadFunction) when load.Value == TlFunction.EnvironmentOffset => 0,
        _ => -1,
    };

    /// <summary>Whether a node asks which function a function value calls.</summary>
    public static bool IsCallee(AllocationKind kind, in IrNode load) =>
        kind == AllocationKind.Function && load.Op == IrOp.LoadFunction && load.Value == TlFunction.IndexOffset;
}
