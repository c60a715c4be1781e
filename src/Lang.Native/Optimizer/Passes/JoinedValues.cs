using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>For value numbering: what is computed of a phi although each way into the phi's block has computed it of its own operand. It is a phi of those values.</summary>
/// <remarks>
/// So a search like <c>while a[i] &lt; x { i += 1 }</c>, whose first test stands before the loop, leaves with an index that is known to be inside, and with the element.
/// Only loads and comparisons that are settled are looked for: a phi of cheap arithmetic would cost a move on every way. Source: VanDrunen and Hosking, "Value-Based Partial
/// Redundancy Elimination", 2004 (phi translation).
/// </remarks>
/// <param name="context">Knows the loops.</param>
/// <param name="table">What is computed where.</param>
/// <param name="known">What is certain where.</param>
/// <param name="memory">Versions of what loads read.</param>
internal sealed class JoinedValues(PassContext context, ValueTable table, KnownValues known, LocalMemory memory)
{
    /// <summary>Readers of one block's phis that are looked at.</summary>
    private const int MostReaders = 8;

    /// <summary>One way in has not computed it.</summary>
    private const int Missing = -1;

    private readonly record struct Reader(int Node, int FirstValue, int Next);

    private readonly List<Reader> _readers = [];
    private readonly List<int> _values = [];
    private IrFunction _function = null!;
    private int[] _firstReader = [], _count = [];

    /// <summary>Begins a function: finds what is computed of phis where ways join. The header of a loop is none: what comes back to it is not known yet.</summary>
    public void Begin(IrFunction function)
    {
        _function = function;
        _readers.Clear();
        _values.Clear();
        if (_firstReader.Length < function.BlockCount)
            (_firstReader, _count) = (new int[2 * function.BlockCount], new int[2 * function.BlockCount]);
        Array.Fill(_firstReader, -1, 0, function.BlockCount);
        Array.Clear(_count, 0, function.BlockCount);
        for (int block = 0; block < function.BlockCount; block++)
        {
            for (int node = function.Block(block).First; node >= 0; node = function[node].Next)
            {
                if (JoinRead(function[node]) is >= 0 and int join && _count[join]++ < MostReaders)
                {
                    _readers.Add(new Reader(node, _values.Count, _firstReader[join]));
                    _firstReader[join] = _readers.Count - 1;
                    for (int i = 0; i < function.PredecessorsOf(join).Count; i++)
                        _values.Add(Missing);
                }
            }
        }
    }

    // The block that joins what a load or comparison is computed of, or -1.
    private int JoinRead(in IrNode node)
    {
        if (node.Op != IrOp.Compare && !IrOpTable.Get(node.Op).Is(IrFlags.Reads))
            return -1;
        return JoinOf(node.A) is >= 0 and int join ? join : JoinOf(node.B);
    }

    private int JoinOf(int value) =>
        value >= 0 && _function[value] is { Op: IrOp.Phi, Block: var block } && context.Dominators.IsReachable(block) && !context.Loops.IsHeader(block) ? block : -1;

    /// <summary>A block has been numbered, and what is known is known on its edge to a join: notes what the join's readers compute there.</summary>
    /// <param name="join">The block that follows.</param>
    /// <param name="edge">Which of its predecessors the block is.</param>
    public void NoteEdge(int join, int edge)
    {
        for (int reader = _firstReader[join]; reader >= 0; reader = _readers[reader].Next)
        {
            IrNode key = _function[_readers[reader].Node];
            (key.A, key.B, key.C) = (OnEdge(key.A, join, edge), OnEdge(key.B, join, edge), OnEdge(key.C, join, edge));
            int value = key.Op == IrOp.Compare && Simplifier.IsConstant(_function, key.A, out long a) && Simplifier.IsConstant(_function, key.B, out long b)
                ? known.Boolean(Simplifier.Compare(key.Condition, a, b))
                : table.Find(_function, ValueTable.Normalize(key), memory.VersionOf(MemoryEffects.Read(key)));
            _values[_readers[reader].FirstValue + edge] = value < 0 ? Missing : known.Resolve(value);
        }
    }

    private int OnEdge(int operand, int join, int edge)
    {
        operand = _function.Resolve(operand);
        if (operand >= 0 && _function[operand] is { Op: IrOp.Phi } phi && phi.Block == join)
            operand = _function.ListOf(phi)[edge];
        return known.Resolve(operand);
    }

    /// <summary>The phis of a join have been numbered: makes known what all ways to it have computed.</summary>
    public void Enter(int join)
    {
        for (int reader = _firstReader[join]; reader >= 0; reader = _readers[reader].Next)
        {
            int ways = _function.PredecessorsOf(join).Count, first = _readers[reader].FirstValue;
            IrNode key = _function[_readers[reader].Node];
            if (Join(join, key, first, ways) is not (>= 0 and int value))
                continue;
            (key.A, key.B, key.C) = (known.Resolve(key.A), known.Resolve(key.B), known.Resolve(key.C));
            table.Add(_function, ValueTable.Normalize(key), memory.VersionOf(MemoryEffects.Read(key)), value);
        }
    }

    private int Join(int join, in IrNode reader, int first, int ways)
    {
        bool areSame = true;
        for (int i = 0; i < ways; i++)
        {
            if (_values[first + i] == Missing)
                return Missing;
            areSame &= IsSame(_values[first], _values[first + i]);
        }
        if (areSame)
            return _values[first];
        if (reader.Op == IrOp.Compare)
            return Missing;
        int phi = _function.AddPhi(join, reader.Type, ways);
        for (int i = 0; i < ways; i++)
            _function.ListOf(_function[phi])[i] = _values[first + i];
        return phi;
    }

    private bool IsSame(int a, int b) => _function.Resolve(a) == _function.Resolve(b);
}
