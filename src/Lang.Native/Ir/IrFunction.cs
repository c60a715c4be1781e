using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lang.Native.Ir;

/// <summary>A function in SSA form. All is kept in arrays that the next function uses again; nodes, blocks and frame states are their indices.</summary>
internal sealed class IrFunction
{
    private IrNode[] _nodes = new IrNode[256];
    private IrBlock[] _blocks = new IrBlock[32];
    private readonly List<int> _lists = [];
    private readonly List<int>[] _noPredecessors = [];
    private List<int>[] _predecessors;

    /// <summary>Whether operands may name replaced nodes.</summary>
    private bool _hasCopies;

    public IrFunction() => _predecessors = _noPredecessors;

    public int NodeCount { get; private set; }

    public int BlockCount { get; private set; }

    /// <summary>Operands of phis and calls, and values of frame states.</summary>
    public Span<int> Lists => CollectionsMarshal.AsSpan(_lists);

    public List<FrameState> States { get; } = [];

    /// <summary>Index of the compiled function in its module.</summary>
    public int Function { get; set; }

    /// <summary>The bytecode offset of the loop at which it takes over an interpreter's frame, or -1 when it is called.</summary>
    public int OsrOffset { get; set; } = -1;

    /// <summary>What was done with it since it was cleared: nodes and blocks that were looked at, and more that a compilation adds. Tests see by it that work grows with the function's size.</summary>
    public long Steps { get; set; }

