using Lang.Bytecode.Runtime;

namespace Lang.Bytecode.Optimization;

/// <summary>
/// Computes instructions whose operands are known, exactly as every tier computes them. What would fail is left to fail
/// at run time; so are functions whose last digit may depend on the platform, and NaNs, whose bits may.
/// </summary>
internal static class ConstantFolding
{
    /// <summary>The value of <paramref name="opcode"/> (a float as its bits) for one to three operands, or null when it is not to be folded.</summary>
    public static long? Fold(Opcode opcode, ReadOnlySpan<long> operands) => operands switch
    {
        [long a] => FoldOne(opcode, a),
        [long a, long b] => FoldInts(opcode, a, b) ?? FoldFloats(opcode, BitConverter.Int64BitsToDouble(a), BitConverter.Int64BitsToDouble(b)),
        [long a, long b, not 0 and long step] when opcode == Opcode.RangeLast => Arithmetic.RangeLast(a, b, step),
        _ => null,
    };

    private static long? FoldOne(Opcode opcode, long a)
    {
        double f = BitConverter.Int64BitsToDouble(a);
        return opcode switch
        {
            Opcode.Neg => -a,
            Opcode.BitNot => ~a,
            Opcode.Not => a ^ 1,
            Opcode.Abs => Arithmetic.Abs(a),
            Opcode.CheckStep when a != 0 => a,
            Opcode.IntToFloat => Bits(a),
            Opcode.FloatToInt when f is >= -9223372036854775808.0 and < 9223372036854775808.0 => (long)f,
            Opcode.FNeg => Bits(-f),
            Opcode.FAbs => Bits(Math.Abs(f)),
            Opcode.Sqrt => Bits(Math.Sqrt(f)),
            Opcode.Floor => Bits(Math.Floor(f)),
            Opcode.Ceil => Bits(Math.Ceiling(f)),
            Opcode.Round => Bits(Arithmetic.Round(f)),
            _ => null,
        };
    }

    private static long? FoldInts(Opcode opcode, long a, long b) => opcode switch
    {
        Opcode.Add => a + b,
        Opcode.Sub => a - b,
        Opcode.Mul => a * b,
        Opcode.Div when b != 0 => Arithmetic.Divide(a, b),
        Opcode.Mod when b != 0 => Arithmetic.Remainder(a, b),
        Opcode.Eq => Bool(a == b),
        Opcode.Ne => Bool(a != b),
        Opcode.Lt => Bool(a < b),
        Opcode.Le => Bool(a <= b),
        Opcode.Gt => Bool(a > b),
        Opcode.Ge => Bool(a >= b),
        Opcode.And => a & b,
        Opcode.Or => a | b,
        Opcode.Xor => a ^ b,
        Opcode.Shl => Arithmetic.ShiftLeft(a, b),
        Opcode.Shr => Arithmetic.ShiftRight(a, b),
        Opcode.UShr => Arithmetic.ShiftRightUnsigned(a, b),
        Opcode.Min => Math.Min(a, b),
        Opcode.Max => Math.Max(a, b),
        _ => null,
    };

    private static long? FoldFloats(Opcode opcode, double a, double b) => opcode switch
    {
        Opcode.FAdd => Bits(a + b),
        Opcode.FSub => Bits(a - b),
        Opcode.FMul => Bits(a * b),
        Opcode.FDiv => Bits(a / b),
        Opcode.FMod => Bits(Arithmetic.Remainder(a, b)),
        Opcode.FMin => Bits(Arithmetic.Min(a, b)),
        Opcode.FMax => Bits(Arithmetic.Max(a, b)),
        Opcode.FEq => Bool(a == b),
        Opcode.FNe => Bool(a != b),
        Opcode.FLt => Bool(a < b),
        Opcode.FLe => Bool(a <= b),
        Opcode.FGt => Bool(a > b),
        Opcode.FGe => Bool(a >= b),
        _ => null,
    };

    private static long Bool(bool value) => value ? 1 : 0;

    private static long? Bits(double value) => double.IsNaN(value) ? null : BitConverter.DoubleToInt64Bits(value);
}
