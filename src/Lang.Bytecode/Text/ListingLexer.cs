using System.Globalization;
using System.Text;

namespace Lang.Bytecode.Text;

internal enum ListingTokenKind : byte
{
    Name, Number, String, Arrow, LineEnd, End,

    /// <summary>One of <c>( ) [ ] { } , : = @ + #</c>; the token's text says which.</summary>
    Mark,
}

/// <summary>A token of a listing.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; "" for strings and ends.</param>
/// <param name="Bytes">The bytes of a string literal; else empty.</param>
/// <param name="Line">Line from 1.</param>
/// <param name="Column">Column in UTF-16 units, from 1.</param>
internal readonly record struct ListingToken(ListingTokenKind Kind, string Text, byte[] Bytes, int Line, int Column);

/// <summary>Cuts a listing into tokens. What is no token is reported and skipped.</summary>
internal sealed class ListingLexer(string text, ListingErrors errors)
{
    private readonly List<ListingToken> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    public List<ListingToken> Run()
    {
        while (_at < text.Length)
        {
            char c = text[_at];
            if (c == '\n')
                EndLine();
            else if (c is ' ' or '\t' or '\r' or '\uFEFF')
                _at++;
            else if (text.AsSpan(_at).StartsWith("//"))
                SkipComment();
            else if (text.AsSpan(_at).StartsWith("->"))
                Add(ListingTokenKind.Arrow, 2);
            else if (c == '"')
                AddString();
            else if (ListingNames.IsNameStart(c))
                Add(ListingTokenKind.Name, Length(ListingNames.IsNamePart));
            else if (char.IsAsciiDigit(c) || (c == '-' && _at + 1 < text.Length && char.IsAsciiLetterOrDigit(text[_at + 1])))
                Add(ListingTokenKind.Number, NumberLength());
            else if ("()[]{},:=@+#".Contains(c))
                Add(ListingTokenKind.Mark, 1);
            else
                Skip(c);
        }
        EndLine();
        _tokens.Add(new ListingToken(ListingTokenKind.End, "", [], _line, 1));
        return _tokens;
    }

    private int Column => _at - _lineStart + 1;

    private void Add(ListingTokenKind kind, int length)
    {
        _tokens.Add(new ListingToken(kind, text.Substring(_at, length), [], _line, Column));
        _at += length;
    }

    private void EndLine()
    {
        _tokens.Add(new ListingToken(ListingTokenKind.LineEnd, "", [], _line, Column));
        _at++;
        _line++;
        _lineStart = _at;
    }

    private void SkipComment()
    {
        int end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end;
    }

    private void Skip(char c)
    {
        errors.Add(_line, Column, char.IsAscii(c) && !char.IsControl(c) ? $"unexpected '{c}'" : $"unexpected character U+{(int)c:X4}");
        _at++;
    }

    private int Length(Func<char, bool> belongs)
    {
        int end = _at + 1;
        while (end < text.Length && belongs(text[end]))
            end++;
        return end - _at;
    }

    // A sign belongs to a number only behind the exponent of a decimal one.
    private int NumberLength()
    {
        int end = _at + 1;
        bool hex = text.AsSpan(_at).StartsWith("0x");
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '.' || (!hex && text[end] is '+' or '-' && text[end - 1] is 'e' or 'E')))
            end++;
        return end - _at;
    }

    private void AddString()
    {
        (int start, int line, int column) = (_at, _line, Column);
        _at++;
        var bytes = new List<byte>();
        while (_at < text.Length && text[_at] is not ('"' or '\n'))
        {
            if (text[_at] == '\\')
            {
                AddEscape(bytes);
                continue;
            }
            int length = char.IsSurrogatePair(text, _at) ? 2 : 1;
            bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(_at, length)));
            _at += length;
        }
        if (_at < text.Length && text[_at] == '"')
            _at++;
        else
            errors.Add(line, column, "the string does not end on its line");
        _tokens.Add(new ListingToken(ListingTokenKind.String, text[start.._at], [.. bytes], line, column));
    }

    private void AddEscape(List<byte> bytes)
    {
        char kind = _at + 1 < text.Length ? text[_at + 1] : '\n';
        int simple = "ntr0\\\"".IndexOf(kind);
        if (simple >= 0)
        {
            bytes.Add((byte)"\n\t\r\0\\\""[simple]);
            _at += 2;
        }
        else if (kind == 'x' && TryHex(_at + 2, Math.Min(_at + 4, text.Length), out int value) && _at + 4 <= text.Length)
        {
            bytes.Add((byte)value);
            _at += 4;
        }
        else if (kind == 'u' && _at + 2 < text.Length && text[_at + 2] == '{' && text.IndexOf('}', _at, Math.Min(10, text.Length - _at)) is > 0 and int end
            && TryHex(_at + 3, end, out int rune) && Rune.IsValid(rune))
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(new Rune(rune).ToString()));
            _at = end + 1;
        }
        else
        {
            errors.Add(_line, Column, "unknown escape; known are \\n \\t \\r \\0 \\\\ \\\" \\xNN \\u{N}");
            _at++;
        }
    }

    private bool TryHex(int start, int end, out int value) =>
        int.TryParse(text.AsSpan(start, Math.Max(0, end - start)), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
