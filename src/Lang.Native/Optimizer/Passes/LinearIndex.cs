using Lang.Native.Analysis;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer.Passes;

/// <summary>A value that is, in each round of a loop, the sum of some that the loop does not change and of a multiple of the loop's variable: base ± (variable + ahead) * scale.</summary>
/// <param name="Base">The values outside the loop, or constants in it, that are added or subtracted; at most <see cref="MostParts"/>.</param>
/// <param name="Ahead">What is added to the variable before it is multiplied.</param>
/// <param name="Scale">What the sum is multiplied with, such a value too; -1 for one.</param>
/// <param name="IsFalling">Whether the product is subtracted.</param>
internal readonly record struct LinearIndex((int Value, bool IsSubtracted)[] Base, long Ahead, int Scale, bool IsFalling)
{
    /// <summary>No constant of the base, and no value of it where the loop is to run without checks, is further from 0; nothing that is computed of them wraps around.</summary>
    public const long LargestPart = 1L << 29;

    /// <summary>The same of the variable and of what it is multiplied with.</summary>
    public const long LargestFactor = 1L << 30;

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
        var parts = new List<(int Value, bool IsSubtracted)>();
        index = default;
        long ahead = 0;
        int scale = -1;
        bool isSubtracted = false;
        value = function.Resolve(value);
        while (value != variable)
        {
            IrNode node = function[value];
            int a = function.Resolve(node.A), b = function.Resolve(node.B);
            if (node.Op == IrOp.Mul && (IsOutside(a, LargestFactor) || IsOutside(b, LargestFactor)))
            {
                (scale, value) = IsOutside(a, LargestFactor) ? (a, b) : (b, a);
                if (function[value].Op == IrOp.Add && Simplifier.IsConstant(function, function.Resolve(function[value].B), out ahead) && ahead is >= -LargestPart and <= LargestPart)
                    value = function.Resolve(function[value].A);
                if (value != variable)
                    return false;
            }
            else if (node.Op is IrOp.Add or IrOp.Sub && parts.Count < MostParts && (IsOutside(a, LargestPart) || IsOutside(b, LargestPart)))
            {
                bool isLeft = IsOutside(a, LargestPart), isDifference = node.Op == IrOp.Sub;
                parts.Add((isLeft ? a : b, isSubtracted != (isDifference && !isLeft)));
                isSubtracted ^= isDifference && isLeft;
                value = isLeft ? b : a;
            }
            else
            {
                return false;
            }
        }
        index = new LinearIndex([.. parts], ahead, scale, isSubtracted);
        return true;

        bool IsOutside(int operand, long largest) => operand >= 0 && (function[operand].Op == IrOp.Constant
            ? function[operand].Value >= -largest && function[operand].Value <= largest
            : !loops.Contains(loop, function[operand].Block));
    }
}
