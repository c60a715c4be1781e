using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Lets a way to a branch that is known to go on in one direction lead there at once: out of a loop whose condition has just failed, or whose flag was set.</summary>
/// <remarks>
/// <code>
///   P: branch a &lt;= b, body, B          P: branch a &lt;= b, body, N
///                                      N: jump T
///   B: x = phi(..., a)                 B: x = phi(...)
///      y = phi(..., b)                    y = phi(...)
///      branch x &lt;= y, O, T                branch x &lt;= y, O, T
///   T: uses of x                       T: X = phi(x, a), uses of X
/// </code>
/// B does nothing but choose; what else it compares is compared on the way too. Ways into loops stay as they are; one out of a loop need not poll. Not with fuel, which counts the polls.
/// Requires: SSA. Ensures: SSA; blocks that only jump. Source: Mueller and Whalley, "Avoiding Conditional Branches by Code Replication" (PLDI 1995).
/// </remarks>
internal sealed class JumpThreading
{
    /// <summary>How many ways are changed at most: what dominates what is found again after each.</summary>
    private const int Most = 8;

    /// <summary>How far back what is known of a way is sought.</summary>
    private const int Far = 4;

    private readonly IrFunction _function;
    private readonly PassContext _context;

    /// <summary>What the block defines and is read where the way leads.</summary>
    private readonly List<int> _renamed = [];

    private JumpThreading(IrFunction function, PassContext context) => (_function, _context) = (function, context);

    public static void Run(IrFunction function, PassContext context)
    {
        if (context.CountsFuel)
            return;
        var pass = new JumpThreading(function, context);
        for (int i = 0; i < Most; i++)
        {
            context.Dominators.Compute(function);
            context.Loops.Compute(function, context.Dominators);
            if (!pass.TryThreadAny())
                return;
        }
    }

    private bool TryThreadAny()
    {
        foreach (int block in _context.Dominators.Order)
        {
            if (!OnlyChooses(block, out bool polls))
                continue;
            for (int i = 0; i < _function.PredecessorsOf(block).Count; i++)
            {
                if (TryThread(block, i, polls))
                    return true;
            }
        }
        return false;
    }

    private bool OnlyChooses(int block, out bool polls)
    {
        polls = false;
        IrBlock at = _function.Block(block);
        if (at.OtherSuccessor < 0 || at.Successor == at.OtherSuccessor || _function.PredecessorsOf(block).Count < 2)
            return false;
        for (int node = at.First; node != at.Last; node = _function[node].Next)
        {
            IrOp op = _function[node].Op;
            polls |= op == IrOp.Poll;
            if (op is not (IrOp.Phi or IrOp.Constant or IrOp.Compare or IrOp.Poll))
                return false;
        }
        return true;
    }

    private bool TryThread(int block, int way, bool polls)
    {
        IrBlock at = _function.Block(block);
        int from = _function.PredecessorsOf(block)[way];
        if (!IsDecided(block, way, out bool holds))
            return false;
        (int target, int other) = holds ? (at.Successor, at.OtherSuccessor) : (at.OtherSuccessor, at.Successor);
        if (target == block || _context.Loops.IsHeader(target) || !KeepsLoops(block, from, target, polls) || !CanRename(block, target, other))
            return false;
        Thread(block, way, from, target);
        return true;
    }

    /// <summary>Whether loops keep their one way in, and a poll on each way around.</summary>
    private bool KeepsLoops(int block, int from, int target, bool polls)
    {
        int loop = _context.Loops.LoopOf(block);
        bool isHeader = _context.Loops.IsHeader(block);
        if (loop >= 0 && !_context.Loops.Contains(loop, target))
            return !isHeader || _context.Loops.Contains(loop, from);
        return !isHeader && !polls;
    }

    private bool IsDecided(int block, int way, out bool holds)
    {
        IrNode asked = _function[_function[_function.Block(block).Last].A];
        holds = false;
        if (asked.Block != block)
            return false;
        if (asked.Op == IrOp.Phi)
        {
            bool isConstant = Simplifier.IsConstant(_function, _function.ListOf(asked)[way], out long value);
            holds = value != 0;
            return isConstant;
        }
        int left = OnWay(asked.A), right = OnWay(asked.B);
        if (left < 0 || right < 0)
            return false;
        if (Simplifier.IsConstant(_function, left, out long a) && Simplifier.IsConstant(_function, right, out long b))
        {
            holds = Simplifier.Compare(asked.Condition, a, b);
            return true;
        }
        int to = block;
        int at = _function.PredecessorsOf(block)[way];
        for (int i = 0; i < Far; i++)
        {
            IrBlock known = _function.Block(at);
            if (known.OtherSuccessor >= 0 && known.Successor != known.OtherSuccessor
                && Decides(_function[_function[known.Last].A], known.Successor == to, asked.Condition, left, right, out holds))
                return true;
            if (_function.PredecessorsOf(at).Count != 1)
                return false;
            (to, at) = (at, _function.PredecessorsOf(at)[0]);
        }
        return false;

        // What an operand is on the way: -1 for a comparison, which the block is yet to make.
        int OnWay(int value) => (_function[value].Block == block, _function[value].Op) switch
        {
            (true, IrOp.Phi) => _function.ListOf(_function[value])[way],
            (true, not IrOp.Constant) => -1,
            _ => value,
        };
    }

