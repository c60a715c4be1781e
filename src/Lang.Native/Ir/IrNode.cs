namespace Lang.Native.Ir;

/// <summary>One value or effect. Operands are indices of other nodes, -1 where there is none.</summary>
internal struct IrNode
{
    public IrOp Op;

    public IrType Type;

    /// <summary>Of comparisons.</summary>
    public IrCondition Condition;

    /// <summary>Of reads and writes.</summary>
    public MemoryClass Memory;

    public int A, B, C;

    /// <summary>More operands: of phis one for each predecessor of the block in their order, of calls the arguments. Among <see cref="IrFunction.Lists"/>.</summary>
    public int First, Count;

    /// <summary>Index of the frame state, or -1.</summary>
    public int State;

    /// <summary>A constant (or its bits), or the index of what the operation names (of a rebuilt object the operation that would have made it); of a guard or an exit what it guesses, an <see cref="Assumption"/>.</summary>
    public long Value;

    /// <summary>The block, and the neighbours in it; -1 at the ends.</summary>
    public int Block, Next, Previous;

    public static IrNode Make(IrOp op, IrType type, int a = -1, int b = -1, int c = -1) =>
        new() { Op = op, Type = type, A = a, B = b, C = c, State = -1, Next = -1, Previous = -1 };
}

/// <summary>A basic block: its nodes are a linked list, phis first, the terminator last.</summary>
internal struct IrBlock
{
    public int First, Last;

    /// <summary>Where it continues; of a branch first where the condition holds. -1 where there is none.</summary>
    public int Successor, OtherSuccessor;

    /// <summary>How often it is executed for each execution of the function, roughly; 0 is never.</summary>
    public float Frequency;

    /// <summary>Of a loop's header: rounds for each time that the loop is entered, as they were counted so far; 0 where nothing is known.</summary>
    public float TripCount;

    /// <summary>The frame state with which the interpreter begins the loop that this block is the header of, or -1.</summary>
    public int LoopState;
}

/// <summary>What the interpreter's frame holds at a bytecode instruction: enough to go on there.</summary>
/// <param name="Function">The function.</param>
/// <param name="Offset">The instruction that the interpreter repeats; of a caller the call.</param>
/// <param name="Parent">The state of the caller into which this function was inlined, or -1.</param>
/// <param name="First">Values of the variables, then of the operand stack, deepest first, among <see cref="IrFunction.Lists"/>; -1 for what nothing reads any more.</param>
/// <param name="Variables">How many variables there are.</param>
/// <param name="Stack">How many operand-stack entries; of a caller without the arguments.</param>
internal readonly record struct FrameState(int Function, int Offset, int Parent, int First, int Variables, int Stack)
{
    /// <summary>In the place of an offset: where a call of the function begins, which is where the interpreter's first word for it is.</summary>
    public const int AtEntry = -1;
}
