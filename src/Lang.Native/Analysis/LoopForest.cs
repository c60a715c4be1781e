using System.Runtime.InteropServices;
using Lang.Native.Ir;

namespace Lang.Native.Analysis;

/// <summary>A loop: the blocks from which its header is reached without leaving what the header dominates.</summary>
internal struct Loop
{
    public int Header;

    /// <summary>The block outside that alone leads to the header, and nowhere else; -1 when there is none.</summary>
    public int Preheader;

    /// <summary>Index of the loop around it, or -1.</summary>
    public int Parent;

    /// <summary>How many loops it lies in, itself too.</summary>
    public int Depth;

    /// <summary>Position in reverse post-order of its last block.</summary>
    public int Last;

    /// <summary>Whether there are loops in it.</summary>
    public bool HasInner;
}

/// <summary>The loops of a function, outer ones before those in them. All have one entry: the builder refuses others.</summary>
/// <remarks>Source: Muchnick 7.4, with the nesting found from the inside.</remarks>
internal sealed class LoopForest
{
    private readonly List<Loop> _loops = [];
    private readonly Stack<int> _work = new();
    private int[] _loopOf = [];
    private int _count;
    private DominatorTree? _dominators;
    private int _version;

    public int Count => _loops.Count;

    public ref Loop this[int loop] => ref CollectionsMarshal.AsSpan(_loops)[loop];

    /// <summary>The innermost loop around a block, or -1; also of blocks that were made since.</summary>
    public int LoopOf(int block) => block < _count ? _loopOf[block] : -1;

    public int DepthOf(int block) => LoopOf(block) is >= 0 and int loop ? _loops[loop].Depth : 0;

    public bool Contains(int loop, int block)
    {
        int inner = LoopOf(block);
        while (inner >= 0 && _loops[inner].Depth > _loops[loop].Depth)
            inner = _loops[inner].Parent;
        return inner == loop;
    }

    public bool IsHeader(int block) => LoopOf(block) is >= 0 and int loop && _loops[loop].Header == block;

    /// <summary>Whether every round of a loop executes a block.</summary>
    public bool IsInEveryRound(IrFunction function, int loop, int block)
    {
        foreach (int predecessor in function.PredecessorsOf(_loops[loop].Header))
        {
            if (Contains(loop, predecessor) && !_dominators!.Dominates(block, predecessor))
                return false;
        }
        return true;
    }

    /// <summary>Finds the loops, unless the tree is the one of which they were found.</summary>
    public void Compute(IrFunction function, DominatorTree dominators)
    {
        if (_dominators == dominators && _version == dominators.Version)
            return;
        (_dominators, _version) = (dominators, dominators.Version);
        if (_loopOf.Length < function.BlockCount)
            _loopOf = new int[2 * function.BlockCount];
        _count = function.BlockCount;
        Array.Fill(_loopOf, -1, 0, _count);
        _loops.Clear();
        for (int i = dominators.Order.Count - 1; i >= 0; i--)
            FindLoop(function, dominators.Order[i]);
        OutermostFirst();
        foreach (int block in dominators.Order)
        {
            for (int loop = _loopOf[block]; loop >= 0; loop = _loops[loop].Parent)
                this[loop].Last = Math.Max(this[loop].Last, dominators.NumberOf(block));
        }
        for (int loop = 0; loop < _loops.Count; loop++)
        {
            int parent = _loops[loop].Parent;
            this[loop].Depth = parent < 0 ? 1 : _loops[parent].Depth + 1;
            if (parent >= 0)
                this[parent].HasInner = true;
        }
        for (int loop = 0; loop < _loops.Count; loop++)
            this[loop].Preheader = FindPreheader(function, loop);
    }

    /// <summary>Gives every loop a preheader. True when blocks were added: the dominators and the loops are to be computed again.</summary>
    public bool AddPreheaders(IrFunction function)
    {
        bool added = false;
        for (int loop = 0; loop < _loops.Count; loop++)
        {
            if (_loops[loop].Preheader >= 0)
                continue;
            AddPreheader(function, loop);
            added = true;
        }
        return added;
    }

