using System.Runtime.CompilerServices;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// The operations whose corners C# does not decide as the language does, or only on some processors. Every tier that runs in C#
/// uses these, and native code must give the same bits.
/// </summary>
internal static class Arithmetic
{
    /// <summary>Divides towards zero; the smallest int by -1 is itself. The divisor is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Divide(long a, long b) => b == -1 ? -a : a / b;

    /// <summary>Remainder with the sign of the dividend; of the smallest int by -1 it is 0. The divisor is not 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Remainder(long a, long b) => b == -1 ? 0 : a % b;

    /// <summary>C's fmod: exact, with the sign of the dividend; NaN for an infinite dividend or a divisor of 0.</summary>
    public static double Remainder(double a, double b) => a % b;

    /// <summary>Shifts left by b modulo 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftLeft(long a, long b) => a << (int)(b & 63);

    /// <summary>Shifts right by b modulo 64, copying the sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftRight(long a, long b) => a >> (int)(b & 63);

    /// <summary>Shifts right by b modulo 64, filling with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long ShiftRightUnsigned(long a, long b) => a >>> (int)(b & 63);

    /// <summary>The absolute value; of the smallest int itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long Abs(long a) => a < 0 ? -a : a;

    /// <summary>The smaller one: NaN if either is NaN; -0.0 is smaller than 0.0.</summary>
    public static double Min(double a, double b) => Math.Min(a, b);

    /// <summary>The larger one: NaN if either is NaN; 0.0 is larger than -0.0.</summary>
    public static double Max(double a, double b) => Math.Max(a, b);

    /// <summary>The nearest integer, ties to even; keeps the sign of zero.</summary>
    public static double Round(double a) => Math.Round(a, MidpointRounding.ToEven);

    /// <summary>Truncates towards zero; fails for NaN and what lies outside the ints.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryToInt(Heap heap, double a, out long result)
    {
        // Both bounds are exact as floats; the upper one is the first that does not fit.
        if (a is >= -9223372036854775808.0 and < 9223372036854775808.0)
        {
            result = (long)a;
            return true;
        }
        result = 0;
        return heap.Failure.Set(double.IsNaN(a) ? FailureKind.FloatToIntNan : FailureKind.FloatToIntRange, BitConverter.DoubleToInt64Bits(a));
    }

    /// <summary>Reads an int from a string; fails when it is malformed or out of range.</summary>
    public static unsafe bool TryToInt(Heap heap, TlString* text, out long result) => NumberParser.ParseInt(text->Span, out result) switch
    {
        ParseOutcome.Done => heap.MayWorkOn(text->Length),
        ParseOutcome.Malformed => heap.Failure.Set(FailureKind.StringToIntMalformed, (long)text),
        ParseOutcome.OutOfRange => heap.Failure.Set(FailureKind.StringToIntRange, (long)text),
    };

    /// <summary>Reads a float from a string; fails when it is malformed.</summary>
    public static unsafe bool TryToFloat(Heap heap, TlString* text, out double result) =>
        NumberParser.ParseFloat(text->Span, out result) == ParseOutcome.Done
            ? heap.MayWorkOn(text->Length)
            : heap.Failure.Set(FailureKind.StringToFloat, (long)text);

    /// <summary>The last value of the range from <paramref name="first"/> to <paramref name="last"/> inclusive; <paramref name="first"/> when it is empty. The step is not 0.</summary>
    public static long RangeLast(long first, long last, long step)
    {
        // Distances are unsigned: they go up to 2^64 - 1.
        if (step > 0)
            return last <= first ? first : first + (long)((ulong)(last - first) / (ulong)step * (ulong)step);
        ulong down = 0 - (ulong)step;
        return last >= first ? first : first - (long)((ulong)(first - last) / down * down);
    }
}
