using Lang.Native.Deopt;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// What code counts: rounds of loops, directions of branches. And what it looks at in each round.
internal sealed partial class TemplateCompiler
{
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

    // A loop that calls nothing counts the rounds of a strip down in a register. Only at a strip's end it looks at the limit, and has its rounds counted in memory, as wherever it
    // is left. Memory in each round would be what tight loops wait for. Where fuel is counted no round may go by unseen.
    private int StripLoopAt(int index) => _options.CountFuel ? RegisterPlan.NoStripLoop : _plan.StripLoopAt(index);

    /// <summary>At the beginning of a loop that has strips.</summary>
    private void EmitStripRound()
    {
        Label end = _emitter.NewLabel(), resume = _emitter.NewLabel();
        _emitter.Arithmetic(ArithmeticOp.Sub, _plan.StripRegister, 1, Width.Bits32);
        _emitter.Jcc(ConditionCode.Equal, end);
        _emitter.Bind(resume);
        int poll = AddExit(ExitKind.Poll, _plan.JumpBackTo(_at));
        _cold.Add(new ColdPath(ColdKind.StripEnd, end) { Resume = resume, Exit = poll, HotExit = _options.CountRounds ? AddExit(ExitKind.Hot) : NoExit });
    }

    private void EmitStripEnd(in ColdPath path)
    {
        Label begin = _emitter.NewLabel(), hot = _emitter.NewLabel(), notHot = _emitter.NewLabel();
        if (path.HotExit != NoExit)
        {
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(Counter), _options.Strip);
            _emitter.JccShort(ConditionCode.Sign, hot);
            _emitter.Bind(notHot);
        }
        _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(_layout.StackLimit));
        _emitter.JccShort(ConditionCode.AboveOrEqual, begin);
        CallExit(path.Exit);
        _emitter.Bind(begin);
        BeginStrip();
        _emitter.Jmp(path.Resume);
        if (path.HotExit == NoExit)
            return;
        _emitter.Bind(hot);
        CallExit(path.HotExit);
        _emitter.Jmp(notHot);
    }

    private void BeginStrip() => _emitter.MovImmediate(_plan.StripRegister, _options.Strip);

    /// <summary>Between two instructions, of which the second follows the first: leaves and enters loops that have strips.</summary>
    private void CrossStripLoops(int from, int to)
    {
        int left = StripLoopAt(from), entered = StripLoopAt(to);
        if (left == entered)
            return;
        LeaveStripLoop(left);
        if (entered != RegisterPlan.NoStripLoop)
            BeginStrip();
    }

    /// <summary>Counts the rounds of the strip that was begun.</summary>
    private void LeaveStripLoop(int loop)
    {
        if (loop == RegisterPlan.NoStripLoop || !_options.CountRounds)
            return;
        _emitter.Arithmetic(ArithmeticOp.Sub, _plan.StripRegister, _options.Strip);
        _emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(Counter), _plan.StripRegister);
    }

    /// <summary>Where the conditional jump at hand has its counters.</summary>
    private (int Counters, bool EndsLoop) FindCounters()
    {
        int index = _branches!.Offsets.AsSpan().BinarySearch(_offset);
        return (_layout.BranchCounters + _branches.First + (index * BranchCounters.Size), _branches.EndLoops[index]);
    }

    private bool CountsBothWays() => _branches is not null && !FindCounters().EndsLoop;

    /// <summary>The jump at hand is taken; where it is not, execution goes on at a label. So there is at most one count and one jump on either way.</summary>
    private void CountAndJump(int target, Label notTaken)
    {
        (int counters, _) = FindCounters();
        Count(counters + BranchCounters.TakenOffset);
        JumpTo(target);
        _emitter.Bind(notTaken);
        Count(counters + BranchCounters.NotTakenOffset);
    }

    /// <summary>The loop whose jump back is not taken has ended.</summary>
    private void CountEndOfLoop(int target)
    {
        if (_branches is not null && target <= _offset)
            Count(FindCounters().Counters + BranchCounters.NotTakenOffset);
    }

    private void Count(int counter) => _emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(counter), 1, Width.Bits32);

    /// <summary>Where the conditional jump at hand, of which at most the other way is counted in place, leads: to its target, or first to what is to be done on that way.</summary>
    private Label EdgeTo(int target)
    {
        bool isBack = target <= _offset, countsFuel = _options.CountFuel && isBack, countsEnd = _branches is not null && !isBack;
        int index = _plan.IndexOf(target);
        if (!countsFuel && !countsEnd && StripLoopAt(_at) == StripLoopAt(index))
            return LabelOf(target);
        Label edge = _emitter.NewLabel();
        _cold.Add(new ColdPath(ColdKind.Edge, edge)
        {
            Resume = LabelOf(target),
            From = _at,
            To = index,
            Counter = countsEnd ? FindCounters().Counters + BranchCounters.TakenOffset : NoCounter,
            Exit = countsFuel ? AddExit(ExitKind.Poll) : NoExit,
        });
        return edge;
    }

    private void EmitEdge(in ColdPath path)
    {
        if (path.Counter != NoCounter)
            Count(path.Counter);
        CrossStripLoops(path.From, path.To);
        if (path.Exit != NoExit)
        {
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), 1);
            _emitter.Jcc(ConditionCode.NoSign, path.Resume);
            CallExit(path.Exit);
        }
        _emitter.Jmp(path.Resume);
    }
}
