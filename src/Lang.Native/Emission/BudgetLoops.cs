using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Emission;

/// <summary>
/// The loops through which the budget of fuel is kept in a register: a counter in memory would make each round wait for what the
/// round before has stored.
/// </summary>
/// <remarks>
/// It is loaded where such a loop is entered and stored where it is left; exits, polls and operations of the interpreter find it in memory,
/// as everywhere. A loop that calls otherwise keeps it in memory: the called function counts too. The register belongs to no value, so
/// that nothing has to be allocated for it.
/// </remarks>
internal sealed class BudgetLoops
{
    /// <summary>Where the budget is: no argument of functions, no fixed operand of instructions.</summary>
    public const Gpr Register = Target.CallingConvention.HiddenArgument;

    private const int None = -1, Unknown = -2;

    // For each block: the header of its loop, or none; that of the loop which all blocks that lead to it are in, or none.
    private int[] _headers = [], _origins = [];
    private bool[] _loads = [], _stores = [];
    private LirFunction _lir = null!;

    /// <summary>Finds the outermost loops for which it holds.</summary>
    public void Find(LirFunction lir, bool counts)
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
        for (int header = 1; header < count; header++)
        {
            int last = lir.Blocks[header].LoopEnd;
            if (last < 0 || !Counts(header, last))
                continue;
            Array.Fill(_headers, header, header, last - header + 1);
            header = last;
        }
        FindOrigins();
        DropLoopsWithSharedEdges();
        MarkEdges();
    }

    /// <summary>Whether the budget is in the register in this block.</summary>
    public bool Covers(int block) => _headers[block] != None;

    /// <summary>Whether a loop is entered behind the block: the budget is loaded before its jump.</summary>
    public bool LoadsAtEnd(int block) => _loads[block];

    /// <summary>Whether a loop was left before the block: the budget is stored at its beginning.</summary>
    public bool StoresAtStart(int block) => _stores[block];

    // There is something to count, and nothing else counts meanwhile. What the interpreter does now and then is surrounded by a store and a load.
    private bool Counts(int header, int last)
    {
        bool polls = false;
        for (int b = header; b <= last; b++)
        {
            LirBlock block = _lir.Blocks[b];
            for (int i = block.First; i < block.End; i++)
            {
                LirOp op = _lir.Instructions[i].Op;
                if (op is LirOp.Call or LirOp.CallValue or LirOp.CallHost || (op == LirOp.Execute && !block.IsCold))
                    return false;
                polls |= op == LirOp.Poll;
            }
        }
        return polls;
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

    // Where a loop leads follows nothing else, so that the store there is the loop's own; and loops do not lead into each other.
    private void DropLoopsWithSharedEdges()
    {
        for (int b = 0; b < _lir.Blocks.Count; b++)
        {
            foreach (int successor in Successors(b))
            {
                if (Leaves(b, successor) && (Covers(successor) || _origins[successor] != _headers[b]))
                {
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