    private static bool Decides(in IrNode known, bool knownHolds, IrCondition asked, int left, int right, out bool holds)
    {
        holds = false;
        if (known.Op != IrOp.Compare)
            return false;
        IrCondition condition = known.Condition;
        if (known.A == right && known.B == left && left != right)
            condition = Simplifier.Swap(condition);
        else if (known.A != left || known.B != right)
            return false;
        if (condition == asked)
        {
            holds = knownHolds;
            return true;
        }
        int possible = knownHolds ? OrdersIn(condition) : OrdersIn(Simplifier.Negate(condition, isFloat: false)), wanted = OrdersIn(asked);
        holds = (possible & ~wanted) == 0;
        return possible != 0 && wanted != 0 && (holds || (possible & wanted) == 0);
    }

    /// <summary>Of less, equal and greater those in which a condition holds; 0 for unsigned ones.</summary>
    private static int OrdersIn(IrCondition condition)
    {
        const int Less = 1, Equal = 2, Greater = 4;
        return condition switch
        {
            IrCondition.Eq => Equal,
            IrCondition.Ne => Less | Greater,
            IrCondition.Lt => Less,
            IrCondition.Le => Less | Equal,
            IrCondition.Gt => Greater,
            IrCondition.Ge => Equal | Greater,
            _ => 0,
        };
    }

    /// <summary>Whether what the block defines is read only where it still comes first, or where the way leads, which can tell the values apart by phis of its own.</summary>
    private bool CanRename(int block, int target, int other)
    {
        _renamed.Clear();
        bool isTargetAlone = _function.PredecessorsOf(target).Count == 1, isOtherAlone = _function.PredecessorsOf(other).Count == 1, can = true;
        ValueUses.Visit(_function, _context.Dominators.Order, Use);
        return can;

        void Use(int value, int place)
        {
            if (_function[value].Block != block || place == block || _function[value].Op == IrOp.Constant || !_context.Dominators.IsReachable(place))
                return;
            if (isTargetAlone && _context.Dominators.Dominates(target, place))
            {
                if (!_renamed.Contains(value))
                    _renamed.Add(value);
            }
            else if (!isOtherAlone || !_context.Dominators.Dominates(other, place))
            {
                can = false;
            }
        }
    }

    private void Thread(int block, int way, int from, int target)
    {
        // Constants stand before all ways.
        int next, parent = _context.Dominators.ParentOf(block);
        for (int node = _function.Block(block).First; node != _function.Block(block).Last; node = next)
        {
            next = _function[node].Next;
            if (_function[node].Op == IrOp.Constant)
                _function.MoveBefore(node, _function.Block(parent).Last);
        }
        var onWay = new IrCloner(_function);
        foreach (int phi in LoopCopies.PhisOf(_function, block))
            onWay.Replace(phi, _function.ListOf(_function[phi])[way]);
        int middle = _function.SplitEdge(from, block);
        _function.RemoveEdge(middle, block);
        for (int node = _function.Block(block).First; node != _function.Block(block).Last; node = _function[node].Next)
        {
            if (_function[node].Op != IrOp.Compare)
                continue;
            int copy = _function.InsertBefore(_function.Block(middle).Last, _function[node]);
            onWay.Rename(copy);
            onWay.Replace(node, copy);
        }
        ref IrBlock added = ref _function.Block(middle);
        (added.Successor, added.Frequency) = (target, Math.Min(added.Frequency, _function.Block(target).Frequency));
        LoopCopies.AddEdge(_function, middle, target, block, onWay);
        Rename(target, onWay);
        if (_function.PredecessorsOf(block).Count > 1)
            return;
        // What is left may decide the branch.
        foreach (int phi in LoopCopies.PhisOf(_function, block))
            _function.ReplaceWith(phi, _function.ListOf(_function[phi])[0]);
        _function.ResolveOperands();
    }

    /// <summary>Lets all that the way leads to alone read phis of what the block has and what the way brings.</summary>
    private void Rename(int target, IrCloner onWay)
    {
        if (_renamed.Count == 0)
            return;
        var behind = new IrCloner(_function);
        foreach (int value in _renamed)
        {
            int phi = _function.AddPhi(target, _function[value].Type, 2);
            Span<int> operands = _function.ListOf(_function[phi]);
            (operands[0], operands[1]) = (value, onWay.ValueOf(value));
            behind.Replace(value, phi);
        }
        foreach (int place in _context.Dominators.Order)
        {
            bool isBehind = _context.Dominators.Dominates(target, place);
            for (int node = _function.Block(place).First; node >= 0; node = _function[node].Next)
            {
                if (_function[node].Op != IrOp.Phi)
                {
                    if (isBehind)
                        behind.Rename(node);
                    continue;
                }
                for (int i = 0; i < _function[node].Count; i++)
                {
                    int before = _function.PredecessorsOf(place)[i];
                    if (_context.Dominators.IsReachable(before) && _context.Dominators.Dominates(target, before))
                        _function.ListOf(_function[node])[i] = behind.ValueOf(_function.ListOf(_function[node])[i]);
                }
            }
            if (isBehind)
                _function.Block(place).LoopState = behind.StateOf(_function.Block(place).LoopState);
        }
    }
}
