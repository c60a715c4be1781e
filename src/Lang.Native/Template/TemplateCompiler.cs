using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native.Deopt;
using Lang.Native.Target;
using Lang.Native.X64;
using CallingConvention = Lang.Native.Target.CallingConvention;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

/// <summary>
/// Tier 1: makes machine code of verified bytecode in one pass, without an intermediate form.
/// </summary>
/// <remarks>
/// The operand stack is simulated: loading a constant or a variable emits nothing, the operation that uses it names the register or slot or carries
/// the constant. The rules:
/// <list type="number">
/// <item>A variable lives in one place throughout: a register that <see cref="RegisterPlan"/> gave it, or its slot.</item>
/// <item>Results stay in volatile registers until they are used. Operand-stack entry k has a home slot behind the variables. Where paths meet every
/// entry is in its home, and at calls every result.</item>
/// <item>Before a variable changes, entries that still name it are copied.</item>
/// <item>A check that fails leaves through a cold exit whose descriptor says where every operand is, and never comes back: operands stay where they
/// are until the checks of their instruction are done.</item>
/// <item>What is not done inline is done by the interpreter's own code for the operation, on the home slots (<see cref="CompileExecuted"/>).</item>
/// </list>
/// The frame, with a frame pointer so that it can be walked:
/// <code>
///   [rbp+16..]        arguments on the stack
///   [rbp+8]           return address
///   [rbp]             caller's rbp
///   [rbp-8..]         callee-saved registers that hold variables
///   [rbp+SlotBase..]  slot 0, 1, ...: variables, then homes, as in the interpreter's frame
///   [rsp..]           outgoing arguments, shadow space
/// </code>
/// One compiler serves one VM or one listing, one function at a time; its buffers are used again.
/// </remarks>
internal sealed partial class TemplateCompiler
{
    /// <summary>Written between instructions by nothing else: free at any point.</summary>
    private const Gpr Scratch = Gpr.R11;

    private readonly VerifiedModule _verified;
    private readonly BytecodeModule _module;
    private readonly CallingConvention _convention;
    private readonly VmLayout _layout;
    private readonly StubOffsets _stubs;
    private readonly TemplateOptions _options;
    private readonly RegisterPlan _plan;
    private readonly Xmm _scratchXmm;

    private Emitter _emitter = new(4096);

    /// <summary>For each instruction its label's number plus one, or 0 as long as it has none.</summary>
    private int[] _labels = new int[64];
    private BranchCounters.Row? _branches;
    private FunctionInfo _function = null!;
    private SlotTypes _slots = null!;
    private int _index, _variables, _frameSlots, _slotBase, _outgoing;

    /// <summary>The instruction being compiled, by index, and its bytecode offset.</summary>
    private int _at, _offset;

    public TemplateCompiler(VerifiedModule module, CallingConvention convention, VmLayout layout, StubOffsets stubs, TemplateOptions options)
    {
        _verified = module;
        _module = module.Module;
        _convention = convention;
        _layout = layout;
        _stubs = stubs;
        _options = options;
        _plan = new RegisterPlan(module.Module, convention, Scratch, roundingCalls: !options.HasSse41);
        _scratchXmm = _plan.ScratchXmm;
    }

    /// <summary>Bytecode instructions of the last function.</summary>
    public int InstructionCount => _plan.Count;

    /// <summary>Compiles a function. The result is valid until the next call.</summary>
    /// <param name="index">Its index in the module.</param>
    public CompiledCode Compile(int index)
    {
        Start(index);
        EmitPrologue();
        EmitBody();
        EmitColdPaths();
        int osrEntry = _plan.HasLoops ? EmitOsrEntry() : -1;
        int frameless = _emitter.Position;
        EmitFramelessPaths();
        int instructionBytes = _emitter.Position;
        _literals.Emit(ref _emitter);
        foreach (int site in _frameBytesSites)
            _emitter.Patch(site, FrameBytes - SavedBytes);
        return new CompiledCode
        {
            Code = _emitter.Code,
            Relocations = _emitter.Relocations,
            InstructionBytes = instructionBytes,
            OsrEntry = osrEntry,
            Frame = MakeFrameRecords(),
            Frameless = frameless,
            Prologue = _prologue,
            Returns = CollectionsMarshal.AsSpan(_returns),
            Strings = CollectionsMarshal.AsSpan(_strings),
            Lines = CollectionsMarshal.AsSpan(_lines),
        };
    }

