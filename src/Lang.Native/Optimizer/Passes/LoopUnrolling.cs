using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Lets short loops that count make several rounds before they ask whether they end; what is left of the rounds is made by the loop as it was.</summary>
/// <remarks>
/// <code>
///   preheader: limit = bound - (Rounds - 1) * step; branch start &lt; limit, main, rest
///   main:      i = phi(start, i + Rounds * step); the body, Rounds times; branch i + Rounds * step &lt; limit, main, after
///   after:     branch i + Rounds * step &lt; bound, rest, exit
///   rest:      I = phi(start, i + Rounds * step)
///   header:    i = phi(I, next) ...                                      as before
/// </code>
/// Frame states are copied with what they belong to, so each copy leaves as its round would. With fuel strips are charged for by their variable, whoever made the rounds.
/// Behind it the copies are numbered: what a round has stored the next one need not load.
/// Requires: SSA, no polls in loops that count. Ensures: SSA; what the copies compute alike is dead. Source: Muchnick 17.4.3.
/// </remarks>
internal sealed class LoopUnrolling
{
    /// <summary>A loop whose rounds are put together.</summary>
    /// <param name="Loop">The loop.</param>
    /// <param name="Blocks">Its blocks, and those behind them that only end the function.</param>
    /// <param name="Entry">Which predecessor of the header comes from outside.</param>
    /// <param name="Latch">Its last block, which alone leads back and out.</param>
    /// <param name="Exit">Where it leads.</param>
    /// <param name="Variable">Counts the rounds.</param>
    /// <param name="Step">By so much.</param>
    /// <param name="Rounds">How many rounds become one, a power of two.</param>
    private readonly record struct Plan(Loop Loop, List<int> Blocks, int Entry, int Latch, int Exit, InductionVariable Variable, long Step, int Rounds);

    /// <summary>Steps beyond this one leave hardly a round before they wrap.</summary>
    private const long LargestStep = 1 << 20;

    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly LoopCost _cost;
    private readonly List<Plan> _plans = [];

    /// <summary>By block: the plan that copies it, or -1.</summary>
    private int[] _planOf = [];

    /// <summary>By node: whether it is used where its loop is not copied.</summary>
    private bool[] _isUsedOutside = [];

    private readonly HashSet<int> _copied = [];

    private LoopUnrolling(IrFunction function, PassContext context) => (_function, _context, _cost) = (function, context, new LoopCost(function));

    public static void Run(IrFunction function, PassContext context)
    {
        context.AnalyzeLoops(function);
        if (context.Loops.Count == 0)
            return;
        var pass = new LoopUnrolling(function, context);
        for (int loop = 0; loop < context.Loops.Count; loop++)
            pass.Consider(loop);
        if (pass._plans.Count == 0)
            return;
        pass.FindUsesOutside();
        foreach (Plan plan in pass._plans)
            pass.Unroll(plan);
        function.ResolveOperands();
        ValueNumbering.Run(function, context, pass._copied);
    }

    private void Consider(int loop)
    {
        Loop at = _context.Loops[loop];
        if (InductionVariable.Find(_function, _context.Loops, loop) is not { } variable
            || !Simplifier.IsConstant(_function, variable.Step, out long step) || !Counts(variable, step))
            return;
        int entry = _function.PredecessorsOf(at.Header).IndexOf(at.Preheader), latch = _function.PredecessorsOf(at.Header)[1 - entry];
        var blocks = new List<int>();
        if (!LoopCopies.TryFindBlocks(_function, _context, loop, blocks) || LoopCopies.FindExit(_function, blocks, at.Header, latch) is not (>= 0 and int exit))
            return;
        int rounds = _cost.RoundsFor(at.Header, blocks, variable.Phi, 1 - entry);
        float trips = _function.Block(at.Header).TripCount;
        if (rounds == 1 || (trips > 0 && trips < 2 * rounds))
            return;
        _plans.Add(new Plan(at, blocks, entry, latch, exit, variable, step, rounds));
    }

    private static bool Counts(in InductionVariable variable, long step) => variable.Condition switch
    {
        IrCondition.Lt or IrCondition.Le => variable.ComparesNext && step is > 0 and <= LargestStep,
        IrCondition.Gt or IrCondition.Ge => variable.ComparesNext && step is < 0 and >= -LargestStep,
        _ => step is 1 or -1,
    };

