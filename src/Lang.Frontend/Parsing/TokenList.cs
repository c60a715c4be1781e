using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

/// <summary>The tokens of a text, the end marker last, and the parser's position among them.</summary>
internal sealed class TokenList : ITokenStream
{
    private readonly Token[] _tokens;
    private readonly int _last;
    private int _index;

    /// <param name="text">The text that the tokens are places of.</param>
    /// <param name="tokens">The tokens; numbered here.</param>
    public TokenList(string text, IReadOnlyList<Token> tokens)
    {
        SourceText = text;
        _tokens = [.. tokens];
        _last = _tokens.Length - 1;
        for (int i = 0; i < _tokens.Length; i++)
            _tokens[i].TokenIndex = i;
        MarkBareReturns();
    }

    public string SourceText { get; }

    public ReadOnlySpan<Token> All => _tokens;

    public int Index => _index;

    public int Size => _tokens.Length;

    public string SourceName => "";

    public ITokenSource TokenSource => null!;

    public Token this[int index] => _tokens[index];

    public IToken Get(int i) => _tokens[i];

    public int LA(int i) => _tokens[Math.Min(i > 0 ? _index + i - 1 : _index + i, _last)].Type;

    public IToken LT(int k)
    {
        int at = k > 0 ? _index + k - 1 : _index + k;
        return at < 0 ? null! : _tokens[Math.Min(at, _last)];
    }

    public void Consume()
    {
        if (_index < _last)
            _index++;
    }

    public int Mark() => 0;

    public void Release(int marker)
    {
    }

    public void Seek(int index) => _index = Math.Min(index, _last);

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
    private void MarkBareReturns()
    {
        for (int i = 0; i < _last; i++)
        {
            if (_tokens[i].Type == TlLexer.RETURN && !BeginsExpression(i + 1))
                _tokens[i].Type = TlParser.BARE_RETURN;
        }
    }

    private bool BeginsExpression(int index) => _tokens[index].Type switch
    {
        TlLexer.FN => index == _last || _tokens[index + 1].Type is not (TlLexer.NAME or TlLexer.STEP),
        TlLexer.LET or TlLexer.IF or TlLexer.ELSE or TlLexer.WHILE or TlLexer.FOR or TlLexer.IN or TlLexer.BREAK
            or TlLexer.CONTINUE or TlLexer.RETURN or TlLexer.OPEN_BRACE or TlLexer.CLOSE_BRACE or TlLexer.SEMICOLON
            or TokenConstants.EOF => false,
        _ => true,
    };
}
