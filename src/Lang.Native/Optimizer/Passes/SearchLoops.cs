using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Lets innermost loops that run along an array until they find something look for attention where they leave a part of it: its end takes the place of the array's in the check of the index.</summary>
/// <remarks>
/// <code>
///   header:  i = phi(start, next) ...            header:  i = phi(start, next); END = phi(end of the first part, end)
///            next = i + 1                                 next = i + 1
///            guard next below length                      branch next below END, rest, part
///            ...                                 part:    guard next below length
///            poll                                         poll
///            branch found, exit, header                   after = end of the part that begins with next; jump rest
///                                                rest:    end = phi(END, after) ...
///                                                         branch found, exit, header
/// </code>
/// Of an array that is run along in no time the first part is all of it; else it is empty. So its end does not depend on where the loop begins, and is found before all loops in
/// which the length is the same: short searches cost nothing more. Upwards later parts end at the array's end or before: an unsigned minimum, so that an index that is negative,
/// or wraps, is beyond it, and the guard sees it. Downwards the index is at least the part's end, which is not negative; it is below the length from the beginning, which a
/// guard before the loop has to tell. Strip mining has done the same for loops that count up to a bound of their own.
/// Not with fuel, of which each round costs. Requires: SSA. Ensures: SSA; where exactly in a round somebody gets attention is not promised.
/// </remarks>
internal sealed class SearchLoops
{
    /// <inheritdoc cref="StripMining.Rounds"/>
    private const int Rounds = StripMining.Rounds;

    /// <summary>An array that is shorter than this is run along, by rounds of so many nodes at most, within a millisecond or two.</summary>
    private const int ShortLength = 1 << 17, MostNodes = 32;

    /// <summary>Blocks before a loop in which a check of its first index is looked for.</summary>
    private const int MostBlocksBefore = 8;

    /// <summary>A loop that is changed.</summary>
    /// <param name="Loop">The loop.</param>
    /// <param name="Entry">Which predecessor of the header comes from outside.</param>
    /// <param name="IsUp">Whether the index grows by one in each round, or shrinks.</param>
    /// <param name="Guard">The check of the index.</param>
    /// <param name="Polls">The polls, one of which each round may make.</param>
    private readonly record struct Plan(int Loop, int Entry, bool IsUp, int Guard, List<int> Polls);

    private readonly IrFunction _function;
    private readonly PassContext _context;

    private SearchLoops(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    public static void Run(IrFunction function, PassContext context)
    {
        if (context.CountsFuel)
            return;
        context.AnalyzeLoops(function);
        var pass = new SearchLoops(function, context);
        var plans = new List<Plan>();
        for (int loop = 0; loop < context.Loops.Count; loop++)
        {
            if (!context.Loops[loop].HasInner && pass.Consider(loop) is { } plan)
                plans.Add(plan);
        }
        foreach (Plan plan in plans)
            pass.Change(plan);
    }

    private Plan? Consider(int loop)
    {
        Loop at = _context.Loops[loop];
        List<int> predecessors = _function.PredecessorsOf(at.Header), polls = [];
        if (predecessors.Count != 2)
            return null;
        int entry = predecessors.IndexOf(at.Preheader), nodes = 0;
        var guards = new List<int>();
        for (int i = _context.Dominators.NumberOf(at.Header); i <= at.Last; i++)
        {
            int block = _context.Dominators.Order[i];
            if (_context.Loops.LoopOf(block) != loop)
                continue;
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                IrNode visited = _function[node];
                if (++nodes > MostNodes || IrOpTable.Get(visited.Op).Is(IrFlags.Effect))
                    return null;
                if (visited.Op == IrOp.Poll)
                    polls.Add(node);
                else if (visited.Op == IrOp.Guard && _context.Loops.IsInEveryRound(_function, loop, block))
                    guards.Add(node);
            }
        }
        if (polls.Count == 0)
            return null;
        foreach (int guard in guards)
        {
            if (Match(loop, entry, guard) is { } plan)
                return plan with { Polls = polls };
        }
        return null;
    }

    // The index is a variable of the loop, or the value that it has next, plus a constant.
    private Plan? Match(int loop, int entry, int guard)
    {
        Loop at = _context.Loops[loop];
        IrNode check = _function[_function[guard].A];
        if (check.Op != IrOp.Compare || check.Condition != IrCondition.Below || _context.Loops.Contains(loop, _function[check.B].Block)
            || !IsLength(_function[check.B]))
            return null;
        (int phi, long first) = (check.A, 0);
        if (_function[phi].Op == IrOp.Add && Simplifier.IsConstant(_function, _function[phi].B, out first) && first is >= -Rounds and <= Rounds)
            phi = _function[phi].A;
        if (_function[phi].Op != IrOp.Phi || _function[phi].Block != at.Header)
            return null;
        IrNode next = _function[_function.ListOf(_function[phi])[1 - entry]];
        if (next.Op != IrOp.Add || next.A != phi || !Simplifier.IsConstant(_function, next.B, out long step) || step is not (1 or -1))
            return null;
        int start = _function.ListOf(_function[phi])[entry];
        bool isUp = step > 0;
        return isUp || (first <= 0 && IsCheckedBefore(at.Preheader, start, check.B)) ? new Plan(loop, entry, isUp, guard, []) : null;
    }

