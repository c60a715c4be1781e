using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Lets innermost loops that count look for attention once in many rounds: they become two loops, and the inner one runs through a strip without a poll.</summary>
/// <remarks>
/// <code>
///   header:  i = phi(start, next) ...            strip:   I = phi(start, next); end = min(bound, I + Rounds * step)
///            ...                                 header:  i = phi(I, next) ...
///            next = i + step                              next = i + step
///            poll                                         branch next &lt; end, header, latch
///            branch next &lt; bound, header, exit   latch:   poll
///                                                         branch next &lt; bound, strip, exit
/// </code>
/// With fuel a strip is no longer than the budget lasts, and the block behind it charges for its rounds, except the last one, whose polls stand there and may find the
/// budget used up: so that is found where it would have been, after the same effects. Other ways out of the loop charge for the rounds so far; checks, which leave to the
/// interpreter, may not be in it.
/// <code>
///   strip:   I = phi(start, next); end = min(bound, I + min(Rounds, budget / polls + 1) * step)
///   behind:  charge polls * ((next - (I + step)) / step)
///            branch next &lt; bound, latch, exit
///   latch:   poll ...; jump strip
/// </code>
/// Should the end of a strip wrap, then the strip has one round: the comparison with the bound stays what ends the loop. A loop that goes on while its variable is not
/// equal to the bound, by steps of one, has as many rounds left as the difference says, which is exact whatever wraps: none where it compares the next value means 2^64.
/// Without fuel a loop may be left elsewhere too, and its poll stand anywhere: where exactly in a round somebody gets attention is not promised.
/// Requires: SSA, loops with preheaders; with fuel, polls beside each other. Ensures: SSA; states of loops are gone. Source: HotSpot's loop strip mining.
/// </remarks>
internal sealed class StripMining
{
    /// <summary>Rounds between polls, and nodes that a round has at most: well below what a person or a clock notices.</summary>
    private const int Rounds = 1024, MostNodes = 100;

    /// <summary>Steps beyond this one leave hardly a strip before they wrap.</summary>
    private const long LargestStep = 1 << 20;

    /// <summary>Below so many rounds, as far as is known, a loop gains nothing.</summary>
    private const float FewRounds = 3;

    private readonly IrFunction _function;
    private readonly PassContext _context;

    /// <summary>The edges on which the loop at hand is left.</summary>
    private readonly List<(int Block, int Outside)> _leaving = [];

