using System.Diagnostics;
using Lang.Native.Lir;

namespace Lang.Native.RegAlloc;

/// <summary>
/// Numbers of labels and instructions in the order of the blocks, and what depends on that order alone: loops, predecessors, frequencies.
/// </summary>
/// <remarks>
/// Number n has two positions: at 2n operands are read, at 2n + 1 results are written. Moves are done just in front of 2n. A block's label has a
/// number of its own, so that what is live into the block is live somewhere before its first instruction.
/// </remarks>
internal sealed class BlockOrder
{
    // Frequencies: a loop is taken to run eight times.
    private const long ColdFrequency = 1, EntryFrequency = 16;
    private const int LogIterations = 3, MaxDepth = 8;

    private Buffer<int> _blocks = new(), _loops = new(), _outerLoops = new(), _runs = new();
    private Buffer<long> _frequencies = new();
    private Buffer<int> _predecessorStarts = new(), _predecessors = new();
    private LirFunction _function = null!;

    public void Build(LirFunction function)
    {
        _function = function;
        int count = function.Blocks.Count;
        _blocks.Clear();
        _loops.Resize(count, -1);
        _outerLoops.Resize(count, -1);
        _runs.Resize(count, 0);
        _frequencies.Resize(count, ColdFrequency);
        int loop = -1;
        for (int b = 0; b < count; b++)
        {
            LirBlock block = function.Blocks[b];
            Debug.Assert(block.First == (b == 0 ? 0 : function.Blocks[b - 1].End) && block.First < block.End, "Blocks stand in the order of their instructions.");
            for (int i = block.First; i <= block.End; i++)
                _blocks.Add(b);
            while (loop >= 0 && function.Blocks[loop].LoopEnd < b)
                loop = _outerLoops[loop];
            if (block.LoopEnd >= 0)
            {
                _outerLoops[b] = loop;
                loop = b;
            }
            _loops[b] = loop;
            long frequency = EntryFrequency << LogIterations * Math.Min(block.LoopDepth, MaxDepth);
            if (!block.IsCold)
                _frequencies[b] = frequency;
            else if (block.Rareness > 0)
                _frequencies[b] = Math.Max(ColdFrequency, frequency / block.Rareness);
            _runs[b] = b > 0 && function.Blocks[b - 1].IsCold == block.IsCold ? _runs[b - 1] : b;
        }
        FindPredecessors();
    }

    public int BlockOf(int position) => _blocks[position >> 1];

    /// <summary>Position of a block's label.</summary>
    public int Start(int block) => 2 * (_function.Blocks[block].First + block);

    /// <summary>Position behind a block: the next one's label.</summary>
    public int End(int block) => 2 * (_function.Blocks[block].End + block + 1);

    public bool IsLabel(int position) => position == Start(BlockOf(position));

    /// <summary>Number of an instruction.</summary>
    public static int NumberOf(int instruction, int block) => instruction + block + 1;

    /// <summary>The instruction with a number; the block's first one for its label.</summary>
    public int InstructionOf(int number)
    {
        int block = _blocks[number];
        return Math.Max(number - block - 1, _function.Blocks[block].First);
    }

    /// <summary>First block of the run of neighbours that are all as cold or as hot as this one.</summary>
    public int RunStart(int block) => _runs[block];

    /// <summary>The header of the innermost loop around a block (its own if it is one), or -1.</summary>
    public int LoopOf(int block) => _loops[block];

    /// <summary>The header of the loop around the loop with this header, or -1.</summary>
    public int OuterLoop(int header) => _outerLoops[header];

    public ReadOnlySpan<int> PredecessorsOf(int block) =>
        _predecessors.Span[_predecessorStarts[block].._predecessorStarts[block + 1]];

    /// <summary>How often a block is executed, roughly.</summary>
    public long FrequencyOf(int block) => _frequencies[block];

    public long FrequencyAt(int position) => FrequencyOf(BlockOf(position));

    /// <summary>Where something that is to be done by a position costs least: in front of the outermost loop that is entered on the way there.</summary>
    /// <param name="earliest">The first position that is possible.</param>
    /// <param name="latest">The last one.</param>
    public int CheapestPosition(int earliest, int latest)
    {
        int best = latest;
        for (int loop = _loops[BlockOf(latest)]; loop >= 0 && Start(loop) >= earliest; loop = _outerLoops[loop])
            best = Start(loop);
        return best;
    }

    private void FindPredecessors()
    {
        int count = _function.Blocks.Count;
        _predecessorStarts.Resize(count + 1, 0);
        foreach (LirBlock block in _function.Blocks)
        {
            if (block.Successor >= 0)
                _predecessorStarts[block.Successor]++;
            if (block.OtherSuccessor >= 0)
                _predecessorStarts[block.OtherSuccessor]++;
        }
        int total = 0;
        for (int b = 0; b <= count; b++)
            _predecessorStarts[b] = total += _predecessorStarts[b];
        // From the back, so that each start ends where its block's part begins and predecessors are in ascending order.
        _predecessors.Resize(total, 0);
        for (int b = count - 1; b >= 0; b--)
        {
            LirBlock block = _function.Blocks[b];
            if (block.OtherSuccessor >= 0)
                _predecessors[--_predecessorStarts[block.OtherSuccessor]] = b;
            if (block.Successor >= 0)
                _predecessors[--_predecessorStarts[block.Successor]] = b;
        }
    }
}
