using Antlr4.Runtime;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>
/// A token: its type and place only. Lines and columns are worked out where a message needs them, the text where the
/// syntax tree does.
/// </summary>
internal sealed class Token(int type, int start, int end) : IToken
{
    /// <summary>A <c>TlLexer</c> constant.</summary>
    public int Type { get; set; } = type;

    /// <summary>Its first UTF-16 unit.</summary>
    public int Start { get; } = start;

    /// <summary>One past its last unit; equal to <see cref="Start"/> for the end of the text and for inserted tokens.</summary>
    public int End { get; } = end;

    /// <summary>Its place in the <see cref="TokenList"/>.</summary>
    public int TokenIndex { get; set; }

    /// <summary>Its error was reported: the tree has an error in its place.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Inserted in place of something missing whose error was reported.</summary>
    public bool IsInserted => Start == End && Type != TokenConstants.EOF;

    public SourceSpan Span => new(Start, End);

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
