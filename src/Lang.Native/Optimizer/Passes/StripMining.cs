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
/// Should the end of a strip wrap, or the number behind a bound that has a round itself, then the strip has one round: the comparison with the bound stays what ends the loop. No strip
/// that is left by order has a round at its very end, which the variable could pass by wrapping around. A loop that goes on while its variable is not
/// equal to the bound, by steps of one, has as many rounds left as the difference says, which is exact whatever wraps: none where it compares the next value means 2^64.
/// By other steps it has as many as the difference holds whole steps, or, if they leave a rest, more than that: a strip that has no more never runs past the bound.
/// A step that is a variable counts up, as far as anybody knows before: where it turns out not to, or to be too large, each strip has one round.
/// Without fuel a loop may be left elsewhere too, and its poll stand anywhere: where exactly in a round somebody gets attention is not promised.
/// Requires: SSA, loops with preheaders; with fuel, polls beside each other. Ensures: SSA; states of loops are gone. Source: HotSpot's loop strip mining.
/// </remarks>
internal sealed class StripMining
{
    /// <summary>Rounds between polls: with <see cref="MostNodes"/> in each well below what a person or a clock notices.</summary>
    public const int Rounds = 1024;

    /// <summary>Nodes that a round has at most.</summary>
    private const int MostNodes = 100;

    /// <summary>Steps beyond this one leave hardly a strip before they wrap.</summary>
    private const long LargestStep = 1 << 20;

    /// <summary>Below so many rounds, as far as is known, a loop gains nothing.</summary>
    private const float FewRounds = 3;

