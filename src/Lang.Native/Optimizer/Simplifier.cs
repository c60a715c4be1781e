using System.Diagnostics;
using System.Numerics;
using Lang.Bytecode.Runtime;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

/// <summary>Constant folding and algebraic simplification, one node at a time: exact for wrapping integers, and of floats only what keeps every bit.</summary>
/// <remarks>Source of the identities: Muchnick 12.3; Warren, "Hacker's Delight", chapter 2.</remarks>
internal static class Simplifier
{
    /// <summary>Appends a node to a block unless a value that exists already, or a constant, is the same.</summary>
    public static int Append(IrFunction function, int block, IrNode node)
    {
        int known = Simplify(function, ref node, block);
        return known >= 0 ? known : function.Append(block, node);
    }

    /// <summary>Inserts a node before another one unless a value that exists already, or a constant, is the same.</summary>
    public static int InsertBefore(IrFunction function, int place, in IrNode node)
    {
        int inserted = function.InsertBefore(place, node), same = SimplifyInPlace(function, inserted);
        if (same < 0)
            return inserted;
        function.Remove(inserted);
        return same;
    }

    /// <summary>Appends an integer.</summary>
    public static int Constant(IrFunction function, int block, long value)
    {
        IrNode node = IrNode.Make(IrOp.Constant, IrType.Int);
        node.Value = value;
        return function.Append(block, node);
    }

    /// <summary>Finds a value that is the same as a node's, or makes the node simpler in place.</summary>
    /// <param name="function">The function.</param>
    /// <param name="node">The node; its operands are resolved.</param>
    /// <param name="block">Where new constants are appended, or -1 when the node stands in its block already: they go before it.</param>
    /// <param name="place">The node's index, if it stands in a block.</param>
    /// <returns>The other value, or -1.</returns>
    public static int Simplify(IrFunction function, ref IrNode node, int block, int place = -1)
    {
        switch (node.Op)
        {
            case >= IrOp.Add and <= IrOp.Max:
                return Integer(function, ref node, block, place);
            case IrOp.Compare:
                return Comparison(function, ref node, block, place);
            case IrOp.Select:
                if (node.B == node.C)
                    return node.B;
                return IsConstant(function, node.A, out long chosen) ? (chosen != 0 ? node.B : node.C) : Selection(function, ref node);
            case IrOp.RangeLast:
                return IsConstant(function, node.A, out long start) && IsConstant(function, node.B, out long bound) && IsConstant(function, node.C, out long step) && step != 0
                    ? New(function, Arithmetic.RangeLast(start, bound, step), block, place)
                    : -1;
            case >= IrOp.FAdd and <= IrOp.IntToFloat:
                return Float(function, ref node, block, place);
            case IrOp.Phi:
                return Phi(function, node, place);
            default:
                return -1;
        }
    }

    /// <summary>Makes a node that stands in its block simpler, its operands resolved.</summary>
    /// <returns>Another value that is the same, or -1.</returns>
    public static int SimplifyInPlace(IrFunction function, int place)
    {
        // A copy: nodes move in memory when constants are added.
        IrNode node = function[place];
        int same = Simplify(function, ref node, -1, place);
        ref IrNode simplified = ref function[place];
        (simplified.Op, simplified.Condition, simplified.Value) = (node.Op, node.Condition, node.Value);
        (simplified.A, simplified.B, simplified.C) = (node.A, node.B, node.C);
        return same;
    }

    public static bool IsConstant(IrFunction function, int node, out long value)
    {
        value = 0;
        if (node < 0 || function[node].Op != IrOp.Constant)
            return false;
        value = function[node].Value;
        return true;
    }

    /// <summary>A comparison's opposite.</summary>
    public static IrCondition Negate(IrCondition condition, bool isFloat) => condition switch
    {
        IrCondition.Eq => IrCondition.Ne,
        IrCondition.Ne => IrCondition.Eq,
        IrCondition.Lt => isFloat ? IrCondition.NotLt : IrCondition.Ge,
        IrCondition.Le => isFloat ? IrCondition.NotLe : IrCondition.Gt,
        IrCondition.Gt => isFloat ? IrCondition.NotGt : IrCondition.Le,
        IrCondition.Ge => isFloat ? IrCondition.NotGe : IrCondition.Lt,
        IrCondition.Below => IrCondition.NotBelow,
        IrCondition.NotBelow => IrCondition.Below,
        IrCondition.NotLt => IrCondition.Lt,
        IrCondition.NotLe => IrCondition.Le,
        IrCondition.NotGt => IrCondition.Gt,
        IrCondition.NotGe => IrCondition.Ge,
        _ => throw new UnreachableException(),
    };

