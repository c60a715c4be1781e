using System.Diagnostics;
using System.Runtime.InteropServices;
using Lang.Bytecode.Interpretation;
using Lang.Native.Deopt;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;
using Lang.Native.X64;
using CallingConvention = Lang.Native.Target.CallingConvention;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Emission;

// Calls, cold paths, exits, and the records that say what lies where.
internal sealed partial class CodeEmitter
{
    private enum ColdKind : byte
    {
        Exit, Poll, WideDivision, EqualFloats,
    }

    /// <summary>Code that is written behind the function's own.</summary>
    private readonly record struct ColdPath(ColdKind Kind, Label Label)
    {
        public Label Resume { get; init; }

        /// <summary>Index among the exits.</summary>
        public int Exit { get; init; }

        public Gpr Register { get; init; }

        public bool IsRemainder { get; init; }

        /// <summary>Whether the budget is in its register: see <see cref="BudgetRegions"/>.</summary>
        public bool HasBudget { get; init; }

        /// <summary>How many polls were counted together, whose exits follow one another.</summary>
        public int Polls { get; init; }

        public Xmm Left { get; init; }

        public Xmm Right { get; init; }

        public SseOp Op { get; init; }
    }

    private readonly List<ExitDescriptor> _exits = [];
    private readonly List<ExitValue> _values = [];
    private readonly List<RebuiltObject> _objects = [];
    private readonly List<CallPosition> _calls = [];
    private readonly List<InlinedFrame> _frames = [];
    private readonly Dictionary<int, int> _framesOfStates = [];
    private readonly List<(int Code, int Offset)> _lines = [];

    private void ClearRecords()
    {
        _exits.Clear();
        _values.Clear();
        _objects.Clear();
        _calls.Clear();
        _frames.Clear();
        _framesOfStates.Clear();
        _lines.Clear();
    }

    /// <summary>Operations that leave the function's own code.</summary>
    private void EmitOutside()
    {
        switch (_current.Op)
        {
            case LirOp.StoreOutgoing:
                if (At(0).Register.IsXmm)
                    _emitter.Mov(Mem.At(Gpr.Rsp, _current.Displacement), X(0));
                else
                    _emitter.Mov(Mem.At(Gpr.Rsp, _current.Displacement), G(0));
                break;
            case LirOp.LoadIncoming:
                if (At(0).Register.IsXmm)
                    _emitter.Mov(X(0), Mem.At(Gpr.Rbp, _current.Displacement));
                else
                    _emitter.Mov(G(0), Mem.At(Gpr.Rbp, _current.Displacement));
                break;
            case LirOp.StoreArea:
                if (_current.HasImmediate)
                    _emitter.Mov(AreaSlot(_current.Displacement), (int)_current.Immediate);
                else if (At(0).Register.IsXmm)
                    _emitter.Mov(AreaSlot(_current.Displacement), X(0));
                else
                    _emitter.Mov(AreaSlot(_current.Displacement), G(0));
                break;
            case LirOp.LoadArea:
                if (At(0).Register.IsXmm)
                    _emitter.Mov(X(0), AreaSlot(0));
                else
                    _emitter.Mov(G(0), AreaSlot(0));
                break;
            case LirOp.Execute:
                _emitter.Lea(_convention.IntArguments[0], Mem.At(_words[(int)_current.Immediate]));
                _emitter.Lea(_convention.IntArguments[1], AreaSlot(0));
                _emitter.CallInRange(_executors[(int)_current.Immediate]);
                AddCall();
                break;
            case LirOp.Call:
                _emitter.MovImmediate(CallingConvention.StubArgument, _current.Immediate);
                _emitter.Call(Mem.InRange(_layout.EntrySlots + ((int)_current.Immediate * sizeof(long))));
                AddCall();
                break;
            case LirOp.CallHost:
                _emitter.MovImmediate(CallingConvention.StubArgument, _current.Immediate);
                _emitter.Call(Mem.InRange(_layout.HostSlots + ((int)_current.Immediate * sizeof(long))));
                AddCall();
                break;
            case LirOp.CallValue:
                _emitter.Lea(_scratch, Mem.InRange(_layout.EntrySlots));
                _emitter.Call(Mem.At(_scratch, CallingConvention.StubArgument, sizeof(long)));
                AddCall();
                break;
            default:
                throw new UnreachableException($"no code for {_current.Op}");
        }
    }