    private StripMining(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    public static void Run(IrFunction function, PassContext context)
    {
        // Nothing is moved before loops any more.
        for (int block = 0; block < function.BlockCount; block++)
            function.Block(block).LoopState = -1;
        context.AnalyzeLoops(function);
        var pass = new StripMining(function, context);
        for (int loop = 0; loop < context.Loops.Count; loop++)
            pass.Visit(loop);
    }

    private void Visit(int loop)
    {
        Loop at = _context.Loops[loop];
        if (InductionVariable.Find(_function, _context.Loops, loop) is not { } variable
            || !Simplifier.IsConstant(_function, variable.Step, out long step) || !HasStrips(variable, step))
            return;
        int entry = _function.PredecessorsOf(at.Header).IndexOf(at.Preheader), latch = _function.PredecessorsOf(at.Header)[1 - entry];
        // With work between the branch that ends the loop and the next round, the latch only jumps: where fuel is counted it does, since only the way back costs.
        if (_context.CountsFuel != _function.Block(latch).OtherSuccessor < 0 || !IsShort(loop, latch, out int poll))
            return;
        bool hasManyRounds = _function.Block(at.Header).Frequency >= FewRounds * _function.Block(at.Preheader).Frequency;
        if (_context.CountsFuel)
        {
            if (hasManyRounds && CountPolls(latch) is > 0 and int units)
                SplitCounted(at, latch, entry, variable, step, units);
        }
        else if (HasFewRounds(variable, step))
        {
            _function.Remove(poll);
        }
        else if (hasManyRounds)
        {
            Split(at, latch, poll, entry, variable, step);
        }
    }

    // Not even a strip's: whatever is around the loop polls.
    private bool HasFewRounds(in InductionVariable variable, long step)
    {
        const long Farthest = 1L << 62;
        if (!Simplifier.IsConstant(_function, variable.Start, out long start) || !Simplifier.IsConstant(_function, variable.Bound, out long bound)
            || Math.Abs(start / 2) >= Farthest / 2 || Math.Abs(bound / 2) >= Farthest / 2)
            return false;
        long distance = step > 0 ? bound - start : start - bound;
        return distance > 0 && distance < Rounds * Math.Abs(step);
    }

    private static bool HasStrips(in InductionVariable variable, long step) => variable.Condition switch
    {
        IrCondition.Lt or IrCondition.Le => variable.ComparesNext && step is > 0 and <= LargestStep,
        IrCondition.Gt or IrCondition.Ge => variable.ComparesNext && step is < 0 and >= -LargestStep,
        _ => step is 1 or -1,
    };

    // How many polls there are in a latch that does nothing else; 0 when it does.
    private int CountPolls(int latch)
    {
        int polls = 0;
        for (int node = _function.Block(latch).First; node != _function.Block(latch).Last; node = _function[node].Next)
        {
            if (_function[node].Op == IrOp.Poll)
                polls++;
            else if (!IrOpTable.Get(_function[node].Op).Is(IrFlags.Pure))
                return 0;
        }
        return polls;
    }

    /// <summary>Whether a loop is innermost, short, and has nothing that strips must not have; and its poll, or the last one of those that count.</summary>
    private bool IsShort(int loop, int latch, out int poll)
    {
        int nodes = 0;
        Loop at = _context.Loops[loop];
        poll = -1;
        _leaving.Clear();
        for (int i = _context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
        {
            int block = _context.Dominators.Order[i];
            if (!_context.Loops.Contains(loop, block))
                continue;
            if (_context.Loops.LoopOf(block) != loop)
                return false;
            foreach (int successor in (ReadOnlySpan<int>)[_function.Block(block).Successor, _function.Block(block).OtherSuccessor])
            {
                if (successor >= 0 && !_context.Loops.Contains(loop, successor))
                    _leaving.Add((block, successor));
            }
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                if (++nodes > MostNodes || !MayBeInStrip(_function[node], block == latch, poll >= 0))
                    return false;
                if (_function[node].Op == IrOp.Poll)
                    poll = node;
            }
        }
        return poll >= 0;
    }

    // Comparisons of strings can take long, so that a strip of them would; other pure operations can't. Where fuel is counted behind a strip, no check leaves it in between, and only the latch polls. Elsewhere a loop with two polls, or a call, looks for attention often enough.
    private bool MayBeInStrip(in IrNode node, bool isLatch, bool hasPoll)
    {
        IrOpInfo info = IrOpTable.Get(node.Op);
        if (node.Op == IrOp.Poll)
            return _context.CountsFuel ? isLatch : !hasPoll;
        return (!info.Is(IrFlags.Effect) || (_context.IsPure(node) && !_context.ComparesStrings(node))) && !(_context.CountsFuel && info.Is(IrFlags.Guard));
    }

    private void Split(in Loop loop, int latch, int poll, int entry, in InductionVariable variable, long step)
    {
        (int again, _) = AddStrips(loop, latch, latch, entry, variable, step, units: 0);
        _function.MoveBefore(poll, again);
    }

    /// <summary>Strips are no longer than the budget lasts: so only the polls behind a strip, which count its last round, can find it used up.</summary>
    private void SplitCounted(in Loop loop, int latch, int entry, in InductionVariable variable, long step, int units)
    {
        int end = _function.PredecessorsOf(latch)[0], branch = _function.Block(end).Last, behind;
        for (int node = _function.Block(latch).First; node != _function.Block(latch).Last; node = behind)
        {
            behind = _function[node].Next;
            if (_function[node].Op != IrOp.Poll)
                _function.MoveBefore(node, branch);
        }
        (int again, int first) = AddStrips(loop, end, latch, entry, variable, step, units);
        // What is kept meanwhile is the variable's second value, not its first, which registers would be chosen for as for the variable.
        int jump = _function.Block(_function[first].Block).Last;
        int second = _function.InsertBefore(jump, IrNode.Make(IrOp.Add, IrType.Int, first, ConstantBefore(jump, step)));
        Charge(again, RoundsBefore(again, second, NextOf(loop, entry, variable), step), units);
        foreach ((int block, int outside) in _leaving)
        {
            if (block == end)
                continue;
            int left = _function.Block(_function.SplitEdge(block, outside)).Last;
            int next = _function.InsertBefore(left, IrNode.Make(IrOp.Add, IrType.Int, variable.Phi, ConstantBefore(left, step)));
            Charge(left, RoundsBefore(left, second, next, step), units);
        }
    }

    // How many rounds there were from one value of the variable to another.
    private int RoundsBefore(int node, int first, int now, long step)
    {
        int distance = _function.InsertBefore(node, IrNode.Make(IrOp.Sub, IrType.Int, step > 0 ? now : first, step > 0 ? first : now));
        return step is 1 or -1 ? distance : _function.InsertBefore(node, IrNode.Make(IrOp.UDiv, IrType.Int, distance, ConstantBefore(node, Math.Abs(step))));
    }

    private void Charge(int node, int rounds, int units)
    {
        if (units > 1)
            rounds = _function.InsertBefore(node, IrNode.Make(IrOp.Mul, IrType.Int, rounds, ConstantBefore(node, units)));
        _function.InsertBefore(node, IrNode.Make(IrOp.Charge, IrType.None, rounds));
    }

    private int ConstantBefore(int node, long value) => _function.InsertBefore(node, IrNode.Make(IrOp.Constant, IrType.Int) with { Value = value });

    /// <summary>The variable's value in the next round.</summary>
    private int NextOf(in Loop loop, int entry, in InductionVariable variable)
    {
        int strip = _function.PredecessorsOf(loop.Header)[entry];
        int around = _function.ListOf(_function[variable.Phi])[entry];
        return _function.ListOf(_function[around])[_function.PredecessorsOf(strip).Count - 1];
    }

    /// <summary>Makes the loop around the loop.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="end">The block that ends it.</param>
    /// <param name="latch">The block that leads back: the same, or one behind it, which leads back to the strips from now on.</param>
    /// <param name="entry">Which predecessor of the header comes from outside.</param>
    /// <param name="variable">Counts the rounds.</param>
    /// <param name="step">By so much.</param>
    /// <param name="units">Polls of a round, if they are counted.</param>
    /// <returns>The comparison behind a strip, and the variable at the strip's beginning.</returns>
    private (int Again, int First) AddStrips(in Loop loop, int end, int latch, int entry, in InductionVariable variable, long step, int units)
    {
        float frequency = Math.Max(_function.Block(loop.Preheader).Frequency, _function.Block(loop.Header).Frequency / Rounds);
        int strip = _function.NewBlock(frequency), outer = _function.NewBlock(frequency);

        int first = -1, next = -1;
        for (int phi = _function.Block(loop.Header).First; _function[phi].Op == IrOp.Phi; phi = _function[phi].Next)
        {
            int around = _function.AddPhi(strip, _function[phi].Type, 2);
            Span<int> operands = _function.ListOf(_function[phi]), outside = _function.ListOf(_function[around]);
            (outside[0], outside[1]) = (operands[entry], operands[1 - entry]);
            operands[entry] = around;
            if (phi == variable.Phi)
                (first, next) = (around, outside[1]);
        }
        int endOfStrip = EndOfStrip(strip, first, variable, step, RoundsOfStrip(strip, units));
        _function.Append(strip, IrNode.Make(IrOp.Jump, IrType.None));
        _function.Block(strip).Successor = loop.Header;
        int back = latch == end ? outer : latch;
        _function.PredecessorsOf(strip).AddRange([loop.Preheader, back]);
        _function.PredecessorsOf(loop.Header)[entry] = strip;
        _function.PredecessorsOf(loop.Header)[1 - entry] = end;
        _function.Block(loop.Preheader).Successor = strip;

        int branch = _function.Block(end).Last, inside = latch == end ? loop.Header : latch;
        int exit = _function.Block(end).Successor == inside ? _function.Block(end).OtherSuccessor : _function.Block(end).Successor;
        int goesOn = _function.InsertBefore(branch, Compare(variable.Condition, next, endOfStrip));
        _function[branch].A = goesOn;
        (_function.Block(end).Successor, _function.Block(end).OtherSuccessor) = (loop.Header, outer);
        _function.PredecessorsOf(outer).Add(end);

        int again = _function.Append(outer, Compare(variable.Condition, next, BoundOfNext(outer, variable, step, variable.Bound)));
        _function.Append(outer, IrNode.Make(IrOp.Branch, IrType.None, again));
        if (latch != end)
        {
            _function.PredecessorsOf(latch)[0] = outer;
            _function.Block(latch).Successor = strip;
            _function.Block(latch).Frequency = frequency;
        }
        (_function.Block(outer).Successor, _function.Block(outer).OtherSuccessor) = (latch == end ? strip : latch, exit);
        List<int> leaving = _function.PredecessorsOf(exit);
        leaving[leaving.IndexOf(end)] = outer;
        return (again, first);
    }

    /// <summary>How many rounds a strip has at most, where that is not <see cref="Rounds"/>: each one costs, except the last. Else -1.</summary>
    private int RoundsOfStrip(int strip, int units)
    {
        if (units == 0)
            return -1;
        int paid = _function.Append(strip, IrNode.Make(IrOp.Budget, IrType.Int));
        if (units > 1)
            paid = _function.Append(strip, IrNode.Make(IrOp.UDiv, IrType.Int, paid, Simplifier.Constant(_function, strip, units)));
        int rounds = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, paid, Simplifier.Constant(_function, strip, 1)));
        return _function.Append(strip, IrNode.Make(IrOp.Min, IrType.Int, rounds, Simplifier.Constant(_function, strip, Rounds)));
    }

    private int EndOfStrip(int strip, int first, in InductionVariable variable, long step, int rounds)
    {
        int length = rounds < 0 ? Simplifier.Constant(_function, strip, step * Rounds) : LengthOf(strip, variable, step, rounds);
        int last = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, first, length));
        if (variable.Condition != IrCondition.Ne)
            return _function.Append(strip, IrNode.Make(step > 0 ? IrOp.Min : IrOp.Max, IrType.Int, variable.Bound, last));
        (int from, int to) = step > 0 ? (first, variable.Bound) : (variable.Bound, first);
        int left = _function.Append(strip, IrNode.Make(IrOp.Sub, IrType.Int, to, from));
        // The next value meets a bound that this one has already only after all integers: no rounds left are then the most there are.
        if (variable.ComparesNext)
            left = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, left, Simplifier.Constant(_function, strip, -1)));
        int isLast = _function.Append(strip, Compare(IrCondition.Below, left, rounds < 0 ? Simplifier.Constant(_function, strip, Rounds) : rounds));
        return BoundOfNext(strip, variable, step, _function.Append(strip, IrNode.Make(IrOp.Select, IrType.Int, isLast, variable.Bound, last)));
    }

    // From the strip's first value to what its last round compares: the next value, or this one.
    private int LengthOf(int strip, in InductionVariable variable, long step, int rounds)
    {
        int steps = variable.ComparesNext ? rounds : _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, rounds, Simplifier.Constant(_function, strip, -1)));
        return step == 1 ? steps : _function.Append(strip, IrNode.Make(IrOp.Mul, IrType.Int, steps, Simplifier.Constant(_function, strip, step)));
    }

    // The next value is compared even where the loop compares this one, which then need not be kept beside it.
    private int BoundOfNext(int block, in InductionVariable variable, long step, int bound) =>
        variable.ComparesNext ? bound : Simplifier.Append(_function, block, IrNode.Make(IrOp.Add, IrType.Int, bound, Simplifier.Constant(_function, block, step)));

    private static IrNode Compare(IrCondition condition, int a, int b) => IrNode.Make(IrOp.Compare, IrType.Int, a, b) with { Condition = condition };
}