    /// <summary>The comparison of the operands exchanged.</summary>
    public static IrCondition Swap(IrCondition condition) => condition switch
    {
        IrCondition.Lt => IrCondition.Gt,
        IrCondition.Le => IrCondition.Ge,
        IrCondition.Gt => IrCondition.Lt,
        IrCondition.Ge => IrCondition.Le,
        _ => condition,
    };

    // One more, or less, where a comparison holds, which is 1 then. An addition waits for less than a selection does.
    private static int Selection(IrFunction function, ref IrNode node)
    {
        IrNode changed = function[node.B];
        if (function[node.A].Op is IrOp.Compare or IrOp.FCompare && changed.Op == IrOp.Add && changed.A == node.C && IsConstant(function, changed.B, out long added) && added is 1 or -1)
            (node.Op, node.A, node.B, node.C) = (added == 1 ? IrOp.Add : IrOp.Sub, node.C, node.A, -1);
        return -1;
    }

    // A phi of one value, besides itself, is that value.
    private static int Phi(IrFunction function, in IrNode node, int place)
    {
        int same = -1;
        foreach (int operand in function.ListOf(node))
        {
            int value = function.Resolve(operand);
            if (value == same || value == place)
                continue;
            if (same >= 0)
                return -1;
            same = value;
        }
        return same;
    }

    private static int Integer(IrFunction function, ref IrNode node, int block, int place)
    {
        bool isLeft = IsConstant(function, node.A, out long left), isRight = IsConstant(function, node.B, out long right);
        if (IrOpTable.Get(node.Op).Operands == 1)
        {
            if (isLeft)
                return New(function, Unary(node.Op, left), block, place);
            // Twice is nothing.
            if (node.Op is IrOp.Neg or IrOp.BitNot && function[node.A].Op == node.Op)
                return function[node.A].A;
            return -1;
        }
        if (isLeft && isRight)
            return node.Op is >= IrOp.Div and <= IrOp.UMod && right == 0 ? -1 : New(function, Fold(node.Op, left, right), block, place);
        if (isLeft && IrOpTable.Get(node.Op).Is(IrFlags.Commutes))
        {
            (node.A, node.B) = (node.B, node.A);
            (isLeft, isRight, right) = (false, true, left);
        }
        if (node.A == node.B)
        {
            switch (node.Op)
            {
                case IrOp.Sub or IrOp.Xor:
                    return New(function, 0, block, place);
                case IrOp.And or IrOp.Or or IrOp.Min or IrOp.Max:
                    return node.A;
            }
        }
        if (!isRight)
            return isLeft && left == 0 && node.Op == IrOp.Sub ? Turn(ref node, IrOp.Neg, node.B) : -1;
        return WithConstant(function, ref node, right, block, place);
    }

    private static int WithConstant(IrFunction function, ref IrNode node, long right, int block, int place)
    {
        switch (node.Op)
        {
            case IrOp.Add or IrOp.Sub or IrOp.Or or IrOp.Xor or IrOp.Shl or IrOp.Shr or IrOp.UShr when right == 0:
            case IrOp.Mul or IrOp.Div or IrOp.UDiv when right == 1:
            case IrOp.And when right == -1:
                return node.A;
            case IrOp.Mul or IrOp.And when right == 0:
            case IrOp.Mod when right is 1 or -1:
            case IrOp.UMod when right == 1:
                return New(function, 0, block, place);
            case IrOp.Or when right == -1:
                return New(function, -1, block, place);
            case IrOp.Mul or IrOp.Div when right == -1:
                return Turn(ref node, IrOp.Neg, node.A);
            case IrOp.Sub:
                // One form for GVN and addresses: a + -c.
                node.Op = IrOp.Add;
                node.B = New(function, -right, block, place);
                return Reassociate(function, ref node, -right, block, place);
            case IrOp.Add or IrOp.And or IrOp.Or or IrOp.Xor or IrOp.Mul:
                return Reassociate(function, ref node, right, block, place);
            default:
                return -1;
        }
    }

    // (a op c) op d is a op (c op d): wrapping integers may.
    private static int Reassociate(IrFunction function, ref IrNode node, long right, int block, int place)
    {
        ref IrNode inner = ref function[node.A];
        if (inner.Op != node.Op || !IsConstant(function, inner.B, out long other))
            return -1;
        int operand = inner.A;
        long both = Fold(node.Op, other, right);
        node.A = operand;
        node.B = New(function, both, block, place);
        return both == 0 && node.Op is IrOp.Add or IrOp.Or or IrOp.Xor ? operand : -1;
    }

