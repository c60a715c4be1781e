using Lang.Native.Ir;

namespace Lang.Native.Analysis;

/// <summary>Checks that a function is what passes may rely on: structure of blocks, operands and their types, and that every value is made before it is used.</summary>
internal sealed class IrChecker
{
    private readonly DominatorTree _dominators = new();
    private readonly IrFunction _function;
    private readonly int[] _positions;
    private string? _found;

    private IrChecker(IrFunction function)
    {
        _function = function;
        _positions = new int[function.NodeCount];
        Array.Fill(_positions, -1);
    }

    /// <summary>The first thing that is wrong, or null.</summary>
    public static string? Check(IrFunction function)
    {
        var checker = new IrChecker(function);
        checker.Run();
        return checker._found;
    }

    private void Run()
    {
        for (int block = 0; block < _function.BlockCount && _found is null; block++)
            CheckStructure(block);
        for (int block = 0; block < _function.BlockCount && _found is null; block++)
            CheckPredecessors(block);
        if (_found is not null)
            return;
        _dominators.Compute(_function);
        foreach (int block in _dominators.Order)
        {
            for (int node = _function.Block(block).First; node >= 0 && _found is null; node = _function[node].Next)
                CheckNode(block, node);
            if (_function.Block(block).LoopState is >= 0 and int state && _found is null)
                CheckState(state, block, BeginningOf(block));
        }
    }

    private void CheckStructure(int block)
    {
        ref IrBlock checkedBlock = ref _function.Block(block);
        int previous = -1, position = 0;
        bool phis = true;
        for (int node = checkedBlock.First; node >= 0; node = _function[node].Next)
        {
            IrOp op = _function[node].Op;
            Require(op is not (IrOp.Removed or IrOp.Copy), node, "was removed");
            Require(_function[node].Block == block && _function[node].Previous == previous, node, "has wrong neighbours");
            Require(op != IrOp.Phi || phis, node, "is a phi behind other nodes");
            Require(IrOpTable.Get(op).Is(IrFlags.Terminator) == (node == checkedBlock.Last), node, "is no terminator at the end, or one before it");
            phis &= op == IrOp.Phi;
            _positions[node] = position++;
            previous = node;
        }
        Require(previous == checkedBlock.Last, "has a wrong last node", block: block);
        if (previous < 0 || _found is not null)
            return;
        int successors = _function[previous].Op switch { IrOp.Jump => 1, IrOp.Branch => 2, _ => 0 };
        Require((checkedBlock.Successor >= 0) == successors > 0 && (checkedBlock.OtherSuccessor >= 0) == successors > 1, "has successors that do not fit its end", block: block);
        Require(successors < 2 || checkedBlock.Successor != checkedBlock.OtherSuccessor, "branches to one block twice", block: block);
    }

    private void CheckPredecessors(int block)
    {
        foreach (int successor in (ReadOnlySpan<int>)[_function.Block(block).Successor, _function.Block(block).OtherSuccessor])
            Require(successor < 0 || _function.PredecessorsOf(successor).Contains(block), "is missing among a successor's predecessors", block: block);
        List<int> predecessors = _function.PredecessorsOf(block);
        foreach (int predecessor in predecessors)
        {
            ref IrBlock other = ref _function.Block(predecessor);
            Require(other.Successor == block || other.OtherSuccessor == block, "has a predecessor that does not lead to it", block: block);
        }
        Require(predecessors.Distinct().Count() == predecessors.Count, "has a predecessor twice", block: block);
        Require(predecessors.Count == 0 || _function.Block(block).First >= 0, "is empty", block: block);
        Require(block != 0 || predecessors.Count == 0, "is the entry and has predecessors", block: block);
    }

    private void CheckNode(int block, int node)
    {
        IrNode at = _function[node];
        IrOpInfo info = IrOpTable.Get(at.Op);
        int operands = (at.A >= 0 ? 1 : 0) + (at.B >= 0 ? 1 : 0) + (at.C >= 0 ? 1 : 0);
        bool returnsNothing = at.Op == IrOp.Return && operands == 0;
        Require(operands == info.Operands || returnsNothing, node, "has a wrong number of operands");
        Require((at.State >= 0) == (info.Is(IrFlags.Guard | IrFlags.Effect) || at.Op == IrOp.Poll), node, "has a frame state it may not have, or none");
        if (at.Op == IrOp.Phi)
        {
            CheckPhi(block, node);
            return;
        }
        foreach (int operand in new IrOperands(_function, at))
        {
            Require(_function[operand].Op != IrOp.Rebuild || at.Op == IrOp.Rebuild, node, "uses an object that only frame states know");
            Require(IsAvailable(operand, block, _positions[node]), node, $"uses {Describe(operand)}, which does not dominate it");
        }
        if (_found is null)
            Require(IrTypeRules.Fit(_function, at), node, "has operands of wrong types");
        if (at.State >= 0 && _found is null)
            CheckState(at.State, block, _positions[node]);
    }

    private void CheckPhi(int block, int node)
    {
        List<int> predecessors = _function.PredecessorsOf(block);
        ReadOnlySpan<int> operands = _function.ListOf(_function[node]);
        Require(operands.Length == predecessors.Count, node, "has not one operand for each predecessor");
        for (int i = 0; i < operands.Length && _found is null; i++)
        {
            if (!_dominators.IsReachable(predecessors[i]))
                continue;
            Require(operands[i] >= 0, node, "lacks an operand");
            if (_found is not null)
                return;
            Require(IsAvailable(operands[i], predecessors[i], int.MaxValue), node, $"uses {Describe(operands[i])}, which does not dominate predecessor b{predecessors[i]}");
            Require(_function[operands[i]].Op != IrOp.Rebuild, node, "has an operand that only frame states know");
            Require(_function[operands[i]].Type == _function[node].Type, node, "has an operand of another type");
        }
    }

    private void CheckState(int state, int block, int position)
    {
        for (int at = state; at >= 0; at = _function.States[at].Parent)
        {
            foreach (int value in _function.ValuesOf(_function.States[at]))
            {
                if (value >= 0 && !IsAvailable(value, block, position))
                    _found ??= $"b{block}: the frame state at {_function.States[at].Offset} of function {_function.States[at].Function} uses {Describe(value)}, which does not dominate it";
            }
        }
    }

    // Behind phis, and the objects that the frame state of a loop needs.
    private int BeginningOf(int block)
    {
        int position = 0;
        for (int node = _function.Block(block).First; node >= 0 && _function[node].Op is IrOp.Phi or IrOp.Rebuild; node = _function[node].Next)
            position++;
        return position;
    }

    private bool IsAvailable(int value, int block, int position)
    {
        if (value >= _function.NodeCount || _positions[value] < 0 || _function[value].Type == IrType.None)
            return false;
        int defined = _function[value].Block;
        return _dominators.IsReachable(defined) && (defined == block ? _positions[value] < position : _dominators.Dominates(defined, block));
    }

    private string Describe(int node) => $"{IrOpTable.Get(_function[node].Op).Name} (node {node} of b{_function[node].Block})";

    private void Require(bool holds, int node, string what)
    {
        if (!holds)
            _found ??= $"b{_function[node].Block}: {Describe(node)} {what}";
    }

    private void Require(bool holds, string what, int block)
    {
        if (!holds)
            _found ??= $"b{block} {what}";
    }
}
