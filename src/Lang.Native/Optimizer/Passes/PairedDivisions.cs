using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Brings divisions of floats that do not wait for each other side by side, two by two, and square roots likewise: lowering makes one instruction of two.</summary>
/// <remarks>
/// The divider takes one operation after another, and as long for a vector of two as for one. Packing and unpacking costs three cycles, so no pairs are made of what a loop's next round
/// waits for. The second one, and the arithmetic and loads that only lead to it, move up to the first one.
/// Requires: SSA. Ensures: SSA. Source: Larsen and Amarasinghe, "Exploiting Superword Level Parallelism with Multimedia Instruction Sets" (PLDI 2000), for one operation alone.
/// </remarks>
internal sealed class PairedDivisions
{
    /// <summary>How many nodes behind the first one the second is sought, and how many may move.</summary>
    private const int Window = 64;

    private readonly IrFunction _function;

    /// <summary>By node: whether it may wait for the round before of some loop.</summary>
    private readonly bool[] _isCarried;

    /// <summary>By node: <see cref="_turn"/> and one of these, where it is the first division or stands behind it.</summary>
    private readonly int[] _marks;

    private const int Stays = 1, CanMoveUp = 2, Moves = 3;

    private readonly Stack<int> _moving = [];
    private int _turn;

    private PairedDivisions(IrFunction function) => (_function, _isCarried, _marks) = (function, new bool[function.NodeCount], new int[function.NodeCount]);

    public static bool IsDivision(IrOp op) => op is IrOp.FDiv or IrOp.Sqrt;

    public static void Run(IrFunction function, PassContext context)
    {
        context.Dominators.Compute(function);
        if (!HasTwoInOneBlock(function, context))
            return;
        context.Loops.Compute(function, context.Dominators);
        var pass = new PairedDivisions(function);
        pass.FindCarried(context);
        foreach (int block in context.Dominators.Order)
            pass.Pair(block);
    }

    private static bool HasTwoInOneBlock(IrFunction function, PassContext context)
    {
        foreach (int block in context.Dominators.Order)
        {
            int divisions = 0;
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                divisions += IsDivision(function[node].Op) ? 1 : 0;
            if (divisions > 1)
                return true;
        }
        return false;
    }

    // Blocks stand behind those that dominate them, and so do values that are no phis.
    private void FindCarried(PassContext context)
    {
        foreach (int block in context.Dominators.Order)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                IrNode at = _function[node];
                bool isCarried = at is { Op: IrOp.Phi, Type: IrType.Float } && context.Loops.IsHeader(block);
                foreach (int operand in new IrOperands(_function, at))
                    isCarried |= _isCarried[operand];
                _isCarried[node] = isCarried;
            }
        }
    }

    private void Pair(int block)
    {
        int next;
        for (int node = _function.Block(block).First; node >= 0; node = next)
        {
            next = _function[node].Next;
            if (!IsDivision(_function[node].Op) || _isCarried[node] || FindPartner(node) is not (>= 0 and int partner))
                continue;
            MoveOperands(node, partner);
            if (_function[node].Next != partner)
                _function.MoveBefore(partner, _function[node].Next);
            next = _function[partner].Next;
        }
    }

    /// <summary>The next operation of its kind that can be made together with a division, or -1.</summary>
    private int FindPartner(int first)
    {
        _turn += Moves;
        _marks[first] = _turn + Stays;
        bool mayLoad = true;
        int left = Window;
        for (int node = _function[first].Next; node >= 0 && left > 0; node = _function[node].Next, left--)
        {
            IrNode at = _function[node];
            IrOpInfo info = IrOpTable.Get(at.Op);
            if (info.Is(IrFlags.Effect | IrFlags.Pinned | IrFlags.Terminator))
                return -1;
            bool canMove = CanMove(at, mayLoad);
            if (canMove && at.Op == _function[first].Op && !_isCarried[node])
                return node;
            _marks[node] = _turn + (canMove ? CanMoveUp : Stays);
            // A guard may be what says that a load is possible.
            mayLoad &= !info.Is(IrFlags.Writes | IrFlags.Guard);
        }
        return -1;
    }

    private bool CanMove(in IrNode node, bool mayLoad)
    {
        bool canMove = node.Op switch
        {
            IrOp.Constant => true,
            IrOp.Div or IrOp.Mod or IrOp.UDiv or IrOp.UMod => _function[node.B].Op == IrOp.Constant,
            >= IrOp.Add and <= IrOp.IntToFloat => node.Op != IrOp.RangeLast,
            IrOp.LoadElement => mayLoad,
            _ => false,
        };
        foreach (int operand in new IrOperands(_function, node))
            canMove &= _marks[operand] != _turn + Stays;
        return canMove;
    }

    /// <summary>Moves what the second division is made of to before the first one, in the order in which it stands.</summary>
    private void MoveOperands(int first, int partner)
    {
        _moving.Clear();
        _moving.Push(partner);
        while (_moving.TryPop(out int user))
        {
            foreach (int operand in new IrOperands(_function, _function[user]))
            {
                if (_marks[operand] != _turn + CanMoveUp)
                    continue;
                _marks[operand] = _turn + Moves;
                _moving.Push(operand);
            }
        }
        int next;
        for (int node = _function[first].Next; node != partner; node = next)
        {
            next = _function[node].Next;
            if (_marks[node] == _turn + Moves)
                _function.MoveBefore(node, first);
        }
    }
}
