using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>What variables hold that are no longer in memory: their values in SSA form, with phis where ways meet, made when somebody asks.</summary>
/// <remarks>
/// A variable is asked for only where what makes its object dominates. Source: Braun and others, "Simple and Efficient Construction of Static Single Assignment Form",
/// 2013, with a list of work instead of recursion.
/// </remarks>
/// <param name="function">The function.</param>
/// <param name="dominators">Its dominators.</param>
internal sealed class FieldValues(IrFunction function, DominatorTree dominators)
{
    /// <summary>By variable and block: the last value that the block writes; the value at its beginning, as far as it is known.</summary>
    private readonly Dictionary<(int Variable, int Block), int> _written = [], _incoming = [];
    private readonly List<(int Variable, int Block, int Phi)> _open = [];
    private readonly List<int> _phis = [], _path = [];

    /// <summary>Notes what a block writes, in its order; all is noted before the first question.</summary>
    public void Write(int variable, int block, int value) => _written[(variable, block)] = value;

    /// <summary>The value at a block's beginning.</summary>
    public int ReadAtBeginning(int variable, int block, IrType type)
    {
        _path.Clear();
        int value;
        while (true)
        {
            function.Steps++;
            if (_incoming.TryGetValue((variable, block), out value))
                break;
            _path.Add(block);
            List<int> predecessors = function.PredecessorsOf(block);
            if (predecessors.Count == 0 || !dominators.IsReachable(block))
            {
                // No way leads here.
                value = function.ConstantBefore(function.Block(0).Last, 0, type);
                break;
            }
            if (predecessors.Count > 1)
            {
                value = function.AddPhi(block, type, predecessors.Count);
                _open.Add((variable, block, value));
                _phis.Add(value);
                break;
            }
            block = predecessors[0];
            if (_written.TryGetValue((variable, block), out value))
                break;
        }
        foreach (int passed in _path)
            _incoming[(variable, passed)] = value;
        return value;
    }

    /// <summary>Gives phis their operands, and removes those that have only one value.</summary>
    public void Finish()
    {
        for (int i = 0; i < _open.Count; i++)
        {
            (int variable, int block, int phi) = _open[i];
            for (int edge = 0; edge < function.PredecessorsOf(block).Count; edge++)
            {
                int before = function.PredecessorsOf(block)[edge];
                if (!_written.TryGetValue((variable, before), out int value))
                    value = ReadAtBeginning(variable, before, function[phi].Type);
                function.Lists[function[phi].First + edge] = value;
            }
        }
        bool changed = true;
        while (changed)
        {
            changed = false;
            foreach (int phi in _phis)
            {
                if (function[phi].Op != IrOp.Phi)
                    continue;
                int same = Simplifier.Simplify(function, ref function[phi], -1, phi);
                if (same < 0)
                    continue;
                function.ReplaceWith(phi, same);
                changed = true;
            }
        }
    }
}