    private static int Turn(ref IrNode node, IrOp op, int operand)
    {
        (node.Op, node.A, node.B) = (op, operand, -1);
        return -1;
    }

    private static int Comparison(IrFunction function, ref IrNode node, int block, int place)
    {
        bool isLeft = IsConstant(function, node.A, out long left), isRight = IsConstant(function, node.B, out long right);
        if (isLeft && isRight)
            return New(function, Compare(node.Condition, left, right) ? 1 : 0, block, place);
        if (node.A == node.B)
            return New(function, node.Condition is IrCondition.Eq or IrCondition.Le or IrCondition.Ge or IrCondition.NotBelow ? 1 : 0, block, place);
        if (isLeft && node.Condition is not (IrCondition.Below or IrCondition.NotBelow))
        {
            (node.A, node.B) = (node.B, node.A);
            node.Condition = Swap(node.Condition);
            (isRight, right) = (true, left);
        }
        if (!isRight)
            return -1;
        // A comparison compared with 0 or 1 is itself or its opposite.
        ref IrNode inner = ref function[node.A];
        if (inner.Op is IrOp.Compare or IrOp.FCompare && right is 0 or 1 && node.Condition is IrCondition.Eq or IrCondition.Ne)
        {
            if ((node.Condition == IrCondition.Eq) == (right == 1))
                return node.A;
            IrCondition opposite = Negate(inner.Condition, inner.Op == IrOp.FCompare);
            (node.Op, node.A, node.B, node.Condition) = (inner.Op, inner.A, inner.B, opposite);
            return -1;
        }
        if (inner.Op == IrOp.Mod && right == 0 && node.Condition is IrCondition.Eq or IrCondition.Ne && IsConstant(function, inner.B, out long divisor))
            return Divisibility(function, ref node, inner.A, divisor, block, place);
        // x + c compared for equality with d.
        if (inner.Op == IrOp.Add && node.Condition is IrCondition.Eq or IrCondition.Ne && IsConstant(function, inner.B, out long added))
        {
            node.A = inner.A;
            node.B = New(function, right - added, block, place);
        }
        return -1;
    }

    /// <summary>
    /// Whether a remainder is 0, without a division: the lowest bits for powers of two; for odd numbers the product with the inverse modulo 2^64, which is the
    /// quotient, and so small, for multiples alone. Source: Warren, "Hacker's Delight", 10-17.
    /// </summary>
    private static int Divisibility(IrFunction function, ref IrNode node, int dividend, long divisor, int block, int place)
    {
        if (divisor is long.MinValue or 0 or 1 or -1)
            return -1;
        long absolute = Math.Abs(divisor);
        if (BitOperations.IsPow2(absolute))
        {
            int mask = New(function, absolute - 1, block, place);
            node.A = NewNode(function, IrNode.Make(IrOp.And, IrType.Int, dividend, mask), block, place);
            return -1;
        }
        if ((absolute & 1) == 0)
            return -1;
        long inverse = InverseOf(absolute);
        long largest = long.MaxValue / absolute;
        int quotient = NewNode(function, IrNode.Make(IrOp.Mul, IrType.Int, dividend, New(function, inverse, block, place)), block, place);
        node.A = NewNode(function, IrNode.Make(IrOp.Add, IrType.Int, quotient, New(function, largest, block, place)), block, place);
        node.B = New(function, (2 * largest) + 1, block, place);
        node.Condition = node.Condition == IrCondition.Eq ? IrCondition.Below : IrCondition.NotBelow;
        return -1;
    }

    /// <summary>The inverse of an odd number modulo 2^64.</summary>
    public static long InverseOf(long odd)
    {
        // Newton: each step doubles the bits that are right, from three.
        long inverse = odd;
        for (int bits = 3; bits < 64; bits *= 2)
            inverse *= 2 - (odd * inverse);
        return inverse;
    }

    private static int NewNode(IrFunction function, in IrNode node, int block, int place) =>
        block >= 0 ? function.Append(block, node) : function.InsertBefore(place, node);

