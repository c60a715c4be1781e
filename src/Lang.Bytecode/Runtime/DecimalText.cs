using System.Globalization;

namespace Lang.Bytecode.Runtime;

/// <summary>The parts of a decimal number without its sign: digits, digits behind the dot, exponent.</summary>
internal readonly ref struct DecimalText
{
    /// <summary>
    /// Digits that .NET is given. A float, and the middle between two, has at most 767 significant ones: of what follows it matters only whether it is zero. .NET
    /// looks at each one by itself, which takes seconds where a string has a thousand million; here they are passed over many at a time.
    /// </summary>
    public const int MostDigits = 1000;

    /// <summary>An exponent beyond this one makes any number infinite or 0, however many zeros it has.</summary>
    private const long LargestExponent = 1L << 40;

    private readonly ReadOnlySpan<byte> _whole, _fraction, _exponent;

    private DecimalText(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> fraction, ReadOnlySpan<byte> exponent)
    {
        _whole = whole;
        _fraction = fraction;
        _exponent = exponent;
    }

    /// <summary>Whether a text is digits with at most one dot, which may stand first or last, and an optional exponent.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DecimalText number)
    {
        ReadOnlySpan<byte> whole = TakeDigits(ref text), fraction = [], exponent = [];
        if (!text.IsEmpty && text[0] == (byte)'.')
        {
            text = text[1..];
            fraction = TakeDigits(ref text);
        }
        bool isWellFormed = !whole.IsEmpty || !fraction.IsEmpty;
        if (!text.IsEmpty && (text[0] | 0x20) == 'e')
        {
            exponent = text = text[1..];
            NumberParser.SkipSign(ref text);
            isWellFormed &= !TakeDigits(ref text).IsEmpty;
        }
        number = new DecimalText(whole, fraction, exponent);
        return isWellFormed && text.IsEmpty;
    }

    /// <summary>The nearest float, for a text of any length.</summary>
    public double Value
    {
        get
        {
            ReadOnlySpan<byte> whole = WithoutZeros(_whole), fraction = whole.IsEmpty ? WithoutZeros(_fraction) : _fraction;
            // The number is 0.D * 10^scale, where D are the digits from the first one that is not 0.
            long scale = (whole.IsEmpty ? fraction.Length - _fraction.Length : whole.Length) + Exponent();
            Span<byte> digits = stackalloc byte[MostDigits];
            int count = Math.Min(whole.Length, MostDigits);
            whole[..count].CopyTo(digits);
            int more = Math.Min(fraction.Length, MostDigits - count);
            fraction[..more].CopyTo(digits[count..]);
            bool hasMore = whole[count..].ContainsAnyExcept((byte)'0') || fraction[more..].ContainsAnyExcept((byte)'0');
            count += more;
            if (hasMore)
                digits[count - 1] = (byte)'1';
            return count == 0 ? 0 : Parse(digits[..count], scale - count);
        }
    }

    private static double Parse(ReadOnlySpan<byte> digits, long exponent)
    {
        Span<byte> text = stackalloc byte[MostDigits + 1 + NumberFormatter.MaxIntLength];
        digits.CopyTo(text);
        text[digits.Length] = (byte)'e';
        // .NET's parser counts in 32 bits.
        int length = NumberFormatter.FormatInt(Math.Clamp(exponent, -2 * MostDigits, 2 * MostDigits), text[(digits.Length + 1)..]);
        return double.Parse(text[..(digits.Length + 1 + length)], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    private long Exponent()
    {
        ReadOnlySpan<byte> digits = _exponent;
        bool isNegative = NumberParser.SkipSign(ref digits);
        long value = 0;
        foreach (byte digit in WithoutZeros(digits))
        {
            value = (value * 10) + (digit - '0');
            if (value > LargestExponent)
                break;
        }
        return isNegative ? -value : value;
    }

    private static ReadOnlySpan<byte> WithoutZeros(ReadOnlySpan<byte> digits)
    {
        int zeros = digits.IndexOfAnyExcept((byte)'0');
        return zeros < 0 ? [] : digits[zeros..];
    }

    private static ReadOnlySpan<byte> TakeDigits(scoped ref ReadOnlySpan<byte> text)
    {
        int count = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        ReadOnlySpan<byte> digits = count < 0 ? text : text[..count];
        text = text[digits.Length..];
        return digits;
    }
}