    private void FindLoop(IrFunction function, int header)
    {
        int loop = -1;
        foreach (int predecessor in function.PredecessorsOf(header))
        {
            if (!_dominators!.IsReachable(predecessor) || !_dominators!.Dominates(header, predecessor))
                continue;
            if (loop < 0)
            {
                loop = _loops.Count;
                _loops.Add(new Loop { Header = header, Preheader = -1, Parent = -1 });
            }
            _work.Push(predecessor);
        }
        while (_work.TryPop(out int block))
        {
            int outermost = Outermost(block);
            if (outermost == loop)
                continue;
            if (outermost >= 0)
                this[outermost].Parent = loop;
            else
                _loopOf[block] = loop;
            int entered = outermost >= 0 ? _loops[outermost].Header : block;
            if (entered == header)
                continue;
            foreach (int predecessor in function.PredecessorsOf(entered))
            {
                if (_dominators!.IsReachable(predecessor) && Outermost(predecessor) != loop)
                    _work.Push(predecessor);
            }
        }
        if (loop >= 0)
            _loopOf[header] = _loopOf[header] < 0 ? loop : _loopOf[header];
    }

    private int Outermost(int block)
    {
        int loop = _loopOf[block];
        while (loop >= 0 && _loops[loop].Parent >= 0)
            loop = _loops[loop].Parent;
        return loop;
    }

    // They were found by header from the back, so inner ones first.
    private void OutermostFirst()
    {
        if (_loops.Count == 0)
            return;
        _loops.Reverse();
        int last = _loops.Count - 1;
        for (int loop = 0; loop <= last; loop++)
        {
            ref Loop turned = ref this[loop];
            turned.Parent = turned.Parent < 0 ? -1 : last - turned.Parent;
        }
        foreach (ref int loop in _loopOf.AsSpan(0, _count))
            loop = loop < 0 ? -1 : last - loop;
    }

    private int FindPreheader(IrFunction function, int loop)
    {
        int preheader = -1;
        foreach (int predecessor in function.PredecessorsOf(_loops[loop].Header))
        {
            if (Contains(loop, predecessor))
                continue;
            if (preheader >= 0)
                return -1;
            preheader = predecessor;
        }
        return preheader >= 0 && function.Block(preheader).OtherSuccessor < 0 ? preheader : -1;
    }

    private void AddPreheader(IrFunction function, int loop)
    {
        int header = _loops[loop].Header;
        List<int> predecessors = function.PredecessorsOf(header);
        float frequency = 0;
        var outside = new List<int>();
        foreach (int predecessor in predecessors)
        {
            if (Contains(loop, predecessor))
                continue;
            outside.Add(predecessor);
            frequency += Math.Min(function.Block(predecessor).Frequency, function.Block(header).Frequency);
        }
        if (outside.Count == 1)
        {
            function.SplitEdge(outside[0], header);
            return;
        }
        int block = function.NewBlock(frequency);
        for (int node = function.Block(header).First; function[node].Op == IrOp.Phi; node = function[node].Next)
        {
            int entry = function.AddPhi(block, function[node].Type, outside.Count);
            for (int i = 0; i < outside.Count; i++)
                function.Lists[function[entry].First + i] = function.ListOf(function[node])[predecessors.IndexOf(outside[i])];
            // A loop's phi has room: what was several edges becomes one.
            function.ListOf(function[node])[predecessors.IndexOf(outside[0])] = entry;
        }
        for (int i = 1; i < outside.Count; i++)
            function.RemoveEdge(outside[i], header);
        predecessors[predecessors.IndexOf(outside[0])] = block;
        foreach (int predecessor in outside)
        {
            ref IrBlock source = ref function.Block(predecessor);
            if (source.Successor == header)
                source.Successor = block;
            else
                source.OtherSuccessor = block;
            function.PredecessorsOf(block).Add(predecessor);
        }
        function.Append(block, IrNode.Make(IrOp.Jump, IrType.None));
        function.Block(block).Successor = header;
    }
}
