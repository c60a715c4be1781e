using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Removes what nothing uses: branches that always go one way, blocks that nothing leads to, nodes without effect and without use; joins blocks that follow each other.</summary>
/// <remarks>Requires and ensures: SSA. Values of frame states are uses. Source: Muchnick 18.1, 18.10; marking instead of iterating.</remarks>
internal static class DeadCode
{
    public static void Run(IrFunction function, PassContext context)
    {
        FoldBranches(function);
        context.Dominators.Compute(function);
        RemoveUnreachable(function, context);
        SimplifyPhis(function);
        MergeBlocks(function);
        new Marking(function, context).Sweep();
    }

    private static void FoldBranches(IrFunction function)
    {
        for (int block = 0; block < function.BlockCount; block++)
        {
            int last = function.Block(block).Last;
            if (last < 0 || function[last].Op != IrOp.Branch || !Simplifier.IsConstant(function, function[last].A, out long value))
                continue;
            ref IrBlock source = ref function.Block(block);
            int dropped = value != 0 ? source.OtherSuccessor : source.Successor;
            source.Successor = value != 0 ? source.Successor : source.OtherSuccessor;
            source.OtherSuccessor = -1;
            (function[last].Op, function[last].A) = (IrOp.Jump, -1);
            function.RemoveEdge(block, dropped);
        }
    }

    private static void RemoveUnreachable(IrFunction function, PassContext context)
    {
        for (int block = 0; block < function.BlockCount; block++)
        {
            if (context.Dominators.IsReachable(block) || function.Block(block).First < 0)
                continue;
            foreach (int successor in (ReadOnlySpan<int>)[function.Block(block).Successor, function.Block(block).OtherSuccessor])
            {
                if (successor >= 0 && context.Dominators.IsReachable(successor))
                    function.RemoveEdge(block, successor);
            }
            int next;
            for (int node = function.Block(block).First; node >= 0; node = next)
            {
                next = function[node].Next;
                function.Remove(node);
            }
            Empty(function, block);
        }
    }

    private static void Empty(IrFunction function, int block)
    {
        function.PredecessorsOf(block).Clear();
        ref IrBlock emptied = ref function.Block(block);
        (emptied.First, emptied.Last, emptied.Successor, emptied.OtherSuccessor, emptied.LoopState) = (-1, -1, -1, -1, -1);
    }

    // Those that have only one value, now that edges are gone.
    private static void SimplifyPhis(IrFunction function)
    {
        bool changed = true, any = false;
        while (changed)
        {
            changed = false;
            for (int block = 0; block < function.BlockCount; block++)
            {
                int next;
                for (int node = function.Block(block).First; node >= 0 && function[node].Op == IrOp.Phi; node = next)
                {
                    next = function[node].Next;
                    int same = Simplifier.Simplify(function, ref function[node], -1, node);
                    if (same < 0)
                        continue;
                    function.ReplaceWith(node, same);
                    changed = any = true;
                }
            }
        }
        if (any)
            function.ResolveOperands();
    }

    private static void MergeBlocks(IrFunction function)
    {
        for (int block = 0; block < function.BlockCount; block++)
        {
            while (function.Block(block).First >= 0)
            {
                int next = function.Block(block).Successor;
                if (next <= 0 || next == block || function.Block(block).OtherSuccessor >= 0 || function.PredecessorsOf(next).Count != 1)
                    break;
                Merge(function, block, next);
            }
        }
    }

    private static void Merge(IrFunction function, int block, int next)
    {
        function.Remove(function.Block(block).Last);
        function.Append(block, next);
        ref IrBlock merged = ref function.Block(block);
        (merged.Successor, merged.OtherSuccessor) = (function.Block(next).Successor, function.Block(next).OtherSuccessor);
        foreach (int successor in (ReadOnlySpan<int>)[merged.Successor, merged.OtherSuccessor])
        {
            if (successor < 0)
                continue;
            List<int> predecessors = function.PredecessorsOf(successor);
            predecessors[predecessors.IndexOf(next)] = block;
        }
        Empty(function, next);
    }

    /// <summary>Marks nodes from those with an effect on, through operands and frame states.</summary>
    private readonly ref struct Marking
    {
        private readonly IrFunction _function;
        private readonly bool[] _isUsed;
        private readonly bool[] _isStateUsed;
        private readonly Stack<int> _work = new();

        public Marking(IrFunction function, PassContext context)
        {
            _function = function;
            _isUsed = new bool[function.NodeCount];
            _isStateUsed = new bool[function.States.Count];
            for (int block = 0; block < function.BlockCount; block++)
            {
                for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                {
                    if (HasEffect(function[node]) && !context.IsPure(function[node]))
                        Use(node);
                }
                UseState(function.Block(block).LoopState);
            }
            while (_work.TryPop(out int used))
            {
                foreach (int operand in new IrOperands(function, function[used]))
                    Use(operand);
                UseState(function[used].State);
            }
        }

        public void Sweep()
        {
            for (int block = 0; block < _function.BlockCount; block++)
            {
                int next;
                for (int node = _function.Block(block).First; node >= 0; node = next)
                {
                    next = _function[node].Next;
                    if (!_isUsed[node])
                        _function.Remove(node);
                }
            }
        }

        // A conversion that fails leaves, used or not.
        private static bool HasEffect(in IrNode node) =>
            IrOpTable.Get(node.Op).Is(IrFlags.Guard | IrFlags.Writes | IrFlags.Terminator | IrFlags.Effect) || node.Op is IrOp.Poll or IrOp.Charge;

        private void Use(int node)
        {
            if (node < 0 || _isUsed[node])
                return;
            _isUsed[node] = true;
            _work.Push(node);
        }

        private void UseState(int state)
        {
            for (; state >= 0 && !_isStateUsed[state]; state = _function.States[state].Parent)
            {
                _isStateUsed[state] = true;
                foreach (int value in _function.ValuesOf(_function.States[state]))
                    Use(value);
            }
        }
    }
}