    private void FindUsesOutside()
    {
        _planOf = new int[_function.BlockCount];
        Array.Fill(_planOf, -1);
        for (int plan = 0; plan < _plans.Count; plan++)
        {
            foreach (int block in _plans[plan].Blocks)
                _planOf[block] = plan;
        }
        _isUsedOutside = new bool[_function.NodeCount];
        ValueUses.Visit(_function, _context.Dominators.Order, (value, block) =>
            _isUsedOutside[value] |= _planOf[_function[value].Block] is >= 0 and int plan && _planOf[block] != plan);
    }

    private void Unroll(Plan plan)
    {
        IrCloner inside = Close(plan);
        plan = plan with { Variable = plan.Variable with { Phi = inside.ValueOf(plan.Variable.Phi) } };
        var copies = new IrCloner[plan.Rounds];
        for (int i = 0; i < copies.Length; i++)
        {
            copies[i] = new IrCloner(_function);
            copies[i].Clone(plan.Blocks);
            _copied.UnionWith(plan.Blocks.Select(copies[i].BlockOf));
        }
        LoopCopies.Chain(_function, plan.Loop.Header, plan.Latch, copies);
        LeadBack(plan, copies);
        Enter(plan, copies);
        foreach (int block in plan.Blocks)
            _function.Block(block).Frequency /= plan.Rounds;
    }