    public ref IrNode this[int node]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Steps++;
            return ref _nodes[node];
        }
    }

    /// <summary>The block, from 0, which is the entry.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref IrBlock Block(int block)
    {
        Steps++;
        return ref _blocks[block];
    }

    /// <summary>The predecessors of a block, in the order of its phis' operands.</summary>
    public List<int> PredecessorsOf(int block) => _predecessors[block];

    public void Clear()
    {
        NodeCount = BlockCount = 0;
        _lists.Clear();
        States.Clear();
        OsrOffset = -1;
        Steps = 0;
        _hasCopies = false;
    }

    public int NewBlock(float frequency)
    {
        if (BlockCount == _blocks.Length)
            Array.Resize(ref _blocks, 2 * BlockCount);
        if (BlockCount >= _predecessors.Length)
        {
            int old = _predecessors.Length;
            Array.Resize(ref _predecessors, Math.Max(32, 2 * old));
            for (int i = old; i < _predecessors.Length; i++)
                _predecessors[i] = [];
        }
        _predecessors[BlockCount].Clear();
        _blocks[BlockCount] = new IrBlock { First = -1, Last = -1, Successor = -1, OtherSuccessor = -1, Frequency = frequency, LoopState = -1 };
        return BlockCount++;
    }

    /// <summary>Adds a node at the end of a block.</summary>
    public int Append(int block, in IrNode node)
    {
        int id = Add(node);
        ref IrNode added = ref _nodes[id];
        ref IrBlock target = ref _blocks[block];
        added.Block = block;
        added.Previous = target.Last;
        added.Next = -1;
        if (target.Last >= 0)
            _nodes[target.Last].Next = id;
        else
            target.First = id;
        target.Last = id;
        return id;
    }

    /// <summary>Moves all nodes of a block to the end of another one; what leads to and from them is left to the caller.</summary>
    public void Append(int block, int others)
    {
        ref IrBlock target = ref _blocks[block];
        ref IrBlock source = ref _blocks[others];
        for (int node = source.First; node >= 0; node = _nodes[node].Next)
            _nodes[node].Block = block;
        if (target.Last >= 0)
            _nodes[target.Last].Next = source.First;
        else
            target.First = source.First;
        _nodes[source.First].Previous = target.Last;
        target.Last = source.Last;
        (source.First, source.Last) = (-1, -1);
    }

    /// <summary>Adds a node before another one.</summary>
    public int InsertBefore(int next, in IrNode node)
    {
        int id = Add(node);
        Link(id, next);
        return id;
    }

    /// <summary>Adds a constant before a node.</summary>
    public int ConstantBefore(int next, long value, IrType type = IrType.Int) => InsertBefore(next, IrNode.Make(IrOp.Constant, type) with { Value = value });

    /// <summary>Adds a phi at the beginning of a block; its operands are set afterwards.</summary>
    public int AddPhi(int block, IrType type, int operands)
    {
        IrNode phi = IrNode.Make(IrOp.Phi, type);
        (phi.First, phi.Count) = (NewList(operands), operands);
        return _blocks[block].First < 0 ? Append(block, phi) : InsertBefore(_blocks[block].First, phi);
    }

    /// <summary>Moves a node to before another one.</summary>
    public void MoveBefore(int node, int next)
    {
        Unlink(node);
        Link(node, next);
    }

    /// <summary>Takes a node out; nothing may use it any more.</summary>
    public void Remove(int node)
    {
        Unlink(node);
        _nodes[node].Op = IrOp.Removed;
    }

    /// <summary>Takes a node out and lets <see cref="Resolve"/> lead from it to a value. <see cref="ResolveOperands"/> then rewrites its uses.</summary>
    public void ReplaceWith(int node, int value)
    {
        Debug.Assert(node != value);
        Unlink(node);
        ref IrNode replaced = ref _nodes[node];
        replaced.Op = IrOp.Copy;
        _hasCopies = true;
        replaced.A = value;
        replaced.B = replaced.C = replaced.State = -1;
        replaced.Count = 0;
    }

    /// <summary>The value that stands for a node which may have been replaced.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Resolve(int node) => node < 0 || _nodes[node].Op != IrOp.Copy ? node : ResolveCopy(node);

    private int ResolveCopy(int node)
    {
        while (node >= 0 && _nodes[node].Op == IrOp.Copy)
        {
            int next = _nodes[node].A;
            // Shorter for the next one.
            if (_nodes[next].Op == IrOp.Copy)
                _nodes[node].A = _nodes[next].A;
            node = next;
        }
        return node;
    }

    /// <summary>Rewrites all operands that name replaced nodes.</summary>
    public void ResolveOperands()
    {
        if (!_hasCopies)
            return;
        _hasCopies = false;
        for (int i = 0; i < NodeCount; i++)
        {
            ref IrNode node = ref _nodes[i];
            if (node.Op is IrOp.Removed or IrOp.Copy)
                continue;
            node.A = Resolve(node.A);
            node.B = Resolve(node.B);
            node.C = Resolve(node.C);
        }
        foreach (ref int operand in Lists)
            operand = Resolve(operand);
    }

    public int NewList(int length)
    {
        int first = _lists.Count;
        CollectionsMarshal.SetCount(_lists, first + length);
        Lists.Slice(first, length).Fill(-1);
        return first;
    }

    /// <summary>Operands of a phi or arguments of a call.</summary>
    public Span<int> ListOf(in IrNode node) => Lists.Slice(node.First, node.Count);

    public Span<int> ValuesOf(in FrameState state) => Lists.Slice(state.First, state.Variables + state.Stack);

    /// <summary>Ends a block with a jump.</summary>
    public void Jump(int block, int target)
    {
        Append(block, IrNode.Make(IrOp.Jump, IrType.None));
        _blocks[block].Successor = target;
        _predecessors[target].Add(block);
    }

    /// <summary>Ends a block with a branch.</summary>
    public void Branch(int block, int condition, int whenTrue, int whenFalse)
    {
        Append(block, IrNode.Make(IrOp.Branch, IrType.None, condition));
        _blocks[block].Successor = whenTrue;
        _blocks[block].OtherSuccessor = whenFalse;
        _predecessors[whenTrue].Add(block);
        _predecessors[whenFalse].Add(block);
    }

    /// <summary>Lets an edge lead to another block in the middle, which is returned.</summary>
    public int SplitEdge(int from, int to)
    {
        int middle = NewBlock(Math.Min(_blocks[from].Frequency, _blocks[to].Frequency));
        ref IrBlock source = ref _blocks[from];
        if (source.Successor == to)
            source.Successor = middle;
        else
            source.OtherSuccessor = middle;
        List<int> predecessors = _predecessors[to];
        predecessors[predecessors.IndexOf(from)] = middle;
        Append(middle, IrNode.Make(IrOp.Jump, IrType.None));
        _blocks[middle].Successor = to;
        _predecessors[middle].Add(from);
        return middle;
    }

    /// <summary>Ends a block behind a node: what follows, and where it leads to, becomes a block of its own, which is returned. Nothing leads there yet.</summary>
    public int SplitAfter(int node)
    {
        int block = _nodes[node].Block, rest = NewBlock(_blocks[block].Frequency);
        ref IrBlock first = ref _blocks[block];
        ref IrBlock second = ref _blocks[rest];
        (second.First, second.Last) = (_nodes[node].Next, first.Last);
        (second.Successor, second.OtherSuccessor) = (first.Successor, first.OtherSuccessor);
        first.Last = node;
        (first.Successor, first.OtherSuccessor) = (-1, -1);
        _nodes[second.First].Previous = _nodes[node].Next = -1;
        for (int moved = second.First; moved >= 0; moved = _nodes[moved].Next)
            _nodes[moved].Block = rest;
        ReplacePredecessor(second.Successor);
        ReplacePredecessor(second.OtherSuccessor);
        return rest;

        void ReplacePredecessor(int successor)
        {
            if (successor >= 0)
                _predecessors[successor][_predecessors[successor].IndexOf(block)] = rest;
        }
    }

    /// <summary>Removes an edge together with the operands that phis have for it.</summary>
    public void RemoveEdge(int from, int to)
    {
        int index = _predecessors[to].IndexOf(from);
        _predecessors[to].RemoveAt(index);
        for (int node = _blocks[to].First; node >= 0 && _nodes[node].Op == IrOp.Phi; node = _nodes[node].Next)
        {
            ref IrNode phi = ref _nodes[node];
            Span<int> operands = ListOf(phi);
            operands[(index + 1)..].CopyTo(operands[index..]);
            phi.Count--;
        }
    }

    private int Add(in IrNode node)
    {
        if (NodeCount == _nodes.Length)
            Array.Resize(ref _nodes, 2 * NodeCount);
        _nodes[NodeCount] = node;
        return NodeCount++;
    }

    private void Link(int node, int next)
    {
        ref IrNode linked = ref _nodes[node];
        ref IrNode follower = ref _nodes[next];
        linked.Block = follower.Block;
        linked.Next = next;
        linked.Previous = follower.Previous;
        if (follower.Previous >= 0)
            _nodes[follower.Previous].Next = node;
        else
            _blocks[linked.Block].First = node;
        follower.Previous = node;
    }

    private void Unlink(int node)
    {
        ref IrNode unlinked = ref _nodes[node];
        ref IrBlock block = ref _blocks[unlinked.Block];
        if (unlinked.Previous >= 0)
            _nodes[unlinked.Previous].Next = unlinked.Next;
        else
            block.First = unlinked.Next;
        if (unlinked.Next >= 0)
            _nodes[unlinked.Next].Previous = unlinked.Previous;
        else
            block.Last = unlinked.Previous;
    }
}
