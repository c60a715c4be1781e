using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>A value that is, in each round of a loop, the sum of some that the loop does not change and its variable, or a multiple of that.</summary>
/// <param name="Base">The values outside the loop, or constants in it, whose sum, with the rest, it is; at most <see cref="MostParts"/>.</param>
/// <param name="Scale">What the variable is multiplied with, such a value too; -1 for one.</param>
internal readonly record struct LinearIndex(int[] Base, int Scale)
{
    private const int MostParts = 3;

    /// <summary>Takes a value apart.</summary>
    /// <param name="function">The function.</param>
    /// <param name="loops">Its loops.</param>
    /// <param name="loop">The loop.</param>
    /// <param name="value">The value.</param>
    /// <param name="variable">The loop's variable.</param>
    /// <param name="index">What it is.</param>
    public static bool TryFind(IrFunction function, LoopForest loops, int loop, int value, int variable, out LinearIndex index)
    {
        var parts = new List<int>();
        index = default;
        int scale = -1;
        value = function.Resolve(value);
        while (value != variable)
        {
            IrNode node = function[value];
            int a = function.Resolve(node.A), b = function.Resolve(node.B);
            if (node.Op == IrOp.Mul && scale < 0 && (a == variable || b == variable) && IsOutside(a == variable ? b : a))
            {
                scale = a == variable ? b : a;
                value = variable;
            }
            else if (node.Op == IrOp.Add && parts.Count < MostParts && (IsOutside(a) || IsOutside(b)))
            {
                parts.Add(IsOutside(a) ? a : b);
                value = IsOutside(a) ? b : a;
            }
            else
            {
                return false;
            }
        }
        index = new LinearIndex([.. parts], scale);
        return true;

        bool IsOutside(int operand) => operand >= 0
            && (!loops.Contains(loop, function[operand].Block) || function[operand] is { Op: IrOp.Constant, Value: >= 0 });
    }
}
