using System.Globalization;

namespace Lang.Bytecode.Runtime;

/// <summary>Writes numbers as the language prints them: as ASCII bytes, without allocation, the same in every culture.</summary>
internal static class NumberFormatter
{
    /// <summary>Bytes that are enough for every int.</summary>
    public const int MaxIntLength = 20;

    /// <summary>Bytes that are enough for every float: <c>-1.7976931348623157e+308</c>.</summary>
    public const int MaxFloatLength = 32;

    /// <summary>Exponents of ten from which on, and below which, floats are written with an exponent.</summary>
    private const int LargeExponent = 16, SmallExponent = -4;

    /// <summary>Writes an int in decimal.</summary>
    /// <returns>The number of bytes written.</returns>
    public static int FormatInt(long value, Span<byte> target)
    {
        value.TryFormat(target, out int length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>
    /// Writes the shortest decimal that reads back as the same float, as Python's repr lays it out: <c>1.0</c>, <c>0.1</c>,
    /// <c>1e+16</c>, <c>1e-05</c>, <c>inf</c>, <c>nan</c>, <c>-0.0</c>.
    /// </summary>
    /// <returns>The number of bytes written, at most <see cref="MaxFloatLength"/>.</returns>
    public static int FormatFloat(double value, Span<byte> target)
    {
        if (!double.IsFinite(value))
            return Write(double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8, target);
        int length = 0;
        if (double.IsNegative(value))
        {
            target[length++] = (byte)'-';
            value = -value;
        }
        Span<byte> digits = stackalloc byte[MaxFloatLength];
        int count = ShortestDigits(value, digits, out int exponent);
        return length + Layout(digits[..count], exponent, target[length..]);
    }

    /// <summary>
    /// The digits without dot and without zeros at either end (one "0" for zero), and the exponent of ten of the first of them.
    /// </summary>
    private static int ShortestDigits(double value, Span<byte> digits, out int exponent)
    {
        // "R" finds the shortest digits; only its layout is not ours. It takes the floats below and above for equally
        // near, which powers of two belie: 2^-25 and 2^-958 come out as their lower neighbours. They need all 17 digits.
        Span<byte> text = stackalloc byte[MaxFloatLength];
        value.TryFormat(text, out int length, "R", CultureInfo.InvariantCulture);
        if (double.IsPow2(value) && double.Parse(text[..length], NumberStyles.Float, CultureInfo.InvariantCulture) != value)
            value.TryFormat(text, out length, "E16", CultureInfo.InvariantCulture);
        int count = 0, pointAt = -1, scientific = 0;
        for (int i = 0; i < length; i++)
        {
            if (text[i] == (byte)'.')
            {
                pointAt = count;
            }
            else if (text[i] == (byte)'E')
            {
                int.TryParse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out scientific);
                break;
            }
            else
            {
                digits[count++] = text[i];
            }
        }
        exponent = scientific + (pointAt < 0 ? count : pointAt) - 1;
        int zeros = 0;
        while (zeros < count - 1 && digits[zeros] == (byte)'0')
            zeros++;
        exponent -= zeros;
        while (count > zeros + 1 && digits[count - 1] == (byte)'0')
            count--;
        digits[zeros..count].CopyTo(digits);
        if (digits[0] == (byte)'0')
            exponent = 0;
        return count - zeros;
    }

    private static int Layout(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        if (exponent is < SmallExponent or >= LargeExponent)
            return LayoutWithExponent(digits, exponent, target);
        int length = 0;
        if (exponent < 0)
        {
            length = Write("0."u8, target);
            target.Slice(length, -exponent - 1).Fill((byte)'0');
            length += -exponent - 1;
            return length + Write(digits, target[length..]);
        }
        int whole = exponent + 1;
        int fromDigits = Math.Min(whole, digits.Length);
        length += Write(digits[..fromDigits], target);
        target.Slice(length, whole - fromDigits).Fill((byte)'0');
        length += whole - fromDigits;
        target[length++] = (byte)'.';
        return length + Write(fromDigits < digits.Length ? digits[fromDigits..] : "0"u8, target[length..]);
    }

    private static int LayoutWithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> target)
    {
        int length = 0;
        target[length++] = digits[0];
        if (digits.Length > 1)
        {
            target[length++] = (byte)'.';
            length += Write(digits[1..], target[length..]);
        }
        target[length++] = (byte)'e';
        target[length++] = (byte)(exponent < 0 ? '-' : '+');
        int magnitude = Math.Abs(exponent);
        if (magnitude < 10)
            target[length++] = (byte)'0';
        return length + FormatInt(magnitude, target[length..]);
    }

    private static int Write(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        bytes.CopyTo(target);
        return bytes.Length;
    }
}
