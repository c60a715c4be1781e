using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>Makes two loops of an innermost loop that branches on what does not change in it: one for each outcome, chosen before.</summary>
/// <remarks>
/// Above all of calls through a function value that is the same throughout, where several functions were inlined: each then has a loop of its own, as if it had been called by name.
/// Requires: SSA, loop-invariant code motion. Ensures: SSA without dead code. Source: Muchnick 18.2.2.
/// </remarks>
internal sealed class LoopUnswitching
{
    /// <summary>Nodes of a loop at most, and copies made in a function.</summary>
    private const int MostNodes = 120, MostCopies = 4;

    private readonly IrFunction _function;
    private readonly PassContext _context;
    private readonly LoopForest _loops;
    private readonly DominatorTree _dominators;

    /// <summary>The loop's blocks, and those outside that it leads to and that end the function.</summary>
    private readonly List<int> _region = [];

    private LoopUnswitching(IrFunction function, PassContext context) =>
        (_function, _context, _loops, _dominators) = (function, context, context.Loops, context.Dominators);

    public static void Run(IrFunction function, PassContext context)
    {
        for (int copies = 0; copies < MostCopies; copies++)
        {
            context.AnalyzeLoops(function);
            if (!new LoopUnswitching(function, context).TryUnswitch())
                return;
            DeadCode.Run(function, context);
        }
    }

    private bool TryUnswitch()
    {
        for (int loop = 0; loop < _loops.Count; loop++)
        {
            if (FindRegion(loop) && FindBranch(loop) is var block and >= 0 && FindExit() is { } exit)
            {
                Unswitch(_loops[loop], block, exit);
                return true;
            }
        }
        return false;
    }

    // False when the loop holds another one, or too much.
    private bool FindRegion(int loop)
    {
        if (!LoopCopies.TryFindBlocks(_function, _context, loop, _region))
            return false;
        int nodes = 0;
        foreach (int block in _region)
        {
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
                nodes++;
        }
        return nodes <= MostNodes;
    }

    // The first branch that goes the same way in all rounds, and not out of the loop.
    private int FindBranch(int loop)
    {
        foreach (int block in _region)
        {
            IrBlock at = _function.Block(block);
            if (at.OtherSuccessor < 0 || !_loops.Contains(loop, block))
                continue;
            int condition = _function[at.Last].A;
            if (!_loops.Contains(loop, _function[condition].Block) && _function[condition].Op != IrOp.Constant
                && _region.Contains(at.Successor) && _region.Contains(at.OtherSuccessor) && 4 * at.Frequency > _function.Block(_loops[loop].Header).Frequency)
                return block;
        }
        return -1;
    }

    /// <summary>The one block to which the region leads; -1 when it leads nowhere, null when there are several.</summary>
    private int? FindExit()
    {
        int exit = -1;
        foreach (int block in _region)
        {
            foreach (int successor in (ReadOnlySpan<int>)[_function.Block(block).Successor, _function.Block(block).OtherSuccessor])
            {
                if (successor < 0 || _region.Contains(successor) || successor == exit)
                    continue;
                if (exit >= 0)
                    return null;
                exit = successor;
            }
        }
        return exit;
    }

    private void Unswitch(in Loop loop, int block, int exit)
    {
        int branch = _function.Block(block).Last, condition = _function[branch].A;
        float share = Math.Clamp(_function.Block(_function.Block(block).Successor).Frequency / Math.Max(_function.Block(block).Frequency, float.Epsilon), 0.1f, 0.9f);
        // Phis at the exit let those outside see one value, whichever loop made it.
        var used = exit >= 0 ? UsedOutside(exit) : [];
        var cloner = new IrCloner(_function);
        cloner.Clone(_region);

        Choose(loop, cloner.BlockOf(loop.Header), condition, share);
        foreach (int original in _region)
        {
            _function.Block(cloner.BlockOf(original)).Frequency *= 1 - share;
            _function.Block(original).Frequency *= share;
        }
        Decide(branch, 1);
        Decide(_function.Block(cloner.BlockOf(block)).Last, 0);
        if (exit >= 0)
            Join(exit, used, cloner);
    }

    private void Decide(int branch, long outcome)
    {
        int constant = _function.ConstantBefore(branch, outcome);
        _function[branch].A = constant;
    }

    // The preheader goes to one of two.
    private void Choose(in Loop loop, int copiedHeader, int condition, float share)
    {
        float frequency = _function.Block(loop.Preheader).Frequency;
        int first = _function.NewBlock(frequency * share), second = _function.NewBlock(frequency * (1 - share));
        foreach ((int preheader, int header) in (ReadOnlySpan<(int, int)>)[(first, loop.Header), (second, copiedHeader)])
        {
            _function.Append(preheader, IrNode.Make(IrOp.Jump, IrType.None));
            _function.Block(preheader).Successor = header;
            List<int> predecessors = _function.PredecessorsOf(header);
            predecessors[predecessors.IndexOf(loop.Preheader)] = preheader;
        }
        _function.Remove(_function.Block(loop.Preheader).Last);
        _function.Branch(loop.Preheader, condition, first, second);
    }

    /// <summary>Values of the region that others use without a phi at the exit.</summary>
    private List<int> UsedOutside(int exit)
    {
        var used = new List<int>();
        foreach (int block in _dominators.Order)
        {
            if (_region.Contains(block))
                continue;
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                if (block == exit && _function[node].Op == IrOp.Phi)
                    continue;
                foreach (int operand in new IrOperands(_function, _function[node]))
                    Add(operand);
                AddState(_function[node].State);
            }
            AddState(_function.Block(block).LoopState);
        }
        return used;

        void AddState(int state)
        {
            for (; state >= 0; state = _function.States[state].Parent)
            {
                foreach (int value in _function.ValuesOf(_function.States[state]))
                    Add(value);
            }
        }

        void Add(int value)
        {
            if (value >= 0 && _region.Contains(_function[value].Block) && !used.Contains(value))
                used.Add(value);
        }
    }

    private void Join(int exit, List<int> used, IrCloner cloner)
    {
        List<int> predecessors = _function.PredecessorsOf(exit);
        int before = predecessors.Count;
        foreach (int block in predecessors.FindAll(_region.Contains))
            LoopCopies.AddEdge(_function, cloner.BlockOf(block), exit, block, cloner);
        if (used.Count == 0)
            return;

        var outside = new IrCloner(_function);
        foreach (int value in used)
        {
            int phi = _function.AddPhi(exit, _function[value].Type, predecessors.Count);
            for (int i = 0; i < predecessors.Count; i++)
                _function.ListOf(_function[phi])[i] = i < before ? value : cloner.ValueOf(value);
            outside.Replace(value, phi);
        }
        foreach (int block in _dominators.Order)
        {
            if (_region.Contains(block))
                continue;
            for (int node = _function.Block(block).First; node >= 0; node = _function[node].Next)
            {
                if (block != exit || _function[node].Op != IrOp.Phi)
                    outside.Rename(node);
            }
            _function.Block(block).LoopState = outside.StateOf(_function.Block(block).LoopState);
        }
    }
}
