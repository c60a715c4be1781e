using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Native.Deopt;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.RegAlloc;
using Lang.Native.Target;
using Lang.Native.X64;
using CallingConvention = Lang.Native.Target.CallingConvention;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Emission;

/// <summary>What of a function's code is known before its instructions are emitted.</summary>
internal sealed class EmissionInput
{
    public required IrFunction Ir { get; init; }

    public required LirFunction Lir { get; init; }

    public required Allocation Allocation { get; init; }

    /// <summary>Operations that the interpreter executes.</summary>
    public required IReadOnlyList<RuntimeWords> Words { get; init; }

    /// <summary>Strings of the pool that the code loads.</summary>
    public required int[] Strings { get; init; }

    /// <summary>Slots of the area for those operations, and bytes for arguments on the stack.</summary>
    public required int AreaSlots { get; init; }

    /// <inheritdoc cref="AreaSlots"/>
    public required int OutgoingBytes { get; init; }
}

/// <summary>Encodes allocated machine instructions: blocks in their layout, cold ones behind all others, then exits, then literals.</summary>
/// <remarks>
/// The frame:
/// <code>
///   [rbp+16..]   arguments on the stack
///   [rbp+8]      return address
///   [rbp]        caller's rbp
///   [rbp-8..]    callee-saved registers that the code uses
///   ...          spill slots, the first one highest
///   ...          the area on which the interpreter executes operations, slot 0 lowest
///   [rsp..]      outgoing arguments, shadow space
/// </code>
/// </remarks>
internal sealed partial class CodeEmitter
{
    private const int PageBytes = 4096, SmallFrame = 256;

    private readonly BytecodeModule _module;
    private readonly CallingConvention _convention;
    private readonly VmLayout _layout;
    private readonly StubOffsets _stubs;
    private readonly Gpr _scratch;
    private readonly Xmm _scratchXmm;

    /// <summary>Instructions of a loop that may fit between two boundaries.</summary>
    private const int ShortLoop = 12;

    /// <summary>Rounds for each time that a loop is entered that are too few for it to matter where it lies.</summary>
    private const int FewRounds = 2;

    private Emitter _emitter = new(4096) { NotesForwardJumps = true };
    private IrFunction _ir = null!;
    private LirFunction _lir = null!;
    private Allocation _allocation = null!;
    private Label[] _labels = [];
    private readonly List<int> _layoutOrder = [], _thread = [];
    private readonly LiteralPool _literals = new();
    private readonly BudgetRegions _budgetRegions = new();
    private readonly List<Label> _words = [];
    private IReadOnlyList<RuntimeWords> _runtime = [];

    // Of the finished function.
    private int _prologue, _xmmsSavedAt, _instructionBytes;
    private int[] _strings = [];

    /// <summary>What executes each of them.</summary>
    private readonly List<int> _executors = [];
    private readonly List<ColdPath> _cold = [];
    private readonly List<int> _returns = [];
    private int _pushedBytes, _savedBytes, _spillSlots, _areaSlots, _outgoing, _next, _move;
    private bool _hasBudget;
    private RegisterSet _saved;

    public CodeEmitter(BytecodeModule module, CallingConvention convention, VmLayout layout, StubOffsets stubs, Gpr scratch, Xmm scratchXmm)
    {
        _module = module;
        _convention = convention;
        _layout = layout;
        _stubs = stubs;
        _scratch = scratch;
        _scratchXmm = scratchXmm;
    }

    /// <summary>Stress: whether checks fail now and then although they hold.</summary>
    public bool FailsChecks { get; init; }

    /// <summary>Stress: the check that always fails although it holds, counted from 0 over all functions that were emitted; or null.</summary>
    public int? FailingExit { get; init; }

    /// <summary>How many checks there are in the functions that were emitted so far.</summary>
    public int Checks { get; private set; }

    /// <summary>Whether polls count fuel down.</summary>
    public bool CountsFuel { get; init; }

    /// <summary>Bytes from RBP down to RSP.</summary>
    private int FrameBytes
    {
        get
        {
            int bytes = _savedBytes + ((_spillSlots + _areaSlots) * CallingConvention.SlotBytes) + _outgoing;
            return (bytes + _convention.StackAlignment - 1) & -_convention.StackAlignment;
        }
    }

