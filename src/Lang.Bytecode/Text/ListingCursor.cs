using System.Globalization;

namespace Lang.Bytecode.Text;

/// <summary>
/// A position in a listing's tokens. After a mistake the rest of the line reads as empty, so that parsers need not ask
/// after each step; <see cref="EndLine"/> goes on behind it.
/// </summary>
internal sealed class ListingCursor(List<ListingToken> tokens, ListingErrors errors)
{
    private int _next;
    private bool _lineFailed;

    public bool AtEnd => tokens[_next].Kind == ListingTokenKind.End;

    public ListingToken Peek => _lineFailed ? LineEnd : tokens[_next];

    private ListingToken LineEnd => tokens[_next] with { Kind = ListingTokenKind.LineEnd, Text = "" };

    /// <summary>The token <paramref name="ahead"/> positions on; the end where there is none.</summary>
    public ListingToken PeekAt(int ahead) => _lineFailed ? LineEnd : tokens[Math.Min(_next + ahead, tokens.Count - 1)];

    public void Fail(string message) => FailAt(Peek, message);

    public void FailAt(ListingToken token, string message)
    {
        if (!_lineFailed)
            errors.Add(token.Line, token.Column, message);
        _lineFailed = true;
    }

    public bool IsMark(char mark) => Peek is { Kind: ListingTokenKind.Mark } token && token.Text[0] == mark;

    public bool Accept(char mark)
    {
        bool found = IsMark(mark);
        _next += found ? 1 : 0;
        return found;
    }

    public bool AcceptWord(string word)
    {
        bool found = Peek.Kind == ListingTokenKind.Name && Peek.Text == word;
        _next += found ? 1 : 0;
        return found;
    }

    public bool Accept(ListingTokenKind kind, out ListingToken token)
    {
        token = Peek;
        bool found = token.Kind == kind;
        _next += found ? 1 : 0;
        return found;
    }

    public void Expect(char mark)
    {
        if (!Accept(mark))
            Fail($"expected '{mark}'{Found()}");
    }

    public ListingToken Expect(ListingTokenKind kind, string what)
    {
        if (!Accept(kind, out ListingToken token))
            Fail($"expected {what}{Found()}");
        return token;
    }

    /// <summary>A name as such: plain, or a string literal.</summary>
    public string ExpectName(string what) => Accept(ListingTokenKind.String, out ListingToken quoted)
        ? System.Text.Encoding.UTF8.GetString(quoted.Bytes)
        : Expect(ListingTokenKind.Name, what).Text;

    /// <summary>A whole number from 0 to <see cref="int.MaxValue"/>; 0 after a mistake.</summary>
    public int ExpectIndex(string what)
    {
        ListingToken token = Expect(ListingTokenKind.Number, what);
        if (token.Kind == ListingTokenKind.Number && int.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int value))
            return value;
        if (token.Kind == ListingTokenKind.Number)
            FailAt(token, $"{token.Text} is not {what}");
        return 0;
    }

    /// <summary>Goes to the next line; what is left on this one is a mistake.</summary>
    public void EndLine()
    {
        if (Peek.Kind is not (ListingTokenKind.LineEnd or ListingTokenKind.End))
            Fail($"expected the end of the line{Found()}");
        while (tokens[_next].Kind is not (ListingTokenKind.LineEnd or ListingTokenKind.End))
            _next++;
        if (!AtEnd)
            _next++;
        _lineFailed = false;
    }

    private string Found() => Peek.Kind is ListingTokenKind.LineEnd or ListingTokenKind.End ? ", found the end of the line" : $", found {Peek.Text}";
}
