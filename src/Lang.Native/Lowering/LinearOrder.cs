using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Lowering;

/// <summary>The order of blocks for register allocation: reverse post-order with every loop's blocks together, its header first.</summary>
internal sealed class LinearOrder
{
    private readonly DominatorTree _dominators = new();
    private bool[] _placed = [];

    /// <summary>The function's loops.</summary>
    public LoopForest Loops { get; } = new();

    /// <summary>The blocks that can be reached, in order.</summary>
    public List<int> Blocks { get; } = [];

    public void Find(IrFunction function)
    {
        _dominators.Compute(function);
        Loops.Compute(function, _dominators);
        Blocks.Clear();
        if (_placed.Length < function.BlockCount)
            _placed = new bool[2 * function.BlockCount];
        Array.Clear(_placed, 0, function.BlockCount);
        foreach (int block in _dominators.Order)
            Place(block);
    }

    // A header brings the rest of its loop along, in order.
    private void Place(int block)
    {
        if (_placed[block])
            return;
        _placed[block] = true;
        Blocks.Add(block);
        if (!Loops.IsHeader(block))
            return;
        int loop = Loops.LoopOf(block);
        for (int number = _dominators.NumberOf(block) + 1; number <= Loops[loop].Last; number++)
        {
            int inner = _dominators.Order[number];
            if (Loops.Contains(loop, inner))
                Place(inner);
        }
    }
}
