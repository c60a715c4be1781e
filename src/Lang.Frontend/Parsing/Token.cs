using Antlr4.Runtime;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>
/// A token: its type and place only. Lines and columns are worked out where a message needs them, the text where the
/// syntax tree does. A value, since a big source has millions of them: see <see cref="ParserToken"/>.
/// </summary>
internal readonly struct Token(int type, int start, int end)
{
    private readonly short _type = (short)type;

    /// <summary>A <c>TlLexer</c> constant.</summary>
    public int Type => _type;

    /// <summary>Its error was reported: the tree has an error in its place.</summary>
    public bool IsBroken { get; init; }

    /// <summary>Its first UTF-16 unit.</summary>
    public int Start { get; } = start;

    /// <summary>One past its last unit; equal to <see cref="Start"/> for the end of the text and for inserted tokens.</summary>
    public int End { get; } = end;

    /// <summary>Inserted in place of something missing whose error was reported.</summary>
    public bool IsInserted => Start == End && Type != TokenConstants.EOF;

    public SourceSpan Span => new(Start, End);
}