    private void Start(int index)
    {
        _index = index;
        _function = _module.Functions[index];
        _slots = _verified.SlotsOf(index);
        _plan.Make(_function, _slots);
        _branches = _options.Branches?.Reserve(index, _plan.Instructions);
        _variables = _function.Variables.Length;
        _frameSlots = _variables + _slots.MaxDepth;
        _slotBase = -(SavedBytes + (_frameSlots * CallingConvention.SlotBytes));
        _outgoing = _convention.ShadowSpace;
        _emitter.Reset();
        _free = _plan.Temporaries;
        _depth = 0;
        if (_stack.Length <= _slots.MaxDepth + 4)
            _stack = new Operand[_slots.MaxDepth + 5];
        if (_labels.Length <= _plan.Count)
            _labels = new int[Math.Max(_plan.Count + 1, 2 * _labels.Length)];
        Array.Clear(_labels, 0, _plan.Count + 1);
        _returns.Clear();
        _frameBytesSites.Clear();
        _strings.Clear();
        _lines.Clear();
        ClearRecords();
    }

    private readonly List<int> _strings = [], _returns = [];
    private int _prologue;
    private readonly List<(int Code, int Offset)> _lines = [];

    private void EmitBody()
    {
        bool live = true;
        int last = 0;
        ReadOnlySpan<Instruction> instructions = _plan.Instructions;
        for (_at = 0; _at < instructions.Length; _at++)
        {
            ref readonly Instruction instruction = ref instructions[_at];
            if (_slots.DepthAt(instruction.Offset) == SlotTypes.Unreachable)
                continue;
            if (live)
                CrossStripLoops(last, _at);
            Arrive(instruction.Offset, live);
            if (_options.RecordLines)
                _lines.Add((_emitter.Position, instruction.Offset));
            CompileInstruction(instruction);
            live = !_plan.EndsPath(_at);
            last = _at;
        }
        if (_slots.DepthAt(_function.Code.Length) == SlotTypes.Unreachable)
            return;
        if (live)
            CrossStripLoops(last, _at);
        Arrive(_function.Code.Length, live);
        CompileReturn();
    }

    /// <summary>Begins an instruction; where paths meet, brings the operand stack into its homes.</summary>
    private void Arrive(int offset, bool live)
    {
        _offset = offset;
        if (!_plan.IsJumpTarget(_at))
            return;
        if (live)
            FlushBelow(0);
        _emitter.Bind(LabelOf(offset));
        ResetStack(_slots.StackAt(offset));
        if (!_plan.IsLoopHeader(_at))
            return;
        _loops.Add(new LoopEntry(offset, _emitter.Position));
        if (StripLoopAt(_at) != RegisterPlan.NoStripLoop)
        {
            EmitStripRound();
            return;
        }
        if (!_options.CountFuel)
            EmitPoll();
        if (_options.CountRounds)
            EmitCountdown();
    }

    /// <summary>The label of the instruction at a bytecode offset.</summary>
    private Label LabelOf(int offset)
    {
        ref int label = ref _labels[_plan.IndexOf(offset)];
        if (label == 0)
            label = _emitter.NewLabel().Index + 1;
        return new Label(label - 1);
    }

    /// <summary>The variable that the next instruction stores to, if nothing leads to it but this one; else -1.</summary>
    private int NextStore()
    {
        if (_at + 1 >= _plan.Count)
            return -1;
        ref readonly Instruction next = ref _plan.Instructions[_at + 1];
        return next.Opcode == Opcode.StoreVar && !_plan.IsJumpTarget(_at + 1) ? next.A : -1;
    }

    private Mem SlotAt(int slot) => Mem.At(Gpr.Rbp, _slotBase + (slot * CallingConvention.SlotBytes));

    private int Home(int entry) => _variables + entry;
}

/// <summary>What the template compiler needs to know besides the module.</summary>
internal sealed record TemplateOptions
{
    /// <summary>Whether function entries and backward jumps are counted.</summary>
    public bool CountFuel { get; init; }

    /// <summary>Whether code counts down calls and rounds of loops, to be optimised in the end.</summary>
    public bool CountRounds { get; init; }

    /// <summary>Rounds of a loop that calls nothing, from one look at the limit, and at the count of rounds, to the next.</summary>
    public int Strip { get; init; } = LongestStrip;

    /// <summary>Some microseconds.</summary>
    public const int LongestStrip = 1024;

    /// <summary>Where the directions of conditional jumps are counted, or null.</summary>
    public BranchCounters? Branches { get; init; }

    /// <summary>What a call counts.</summary>
    public int RoundsOfCall { get; init; } = 8;

    /// <summary>Whether the processor has roundsd.</summary>
    public bool HasSse41 { get; init; } = true;

    /// <summary>Whether the places of bytecode instructions are kept: for listings.</summary>
    public bool RecordLines { get; init; }
}