    /// <summary>Emits a function. The result is valid until the next one.</summary>
    public CompiledCode Emit(EmissionInput input)
    {
        (_ir, _lir, _allocation) = (input.Ir, input.Lir, input.Allocation);
        _saved = (_allocation.UsedRegisters & _convention.CalleeSaved) - Gpr.Rbp;
        _pushedBytes = _saved.Gprs.Count * CallingConvention.SlotBytes;
        _savedBytes = FrameShape.SavedBytes(_pushedBytes, _saved.Xmms.Count);
        (_spillSlots, _areaSlots, _outgoing) = (_allocation.SpillSlots, input.AreaSlots, input.OutgoingBytes);
        (_runtime, _strings) = (input.Words, input.Strings);
        _budgetRegions.Find(_lir, CountsFuel, isRegisterFree: _ir.OsrOffset >= 0 || !_module.Functions[_ir.Function].Environment.Exists);
        _emitter.Reset();
        int checksBefore = Checks;
        EmitCode();
        // The same again, with short jumps.
        if (_emitter.TryShorten())
        {
            Checks = checksBefore;
            EmitCode();
        }
        return Finished;
    }

    private void EmitCode()
    {
        _literals.Clear();
        _words.Clear();
        _executors.Clear();
        _cold.Clear();
        _returns.Clear();
        ClearRecords();
        foreach (RuntimeWords words in _runtime)
        {
            _words.Add(_emitter.NewLabel());
            _executors.Add(_stubs.ExecutorOf(words));
            _literals.Add(_words[^1], words.First.Raw, words.Second);
        }
        _prologue = EmitPrologue();
        ArrangeBlocks();
        for (int i = 0; i < _layoutOrder.Count; i++)
        {
            _next = i + 1 < _layoutOrder.Count ? _layoutOrder[i + 1] : -1;
            EmitBlock(_layoutOrder[i]);
        }
        EmitColdPaths();
        _instructionBytes = _emitter.Position;
        _literals.Emit(ref _emitter);
        SortRecords();
    }

    /// <summary>The function that was emitted last.</summary>
    public CompiledCode Finished => new()
    {
        Code = _emitter.Code,
        Relocations = _emitter.Relocations,
        InstructionBytes = _instructionBytes,
        OsrEntry = -1,
        Frameless = _instructionBytes,
        Frame = MakeFrameRecords(),
        Prologue = _prologue,
        XmmsSavedAt = _xmmsSavedAt,
        Returns = CollectionsMarshal.AsSpan(_returns),
        Strings = _strings,
        Lines = CollectionsMarshal.AsSpan(_lines),
    };

