using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Verification;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>Makes SSA form of verified bytecode, with calls of small functions inlined on the way.</summary>
/// <remarks>
/// Blocks are read in reverse post-order, so that what flows into a block is known when it is reached, except along back edges: a loop's header
/// gets a phi for every variable that the loop assigns and somebody reads later. Values are simplified as they are made. Source of the idea: Braun and others, "Simple and
/// Efficient Construction of Static Single Assignment Form", 2013; since the flow is known before, no block is ever left unsealed.
/// </remarks>
/// <param name="verified">The module.</param>
/// <param name="inlining">Decides what is inlined.</param>
/// <param name="hasSse41">Whether the processor rounds floats itself.</param>
internal sealed partial class SsaBuilder(VerifiedModule verified, InliningPolicy inlining, bool hasSse41)
{
    private readonly VerifiedModule _verified = verified;
    private readonly BytecodeModule _module = verified.Module;
    private readonly InliningPolicy _inlining = inlining;
    private readonly bool _hasSse41 = hasSse41;

    /// <summary>The flow of functions that were looked at for inlining; null for those with loops that are entered at several places.</summary>
    private readonly Dictionary<int, BytecodeFlow?> _flows = [];
    private readonly List<(int Callee, int[] Arguments)> _recursiveCalls = [];
    private readonly Dictionary<int, BranchDirections> _directions = [];
    private IrFunction _ir = null!;
    private Guesses _guesses = Guesses.Static;

    /// <summary>Operations that the interpreter executes for the function: what runtime nodes name.</summary>
    public List<RuntimeWords> Words { get; } = [];

    /// <summary>What was decided about calls of known functions.</summary>
    public List<CallDecision> Calls { get; } = [];

    /// <summary>Whether entries of functions and jumps back cost fuel.</summary>
    public bool CountsFuel { get; init; }

    /// <summary>Bytecode instructions that became nodes, those of inlined functions too.</summary>
    public int InstructionCount { get; private set; }

    /// <summary>Builds a function.</summary>
    /// <param name="ir">Receives it; cleared before.</param>
    /// <param name="function">Its index.</param>
    /// <param name="osrOffset">The loop at which it takes over an interpreter's frame, or -1.</param>
    /// <param name="guesses">What may be taken for granted; nothing when it is null.</param>
    /// <returns>false when a loop is entered at several places.</returns>
    public bool TryBuild(IrFunction ir, int function, int osrOffset, Guesses? guesses = null)
    {
        _ir = ir;
        _guesses = guesses ?? Guesses.Static;
        ir.Clear();
        (ir.Function, ir.OsrOffset) = (function, osrOffset);
        InstructionCount = 0;
        Words.Clear();
        Calls.Clear();
        _recursiveCalls.Clear();
        _knownFunctions.Clear();
        _directions.Clear();
        _inlining.Begin();
        SlotTypes slots = _verified.SlotsOf(function);
        if (BytecodeFlow.Read(_module.Functions[function], slots, Math.Max(osrOffset, 0), osrOffset < 0 ? LoopingTo(function) : -1) is not { } flow)
            return false;
        int entry = ir.NewBlock(1);
        var body = new Body(this, flow, function, slots, parent: null);
        if (osrOffset < 0)
            BeginCalled(body, entry);
        else
            BeginInLoop(body, entry, osrOffset);
        body.Build(entry);
        ir.Steps += flow.Steps;
        foreach (Body.Path path in body.Returns)
            ir.Append(path.Block, IrNode.Make(IrOp.Return, IrType.None, path.Value));
        FinishPhis();
        return true;
    }

    private BytecodeFlow? FlowOf(int function)
    {
        if (!_flows.TryGetValue(function, out BytecodeFlow? flow))
            _flows[function] = flow = BytecodeFlow.Read(_module.Functions[function], _verified.SlotsOf(function), 0, LoopingTo(function));
        return flow;
    }

