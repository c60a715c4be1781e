namespace Lang.Native.Ir;

/// <summary>Copies blocks of a function, their nodes and the frame states that name them.</summary>
/// <param name="function">The function.</param>
internal sealed class IrCloner(IrFunction function)
{
    private readonly Dictionary<int, int> _blocks = [], _nodes = [], _states = [];

    /// <summary>A block's copy; other blocks are their own.</summary>
    public int BlockOf(int block) => _blocks.GetValueOrDefault(block, block);

    /// <summary>A value's copy; what was not copied is its own.</summary>
    public int ValueOf(int node) => _nodes.GetValueOrDefault(node, node);

    /// <summary>
    /// Copies blocks. Copies lead to each other where the blocks do, and out of them to where the blocks lead, but nothing leads to them from outside, and nobody outside knows of
    /// them as predecessors: that is the caller's to mend.
    /// </summary>
    public void Clone(IReadOnlyList<int> blocks)
    {
        foreach (int block in blocks)
            _blocks[block] = function.NewBlock(function.Block(block).Frequency);
        foreach (int block in blocks)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
                _nodes[node] = function.Append(_blocks[block], function[node]);
        }
        foreach (int block in blocks)
        {
            int copied = _blocks[block];
            for (int node = function.Block(copied).First; node >= 0; node = function[node].Next)
                Rename(node);
            ref IrBlock copy = ref function.Block(copied);
            (copy.Successor, copy.OtherSuccessor) = (BlockOf(function.Block(block).Successor), BlockOf(function.Block(block).OtherSuccessor));
            copy.LoopState = StateOf(function.Block(block).LoopState);
            copy.TripCount = function.Block(block).TripCount;
            foreach (int predecessor in function.PredecessorsOf(block))
                function.PredecessorsOf(copied).Add(BlockOf(predecessor));
        }
    }

    /// <summary>Lets a value stand for another one in what is renamed from now on.</summary>
    public void Replace(int value, int by)
    {
        _nodes[value] = by;
        _states.Clear();
    }

    /// <summary>Lets a node use the copies of what it uses; its state is copied if it names any.</summary>
    public void Rename(int node)
    {
        ref IrNode renamed = ref function[node];
        (renamed.A, renamed.B, renamed.C) = (ValueOf(renamed.A), ValueOf(renamed.B), ValueOf(renamed.C));
        if (renamed.Count > 0)
        {
            int first = Renamed(renamed.First, renamed.Count);
            function[node].First = first;
        }
        function[node].State = StateOf(function[node].State);
    }

    /// <summary>A frame state with the copies of the values it names; itself if it names none.</summary>
    public int StateOf(int state)
    {
        if (state < 0)
            return -1;
        if (_states.TryGetValue(state, out int known))
            return known;
        FrameState copied = function.States[state];
        int parent = StateOf(copied.Parent);
        bool names = parent != copied.Parent;
        foreach (int value in function.ValuesOf(copied))
            names |= ValueOf(value) != value;
        int result = state;
        if (names)
        {
            copied = copied with { Parent = parent, First = Renamed(copied.First, copied.Variables + copied.Stack) };
            function.States.Add(copied);
            result = function.States.Count - 1;
        }
        return _states[state] = result;
    }

    private int Renamed(int first, int count)
    {
        int list = function.NewList(count);
        for (int i = 0; i < count; i++)
            function.Lists[list + i] = ValueOf(function.Lists[first + i]);
        return list;
    }
}
