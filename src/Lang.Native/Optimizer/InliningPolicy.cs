using Lang.Bytecode;

namespace Lang.Native.Optimizer;

/// <summary>Which calls are replaced by the called function's body.</summary>
/// <param name="module">The module.</param>
internal sealed class InliningPolicy(BytecodeModule module)
{
    /// <summary>Bytes of bytecode up to which a function is inlined everywhere, and where a loop calls it.</summary>
    private const int SmallCode = 80, LoopCode = 200;

    /// <summary>Bytes that a function may grow by, how deep calls are inlined, and how often a function into itself.</summary>
    private const int Budget = 1200, Depth = 6, Recursion = 2;

    /// <summary>How often a pure function is inlined into itself: what is left are calls, of which equal ones merge, and those of leaves mostly go (<see cref="Passes.PartialInlining"/>).</summary>
    private const int PureRecursion = 1;

    /// <summary>
    /// Bytes of a function that is inlined into itself as often as the other constant says, if it calls itself at one place only: then code grows by the level, not by a
    /// power of levels. Each level saves a call, and a return that the processor foresees only as long as calls are not nested deeply.
    /// </summary>
    private const int LinearCode = 64, LinearRecursion = 8;

    /// <summary>Below this frequency a call is left alone.</summary>
    private const float Rare = 0.02f;

    /// <summary>Whether equal calls merge.</summary>
    public bool MergesCalls { get; init; } = true;

    private int _left;

    /// <summary>Of functions that were asked for: whether they loop without a call, and whether they call themselves.</summary>
    private readonly Dictionary<int, (bool Loops, bool CallsItself)> _shapes = [];

    /// <summary>What the module's functions may do.</summary>
    public FunctionEffects Effects { get; } = new(module);

    /// <summary>Begins a function.</summary>
    public void Begin() => _left = Budget;

    /// <summary>Whether to inline a call, which then counts: None, or why not.</summary>
    /// <param name="callee">The called function.</param>
    /// <param name="depth">How many inlined calls it is in, those of a function in itself not counted.</param>
    /// <param name="recursion">How many of all those, and of the compiled function, are of the same function.</param>
    /// <param name="isLinear">Whether the compiled function is called, which calls itself at one place only.</param>
    /// <param name="frequency">How often the call is executed for each execution of the compiled function, or of the level of recursion it is in.</param>
    public InliningRefusal Decide(int callee, int depth, int recursion, bool isLinear, float frequency)
    {
        int bytes = module.Functions[callee].Code.Length;
        if (frequency < Rare)
            return InliningRefusal.Rare;
        if (depth >= Depth)
            return InliningRefusal.TooDeep;
        if (recursion > (isLinear && bytes <= LinearCode ? LinearRecursion : Effects.IsPure(callee) ? PureRecursion : Recursion) || IsLongRecursion(callee, recursion))
            return InliningRefusal.Recursive;
        if (bytes > (frequency > 1 ? LoopCode : SmallCode))
            return InliningRefusal.TooLarge;
        if (bytes > _left)
            return InliningRefusal.NoRoomLeft;
        _left -= bytes;
        return InliningRefusal.None;
    }

    // A function that calls itself and loops without a call. Beside the loop the call costs nothing, and each copy of the loop's branches would be predicted by what it alone has seen; a copy of the
    // first level, in which the others begin, would make one round for their many.
    private bool IsLongRecursion(int function, int recursion)
    {
        if (!_shapes.TryGetValue(function, out (bool Loops, bool CallsItself) shape))
            _shapes[function] = shape = ShapeOf(function);
        return shape.Loops && (recursion > 0 || shape.CallsItself);
    }

    private (bool Loops, bool CallsItself) ShapeOf(int function)
    {
        int lastCall = -1;
        bool loops = false, callsItself = false;
        var reader = new CodeReader(module.Functions[function].Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (instruction.Opcode is Opcode.Call or Opcode.CallValue)
                lastCall = instruction.Offset;
            callsItself |= instruction.Opcode == Opcode.Call && instruction.A == function;
            loops |= instruction.Opcode is Opcode.Jump or Opcode.JumpIfFalse or Opcode.JumpIfTrue && instruction.A <= instruction.Offset && instruction.A > lastCall;
        }
        return (loops, callsItself);
    }
}

/// <summary>Why a call is not replaced by the called function's body.</summary>
internal enum InliningRefusal : byte
{
    None,

    /// <summary>It is hardly ever executed.</summary>
    Rare,

    /// <summary>It is in too many inlined calls already.</summary>
    TooDeep,

    /// <summary>The function was inlined into itself often enough, or an equal call stands before.</summary>
    Recursive,

    /// <summary>The function has too much code.</summary>
    TooLarge,

    /// <summary>The compiled function has grown enough.</summary>
    NoRoomLeft,

    /// <summary>A loop of the function is entered at several places, or goes round without a jump back.</summary>
    IrregularLoop,
}
