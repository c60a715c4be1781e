using Antlr4.Runtime;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>A token as ANTLR's messages and tree want it: an object. A parser of valid text, which makes no tree, asks for none.</summary>
/// <param name="token">The token.</param>
/// <param name="index">Its place in the <see cref="TokenList"/>.</param>
internal sealed class ParserToken(Token token, int index) : IToken
{
    public Token Token => token;

    public int Type => token.Type;

    public int Start => token.Start;

    public int End => token.End;

    public SourceSpan Span => token.Span;

    public int TokenIndex => index;

    // What ANTLR's interface wants beyond that; nothing reads it.
    int IToken.StartIndex => Start;

    int IToken.StopIndex => End - 1;

    int IToken.Line => 0;

    int IToken.Column => 0;

    int IToken.Channel => TokenConstants.DefaultChannel;

    string IToken.Text => "";

    ITokenSource IToken.TokenSource => null!;

    ICharStream IToken.InputStream => null!;
}
