using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>The values of literals, whose form the lexer has checked.</summary>
internal static class LiteralDecoder
{
    /// <summary>
    /// The value of an integer literal as 64 bits without sign.
    /// </summary>
    /// <returns>Whether it fits in 64 bits.</returns>
    public static bool TryInteger(ReadOnlySpan<char> text, out ulong value, out bool decimalDigits)
    {
        uint radix = 10;
        if (text.Length > 2 && text[0] == '0' && text[1] is 'x' or 'b')
        {
            radix = text[1] == 'x' ? 16u : 2u;
            text = text[2..];
        }

        decimalDigits = radix == 10;
        value = 0;
        foreach (char c in text)
        {
            if (c == '_')
                continue;
            uint digit = c <= '9' ? (uint)(c - '0') : (uint)((c | 0x20) - 'a' + 10);
            if (value > (ulong.MaxValue - digit) / radix)
                return false;
            value = value * radix + digit;
        }

        return true;
    }

    /// <summary>The double nearest to a float literal.</summary>
    public static double Float(ReadOnlySpan<char> text)
    {
        Span<char> digits = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        int count = 0;
        foreach (char c in text)
        {
            if (c != '_')
                digits[count++] = c;
        }

        return double.Parse(digits[..count], NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The bytes of a string literal (its quotes are part of <paramref name="span"/>); reports malformed escapes.</summary>
    public static ImmutableArray<byte> String(string source, SourceSpan span, DiagnosticBag diagnostics)
    {
        ReadOnlySpan<char> content = source.AsSpan()[(span.Start + 1)..(span.End - 1)];
        if (!content.Contains('\\'))
        {
            byte[] plain = new byte[Encoding.UTF8.GetByteCount(content)];
            Encoding.UTF8.GetBytes(content, plain);
            return ImmutableCollectionsMarshal.AsImmutableArray(plain);
        }

        var bytes = new ArrayBufferWriter<byte>(content.Length);
        while (!content.IsEmpty)
        {
            int escape = content.IndexOf('\\');
            ReadOnlySpan<char> run = escape < 0 ? content : content[..escape];
            Encoding.UTF8.GetBytes(run, bytes);
            content = content[run.Length..];
            if (escape < 0)
                break;
            int length = Escape(content, bytes, out string? error, out string? hint);
            if (error is not null)
            {
                int start = span.End - 1 - content.Length;
                diagnostics.ReportWithHint(DiagnosticCodes.MalformedEscape, new SourceSpan(start, start + length), hint, error);
            }

            content = content[length..];
        }

        return [.. bytes.WrittenSpan];
    }

    /// <summary>Writes what the escape at the start of <paramref name="text"/> stands for.</summary>
    /// <returns>How long the escape is.</returns>
    private static int Escape(ReadOnlySpan<char> text, ArrayBufferWriter<byte> bytes, out string? error, out string? hint)
    {
        error = hint = null;
        switch (text[1])
        {
            case 'n': return Single(bytes, (byte)'\n');
            case 't': return Single(bytes, (byte)'\t');
            case 'r': return Single(bytes, (byte)'\r');
            case '0': return Single(bytes, 0);
            case '\\': return Single(bytes, (byte)'\\');
            case '"': return Single(bytes, (byte)'"');
            case 'x': return HexByte(text, bytes, out error, out hint);
            case 'u': return CodePoint(text, bytes, out error, out hint);
            default:
                int length = char.IsHighSurrogate(text[1]) && text.Length > 2 ? 3 : 2;
                error = $"`{text[..length]}` is no escape";
                hint = "a backslash is written `\\\\`; the escapes are \\n \\t \\r \\0 \\\\ \\\" \\xNN \\u{N}";
                return length;
        }
    }

    private static int Single(ArrayBufferWriter<byte> bytes, byte value)
    {
        bytes.GetSpan(1)[0] = value;
        bytes.Advance(1);
        return 2;
    }

    private static int HexByte(ReadOnlySpan<char> text, ArrayBufferWriter<byte> bytes, out string? error, out string? hint)
    {
        error = hint = null;
        int digits = HexDigits(text[2..], 2);
        if (digits == 2)
        {
            Single(bytes, byte.Parse(text[2..4], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
            return 4;
        }

        error = "`\\x` needs two hex digits";
        hint = "for example `\\x1B`";
        return 2 + digits;
    }

    private static int CodePoint(ReadOnlySpan<char> text, ArrayBufferWriter<byte> bytes, out string? error, out string? hint)
    {
        error = hint = null;
        int digits = text.Length > 2 && text[2] == '{' ? HexDigits(text[3..], text.Length) : 0;
        int end = 3 + digits;
        if (digits == 0 || end >= text.Length || text[end] != '}')
        {
            error = "`\\u` needs a code point in braces";
            hint = "for example `\\u{1F600}`";
            return digits == 0 ? 2 : end;
        }

        ReadOnlySpan<char> significant = text[3..end].TrimStart('0');
        int value = significant.Length > 6 ? int.MaxValue
            : significant.IsEmpty ? 0
            : int.Parse(significant, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        if (Rune.IsValid(value))
            bytes.Advance(new Rune(value).EncodeToUtf8(bytes.GetSpan(4)));
        else
            error = $"`{text[..(end + 1)]}` is not a Unicode scalar value";
        return end + 1;
    }

    private static int HexDigits(ReadOnlySpan<char> text, int limit)
    {
        int count = 0;
        while (count < limit && count < text.Length && char.IsAsciiHexDigit(text[count]))
            count++;
        return count;
    }
}
