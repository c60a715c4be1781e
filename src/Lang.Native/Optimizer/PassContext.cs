using Lang.Bytecode.Interpretation;
using Lang.Native.Analysis;
using Lang.Native.Ir;
using Lang.Native.Optimizer.Passes;

namespace Lang.Native.Optimizer;

/// <summary>What the passes over one function share: analyses and tables, whose arrays are used again, and what is known of other functions.</summary>
internal sealed class PassContext
{
    public PassContext()
    {
        Known = new KnownValues(Values);
        Memory = new LocalMemory(this, Values);
        Joined = new JoinedValues(this, Values, Known, Memory);
    }

    public DominatorTree Dominators { get; } = new();

    public LoopForest Loops { get; } = new();

    /// <summary>Values by what they are computed of, for one pass after the other.</summary>
    public ValueTable Values { get; } = new();

    /// <summary>What value numbering knows of conditions.</summary>
    public KnownValues Known { get; }

    /// <summary>What value numbering knows of memory.</summary>
    public LocalMemory Memory { get; }

    /// <summary>What value numbering knows of values that were computed on all ways to a place.</summary>
    public JoinedValues Joined { get; }

    /// <summary>What range analysis knows.</summary>
    public RangeFacts Facts { get; } = new();

    /// <summary>Whether checks of loops may be replaced by checks before them that may fail although the program is correct.</summary>
    public bool Predicate { get; set; } = true;

    /// <summary>What the module's functions may do; null when nothing is known.</summary>
    public FunctionEffects? Effects { get; init; }

    /// <summary>Whether calls cost fuel, so that none may go.</summary>
    public bool CountsFuel { get; init; }

    /// <summary>What runtime nodes name.</summary>
    public List<RuntimeWords> Words { get; init; } = [];

    /// <summary>Computes dominators and loops, all of which have a preheader.</summary>
    public void AnalyzeLoops(IrFunction function)
    {
        Dominators.Compute(function);
        Loops.Compute(function, Dominators);
        if (!Loops.AddPreheaders(function))
            return;
        Dominators.Compute(function);
        Loops.Compute(function, Dominators);
    }

    /// <summary>What a node may write.</summary>
    public MemorySet Written(in IrNode node) => MemoryEffects.Written(node, Effects is { } effects ? effects.Writes : default);

    /// <summary>Whether a node calls a pure function: equal ones may merge, but none may go, since it may fail.</summary>
    public bool IsPureCall(in IrNode node) => !CountsFuel && node.Op == IrOp.Call && Effects is { } effects && effects.IsPure(node.Value);

    /// <summary>Whether a node's result depends on its operands alone and it can't fail: arithmetic that native code leaves to the interpreter's code too.</summary>
    public bool IsPure(in IrNode node) =>
        IrOpTable.Get(node.Op).Is(IrFlags.Pure) || (OperationOf(node) is { } operation && IsPure(operation));

    /// <summary>The value that is the length of an array just made, or -1.</summary>
    public int LengthOfNew(IrFunction function, int node) => OperationOf(function[node]) == RegisterOp.ArrayFill ? function.ListOf(function[node])[1] : -1;

    /// <summary>What kind of object a node makes whose parts the code may hold instead; <see cref="AllocationKind.None"/> when it makes none, or one with more parts.</summary>
    public AllocationKind AllocationOf(IrFunction function, in IrNode node) => OperationOf(node) switch
    {
        RegisterOp.NewFunction => AllocationKind.Function,
        RegisterOp.NewEnv when node.Count <= Allocations.MostFields => AllocationKind.Environment,
        RegisterOp.NewCell => AllocationKind.Cell,
        RegisterOp.NewArray when node.Count <= Allocations.MostFields => AllocationKind.Array,
        RegisterOp.ArrayFill when Simplifier.IsConstant(function, function.ListOf(node)[1], out long length) && length is >= 0 and <= Allocations.MostFields => AllocationKind.Array,
        _ => AllocationKind.None,
    };

    /// <summary>The values that such an object begins with.</summary>
    public int[] FieldsOf(IrFunction function, in IrNode node)
    {
        ReadOnlySpan<int> operands = function.ListOf(node);
        if (OperationOf(node) != RegisterOp.ArrayFill)
            return operands.ToArray();
        Simplifier.IsConstant(function, operands[1], out long length);
        int[] fields = new int[(int)length];
        Array.Fill(fields, operands[0]);
        return fields;
    }

    /// <summary>The function that a new function value calls.</summary>
    public long CalleeOfNew(in IrNode node) => Words[(int)node.Value].Second & uint.MaxValue;

    /// <summary>Allocations that were removed, by the frame state that told their place and the operation that would have made the object.</summary>
    public List<(int State, RegisterOp Op)> Removed { get; } = [];

    /// <summary>Notes that an allocation was removed.</summary>
    public void NoteRemoved(in IrNode node) => Removed.Add((node.State, Words[(int)node.Value].First.Op));

    /// <summary>Whether a node compares strings: that may take long, where all other pure operations take nanoseconds.</summary>
    public bool ComparesStrings(in IrNode node) => OperationOf(node) is { } op && ComparesStrings(op);

    private RegisterOp? OperationOf(in IrNode node) => node.Op == IrOp.Runtime && node.Value < Words.Count ? Words[(int)node.Value].First.Op : null;

    private static bool IsPure(RegisterOp op) => op is RegisterOp.FMod or RegisterOp.Floor or RegisterOp.Ceil or RegisterOp.Round
        or RegisterOp.Sin or RegisterOp.Cos or RegisterOp.Tan or RegisterOp.Asin or RegisterOp.Acos or RegisterOp.Atan or RegisterOp.Atan2
        or RegisterOp.Exp or RegisterOp.Log or RegisterOp.Pow || ComparesStrings(op);

    private static bool ComparesStrings(RegisterOp op) =>
        op is RegisterOp.StringEq or RegisterOp.StringNe or RegisterOp.StringLt or RegisterOp.StringLe;
}