    private BranchDirections DirectionsOf(int function)
    {
        if (!_directions.TryGetValue(function, out BranchDirections? directions))
            _directions[function] = directions = new BranchDirections(_guesses.Profile?.BranchesOf(function) ?? []);
        return directions;
    }

    /// <summary>The function if its tail calls of itself may become jumps, though they leave no frames for a trace: none is ever needed where nothing can fail.</summary>
    private int LoopingTo(int function) => CountsFuel || _inlining.Effects.CanFail(function) ? -1 : function;

    internal static IrType TypeOf(TypeId type) => type == TypeId.F64 ? IrType.Float : type == TypeId.I64 || type == TypeId.Bool ? IrType.Int : IrType.Ref;

    /// <summary>Whether a recursive call of a pure function was read before with the same arguments: the two may become one if this one stays a call.</summary>
    private bool IsRepeated(int callee, int[] arguments)
    {
        foreach ((int other, int[] earlier) in _recursiveCalls)
        {
            bool isSame = other == callee;
            for (int i = 0; i < arguments.Length && isSame; i++)
                isSame = IsSame(arguments[i], earlier[i]);
            if (isSame)
                return true;
        }
        _recursiveCalls.Add((callee, arguments));
        return false;
    }

    private bool IsSame(int a, int b, int depth = 4)
    {
        if (a == b)
            return true;
        ref IrNode first = ref _ir[a];
        ref IrNode second = ref _ir[b];
        return first.Op == second.Op && first.Type == second.Type
            && (first.Op == IrOp.Constant ? first.Value == second.Value
                : depth > 0 && first.Op is >= IrOp.Add and <= IrOp.Max
                    && IsSame(first.A, second.A, depth - 1) && (first.B < 0 || IsSame(first.B, second.B, depth - 1)));
    }

    private void BeginCalled(Body body, int entry)
    {
        FunctionInfo function = body.Function;
        for (int i = 0; i < function.Variables.Length; i++)
        {
            IrType type = TypeOf(function.Variables[i]);
            IrNode node = IrNode.Make(i < function.ArgumentSlots ? IrOp.Parameter : IrOp.Constant, type);
            node.Value = i < function.ArgumentSlots ? i : 0;
            body.Values[i] = i < function.ArgumentSlots || body.Slots.ReadBeforeAssigned[i] ? _ir.Append(entry, node) : -1;
        }
    }

    // Variables and operand stack are where the interpreter left them.
    private void BeginInLoop(Body body, int entry, int offset)
    {
        FunctionInfo function = body.Function;
        int first = body.Flow[body.Flow.Entry].First;
        ReadOnlySpan<TypeId> stack = body.Slots.StackAt(offset);
        int variables = function.Variables.Length;
        for (int i = 0; i < variables + stack.Length; i++)
        {
            IrNode node = IrNode.Make(IrOp.LoadSlot, TypeOf(i < variables ? function.Variables[i] : stack[i - variables]));
            node.Value = i;
            body.Values[i] = i >= variables || body.Flow.IsLive(i, first) ? _ir.Append(entry, node) : -1;
        }
        body.Depth = stack.Length;
    }

    /// <summary>Operands of loops' phis are complete now; those that only repeat one value go.</summary>
    private void FinishPhis()
    {
        bool changed = true;
        for (int block = 0; block < _ir.BlockCount; block++)
        {
            for (int node = _ir.Block(block).First; node >= 0 && _ir[node].Op == IrOp.Phi; node = _ir[node].Next)
                _ir[node].Count = _ir.PredecessorsOf(block).Count;
        }
        while (changed)
        {
            changed = false;
            for (int block = 0; block < _ir.BlockCount; block++)
            {
                int next;
                for (int node = _ir.Block(block).First; node >= 0 && _ir[node].Op == IrOp.Phi; node = next)
                {
                    next = _ir[node].Next;
                    int same = Simplifier.Simplify(_ir, ref _ir[node], -1, node);
                    if (same < 0)
                        continue;
                    _ir.ReplaceWith(node, same);
                    changed = true;
                }
            }
        }
        _ir.ResolveOperands();
    }
}