    private int EmitPrologue()
    {
        int frameBytes = FrameBytes;
        // Without room, or when someone wants attention, the interpreter takes the call: everything is still where the caller put it.
        // A loop is entered from a place that has looked.
        if (_ir.OsrOffset < 0)
        {
            if (frameBytes > SmallFrame)
            {
                _emitter.Lea(_scratch, Mem.At(Gpr.Rsp, -frameBytes));
                _emitter.Arithmetic(ArithmeticOp.Cmp, _scratch, Mem.InRange(_layout.StackLimit));
            }
            else
            {
                _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(_layout.StackLimit));
            }
            _emitter.JccInRange(ConditionCode.Below, _stubs.Interpreter);
        }
        int prologue = _emitter.Position;
        _emitter.Push(Gpr.Rbp);
        _emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        foreach (Gpr register in _saved.Gprs)
            _emitter.Push(register);
        if (_savedBytes > _pushedBytes)
            SaveXmms();
        // Pages of a stack are committed in order on Windows; elsewhere a guard page could be jumped.
        for (int depth = PageBytes; depth < frameBytes; depth += PageBytes)
            _emitter.Test(Mem.At(Gpr.Rbp, -depth), 0, Width.Bits8);
        if (frameBytes > _savedBytes)
            _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, frameBytes - _savedBytes);
        if (_budgetRegions.Covers(0))
            LoadBudget();
        return prologue;
    }

    // Before the rest of the frame is made: unwind data knows no prologue beyond 255 bytes.
    private void SaveXmms()
    {
        _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, _savedBytes - _pushedBytes);
        int stored = 0;
        foreach (Xmm register in _saved.Xmms)
            _emitter.MovAligned128(Mem.At(Gpr.Rbp, -FrameShape.SavedBytes(_pushedBytes, ++stored)), register);
        _xmmsSavedAt = _emitter.Position;
    }

    private void EmitEpilogue()
    {
        // RSP is added to and not copied from RBP: a return would wait for RBP to come out of memory first.
        Thunks.LoadXmms(ref _emitter, _saved, _pushedBytes);
        if (FrameBytes > _pushedBytes)
            _emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rsp, FrameBytes - _pushedBytes);
        for (int register = (int)Gpr.R15; register >= 0; register--)
        {
            if (_saved.Contains((Gpr)register))
                _emitter.Pop((Gpr)register);
        }
        _emitter.Pop(Gpr.Rbp);
        _returns.Add(_emitter.Position);
        _emitter.Ret();
    }

    // Cold blocks stand behind the others, so that what is executed is dense and falls through.
    private void ArrangeBlocks()
    {
        _layoutOrder.Clear();
        if (_labels.Length < _lir.Blocks.Count)
            _labels = new Label[2 * _lir.Blocks.Count];
        for (int i = 0; i < _lir.Blocks.Count; i++)
            _labels[i] = _emitter.NewLabel();
        // Whoever jumps to a block that only jumps on goes there at once. Backwards, so that chains are short.
        _thread.Clear();
        for (int i = 0; i < _lir.Blocks.Count; i++)
            _thread.Add(i);
        for (int i = _lir.Blocks.Count - 1; i > 0; i--)
        {
            if (OnlyJumps(_lir.Blocks[i]) && !_budgetRegions.LoadsAtEnd(i) && !_budgetRegions.StoresAtStart(i) && _lir.Blocks[i].Successor != i)
                _thread[i] = _thread[_lir.Blocks[i].Successor];
        }
        for (int i = 0; i < _lir.Blocks.Count; i++)
            _labels[i] = _labels[_thread[i]];
        foreach (bool cold in (ReadOnlySpan<bool>)[false, true])
        {
            for (int i = 0; i < _lir.Blocks.Count; i++)
            {
                bool isCold = _lir.Blocks[i].IsCold && i > 0;
                if (isCold == cold && _thread[i] == i)
                    _layoutOrder.Add(i);
            }
        }
    }

    private bool OnlyJumps(in LirBlock block)
    {
        if (block.OtherSuccessor >= 0 || block.Successor < 0)
            return false;
        for (int i = block.First; i < block.End; i++)
        {
            LirInstruction instruction = _lir.Instructions[i];
            bool isNothing = instruction.Op == LirOp.Constant && !_allocation.LocationOf(instruction.FirstOperand).Exists;
            if (instruction.Op != LirOp.Jump && !isNothing)
                return false;
        }
        int move = FirstMove(block.First);
        return move == _allocation.Moves.Length || _allocation.Moves[move].Instruction >= block.End;
    }

    /// <summary>Where a jump to a block leads in the end.</summary>
    private int Target(int block) => block < 0 ? -1 : _thread[block];

    private void EmitBlock(int block)
    {
        LirBlock emitted = _lir.Blocks[block];
        if (IsAligned(block, emitted))
            _emitter.AlignLoop();
        _emitter.Bind(_labels[block]);
        (_flagsEnd, _copy) = (-1, default);
        _hasBudget = _budgetRegions.Covers(block);
        if (_budgetRegions.StoresAtStart(block))
            StoreBudget();
        _move = FirstMove(emitted.First);
        for (int i = emitted.First; i < emitted.End; i++)
        {
            // Before the moves: the register may be that of an argument.
            LirOp op = _lir.Instructions[i].Op;
            bool isOutside = _hasBudget && op.RunsOtherCode();
            if (isOutside || (_hasBudget && op == LirOp.Return))
                StoreBudget();
            EmitMoves(i);
            if (i == emitted.End - 1 && _budgetRegions.LoadsAtEnd(block))
                LoadBudget();
            LirInstruction instruction = _lir.Instructions[i];
            if (instruction.Exit >= 0)
                AddLine(instruction.Exit);
            if (!CountsFuel || instruction.Op != LirOp.Poll)
            {
                _overwritten = PlaceOverwrittenNext(i, emitted);
                Emit(instruction, emitted);
                if (isOutside)
                    LoadBudget();
                continue;
            }
            int polls = AddPollExits(i);
            i += polls - 1;
            bool jumps = !_budgetRegions.LoadsAtEnd(block) && IsPlainJump(i + 1, emitted);
            EmitPolls(polls, jumps ? Target(emitted.Successor) : -1);
            if (jumps)
                return;
        }
    }

    // What stands in front of it is executed each time that the loop is entered.
    private bool IsAligned(int block, in LirBlock header) => header.LoopEnd >= 0 && !header.IsCold && _lir.Blocks[header.LoopEnd].End - header.First <= ShortLoop
        && header.Frequency >= FewRounds * _lir.Blocks[block - 1].Frequency;

    // How many polls follow one another without a move between them.
    private int AddPollExits(int instruction)
    {
        int polls = 0;
        do
        {
            _current = _lir.Instructions[instruction + polls++];
            AddPollExit();
        }
        while (_lir.Instructions[instruction + polls].Op == LirOp.Poll && !HasMoves(instruction + polls));
        return polls;
    }

    // Nothing is moved for what follows, which stands somewhere else.
    private bool IsPlainJump(int instruction, in LirBlock block) =>
        _lir.Instructions[instruction].Op == LirOp.Jump && Target(block.Successor) != _next && !HasMoves(instruction);

    private bool HasMoves(int instruction) => _move < _allocation.Moves.Length && _allocation.Moves[_move].Instruction == instruction;

    // The first of the moves, which stand in the instructions' order, at an instruction or behind it.
    private int FirstMove(int instruction)
    {
        ReadOnlySpan<LirMove> moves = _allocation.Moves;
        int low = 0, high = moves.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (moves[middle].Instruction < instruction)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private void LoadBudget() => _emitter.Mov(BudgetRegions.Register, Mem.InRange(_layout.Budget));

    private void StoreBudget() => _emitter.Mov(Mem.InRange(_layout.Budget), BudgetRegions.Register);

    private void EmitMoves(int instruction)
    {
        ReadOnlySpan<LirMove> moves = _allocation.Moves;
        for (; _move < moves.Length && moves[_move].Instruction == instruction; _move++)
            EmitMove(moves[_move]);
    }

    private void EmitMove(in LirMove move)
    {
        if (!move.From.Exists)
            EmitConstant(move.To, move.Constant);
        else if (move.To.IsSlot && move.Class == ValueClass.Float)
            _emitter.Mov(SpillSlot(move.To.Slot), move.From.Register.Xmm);
        else if (move.To.IsSlot)
            _emitter.Mov(SpillSlot(move.To.Slot), move.From.Register.Gpr);
        else if (move.From.IsSlot && move.Class == ValueClass.Float)
            _emitter.Mov(move.To.Register.Xmm, SpillSlot(move.From.Slot));
        else if (move.From.IsSlot)
            _emitter.Mov(move.To.Register.Gpr, SpillSlot(move.From.Slot));
        else if (move.Class == ValueClass.Float)
            _emitter.Mov(move.To.Register.Xmm, move.From.Register.Xmm);
        else
            _emitter.Mov(move.To.Register.Gpr, move.From.Register.Gpr);
    }

    private void EmitConstant(Location to, long value)
    {
        if (to.IsSlot)
        {
            if (value == (int)value)
            {
                _emitter.Mov(SpillSlot(to.Slot), (int)value);
                return;
            }
            _emitter.MovImmediate(_scratch, value);
            _emitter.Mov(SpillSlot(to.Slot), _scratch);
        }
        else if (!to.Register.IsXmm)
        {
            _emitter.MovImmediate(to.Register.Gpr, value);
        }
        else if (value == 0)
        {
            _emitter.Zero(to.Register.Xmm);
        }
        else
        {
            _emitter.Mov(to.Register.Xmm, _literals.At(ref _emitter, value));
        }
    }

    private Mem SpillSlot(int slot) => Mem.At(Gpr.Rbp, -_savedBytes - ((slot + 1) * CallingConvention.SlotBytes));

    private Mem AreaSlot(int slot) =>
        Mem.At(Gpr.Rbp, -_savedBytes - ((_spillSlots + _areaSlots - slot) * CallingConvention.SlotBytes));
}
