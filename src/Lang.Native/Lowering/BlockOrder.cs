using Lang.Native.Ir;

namespace Lang.Native.Lowering;

/// <summary>The order of blocks for register allocation: reverse post-order with every loop's blocks together, its header first.</summary>
internal sealed class BlockOrder
{
    private readonly List<int> _postOrder = [];
    private readonly Stack<(int Block, int Next)> _path = new();
    private int[] _order = [], _loop = [], _outer = [], _depth = [];

    /// <summary>The blocks that can be reached, in order.</summary>
    public List<int> Blocks { get; } = [];

    /// <summary>How many loops a block lies in.</summary>
    public int DepthOf(int block) => _depth[block];

    /// <summary>The header of the innermost loop around a block (itself, if it is one), or -1.</summary>
    public int LoopOf(int block) => _loop[block];

    /// <summary>Whether a block is a loop's header.</summary>
    public bool IsHeader(int block) => _loop[block] == block;

    /// <summary>Whether a block lies in the loop with that header.</summary>
    public bool IsIn(int block, int header)
    {
        for (int loop = _loop[block]; loop >= 0; loop = _outer[loop])
        {
            if (loop == header)
                return true;
        }
        return false;
    }

    public void Find(IrFunction function)
    {
        int count = function.BlockCount;
        _order = new int[count];
        _loop = new int[count];
        _outer = new int[count];
        _depth = new int[count];
        Array.Fill(_order, -1);
        Array.Fill(_loop, -1);
        Array.Fill(_outer, -1);
        PostOrder(function);
        for (int i = 0; i < _postOrder.Count; i++)
            _order[_postOrder[i]] = _postOrder.Count - 1 - i;
        FindLoops(function);
        foreach (int block in _postOrder)
        {
            for (int loop = _loop[block]; loop >= 0; loop = _outer[loop])
                _depth[block]++;
        }
        Blocks.Clear();
        var placed = new bool[count];
        for (int i = _postOrder.Count - 1; i >= 0; i--)
            Place(function, _postOrder[i], placed);
    }

    private void PostOrder(IrFunction function)
    {
        var visited = new bool[function.BlockCount];
        _postOrder.Clear();
        _path.Push((0, 0));
        visited[0] = true;
        while (_path.TryPop(out (int Block, int Next) top))
        {
            ref IrBlock block = ref function.Block(top.Block);
            int successor = top.Next == 0 ? block.OtherSuccessor : top.Next == 1 ? block.Successor : -2;
            if (successor == -2)
            {
                _postOrder.Add(top.Block);
                continue;
            }
            _path.Push((top.Block, top.Next + 1));
            if (successor < 0 || visited[successor])
                continue;
            visited[successor] = true;
            _path.Push((successor, 0));
        }
    }

    // Inner loops first, so that a header found later is around those found before.
    private void FindLoops(IrFunction function)
    {
        var work = new Stack<int>();
        foreach (int header in _postOrder)
        {
            foreach (int predecessor in function.PredecessorsOf(header))
            {
                if (_order[predecessor] >= _order[header])
                    work.Push(predecessor);
            }
            if (work.Count == 0)
                continue;
            _loop[header] = header;
            while (work.TryPop(out int block))
            {
                int outermost = _loop[block];
                while (outermost >= 0 && _outer[outermost] >= 0)
                    outermost = _outer[outermost];
                if (outermost == header)
                    continue;
                if (outermost >= 0)
                    _outer[outermost] = header;
                else
                    _loop[block] = header;
                foreach (int predecessor in function.PredecessorsOf(outermost >= 0 ? outermost : block))
                {
                    if (_order[predecessor] >= 0)
                        work.Push(predecessor);
                }
            }
        }
    }

    // A header brings the rest of its loop along, in order.
    private void Place(IrFunction function, int block, bool[] placed)
    {
        if (placed[block])
            return;
        placed[block] = true;
        Blocks.Add(block);
        if (!IsHeader(block))
            return;
        for (int i = _postOrder.Count - 1 - _order[block] - 1; i >= 0; i--)
        {
            if (IsIn(_postOrder[i], block))
                Place(function, _postOrder[i], placed);
        }
    }
}
