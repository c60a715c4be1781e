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
        Exit, Poll, StripEnd, Edge, WideQuotient, WideRemainder, MinOfEqual, MaxOfEqual, Push, StoreFunction, OtherCallee,
    }

    private const int NoExit = -1, NoCounter = -1;

    /// <summary>Code that is written behind the function's own.</summary>
    private readonly record struct ColdPath(ColdKind Kind, Label Label)
    {
        public Label Resume { get; init; }

        /// <summary>Index among the exits, or <see cref="NoExit"/>.</summary>
        public int Exit { get; init; }

        /// <summary>Of a strip's end: the exit to the interpreter, which has the loop optimised, if rounds are counted.</summary>
        public int HotExit { get; init; }

        /// <summary>Of a way from one instruction to another one: their indices, and where it is counted, or <see cref="NoCounter"/>.</summary>
        public int From { get; init; }

        /// <inheritdoc cref="From"/>
        public int To { get; init; }

        /// <inheritdoc cref="From"/>
        public int Counter { get; init; }

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
            case ColdKind.StripEnd:
                EmitStripEnd(path);
                return;
            case ColdKind.Edge:
                EmitEdge(path);
                return;
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
