using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>
/// Lets innermost loops that count look for attention once in many rounds: they become two loops, and the inner one runs through a strip without a poll. Those that
/// are known to have few rounds do without one.
/// </summary>
/// <remarks>
/// <code>
///   header:  i = phi(start, next) ...            strip:   I = phi(start, next); end = min(bound, I + Rounds * step)
///            ...                                 header:  i = phi(I, next) ...
///            next = i + step                              next = i + step
///            poll                                         branch next &lt; end, header, latch
///            branch next &lt; bound, header, exit   latch:   poll
///                                                         branch next &lt; bound, strip, exit
/// </code>
/// Should the end of a strip wrap, then the strip has one round: the comparison with the bound stays what ends the loop. A loop that goes on while its variable is not
/// equal to the bound, by steps of one, has as many rounds left as the difference says, which is exact whatever wraps: none where it compares the next value means 2^64.
/// A loop may be left elsewhere too, and its poll stand anywhere: where exactly in a round somebody gets attention is not promised.
/// Requires: SSA, loops with preheaders. Ensures: SSA; states of loops are gone. Source: HotSpot's loop strip mining.
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

    private StripMining(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    public static void Run(IrFunction function, PassContext context)
    {
        // Nothing is moved before loops any more.
        for (int block = 0; block < function.BlockCount; block++)
            function.Block(block).LoopState = -1;
        // Fuel is counted in each round.
        if (context.CountsFuel)
            return;
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
        // With work between the branch that ends the loop and the next round, the latch only jumps.
        if (_function.Block(latch).OtherSuccessor < 0 || FindPoll(loop) is not (>= 0 and int poll))
            return;
        if (HasFewRounds(variable, step))
            _function.Remove(poll);
        else if (_function.Block(at.Header).Frequency >= FewRounds * _function.Block(at.Preheader).Frequency)
            Split(at, latch, entry, variable, step, poll);
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

    // The loop's poll, if it is innermost, short, and has one only: with another one, or a call, it looks for attention more often.
    private int FindPoll(int loop)
    {
        int nodes = 0, poll = -1;
        Loop at = _context.Loops[loop];
        for (int i = _context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
        {
            int block = _context.Dominators.Order[i];
            if (!_context.Loops.Contains(loop, block))
                continue;
            if (_context.Loops.LoopOf(block) != loop)
                return -1;
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                bool isPoll = _function[node].Op == IrOp.Poll;
                if (++nodes > MostNodes || (isPoll && poll >= 0) || (!isPoll && IrOpTable.Get(_function[node].Op).Is(IrFlags.Effect) && !_context.IsPure(_function[node])))
                    return -1;
                poll = isPoll ? node : poll;
            }
        }
        return poll;
    }

    private void Split(in Loop loop, int latch, int entry, in InductionVariable variable, long step, int poll)
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
        int end = EndOfStrip(strip, first, variable, step);
        _function.Append(strip, IrNode.Make(IrOp.Jump, IrType.None));
        _function.Block(strip).Successor = loop.Header;
        _function.PredecessorsOf(strip).AddRange([loop.Preheader, outer]);
        _function.PredecessorsOf(loop.Header)[entry] = strip;
        _function.Block(loop.Preheader).Successor = strip;

        int branch = _function.Block(latch).Last;
        int exit = _function.Block(latch).Successor == loop.Header ? _function.Block(latch).OtherSuccessor : _function.Block(latch).Successor;
        int goesOn = _function.InsertBefore(branch, Compare(variable.Condition, next, end));
        _function[branch].A = goesOn;
        (_function.Block(latch).Successor, _function.Block(latch).OtherSuccessor) = (loop.Header, outer);
        _function.PredecessorsOf(outer).Add(latch);

        int again = _function.Append(outer, Compare(variable.Condition, next, BoundOfNext(outer, variable, step, variable.Bound)));
        _function.Append(outer, IrNode.Make(IrOp.Branch, IrType.None, again));
        _function.MoveBefore(poll, again);
        (_function.Block(outer).Successor, _function.Block(outer).OtherSuccessor) = (strip, exit);
        List<int> leaving = _function.PredecessorsOf(exit);
        leaving[leaving.IndexOf(latch)] = outer;
    }

    private int EndOfStrip(int strip, int first, in InductionVariable variable, long step)
    {
        int length = Simplifier.Constant(_function, strip, step * Rounds);
        int last = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, first, length));
        if (variable.Condition != IrCondition.Ne)
            return _function.Append(strip, IrNode.Make(step > 0 ? IrOp.Min : IrOp.Max, IrType.Int, variable.Bound, last));
        (int from, int to) = step > 0 ? (first, variable.Bound) : (variable.Bound, first);
        int left = _function.Append(strip, IrNode.Make(IrOp.Sub, IrType.Int, to, from));
        // The next value meets a bound that this one has already only after all integers: no rounds left are then the most there are.
        if (variable.ComparesNext)
            left = _function.Append(strip, IrNode.Make(IrOp.Add, IrType.Int, left, Simplifier.Constant(_function, strip, -1)));
        int isLast = _function.Append(strip, Compare(IrCondition.Below, left, Simplifier.Constant(_function, strip, Rounds)));
        return BoundOfNext(strip, variable, step, _function.Append(strip, IrNode.Make(IrOp.Select, IrType.Int, isLast, variable.Bound, last)));
    }

    // The next value is compared even where the loop compares this one, which then need not be kept beside it.
    private int BoundOfNext(int block, in InductionVariable variable, long step, int bound) =>
        variable.ComparesNext ? bound : Simplifier.Append(_function, block, IrNode.Make(IrOp.Add, IrType.Int, bound, Simplifier.Constant(_function, block, step)));

    private static IrNode Compare(IrCondition condition, int a, int b) => IrNode.Make(IrOp.Compare, IrType.Int, a, b) with { Condition = condition };
}