    private static bool IsLength(in IrNode node) => node is { Op: IrOp.ArrayLength or IrOp.StringLength } or { Op: IrOp.Constant, Value: >= 0 };

    private bool IsCheckedBefore(int block, int index, int length)
    {
        if (Simplifier.IsConstant(_function, index, out long first) && Simplifier.IsConstant(_function, length, out long end))
            return first >= 0 && first < end;
        for (int blocks = 0; block >= 0 && blocks < MostBlocksBefore; blocks++)
        {
            for (int node = _function.Block(block).Last; node >= 0; node = _function[node].Previous)
            {
                if (_function[node].Op == IrOp.Guard && _function[_function[node].A] is { Op: IrOp.Compare, Condition: IrCondition.Below } check && check.A == index && check.B == length)
                    return true;
            }
            block = block == 0 ? -1 : _context.Dominators.ParentOf(block);
        }
        return false;
    }

    private void Change(in Plan plan)
    {
        IrNode guard = _function[plan.Guard], check = _function[guard.A];
        int header = _context.Loops[plan.Loop].Header, block = guard.Block, outermost = plan.Loop;
        while (_context.Loops[outermost].Parent is >= 0 and int parent && !_context.Loops.Contains(parent, _function[check.B].Block))
            outermost = parent;
        int firstEnd = FirstEndBefore(_function.Block(_context.Loops[outermost].Preheader).Last, check.B, plan.IsUp);
        int end = AddLastPhi(header);

        int rest = _function.SplitAfter(plan.Guard), part = _function.NewBlock(_function.Block(block).Frequency / Rounds);
        _function.Remove(plan.Guard);
        int state = _function[plan.Polls[0]].State;
        foreach (int poll in plan.Polls)
            _function.Remove(poll);
        IrCondition inside = plan.IsUp ? IrCondition.Below : IrCondition.Ge;
        _function.Branch(block, _function.Append(block, IrNode.Make(IrOp.Compare, IrType.Int, check.A, end) with { Condition = inside }), rest, part);
        int isInside = _function.Append(part, IrNode.Make(IrOp.Compare, IrType.Int, check.A, check.B) with { Condition = IrCondition.Below });
        _function.Append(part, IrNode.Make(IrOp.Guard, IrType.None, isInside) with { State = guard.State, Value = guard.Value });
        _function.Append(part, IrNode.Make(IrOp.Poll, IrType.None) with { State = state });
        _function.Jump(part, rest);
        int endAfter = EndBefore(_function.Block(part).Last, check.A, check.B, plan.IsUp);

        int next = _function.AddPhi(rest, IrType.Int, 2);
        Span<int> ends = _function.ListOf(_function[next]);
        (ends[0], ends[1]) = (end, endAfter);
        ends = _function.ListOf(_function[end]);
        (ends[plan.Entry], ends[1 - plan.Entry]) = (firstEnd, next);
    }

    // Behind the others, which have better reasons to be in one register or another.
    private int AddLastPhi(int block)
    {
        int place = _function.Block(block).First;
        while (_function[place].Op == IrOp.Phi)
            place = _function[place].Next;
        return _function.InsertBefore(place, IrNode.Make(IrOp.Phi, IrType.Int) with { First = _function.NewList(2), Count = 2 });
    }

    private int FirstEndBefore(int place, int length, bool isUp)
    {
        if (Simplifier.IsConstant(_function, length, out long known))
            return _function.ConstantBefore(place, known < ShortLength ? (isUp ? known : 0) : isUp ? 0 : long.MaxValue);
        int isShort = _function.InsertBefore(place, IrNode.Make(IrOp.Compare, IrType.Int, length, _function.ConstantBefore(place, ShortLength)) with { Condition = IrCondition.Below });
        (int all, int nothing) = isUp ? (length, _function.ConstantBefore(place, 0)) : (_function.ConstantBefore(place, 0), _function.ConstantBefore(place, long.MaxValue));
        return _function.InsertBefore(place, IrNode.Make(IrOp.Select, IrType.Int, isShort, all, nothing));
    }

    // Of the part that begins with an index: up to there it may go on, upwards without it.
    private int EndBefore(int place, int index, int length, bool isUp)
    {
        if (!isUp)
            return InsertBefore(place, IrOp.Max, InsertBefore(place, IrOp.Add, index, _function.ConstantBefore(place, -Rounds)), _function.ConstantBefore(place, 0));
        int far = InsertBefore(place, IrOp.Add, index, _function.ConstantBefore(place, Rounds));
        int isNear = _function.InsertBefore(place, IrNode.Make(IrOp.Compare, IrType.Int, far, length) with { Condition = IrCondition.Below });
        return _function.InsertBefore(place, IrNode.Make(IrOp.Select, IrType.Int, isNear, far, length));
    }

    private int InsertBefore(int place, IrOp op, int a, int b) => _function.InsertBefore(place, IrNode.Make(op, IrType.Int, a, b));
}
