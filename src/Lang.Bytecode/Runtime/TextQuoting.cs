using System.Buffers;
using System.Text;

namespace Lang.Bytecode.Runtime;

/// <summary>
/// Escapes strings as printed arrays and error messages show them: <c>\n \t \r \0 \\ \"</c>, other control bytes and invalid
/// UTF-8 as <c>\xNN</c>, everything else as it is.
/// </summary>
internal static class TextQuoting
{
    /// <summary>Room that one call of <see cref="Escape"/> needs for a piece: each byte can become four.</summary>
    public const int MaxExpansion = 4;

    private static readonly SearchValues<byte> s_plain = SearchValues.Create(
        [.. Enumerable.Range(' ', '~' - ' ' + 1).Where(b => b is not ('"' or '\\')).Select(b => (byte)b)]);

    /// <summary>
    /// Escapes as much of <paramref name="text"/> as fits, in whole characters; at least one character if <paramref name="target"/> has room for
    /// <see cref="MaxExpansion"/> times four bytes.
    /// </summary>
    /// <param name="text">The bytes that are left of the string.</param>
    /// <param name="target">Where the escaped bytes go.</param>
    /// <param name="consumed">Bytes of the text that are done.</param>
    /// <returns>Bytes written.</returns>
    public static int Escape(ReadOnlySpan<byte> text, Span<byte> target, out int consumed)
    {
        int written = 0;
        consumed = 0;
        while (consumed < text.Length)
        {
            int plain = text[consumed..].IndexOfAnyExcept(s_plain);
            plain = Math.Min(plain < 0 ? text.Length - consumed : plain, target.Length - written);
            text.Slice(consumed, plain).CopyTo(target[written..]);
            consumed += plain;
            written += plain;
            if (consumed == text.Length || target.Length - written < MaxExpansion)
                break;
            written += EscapeOne(text[consumed..], target[written..], out int length);
            consumed += length;
        }
        return written;
    }

    /// <summary>The string in quotes for an error message: at most <paramref name="maxBytes"/> of its bytes, in whole characters, then <c>...</c>.</summary>
    public static string Quote(ReadOnlySpan<byte> text, int maxBytes)
    {
        ReadOnlySpan<byte> shown = Cut(text, maxBytes);
        byte[] escaped = new byte[shown.Length * MaxExpansion];
        int written = Escape(shown, escaped, out _);
        return "\"" + Encoding.UTF8.GetString(escaped, 0, written) + (shown.Length < text.Length ? "...\"" : "\"");
    }

    /// <summary>At most <paramref name="maxBytes"/> bytes of a text, in whole characters.</summary>
    public static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> text, int maxBytes)
    {
        if (text.Length <= maxBytes)
            return text;
        int cut = maxBytes;
        // Step back over the continuation bytes of a character that would be cut in two (at most three).
        while (cut > Math.Max(0, maxBytes - 3) && (text[cut] & 0xC0) == 0x80)
            cut--;
        return text[..((text[cut] & 0xC0) == 0x80 ? maxBytes : cut)];
    }

    private static int EscapeOne(ReadOnlySpan<byte> text, Span<byte> target, out int length)
    {
        byte first = text[0];
        length = 1;
        byte letter = first switch
        {
            (byte)'\n' => (byte)'n',
            (byte)'\t' => (byte)'t',
            (byte)'\r' => (byte)'r',
            0 => (byte)'0',
            (byte)'\\' => (byte)'\\',
            (byte)'"' => (byte)'"',
            _ => 0,
        };
        target[0] = (byte)'\\';
        if (letter != 0)
        {
            target[1] = letter;
            return 2;
        }
        if (first >= 0x80 && Rune.DecodeFromUtf8(text, out _, out int runeLength) == OperationStatus.Done)
        {
            text[..runeLength].CopyTo(target);
            length = runeLength;
            return runeLength;
        }
        target[1] = (byte)'x';
        target[2] = "0123456789ABCDEF"u8[first >> 4];
        target[3] = "0123456789ABCDEF"u8[first & 15];
        return 4;
    }
}
