using Lang.Native.Ir;

namespace Lang.Native.Analysis;

/// <summary>Which blocks every way to a block leads through, and the order of blocks. Arrays are used again, and so is all of it where nothing it depends on has changed.</summary>
/// <remarks>Source: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm", 2001.</remarks>
internal sealed class DominatorTree
{
    /// <summary>How much more frequent a block has to be than another one to come before it.</summary>
    private const float Clearly = 2;

    private readonly List<int> _order = [], _preorder = [];
    private readonly Stack<int> _path = new();
    private int _count;

    /// <summary>What it was computed of: of each block its successors and its frequency.</summary>
    private (int Successor, int OtherSuccessor, float Frequency)[] _shape = [];

    private int[] _number = [], _parent = [], _enter = [], _leave = [], _child = [], _sibling = [];

    /// <summary>Blocks that can be reached, in reverse post-order.</summary>
    public List<int> Order => _order;

    /// <summary>Blocks in preorder of the tree. A block comes after all its predecessors but those of back edges.</summary>
    public List<int> Preorder => _preorder;

    /// <summary>How often it was computed: the same number, the same tree.</summary>
    public int Version { get; private set; }

    public void Compute(IrFunction function)
    {
        if (IsOf(function))
            return;
        Version++;
        if (_number.Length < function.BlockCount)
            _number = new int[2 * function.BlockCount];
        _count = function.BlockCount;
        Array.Fill(_number, -1, 0, _count);
        FindOrder(function);
        if (_parent.Length < _number.Length)
        {
            int size = _number.Length;
            (_parent, _enter, _leave, _child, _sibling) = (new int[size], new int[size], new int[size], new int[size], new int[size]);
        }
        FindParents(function);
        NumberTree();
    }

    // Most passes leave the blocks as they were.
    private bool IsOf(IrFunction function)
    {
        bool isSame = _count == function.BlockCount;
        if (_shape.Length < function.BlockCount)
            Array.Resize(ref _shape, 2 * function.BlockCount);
        for (int i = 0; i < function.BlockCount; i++)
        {
            ref readonly IrBlock block = ref function.Block(i);
            ref (int Successor, int OtherSuccessor, float Frequency) shape = ref _shape[i];
            isSame &= shape.Successor == block.Successor && shape.OtherSuccessor == block.OtherSuccessor && shape.Frequency == block.Frequency;
            shape = (block.Successor, block.OtherSuccessor, block.Frequency);
        }
        return isSame;
    }

    public bool IsReachable(int block) => block < _count && _number[block] >= 0;

    /// <summary>The position in <see cref="Order"/>, or -1.</summary>
    public int NumberOf(int block) => _number[block];

    /// <summary>The immediate dominator, or -1 for the entry.</summary>
    public int ParentOf(int block) => _parent[block];

    /// <summary>Whether every way to <paramref name="block"/> leads through <paramref name="dominator"/>, which may be the same.</summary>
    public bool Dominates(int dominator, int block) => _enter[dominator] <= _enter[block] && _enter[block] <= _leave[dominator];

    /// <summary>The one predecessor from which a block is entered, besides jumps back to it, or -1 when there are several.</summary>
    public int EntryOf(IrFunction function, int block)
    {
        int entry = -1;
        foreach (int predecessor in function.PredecessorsOf(block))
        {
            if (Dominates(block, predecessor))
                continue;
            if (entry >= 0)
                return -1;
            entry = predecessor;
        }
        return entry;
    }

    private void FindOrder(IrFunction function)
    {
        _order.Clear();
        _path.Clear();
        // Numbers are the state of the search until all is found: how many successors were looked at.
        _path.Push(0);
        _number[0] = 0;
        while (_path.TryPeek(out int block))
        {
            ref IrBlock at = ref function.Block(block);
            // What is found last comes first: the successor that is more frequent follows its block.
            bool isOtherLast = at.OtherSuccessor >= 0 && function.Block(at.OtherSuccessor).Frequency > Clearly * function.Block(at.Successor).Frequency;
            int next = _number[block]++ switch { 0 => isOtherLast ? at.Successor : at.OtherSuccessor, 1 => isOtherLast ? at.OtherSuccessor : at.Successor, _ => -2 };
            if (next == -2)
            {
                _order.Add(block);
                _path.Pop();
            }
            else if (next >= 0 && _number[next] < 0)
            {
                _number[next] = 0;
                _path.Push(next);
            }
        }
        _order.Reverse();
        for (int i = 0; i < _order.Count; i++)
            _number[_order[i]] = i;
    }

    private void FindParents(IrFunction function)
    {
        foreach (int block in _order)
            _parent[block] = -1;
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (int block in _order)
            {
                if (block == 0)
                    continue;
                int parent = -1;
                foreach (int predecessor in function.PredecessorsOf(block))
                {
                    if (_number[predecessor] < 0 || (predecessor != 0 && _parent[predecessor] < 0))
                        continue;
                    parent = parent < 0 ? predecessor : Meet(parent, predecessor);
                }
                changed |= parent != _parent[block];
                _parent[block] = parent;
            }
        }
    }

    private int Meet(int a, int b)
    {
        while (a != b)
        {
            while (_number[a] > _number[b])
                a = _parent[a];
            while (_number[b] > _number[a])
                b = _parent[b];
        }
        return a;
    }

    private void NumberTree()
    {
        foreach (int block in _order)
            _child[block] = -1;
        // From the back, so that children stand in reverse post-order.
        for (int i = _order.Count - 1; i > 0; i--)
        {
            int block = _order[i], parent = _parent[block];
            _sibling[block] = _child[parent];
            _child[parent] = block;
        }
        _preorder.Clear();
        _sibling[0] = -1;
        int at = 0;
        while (at >= 0)
        {
            _enter[at] = _preorder.Count;
            _preorder.Add(at);
            if (_child[at] >= 0)
            {
                at = _child[at];
                continue;
            }
            while (at >= 0)
            {
                _leave[at] = _preorder.Count - 1;
                if (_sibling[at] >= 0)
                {
                    at = _sibling[at];
                    break;
                }
                at = _parent[at];
            }
        }
    }
}