    /// <summary>How the variable of a loop goes on.</summary>
    /// <param name="Node">What is added to it.</param>
    /// <param name="Known">Its value if that is a constant, else 0.</param>
    /// <param name="Fits">Of a variable: whether it is positive and not too large.</param>
    /// <param name="Size">Of a variable: what distances are divided by, which is the step, or one where it does not fit.</param>
    private readonly record struct Stride(int Node, long Known, int Fits = -1, int Size = -1)
    {
        public bool IsOne => Known is 1 or -1;

        public bool IsVariable => Known == 0;
    }

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
            || StrideOf(variable) is not { } stride)
            return;
        int entry = _function.PredecessorsOf(at.Header).IndexOf(at.Preheader), latch = _function.PredecessorsOf(at.Header)[1 - entry];
        // With work between the branch that ends the loop and the next round, the latch only jumps: where fuel is counted it does, since only the way back costs.
        if (_context.CountsFuel != _function.Block(latch).OtherSuccessor < 0 || !IsShort(loop, latch, out int poll))
            return;
        bool hasManyRounds = _function.Block(at.Header).Frequency >= FewRounds * _function.Block(at.Preheader).Frequency;
        if (_context.CountsFuel)
        {
            if (hasManyRounds && CountPolls(latch) is > 0 and int units)
                SplitCounted(at, latch, entry, variable, Prepared(at, stride), units);
        }
        else if (HasFewRounds(variable, stride.Known))
        {
            _function.Remove(poll);
        }
        else if (hasManyRounds)
        {
            Split(at, latch, poll, entry, variable, Prepared(at, stride));
        }
    }

    // Not even a strip's: whatever is around the loop polls.
    private bool HasFewRounds(in InductionVariable variable, long step)
    {
        const long Farthest = 1L << 62;
        if (step == 0 || !Simplifier.IsConstant(_function, variable.Start, out long start) || !Simplifier.IsConstant(_function, variable.Bound, out long bound)
            || Math.Abs(start / 2) >= Farthest / 2 || Math.Abs(bound / 2) >= Farthest / 2)
            return false;
        long distance = step > 0 ? bound - start : start - bound;
        return distance > 0 && distance < Rounds * Math.Abs(step) && (variable.Condition != IrCondition.Ne || distance % step == 0);
    }

    private Stride? StrideOf(in InductionVariable variable)
    {
        bool isKnown = Simplifier.IsConstant(_function, variable.Step, out long step);
        if (isKnown && step is 0 or < -LargestStep or > LargestStep)
            return null;
        bool hasStrips = variable.Condition switch
        {
            IrCondition.Lt or IrCondition.Le => variable.ComparesNext && (!isKnown || step > 0),
            IrCondition.Gt or IrCondition.Ge => variable.ComparesNext && step < 0,
            _ => true,
        };
        return hasStrips ? new Stride(variable.Step, step) : null;
    }

    /// <summary>Finds out before the loop what is to be known of a step that is a variable.</summary>
    private Stride Prepared(in Loop loop, in Stride stride)
    {
        if (!stride.IsVariable)
            return stride;
        int jump = _function.Block(loop.Preheader).Last;
        int lessOne = _function.InsertBefore(jump, IrNode.Make(IrOp.Add, IrType.Int, stride.Node, _function.ConstantBefore(jump, -1)));
        int fits = _function.InsertBefore(jump, Compare(IrCondition.Below, lessOne, _function.ConstantBefore(jump, LargestStep)));
        int size = _function.InsertBefore(jump, IrNode.Make(IrOp.Select, IrType.Int, fits, stride.Node, _function.ConstantBefore(jump, 1)));
        return stride with { Fits = fits, Size = size };
    }

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

    private void Split(in Loop loop, int latch, int poll, int entry, in InductionVariable variable, in Stride stride)
    {
        (int again, _) = AddStrips(loop, latch, latch, entry, variable, stride, units: 0);
        _function.MoveBefore(poll, again);
    }

    /// <summary>Strips are no longer than the budget lasts: so only the polls behind a strip, which count its last round, can find it used up.</summary>
    private void SplitCounted(in Loop loop, int latch, int entry, in InductionVariable variable, in Stride stride, int units)
    {
        int end = _function.PredecessorsOf(latch)[0], branch = _function.Block(end).Last, behind;
        for (int node = _function.Block(latch).First; node != _function.Block(latch).Last; node = behind)
        {
            behind = _function[node].Next;
            if (_function[node].Op != IrOp.Poll)
                _function.MoveBefore(node, branch);
        }
        (int again, int first) = AddStrips(loop, end, latch, entry, variable, stride, units);
        // What is kept meanwhile is the variable's second value, not its first, which registers would be chosen for as for the variable.
        int jump = _function.Block(_function[first].Block).Last;
        int second = _function.InsertBefore(jump, IrNode.Make(IrOp.Add, IrType.Int, first, StepBefore(jump, stride)));
        Charge(again, RoundsBefore(again, second, NextOf(loop, entry, variable), stride), units);
        foreach ((int block, int outside) in _leaving)
        {
            if (block == end)
                continue;
            int left = _function.Block(_function.SplitEdge(block, outside)).Last;
            int next = _function.InsertBefore(left, IrNode.Make(IrOp.Add, IrType.Int, variable.Phi, StepBefore(left, stride)));
            Charge(left, RoundsBefore(left, second, next, stride), units);
        }
    }

    // How many rounds there were from one value of the variable to another.
    private int RoundsBefore(int node, int first, int now, in Stride stride)
    {
        int distance = _function.InsertBefore(node, IrNode.Make(IrOp.Sub, IrType.Int, stride.Known < 0 ? first : now, stride.Known < 0 ? now : first));
        if (stride.IsOne)
            return distance;
        int size = stride.IsVariable ? stride.Size : _function.ConstantBefore(node, Math.Abs(stride.Known));
        return _function.InsertBefore(node, IrNode.Make(IrOp.UDiv, IrType.Int, distance, size));
    }

    private int StepBefore(int node, in Stride stride) => stride.IsVariable ? stride.Node : _function.ConstantBefore(node, stride.Known);

    private void Charge(int node, int rounds, int units)
    {
        if (units > 1)
            rounds = _function.InsertBefore(node, IrNode.Make(IrOp.Mul, IrType.Int, rounds, _function.ConstantBefore(node, units)));
        _function.InsertBefore(node, IrNode.Make(IrOp.Charge, IrType.None, rounds));
    }

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
    /// <param name="stride">By so much.</param>
    /// <param name="units">Polls of a round, if they are counted.</param>
    /// <returns>The comparison behind a strip, and the variable at the strip's beginning.</returns>
    private (int Again, int First) AddStrips(in Loop loop, int end, int latch, int entry, in InductionVariable variable, in Stride stride, int units)
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
        int endOfStrip = EndOfStrip(strip, first, variable, stride, RoundsOfStrip(strip, stride, units));
        _function.Append(strip, IrNode.Make(IrOp.Jump, IrType.None));
        _function.Block(strip).Successor = loop.Header;
        int back = latch == end ? outer : latch;
        _function.PredecessorsOf(strip).AddRange((ReadOnlySpan<int>)[loop.Preheader, back]);
        _function.PredecessorsOf(loop.Header)[entry] = strip;
        _function.PredecessorsOf(loop.Header)[1 - entry] = end;
        _function.Block(loop.Preheader).Successor = strip;

        int branch = _function.Block(end).Last, inside = latch == end ? loop.Header : latch;
        int exit = _function.Block(end).Successor == inside ? _function.Block(end).OtherSuccessor : _function.Block(end).Successor;
        IrCondition inStrip = variable.Condition switch { IrCondition.Le => IrCondition.Lt, IrCondition.Ge => IrCondition.Gt, var condition => condition };
        int goesOn = _function.InsertBefore(branch, Compare(inStrip, next, endOfStrip));
        _function[branch].A = goesOn;
        (_function.Block(end).Successor, _function.Block(end).OtherSuccessor) = (loop.Header, outer);
        _function.PredecessorsOf(outer).Add(end);

        int again = _function.Append(outer, Compare(variable.Condition, next, BoundOfNext(outer, variable, stride, variable.Bound)));
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

    /// <summary>How many rounds a strip has at most, where that is not <see cref="Rounds"/>: each one costs, except the last, or the step may not fit. Else -1.</summary>
    private int RoundsOfStrip(int strip, in Stride stride, int units)
    {
        int rounds = units == 0 ? -1 : RoundsPaid(strip, units);
        if (!stride.IsVariable)
            return rounds;
        int most = rounds >= 0 ? rounds : Simplifier.Constant(_function, strip, Rounds);
        return _function.Append(strip, IrNode.Make(IrOp.Select, IrType.Int, stride.Fits, most, Simplifier.Constant(_function, strip, 1)));
    }

    private int RoundsPaid(int strip, int units)
    {
        int paid = _function.Append(strip, IrNode.Make(IrOp.Budget, IrType.Int));
        if (units > 1)
            paid = _function.Append(strip, IrNode.Make(IrOp.UDiv, IrType.Int, paid, Simplifier.Constant(_function, strip, units)));
        int rounds = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, paid, Simplifier.Constant(_function, strip, 1)));
        return _function.Append(strip, IrNode.Make(IrOp.Min, IrType.Int, rounds, Simplifier.Constant(_function, strip, Rounds)));
    }

    private int EndOfStrip(int strip, int first, in InductionVariable variable, in Stride stride, int rounds)
    {
        if (variable.Condition == IrCondition.Ne && !stride.IsOne)
            return EndByDivision(strip, first, variable, stride, rounds);
        int length = rounds < 0 ? Simplifier.Constant(_function, strip, stride.Known * Rounds) : LengthOf(strip, variable, stride, rounds);
        int last = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, first, length));
        if (variable.Condition != IrCondition.Ne)
            return _function.Append(strip, IrNode.Make(stride.Known < 0 ? IrOp.Max : IrOp.Min, IrType.Int, BehindBound(strip, variable), last));
        (int from, int to) = stride.Known > 0 ? (first, variable.Bound) : (variable.Bound, first);
        int left = _function.Append(strip, IrNode.Make(IrOp.Sub, IrType.Int, to, from));
        // The next value meets a bound that this one has already only after all integers: no rounds left are then the most there are.
        if (variable.ComparesNext)
            left = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, left, Simplifier.Constant(_function, strip, -1)));
        int isLast = _function.Append(strip, Compare(IrCondition.Below, left, rounds < 0 ? Simplifier.Constant(_function, strip, Rounds) : rounds));
        return BoundOfNext(strip, variable, stride, _function.Append(strip, IrNode.Make(IrOp.Select, IrType.Int, isLast, variable.Bound, last)));
    }

    // The first number that has no round behind it.
    private int BehindBound(int strip, in InductionVariable variable)
    {
        int behind = variable.Condition switch { IrCondition.Le => 1, IrCondition.Ge => -1, _ => 0 };
        return behind == 0 ? variable.Bound : _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, variable.Bound, Simplifier.Constant(_function, strip, behind)));
    }

    // The first round is there anyway; behind it as many as there are steps up to the bound. Divided is what is not negative: of a distance beyond that half is enough.
    private int EndByDivision(int strip, int first, in InductionVariable variable, in Stride stride, int rounds)
    {
        int step = StepIn(strip, stride);
        int second = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, first, step)), compared = variable.ComparesNext ? second : first;
        (int from, int to) = stride.Known < 0 ? (variable.Bound, compared) : (compared, variable.Bound);
        int distance = _function.Append(strip, IrNode.Make(IrOp.Sub, IrType.Int, to, from));
        distance = _function.Append(strip, IrNode.Make(IrOp.And, IrType.Int, distance, Simplifier.Constant(_function, strip, long.MaxValue)));
        int size = stride.IsVariable ? stride.Size : Simplifier.Constant(_function, strip, Math.Abs(stride.Known));
        int left = _function.Append(strip, IrNode.Make(IrOp.UDiv, IrType.Int, distance, size));
        int most = rounds < 0 ? Simplifier.Constant(_function, strip, Rounds - 1)
            : _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, rounds, Simplifier.Constant(_function, strip, -1)));
        int others = _function.Append(strip, IrNode.Make(IrOp.Min, IrType.Int, left, most));
        return _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, second, _function.Append(strip, IrNode.Make(IrOp.Mul, IrType.Int, others, step))));
    }

    // From the strip's first value to what its last round compares: the next value, or this one.
    private int LengthOf(int strip, in InductionVariable variable, in Stride stride, int rounds)
    {
        int steps = variable.ComparesNext ? rounds : _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, rounds, Simplifier.Constant(_function, strip, -1)));
        return stride.Known == 1 ? steps : _function.Append(strip, IrNode.Make(IrOp.Mul, IrType.Int, steps, StepIn(strip, stride)));
    }

    private int StepIn(int block, in Stride stride) => stride.IsVariable ? stride.Node : Simplifier.Constant(_function, block, stride.Known);

    // The next value is compared even where the loop compares this one, which then need not be kept beside it.
    private int BoundOfNext(int block, in InductionVariable variable, in Stride stride, int bound) =>
        variable.ComparesNext ? bound : Simplifier.Append(_function, block, IrNode.Make(IrOp.Add, IrType.Int, bound, StepIn(block, stride)));

    private static IrNode Compare(IrCondition condition, int a, int b) => IrNode.Make(IrOp.Compare, IrType.Int, a, b) with { Condition = condition };
}
