using System.Globalization;

namespace Lang.Bytecode.Runtime;

/// <summary>What became of reading a number.</summary>
internal enum ParseOutcome : byte
{
    Done,

    /// <summary>The text has not the form of a number.</summary>
    Malformed,

    /// <summary>It has, but the number is no 64-bit integer. (A float can't be out of range: it becomes an infinity or 0.)</summary>
    OutOfRange,
}

/// <summary>Reads numbers from ASCII bytes: the same in every culture, without allocation; no white space, no underscores.</summary>
internal static class NumberParser
{
    /// <summary>Reads a decimal integer: an optional sign (+ or -) and one digit or more.</summary>
    public static ParseOutcome ParseInt(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        bool negative = SkipSign(ref text);
        if (text.IsEmpty || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return ParseOutcome.Malformed;
        ulong limit = negative ? 1UL << 63 : long.MaxValue;
        ulong magnitude = 0;
        // There may be a thousand million zeros: they are skipped many at a time.
        int significant = text.IndexOfAnyExcept((byte)'0');
        foreach (byte digit in text[(significant < 0 ? text.Length : significant)..])
        {
            uint next = (uint)(digit - '0');
            if (magnitude > (limit - next) / 10)
                return ParseOutcome.OutOfRange;
            magnitude = (magnitude * 10) + next;
        }
        value = negative ? (long)(0 - magnitude) : (long)magnitude;
        return ParseOutcome.Done;
    }

    /// <summary>
    /// Reads a float as Python's float() does, without the spaces and underscores: an optional sign, then <c>inf</c>, <c>infinity</c> or <c>nan</c>
    /// in any case, or decimal digits with at most one dot (which may stand first or last) and an optional exponent. The result is the nearest float,
    /// ties to even.
    /// </summary>
    public static ParseOutcome ParseFloat(ReadOnlySpan<byte> text, out double value)
    {
        ReadOnlySpan<byte> whole = text;
        value = 0;
        bool negative = SkipSign(ref text);
        if (IsWord(text, "inf"u8) || IsWord(text, "infinity"u8))
            value = double.PositiveInfinity;
        else if (IsWord(text, "nan"u8))
            value = double.NaN;
        else if (!DecimalText.TryRead(text, out DecimalText number))
            return ParseOutcome.Malformed;
        else if (text.Length <= DecimalText.MostDigits)
            return double.TryParse(whole, NumberStyles.Float, CultureInfo.InvariantCulture, out value) ? ParseOutcome.Done : ParseOutcome.Malformed;
        else
            value = number.Value;
        if (negative)
            value = -value;
        return ParseOutcome.Done;
    }

    /// <summary>Skips a sign; says whether it was a minus.</summary>
    internal static bool SkipSign(ref ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || text[0] is not ((byte)'+' or (byte)'-'))
            return false;
        bool negative = text[0] == (byte)'-';
        text = text[1..];
        return negative;
    }

    private static bool IsWord(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowerCase)
    {
        if (text.Length != lowerCase.Length)
            return false;
        for (int i = 0; i < text.Length; i++)
        {
            if ((text[i] | 0x20) != lowerCase[i])
                return false;
        }
        return true;
    }
}
