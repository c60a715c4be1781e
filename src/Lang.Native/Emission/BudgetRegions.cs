using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Emission;

/// <summary>
/// The regions, a whole function or a loop of it, through which the budget of fuel is kept in a register: a counter in memory would make each count wait for what the
/// one before has stored.
/// </summary>
/// <remarks>
/// It is loaded where such a region is entered and stored where it is left; exits, polls, calls and operations of the interpreter find it in memory,
/// as everywhere. So it pays where counting is more frequent than calling: in loops that do not call, and in functions that were inlined into themselves. The register
/// belongs to no value, so that nothing has to be allocated for it.
/// </remarks>
internal sealed class BudgetRegions
{
    /// <summary>Where the budget is: no argument of functions, no fixed operand of instructions.</summary>
    public const Gpr Register = Target.CallingConvention.HiddenArgument;

    private const int None = -1, Unknown = -2;

    /// <summary>How often what was never executed is thought to be.</summary>
    private const float Never = 1e-6f;

    // For each block: the first block of its region, or none; that of the region which all blocks that lead to it are in, or none.
    private int[] _headers = [], _origins = [];
    private bool[] _loads = [], _stores = [];
    private LirFunction _lir = null!;

    /// <summary>Finds the regions that spare most.</summary>
    /// <param name="lir">The function.</param>
    /// <param name="counts">Whether it counts fuel; else there are none.</param>
    /// <param name="isRegisterFree">Whether the register holds nothing when the function is entered; else only loops are thought of.</param>
    public void Find(LirFunction lir, bool counts, bool isRegisterFree)
    {
        _lir = lir;
        int count = lir.Blocks.Count;
        if (_headers.Length < count)
        {
            (_headers, _origins) = (new int[2 * count], new int[2 * count]);
            (_loads, _stores) = (new bool[2 * count], new bool[2 * count]);
        }
        Array.Fill(_headers, None, 0, count);
        Array.Fill(_origins, Unknown, 0, count);
        Array.Clear(_loads, 0, count);
        Array.Clear(_stores, 0, count);
        if (!counts)
            return;
        // To enter and to leave the function takes as long as a call.
        Choose(0, count - 1, isRegisterFree ? lir.Blocks[0].Frequency : float.PositiveInfinity);
        FindOrigins();
        DropRegionsWithSharedEdges();
        MarkEdges();
    }

    /// <summary>Whether the budget is in the register in this block.</summary>
    public bool Covers(int block) => _headers[block] != None;

    /// <summary>Whether a region is entered behind the block: the budget is loaded before its jump.</summary>
    public bool LoadsAtEnd(int block) => _loads[block];

    /// <summary>Whether a region was left before the block: the budget is stored at its beginning.</summary>
    public bool StoresAtStart(int block) => _stores[block];

    /// <summary>Makes one region of some blocks, or regions of the loops among them, whichever spares more.</summary>
    /// <param name="first">The first block, through which the others are entered.</param>
    /// <param name="last">The last one.</param>
    /// <param name="entering">What it costs to enter one region and to leave it.</param>
    /// <returns>What one region spares, not counting that, and what was chosen does.</returns>
    private (float Whole, float Chosen) Choose(int first, int last, float entering)
    {
        float whole = GainOf(first), ofLoops = 0;
        for (int b = first + 1; b <= last; b++)
        {
            if (_lir.Blocks[b].LoopEnd < 0)
            {
                whole += GainOf(b);
                continue;
            }
            (float loop, float chosen) = Choose(b, _lir.Blocks[b].LoopEnd, entering: 0);
            whole += loop;
            ofLoops += chosen;
            b = _lir.Blocks[b].LoopEnd;
        }
        if (whole - entering <= ofLoops)
            return (whole, ofLoops);
        Array.Fill(_headers, first, first, last - first + 1);
        return (whole, whole - entering);
    }

    // Each count that need not wait for memory, less each call, behind which what the called function has stored is waited for.
    private float GainOf(int index)
    {
        LirBlock block = _lir.Blocks[index];
        int gain = 0;
        bool polled = false;
        for (int i = block.First; i < block.End; i++)
        {
            LirOp op = _lir.Instructions[i].Op;
            // Neighbouring polls are counted together.
            if (op == LirOp.ChargeBudget || (op == LirOp.Poll && !polled))
                gain++;
            if (op.RunsOtherCode())
                gain--;
            polled = op == LirOp.Poll;
        }
        return gain * Math.Max(block.Frequency, Never);
    }

    private bool Leaves(int block, int successor) => Covers(block) && _headers[successor] != _headers[block];

    private void FindOrigins()
    {
        for (int b = 0; b < _lir.Blocks.Count; b++)
        {
            foreach (int successor in Successors(b))
                _origins[successor] = _origins[successor] == Unknown || _origins[successor] == _headers[b] ? _headers[b] : None;
        }
    }

    // Where a region leads follows nothing else, so that the store there is its own; and regions do not lead into each other.
    private void DropRegionsWithSharedEdges()
    {
        for (int b = 0; b < _lir.Blocks.Count; b++)
        {
            foreach (int successor in Successors(b))
            {
                if (Leaves(b, successor) && (Covers(successor) || _origins[successor] != _headers[b]))
                {
                    // A loop: the whole function leads nowhere.
                    int header = _headers[b];
                    Array.Fill(_headers, None, header, _lir.Blocks[header].LoopEnd - header + 1);
                }
            }
        }
    }

    private void MarkEdges()
    {
        for (int b = 0; b < _lir.Blocks.Count; b++)
        {
            foreach (int successor in Successors(b))
            {
                if (Leaves(b, successor))
                    _stores[successor] = true;
                else if (Covers(successor) && _headers[b] != _headers[successor])
                    _loads[b] = true;
            }
        }
    }

    private Edges Successors(int block) => new(_lir.Blocks[block].Successor, _lir.Blocks[block].OtherSuccessor);

    /// <summary>The blocks that follow a block: none, one or two.</summary>
    private struct Edges(int first, int second)
    {
        private int _next = first, _after = second;

        public int Current { get; private set; }

        public readonly Edges GetEnumerator() => this;

        public bool MoveNext()
        {
            (Current, _next, _after) = (_next, _after, -1);
            return Current >= 0;
        }
    }
}
