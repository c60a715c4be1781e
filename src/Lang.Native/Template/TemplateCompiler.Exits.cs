using System.Diagnostics;
using System.Runtime.InteropServices;
using Lang.Native.Deopt;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Cold paths, exits, and the records that say what lies where.
internal sealed partial class TemplateCompiler
{
    private enum ColdKind : byte
    {
        Exit, Poll, CountedJump, WideQuotient, WideRemainder, MinOfEqual, MaxOfEqual, Push, StoreFunction, OtherCallee,
    }

    /// <summary>Code that is written behind the function's own.</summary>
    private readonly record struct ColdPath(ColdKind Kind, Label Label)
    {
        public Label Resume { get; init; }

        /// <summary>Index among the exits.</summary>
        public int Exit { get; init; }

        public byte Left { get; init; }

        public byte Right { get; init; }

        /// <summary>Of a call of a function value: its number among the module's.</summary>
        public int Site { get; init; }

        /// <summary>Of a push or a store: the word to execute, and where its result, if any, is at home.</summary>
        public Label Word { get; init; }

        public int Offset { get; init; }

        public bool IsFloat { get; init; }
    }

    private readonly List<ColdPath> _cold = [];
    private readonly List<ExitDescriptor> _exits = [];
    private readonly List<ExitValue> _values = [];
    private readonly List<CallPosition> _calls = [];
    private readonly List<LoopEntry> _loops = [];
    private readonly List<VariableRegister> _registers = [];
    private readonly LiteralPool _literals = new();

    /// <summary>The exit of the instruction at which the last one was made: checks of one instruction share it.</summary>
    private int _exitInstruction, _exitDepth;
    private Label _exitLabel;

    private void ClearRecords()
    {
        _cold.Clear();
        _exits.Clear();
        _values.Clear();
        _calls.Clear();
        _loops.Clear();
        _literals.Clear();
        _exitInstruction = -1;
    }

    /// <summary>Where a failed check jumps: the interpreter repeats the instruction with the operands as they are now.</summary>
    private Label NewExit()
    {
        if (_exitInstruction == _at && _exitDepth == _depth)
            return _exitLabel;
        Label label = _emitter.NewLabel();
        _cold.Add(new ColdPath(ColdKind.Exit, label) { Exit = AddExit(ExitKind.Check) });
        (_exitInstruction, _exitDepth, _exitLabel) = (_at, _depth, label);
        return label;
    }

    private int AddExit(ExitKind kind) => AddExit(kind, _offset);

    private int AddExit(ExitKind kind, int offset)
    {
        int first = _values.Count;
        for (int i = 0; i < _depth; i++)
            _values.Add(ValueOf(_stack[i]));
        _exits.Add(new ExitDescriptor(0, offset, first, (ushort)_depth, kind));
        return _exits.Count - 1;
    }

    private ExitValue ValueOf(in Operand operand) => operand.Place switch
    {
        Place.Constant => new(ExitValueKind.Constant, operand.Constant),
        Place.Gpr => new(ExitValueKind.Gpr, operand.Register),
        Place.Xmm => new(ExitValueKind.Xmm, operand.Register),
        Place.Variable when TryVariableGpr(operand, out Gpr register) => new(ExitValueKind.Gpr, (long)register),
        Place.Variable when TryVariableXmm(operand, out Xmm register) => new(ExitValueKind.Xmm, (long)register),
        _ => new(ExitValueKind.Slot, operand.Slot),
    };

    /// <summary>At a loop's beginning: whoever wants attention has raised the limit. Reported for the jump back, as the interpreter does.</summary>
    private void EmitPoll()
    {
        Label poll = _emitter.NewLabel(), resume = _emitter.NewLabel();
        _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(_layout.StackLimit));
        _emitter.Jcc(ConditionCode.Below, poll);
        _emitter.Bind(resume);
        _cold.Add(new ColdPath(ColdKind.Poll, poll) { Resume = resume, Exit = AddExit(ExitKind.Poll, _plan.JumpBackTo(_at)) });
    }

    /// <summary>At a loop's beginning: the round that counts down to nothing is the interpreter's, which has the loop optimised.</summary>
    private void EmitCountdown()
    {
        Label hot = _emitter.NewLabel(), resume = _emitter.NewLabel();
        _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(Counter), 1);
        _emitter.Jcc(ConditionCode.Sign, hot);
        _emitter.Bind(resume);
        _cold.Add(new ColdPath(ColdKind.Poll, hot) { Resume = resume, Exit = AddExit(ExitKind.Hot) });
    }

    private void EmitColdPaths()
    {
        for (int i = 0; i < _cold.Count; i++)
        {
            ColdPath path = _cold[i];
            _emitter.Bind(path.Label);
            EmitColdPath(path);
        }
        // A call that does not return may come last: its return address belongs to this part of the code all the same.
        if (_cold.Count > 0)
            _emitter.Int3();
    }

    private void EmitColdPath(in ColdPath path)
    {
        switch (path.Kind)
        {
            case ColdKind.Exit:
                CallExit(path.Exit);
                return;
            case ColdKind.Poll:
                CallExit(path.Exit);
                break;
            case ColdKind.CountedJump:
                _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), 1);
                _emitter.Jcc(ConditionCode.NoSign, path.Resume);
                CallExit(path.Exit);
                break;
            case ColdKind.WideQuotient or ColdKind.WideRemainder:
                RareSequences.Divide(ref _emitter, Scratch, path.Kind == ColdKind.WideRemainder, path.Resume);
                return;
            case ColdKind.MinOfEqual or ColdKind.MaxOfEqual:
                SseOp ofEqual = path.Kind == ColdKind.MinOfEqual ? SseOp.Orpd : SseOp.Andpd;
                RareSequences.EqualFloats(ref _emitter, ofEqual, (Xmm)path.Left, (Xmm)path.Right, path.Resume);
                return;
            case ColdKind.Push:
                EmitSlowPush(path);
                break;
            case ColdKind.StoreFunction:
                EmitSlowStore(path);
                break;
            case ColdKind.OtherCallee:
                EmitOtherCallee(path);
                break;
            default:
                throw new UnreachableException();
        }
        _emitter.Jmp(path.Resume);
    }

    private void CallExit(int exit)
    {
        _emitter.CallInRange(_stubs.Exit);
        _exits[exit] = _exits[exit] with { Return = _emitter.Position };
    }

    // Calls and exits were written in the order of the code: their return addresses rise.
    private FrameRecords MakeFrameRecords()
    {
        _registers.Clear();
        for (int variable = 0; variable < _variables; variable++)
        {
            if (_plan.RegisterOf(variable) != RegisterPlan.None)
                _registers.Add(new((ushort)variable, IsFloat(_function.Variables[variable]), _plan.RegisterOf(variable)));
        }
        return new FrameRecords
        {
            FrameSlots = _frameSlots,
            Variables = _variables,
            SlotBase = _slotBase,
            FrameBytes = FrameBytes,
            Saved = _plan.Saved,
            Registers = CollectionsMarshal.AsSpan(_registers),
            Calls = CollectionsMarshal.AsSpan(_calls),
            Exits = CollectionsMarshal.AsSpan(_exits),
            Values = CollectionsMarshal.AsSpan(_values),
            Loops = CollectionsMarshal.AsSpan(_loops),
        };
    }
}