    /// <summary>Notes which bytecode instruction of the function itself the code belongs to that leaves or calls here.</summary>
    private void AddLine(int exit)
    {
        int state = _lir.Exits[exit].State;
        while (_ir.States[state].Parent >= 0)
            state = _ir.States[state].Parent;
        // The entry, too, is shown as the first instruction.
        int offset = Math.Max(_ir.States[state].Offset, 0);
        if (_lines.Count == 0 || _lines[^1].Offset != offset)
            _lines.Add((_emitter.Position, offset));
    }

    private void AddCall()
    {
        int state = _lir.Exits[_current.Exit].State;
        _calls.Add(new CallPosition(_emitter.Position, _ir.States[state].Offset, FrameOf(state)));
    }

    /// <summary>A look at the stack limit, which whoever wants attention has raised.</summary>
    private void EmitPoll()
    {
        Label poll = _emitter.NewLabel(), resume = _emitter.NewLabel();
        _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(_layout.StackLimit));
        _emitter.Jcc(ConditionCode.Below, poll);
        _emitter.Bind(resume);
        AddPollExit();
        _cold.Add(new ColdPath(ColdKind.Poll, poll) { Resume = resume, Exit = _exits.Count - 1, Polls = 1 });
    }

    /// <summary>
    /// Neighbouring polls where fuel is counted: who wants attention gets it when the slice of the budget is used up. With a block to go to behind them, one jump a
    /// round where a loop is counted.
    /// </summary>
    private void EmitPolls(int polls, int target)
    {
        Label poll = _emitter.NewLabel(), resume = target >= 0 ? _labels[target] : _emitter.NewLabel();
        CountDown(polls, _hasBudget);
        if (target >= 0)
        {
            _emitter.Jcc(ConditionCode.Sign.Negate(), resume);
            _emitter.Jmp(poll);
        }
        else
        {
            _emitter.Jcc(ConditionCode.Sign, poll);
            _emitter.Bind(resume);
        }
        _cold.Add(new ColdPath(ColdKind.Poll, poll) { Resume = resume, Exit = _exits.Count - polls, Polls = polls, HasBudget = _hasBudget });
    }

    // The budget does not last for all of them: they count one after the other.
    private void EmitColdPolls(in ColdPath path)
    {
        if (path.Polls > 1)
            CountDown(-path.Polls, path.HasBudget);
        for (int i = 0; i < path.Polls; i++)
        {
            Label next = _emitter.NewLabel();
            if (path.Polls > 1)
            {
                CountDown(1, path.HasBudget);
                _emitter.Jcc(ConditionCode.Sign.Negate(), next);
            }
            if (path.HasBudget)
                StoreBudget();
            CallExit(path.Exit + i);
            if (path.HasBudget)
                LoadBudget();
            _emitter.Bind(next);
        }
        _emitter.Jmp(path.Resume);
    }

    private void CountDown(int units, bool hasBudget)
    {
        if (hasBudget)
            _emitter.Arithmetic(ArithmeticOp.Sub, BudgetRegions.Register, units);
        else
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), units);
    }

    private void EmitCharge()
    {
        if (_current.HasImmediate)
            CountDown((int)_current.Immediate, _hasBudget);
        else if (_hasBudget)
            _emitter.Arithmetic(ArithmeticOp.Sub, BudgetRegions.Register, G(0));
        else
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), G(0));
    }

    private void LoadBudgetInto(Gpr register)
    {
        if (_hasBudget)
            _emitter.Mov(register, BudgetRegions.Register);
        else
            _emitter.Mov(register, Mem.InRange(_layout.Budget));
    }

    private void AddPollExit()
    {
        int state = _lir.Exits[_current.Exit].State;
        _exits.Add(new ExitDescriptor(0, _ir.States[state].Offset, 0, 0, ExitKind.Poll, FrameOf(state)));
    }

    /// <summary>Where a failed check jumps: the interpreter repeats the instruction.</summary>
    private Label NewExit()
    {
        LirExit exit = _lir.Exits[_current.Exit];
        int first = _values.Count, count = 0;
        for (int state = exit.State; state >= 0; state = _ir.States[state].Parent)
            count += _ir.States[state].Variables + _ir.States[state].Stack;
        for (int i = 0; i < count; i++)
            _values.Add(ValueOf(_lir.ExitValues[exit.FirstValue + i]));
        int firstObject = _objects.Count;
        for (int i = 0; i < exit.Objects; i++)
            AddObject(_lir.ExitObjects[exit.FirstObject + i]);
        _exits.Add(new ExitDescriptor(0, _ir.States[exit.State].Offset, first, (ushort)count, ExitKind.Check, FrameOf(exit.State), (Assumption)exit.Reason)
        {
            FirstObject = firstObject,
            Objects = exit.Objects,
        });
        Label label = _emitter.NewLabel();
        _cold.Add(new ColdPath(ColdKind.Exit, label) { Exit = _exits.Count - 1, HasBudget = _hasBudget });
        return label;
    }

    private void AddObject(in LirExitObject made)
    {
        RuntimeWords words = _runtime[made.Words];
        _objects.Add(new RebuiltObject(words.First.Op, words.Second, _values.Count, made.Count));
        for (int i = 0; i < made.Count; i++)
            _values.Add(ValueOf(_lir.ExitValues[made.FirstValue + i]));
    }

    private ExitValue ValueOf(LirExitValue value)
    {
        if (value.IsObject)
            return new ExitValue(ExitValueKind.Object, value.Constant);
        if (value.Operand < 0)
            return new ExitValue(ExitValueKind.Constant, value.Constant);
        Location location = _allocation.LocationOf(value.Operand);
        if (!location.Exists)
            return new ExitValue(ExitValueKind.Constant, _lir.Registers[_lir.Operands[value.Operand].Register.Index].Constant);
        if (location.IsSlot)
            return new ExitValue(ExitValueKind.Slot, _spillSlots - 1 - location.Slot);
        return location.Register.IsXmm
            ? new ExitValue(ExitValueKind.Xmm, (long)location.Register.Xmm)
            : new ExitValue(ExitValueKind.Gpr, (long)location.Register.Gpr);
    }

    /// <summary>The record of a frame state's frames, innermost first.</summary>
    private int FrameOf(int state)
    {
        if (state < 0)
            return -1;
        if (_framesOfStates.TryGetValue(state, out int known))
            return known;
        FrameState frame = _ir.States[state];
        int parent = FrameOf(frame.Parent);
        _frames.Add(new InlinedFrame(frame.Function, frame.Offset, parent, frame.Variables, frame.Stack));
        return _framesOfStates[state] = _frames.Count - 1;
    }

    private void EmitColdPaths()
    {
        for (int i = 0; i < _cold.Count; i++)
        {
            ColdPath path = _cold[i];
            _emitter.Bind(path.Label);
            switch (path.Kind)
            {
                case ColdKind.Exit:
                    if (path.HasBudget)
                        StoreBudget();
                    CallExit(path.Exit);
                    break;
                case ColdKind.Poll:
                    EmitColdPolls(path);
                    break;
                case ColdKind.WideDivision:
                    RareSequences.Divide(ref _emitter, path.Register, path.IsRemainder, path.Resume);
                    break;
                case ColdKind.EqualFloats:
                    RareSequences.EqualFloats(ref _emitter, path.Op, path.Left, path.Right, path.Resume);
                    break;
                default:
                    throw new UnreachableException();
            }
        }
        // A call that does not return may come last: its return address belongs to the code all the same.
        if (_cold.Count > 0)
            _emitter.Int3();
    }

    private void CallExit(int exit)
    {
        _emitter.CallInRange(_stubs.Exit);
        _exits[exit] = _exits[exit] with { Return = _emitter.Position };
    }

    private void SortRecords()
    {
        _exits.Sort((a, b) => a.Return.CompareTo(b.Return));
        _calls.Sort((a, b) => a.Return.CompareTo(b.Return));
    }

    private FrameRecords MakeFrameRecords()
    {
        return new FrameRecords
        {
            FrameSlots = _spillSlots,
            Variables = 0,
            SlotBase = -_savedBytes - (_spillSlots * CallingConvention.SlotBytes),
            FrameBytes = FrameBytes,
            Saved = _saved,
            Registers = [],
            Calls = CollectionsMarshal.AsSpan(_calls),
            Exits = CollectionsMarshal.AsSpan(_exits),
            Values = CollectionsMarshal.AsSpan(_values),
            Loops = [],
            Objects = CollectionsMarshal.AsSpan(_objects),
            Frames = CollectionsMarshal.AsSpan(_frames),
        };
    }
}
