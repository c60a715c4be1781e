using System.Runtime.InteropServices;
using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

/// <summary>The tokens of a text, the end marker last, and the parser's position among them.</summary>
internal sealed class TokenList : ITokenStream
{
    private readonly List<Token> _tokens;
    private readonly int _last;
    private int _index;

    // The tokens that the parser asks for again and again: the one at its position and the one before. Null when not yet made.
    private ParserToken? _current, _previous;

    /// <param name="text">The text that the tokens are places of.</param>
    /// <param name="tokens">The tokens. The list's from now on; some change their type.</param>
    public TokenList(string text, List<Token> tokens)
    {
        SourceText = text;
        _tokens = tokens;
        _last = _tokens.Count - 1;
        MarkBareReturns(CollectionsMarshal.AsSpan(tokens));
    }

    public string SourceText { get; }

    public ReadOnlySpan<Token> All => CollectionsMarshal.AsSpan(_tokens);

    public int Index => _index;

    public int Size => _tokens.Count;

    public string SourceName => "";

    public ITokenSource TokenSource => null!;

    public Token this[int index] => _tokens[index];

    public IToken Get(int i) => new ParserToken(_tokens[i], i);

    public int LA(int i) => _tokens[Math.Min(i > 0 ? _index + i - 1 : _index + i, _last)].Type;

    public IToken LT(int k)
    {
        if (k == 1)
            return _current ??= new ParserToken(_tokens[_index], _index);
        if (k == -1)
            return (_index > 0 ? _previous ??= new ParserToken(_tokens[_index - 1], _index - 1) : null)!;
        return Get(Math.Min(_index + k - 1, _last));
    }

    public void Consume()
    {
        if (_index < _last)
        {
            _index++;
            (_previous, _current) = (_current, null);
        }
    }

    public int Mark() => 0;

    public void Release(int marker)
    {
    }

    public void Seek(int index)
    {
        _index = Math.Min(index, _last);
        _previous = _current = null;
    }

    /// <summary>The source text of a token.</summary>
    public ReadOnlySpan<char> TextOf(Token token) => SourceText.AsSpan(token.Start, token.End - token.Start);

    /// <summary>Whether a line break stands between the token at <paramref name="index"/> and the one before it.</summary>
    public bool StartsLine(int index) =>
        index == 0 || SourceText.AsSpan()[_tokens[index - 1].End.._tokens[index].Start].Contains('\n');

    public string GetText(Interval interval) => "";

    public string GetText() => "";

    public string GetText(RuleContext ctx) => "";

    public string GetText(IToken start, IToken stop) => "";

    /// <summary>See <c>BARE_RETURN</c> in the grammar.</summary>
    private static void MarkBareReturns(Span<Token> tokens)
    {
        for (int i = 0; i < tokens.Length - 1; i++)
        {
            if (tokens[i].Type == TlLexer.RETURN && !BeginsExpression(tokens[(i + 1)..]))
                tokens[i] = new Token(TlParser.BARE_RETURN, tokens[i].Start, tokens[i].End) { IsBroken = tokens[i].IsBroken };
        }
    }

    private static bool BeginsExpression(ReadOnlySpan<Token> tokens) => tokens[0].Type switch
    {
        TlLexer.FN => tokens.Length < 2 || tokens[1].Type is not (TlLexer.NAME or TlLexer.STEP),
        TlLexer.LET or TlLexer.IF or TlLexer.ELSE or TlLexer.WHILE or TlLexer.FOR or TlLexer.IN or TlLexer.BREAK
            or TlLexer.CONTINUE or TlLexer.RETURN or TlLexer.OPEN_BRACE or TlLexer.CLOSE_BRACE or TlLexer.SEMICOLON
            or TokenConstants.EOF => false,
        _ => true,
    };
}