    /// <summary>Lets those outside see the values of a loop through phis at its exit alone.</summary>
    /// <returns>Knows what the values are called inside from now on.</returns>
    private IrCloner Close(in Plan plan)
    {
        var inside = new IrCloner(_function);
        var used = new List<int>();
        foreach (int block in plan.Blocks)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                if (node >= _isUsedOutside.Length || !_isUsedOutside[node])
                    continue;
                used.Add(node);
                inside.Replace(node, _function.InsertBefore(node, _function[node]));
            }
        }
        if (used.Count == 0)
            return inside;
        // Outside, a value keeps its name: it becomes the phi.
        foreach (int value in used)
        {
            _function.MoveBefore(value, _function.Block(plan.Exit).First);
            ref IrNode phi = ref _function[value];
            (phi.Op, phi.Condition, phi.Memory, phi.Value) = (IrOp.Phi, default, default, 0);
            (phi.A, phi.B, phi.C, phi.State) = (-1, -1, -1, -1);
            int list = _function.NewList(1);
            (_function[value].First, _function[value].Count) = (list, 1);
            _function.Lists[list] = value;
        }
        int edge = _function.PredecessorsOf(plan.Exit).IndexOf(plan.Latch);
        for (int phi = _function.Block(plan.Exit).First; _function[phi].Op == IrOp.Phi; phi = _function[phi].Next)
            _function.ListOf(_function[phi])[edge] = inside.ValueOf(_function.ListOf(_function[phi])[edge]);
        foreach (int block in plan.Blocks)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
                inside.Rename(node);
        }
        return inside;
    }

    // The first copy follows the last one.
    private void LeadBack(in Plan plan, IrCloner[] copies)
    {
        int first = copies[0].BlockOf(plan.Loop.Header), back = 1 - plan.Entry;
        _function.PredecessorsOf(first)[back] = copies[^1].BlockOf(plan.Latch);
        foreach (int phi in LoopCopies.PhisOf(_function, plan.Loop.Header))
            _function.ListOf(_function[copies[0].ValueOf(phi)])[back] = copies[^1].ValueOf(_function.ListOf(_function[phi])[back]);
    }

    /// <summary>Enters the copies where there are enough rounds, and the loop behind them where some are left.</summary>
    private void Enter(in Plan plan, IrCloner[] copies)
    {
        Loop loop = plan.Loop;
        float frequency = _function.Block(loop.Preheader).Frequency;
        int rest = _function.NewBlock(frequency), after = _function.NewBlock(frequency), main = copies[0].BlockOf(loop.Header);
        int next = copies[^1].ValueOf(_function.ListOf(_function[plan.Variable.Phi])[1 - plan.Entry]);

        _function.Remove(_function.Block(loop.Preheader).Last);
        int limit = LimitOf(loop.Preheader, plan, out IrCondition condition);
        int enough = Simplifier.Append(_function, loop.Preheader, Compare(condition, plan.Variable.Start, limit));
        _function.Append(loop.Preheader, IrNode.Make(IrOp.Branch, IrType.None, enough));
        (_function.Block(loop.Preheader).Successor, _function.Block(loop.Preheader).OtherSuccessor) = (main, rest);

        int end = copies[^1].BlockOf(plan.Latch), branch = _function.Block(end).Last;
        int again = _function.InsertBefore(branch, Compare(condition, next, limit));
        _function[branch].A = again;
        (_function.Block(end).Successor, _function.Block(end).OtherSuccessor) = (main, after);

        int bound = BoundOfNext(after, plan);
        int isLeft = _function.Append(after, Compare(plan.Variable.Condition, next, bound));
        _function.Append(after, IrNode.Make(IrOp.Branch, IrType.None, isLeft));
        (_function.Block(after).Successor, _function.Block(after).OtherSuccessor) = (rest, plan.Exit);
        _function.PredecessorsOf(after).Add(end);

        foreach (int phi in LoopCopies.PhisOf(_function, loop.Header))
        {
            int around = _function.AddPhi(rest, _function[phi].Type, 2);
            Span<int> operands = _function.ListOf(_function[phi]), outside = _function.ListOf(_function[around]);
            (outside[0], outside[1]) = (operands[plan.Entry], copies[^1].ValueOf(operands[1 - plan.Entry]));
            operands[plan.Entry] = around;
        }
        _function.Append(rest, IrNode.Make(IrOp.Jump, IrType.None));
        _function.Block(rest).Successor = loop.Header;
        _function.PredecessorsOf(rest).AddRange((ReadOnlySpan<int>)[loop.Preheader, after]);
        _function.PredecessorsOf(loop.Header)[plan.Entry] = rest;
        LoopCopies.AddEdge(_function, after, plan.Exit, plan.Latch, copies[^1]);
    }

    /// <summary>What the variable compares with as long as there are enough rounds for all copies.</summary>
    private int LimitOf(int block, in Plan plan, out IrCondition condition)
    {
        long ahead = (plan.Rounds - 1) * Math.Abs(plan.Step);
        switch (plan.Variable.Condition)
        {
            case IrCondition.Lt or IrCondition.Le:
                condition = IrCondition.Lt;
                ahead -= plan.Variable.Condition == IrCondition.Le ? 1 : 0;
                return Add(block, Append(block, IrOp.Max, plan.Variable.Bound, Constant(block, long.MinValue + ahead)), -ahead);
            case IrCondition.Gt or IrCondition.Ge:
                condition = IrCondition.Gt;
                ahead -= plan.Variable.Condition == IrCondition.Ge ? 1 : 0;
                return Add(block, Append(block, IrOp.Min, plan.Variable.Bound, Constant(block, long.MaxValue - ahead)), ahead);
            default:
                condition = IrCondition.Ne;
                (int from, int to) = (plan.Variable.Start, BoundOfNext(block, plan));
                int rounds = plan.Step > 0 ? Append(block, IrOp.Sub, to, from) : Append(block, IrOp.Sub, from, to);
                int whole = Append(block, IrOp.And, rounds, Constant(block, -plan.Rounds));
                return Append(block, plan.Step > 0 ? IrOp.Add : IrOp.Sub, from, whole);
        }
    }

    // The next value is compared, also where the loop compares this one.
    private int BoundOfNext(int block, in Plan plan) => plan.Variable.ComparesNext ? plan.Variable.Bound : Add(block, plan.Variable.Bound, plan.Step);

    private int Constant(int block, long value) => Simplifier.Constant(_function, block, value);

    private int Append(int block, IrOp op, int a, int b) => Simplifier.Append(_function, block, IrNode.Make(op, IrType.Int, a, b));

    private int Add(int block, int value, long added) => Append(block, IrOp.Add, value, Constant(block, added));

    private static IrNode Compare(IrCondition condition, int a, int b) => IrNode.Make(IrOp.Compare, IrType.Int, a, b) with { Condition = condition };
}
