using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Writes short loops out whose few rounds are known: in each copy the variable is a constant, and so is the place of what it indexes.</summary>
/// <remarks>
/// That is why it comes first: arrays that are indexed with constants alone need not be made, and their checks go. Loops around others follow once those in them are gone.
/// With fuel every round counts, and loops stay.
/// Requires: SSA. Ensures: SSA; without dead code where something was written out. Source: Muchnick 17.4.3.
/// </remarks>
internal sealed class FullUnrolling
{
    /// <summary>Rounds of a loop, and operations of all its copies together.</summary>
    private const int MostRounds = 8, MostSize = 100;

    /// <summary>Loops in one another that are written out.</summary>
    private const int MostDepth = 3;

    /// <summary>What is executed less often than that for an execution of the function stays short.</summary>
    private const float Rare = 0.1f;

    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly List<int> _blocks = [];

    /// <summary>Blocks of loops that were written out.</summary>
    private readonly HashSet<int> _copied = [];

    private FullUnrolling(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    public static void Run(IrFunction function, PassContext context)
    {
        if (context.CountsFuel)
            return;
        for (int depth = 0; depth < MostDepth; depth++)
        {
            context.AnalyzeLoops(function);
            var pass = new FullUnrolling(function, context);
            for (int loop = 0; loop < context.Loops.Count; loop++)
                pass.Visit(loop);
            if (pass._copied.Count == 0)
                return;
            function.ResolveOperands();
            ValueNumbering.Run(function, context, pass._copied);
            DeadCode.Run(function, context);
        }
    }

    private void Visit(int loop)
    {
        Loop at = _context.Loops[loop];
        if (_function.Block(at.Header).Frequency < Rare || _function.PredecessorsOf(at.Header).Count != 2)
            return;
        int entry = _function.PredecessorsOf(at.Header).IndexOf(at.Preheader), latch = _function.PredecessorsOf(at.Header)[1 - entry];
        MoveBound(loop, latch);
        if (InductionVariable.Find(_function, _context.Loops, loop) is not { } variable || RoundsOf(variable) is not (> 0 and int rounds))
            return;
        if (!LoopCopies.TryFindBlocks(_function, _context, loop, _blocks) || LoopCopies.FindExit(_function, _blocks, at.Header, latch) is not (>= 0 and int exit)
            || SizeOfRound() is not { } size || size * rounds > MostSize)
            return;
        WriteOut(at, entry, latch, exit, rounds);
    }

    // Nothing has moved before loops yet, not even what their ends are compared with.
    private void MoveBound(int loop, int latch)
    {
        IrNode branch = _function[_function.Block(latch).Last];
        if (branch.Op != IrOp.Branch || _function[branch.A].Op != IrOp.Compare)
            return;
        int bound = _function[branch.A].B;
        if (_function[bound].Op == IrOp.Constant && _context.Loops.Contains(loop, _function[bound].Block))
            _function.MoveBefore(bound, _function.Block(_context.Loops[loop].Preheader).Last);
    }

    /// <summary>How many rounds there are; 0 when that is not known, or too many.</summary>
    private int RoundsOf(in InductionVariable variable)
    {
        if (!Simplifier.IsConstant(_function, variable.Start, out long value) || !Simplifier.IsConstant(_function, variable.Step, out long step)
            || !Simplifier.IsConstant(_function, variable.Bound, out long bound))
            return 0;
        for (int rounds = 1; rounds <= MostRounds; rounds++)
        {
            long next = value + step;
            if (!Simplifier.Compare(variable.Condition, variable.ComparesNext ? next : value, bound))
                return rounds;
            value = next;
        }
        return 0;
    }

    // Nothing when it does what costs more than a loop, such as calls.
    private int? SizeOfRound()
    {
        int size = 0;
        foreach (int block in _blocks)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                IrNode at = _function[node];
                if (IrOpTable.Get(at.Op).Is(IrFlags.Effect) && !_context.IsPure(at))
                    return null;
                size += at.Op is IrOp.Phi or IrOp.Constant or IrOp.Jump or IrOp.Poll ? 0 : 1;
            }
        }
        return size;
    }

    private void WriteOut(in Loop loop, int entry, int latch, int exit, int rounds)
    {
        foreach (int block in _blocks)
        {
            _function.Block(block).Frequency /= rounds;
            _function.Block(block).LoopState = -1;
            RemovePolls(block);
        }
        // The loop itself is the last round.
        var copies = new IrCloner[rounds];
        for (int i = 0; i < rounds; i++)
        {
            copies[i] = new IrCloner(_function);
            if (i < rounds - 1)
                copies[i].Clone(_blocks);
            _copied.UnionWith(_blocks.Select(copies[i].BlockOf));
        }
        List<int> phis = LoopCopies.PhisOf(_function, loop.Header);
        int first = copies[0].BlockOf(loop.Header);
        int[] starts = [.. phis.Select(phi => _function.ListOf(_function[phi])[entry])];
        LoopCopies.Chain(_function, loop.Header, latch, copies);
        for (int i = 0; i < phis.Count; i++)
            _function.ReplaceWith(copies[0].ValueOf(phis[i]), starts[i]);
        _function.PredecessorsOf(first).Clear();
        _function.PredecessorsOf(first).Add(loop.Preheader);
        _function.Block(loop.Preheader).Successor = first;

        int branch = _function.Block(latch).Last;
        (_function.Block(latch).Successor, _function.Block(latch).OtherSuccessor) = (exit, -1);
        (_function[branch].Op, _function[branch].A) = (IrOp.Jump, -1);
    }

    // Whatever is around so few rounds polls.
    private void RemovePolls(int block)
    {
        int next;
        for (int node = _function.Block(block).First; node >= 0; node = next)
        {
            next = _function[node].Next;
            if (_function[node].Op == IrOp.Poll)
                _function.Remove(node);
        }
    }
}