    private static int Float(IrFunction function, ref IrNode node, int block, int place)
    {
        // A constant stands behind, where it is an operand in memory; that it is no NaN makes the exchange safe.
        if (node.Op is IrOp.FAdd or IrOp.FMul && IsConstant(function, node.A, out long front) && !IsConstant(function, node.B, out _) && !double.IsNaN(BitConverter.Int64BitsToDouble(front)))
            (node.A, node.B) = (node.B, node.A);
        // x * 1 and x / 1 keep every bit; x + 0 does not (-0), and constants are folded by the same instructions that would execute.
        if (node.Op is IrOp.FMul or IrOp.FDiv && IsConstant(function, node.B, out long one) && one == BitConverter.DoubleToInt64Bits(1))
            return node.A;
        if (node.Op == IrOp.FNeg && function[node.A].Op == IrOp.FNeg)
            return function[node.A].A;
        // Scaling by a power of two rounds the same either way.
        if (node.Op == IrOp.FDiv && IsConstant(function, node.B, out long bits) && IsPowerOfTwo(BitConverter.Int64BitsToDouble(bits), out double reciprocal))
        {
            node.Op = IrOp.FMul;
            node.B = New(function, BitConverter.DoubleToInt64Bits(reciprocal), block, place, IrType.Float);
        }
        // Twice is the sum of both, which needs no constant.
        if (node.Op == IrOp.FMul && IsConstant(function, node.B, out long two) && two == BitConverter.DoubleToInt64Bits(2) && !IsConstant(function, node.A, out _))
        {
            (node.Op, node.B) = (IrOp.FAdd, node.A);
            return -1;
        }
        if (!IsConstant(function, node.A, out long left))
            return -1;
        if (node.Op == IrOp.IntToFloat)
            return Turn(ref node, (double)left);
        double a = BitConverter.Int64BitsToDouble(left);
        if (node.Op == IrOp.FNeg)
            return Turn(ref node, -a);
        if (!IsConstant(function, node.B, out long right) || double.IsNaN(a))
            return -1;
        double b = BitConverter.Int64BitsToDouble(right);
        double result = node.Op switch
        {
            IrOp.FAdd => a + b,
            IrOp.FSub => a - b,
            IrOp.FMul => a * b,
            IrOp.FDiv => a / b,
            _ => double.NaN,
        };
        return double.IsNaN(result) ? -1 : Turn(ref node, result);
    }

    private static bool IsPowerOfTwo(double value, out double reciprocal)
    {
        reciprocal = 1 / value;
        return double.IsNormal(value) && double.IsNormal(reciprocal) && (BitConverter.DoubleToInt64Bits(value) & ((1L << 52) - 1)) == 0;
    }

    private static int Turn(ref IrNode node, double value)
    {
        node.Op = IrOp.Constant;
        node.A = node.B = -1;
        node.Value = BitConverter.DoubleToInt64Bits(value);
        return -1;
    }

    private static int New(IrFunction function, long value, int block, int place, IrType type = IrType.Int)
    {
        IrNode constant = IrNode.Make(IrOp.Constant, type);
        constant.Value = value;
        return block >= 0 ? function.Append(block, constant) : function.InsertBefore(place, constant);
    }

    private static long Unary(IrOp op, long a) => op switch
    {
        IrOp.Neg => -a,
        IrOp.BitNot => ~a,
        IrOp.Abs => a < 0 ? -a : a,
        _ => throw new UnreachableException(),
    };

    private static long Fold(IrOp op, long a, long b) => op switch
    {
        IrOp.Add => a + b,
        IrOp.Sub => a - b,
        IrOp.Mul => a * b,
        IrOp.Div => b == -1 ? -a : a / b,
        IrOp.Mod => b == -1 ? 0 : a % b,
        IrOp.UDiv => (long)((ulong)a / (ulong)b),
        IrOp.UMod => (long)((ulong)a % (ulong)b),
        IrOp.And => a & b,
        IrOp.Or => a | b,
        IrOp.Xor => a ^ b,
        IrOp.Shl => a << (int)(b & 63),
        IrOp.Shr => a >> (int)(b & 63),
        IrOp.UShr => a >>> (int)(b & 63),
        IrOp.Min => Math.Min(a, b),
        IrOp.Max => Math.Max(a, b),
        _ => throw new UnreachableException(),
    };

    /// <summary>Whether a comparison of integers holds.</summary>
    public static bool Compare(IrCondition condition, long a, long b) => condition switch
    {
        IrCondition.Eq => a == b,
        IrCondition.Ne => a != b,
        IrCondition.Lt => a < b,
        IrCondition.Le => a <= b,
        IrCondition.Gt => a > b,
        IrCondition.Ge => a >= b,
        IrCondition.Below => (ulong)a < (ulong)b,
        IrCondition.NotBelow => (ulong)a >= (ulong)b,
        _ => throw new UnreachableException(),
    };
}
