using Antlr4.Runtime;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using static Lang.Frontend.Parsing.Generated.TlParser;

namespace Lang.Frontend.Parsing;

/// <summary>
/// Recovery for messages: one error, then on from the next place that is surely in step. ANTLR's own strategy guesses
/// single tokens and so reports consequences.
/// </summary>
/// <remarks>
/// <see cref="TokenChecker"/> has made brackets match, which gives two kinds of such places.
/// <list type="number">
/// <item>In brackets (arguments, parameters, elements, ...): right after the bracket that closes them.</item>
/// <item>In a block: the next statement. One starts at a line that begins with a name or statement keyword, at
/// <c>let while for return break continue</c> wherever they stand, and after a semicolon. The header of <c>if while for</c>
/// ends at its block.</item>
/// </list>
/// An error unwinds, as the exception it is for ANTLR, to the innermost rule that has such a place.
/// </remarks>
internal sealed class SyntaxErrorStrategy : IAntlrErrorStrategy
{
    private readonly TokenList _tokens;
    private readonly SyntaxMessages _messages;
    private readonly int[] _match;
    private readonly int[] _enclosing;
    private bool _unwinding;

    public SyntaxErrorStrategy(TokenList tokens, SyntaxMessages messages)
    {
        _tokens = tokens;
        _messages = messages;
        (_match, _enclosing) = MatchBrackets(tokens.All);
    }

    public void Reset(Antlr4.Runtime.Parser recognizer) => _unwinding = false;

    public bool InErrorRecoveryMode(Antlr4.Runtime.Parser recognizer) => _unwinding;

    public void ReportMatch(Antlr4.Runtime.Parser recognizer)
    {
    }

    public IToken RecoverInline(Antlr4.Runtime.Parser recognizer) => throw new InputMismatchException(recognizer);

    public void ReportError(Antlr4.Runtime.Parser recognizer, RecognitionException e)
    {
        if (_unwinding)
            return;
        _unwinding = true;

        // A decision on two tokens failed at the second; the first was right.
        if (e is NoViableAltException { OffendingToken.TokenIndex: var second } && second > _tokens.Index)
            _tokens.Seek(second);
        _messages.Report(recognizer);
    }

    public void Recover(Antlr4.Runtime.Parser recognizer, RecognitionException e)
    {
        switch (recognizer.Context)
        {
            case ArgumentsContext or ParametersContext or ParenthesizedContext or ArrayContext or IndexContext
                when recognizer.Context.Start.Type is TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET:
                _tokens.Seek(_match[recognizer.Context.Start.TokenIndex] + 1);
                break;
            case ConditionContext or SequenceContext when BlockAhead() is { } block:
                _tokens.Seek(block);
                break;
            case StatementContext:
                SkipStatement(recognizer.Context.Start.TokenIndex);
                break;
            case ScriptContext or LonelyExpressionContext:
                _tokens.Seek(_tokens.Size - 1);
                break;
            default:
                throw e;
        }

        _unwinding = false;
    }

    /// <summary>Called by the parser before each turn of a loop; between statements we look at what comes.</summary>
    public void Sync(Antlr4.Runtime.Parser recognizer)
    {
        if (recognizer.Context is not (BlockContext or ScriptContext))
            return;
        if (recognizer.Context is BlockContext && recognizer.Context.ChildCount == 0)
            return;
        if (_messages.ReportLonelyExpression(recognizer.Context) && !_tokens.StartsLine(_tokens.Index))
            SkipStatement(((ParserRuleContext)recognizer.Context.children[^1]).Start.TokenIndex);
        while (!StartsStatement(_tokens.LA(1)) && _tokens.LA(1) is not (TlLexer.CLOSE_BRACE or TokenConstants.EOF))
        {
            _messages.ReportNoStatement(_tokens[_tokens.Index]);
            SkipStatement(_tokens.Index);
        }
    }

    /// <summary>The block of the header we are in, if it comes before anything that can't be part of a header.</summary>
    private int? BlockAhead()
    {
        for (int i = _tokens.Index; ; i++)
        {
            switch (_tokens[i].Type)
            {
                case TlLexer.OPEN_BRACE:
                    return i;
                case TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET:
                    i = _match[i];
                    break;
                case TlLexer.CLOSE_BRACE or TlLexer.SEMICOLON or TokenConstants.EOF:
                    return null;
                case var type when IsStatementKeyword(type) && i > _tokens.Index:
                    return null;
            }
        }
    }

    /// <summary>Moves to where the next statement of the block begins, or to the block's end.</summary>
    /// <param name="start">Where the statement in error begins; at least one token beyond it is skipped.</param>
    private void SkipStatement(int start)
    {
        int block = _enclosing[start];
        int index = _tokens.Index, error = index;
        while (_enclosing[index] != block)
            index = _match[_enclosing[index]] + 1;
        for (; ; index++)
        {
            int type = _tokens[index].Type;
            if (type is TlLexer.CLOSE_BRACE or TokenConstants.EOF || (type == TlLexer.SEMICOLON && index > start))
                break;
            if (index > start && IsStart(index, type) && (index > error || _tokens.StartsLine(index)))
                break;
            if (type is TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET or TlLexer.OPEN_BRACE)
                index = _match[index];
        }

        _tokens.Seek(index);
    }

    private bool IsStart(int index, int type) => type switch
    {
        TlLexer.LET or TlLexer.WHILE or TlLexer.FOR or TlLexer.RETURN or TlParser.BARE_RETURN or TlLexer.BREAK
            or TlLexer.CONTINUE => true,
        TlLexer.NAME or TlLexer.STEP or TlLexer.IF or TlLexer.RESERVED => _tokens.StartsLine(index),
        TlLexer.FN => _tokens[index + 1].Type is TlLexer.NAME or TlLexer.STEP || _tokens.StartsLine(index),
        _ => false,
    };

    private static bool IsStatementKeyword(int type) => type is TlLexer.LET or TlLexer.WHILE or TlLexer.FOR or TlLexer.RETURN
        or TlParser.BARE_RETURN or TlLexer.BREAK or TlLexer.CONTINUE or TlLexer.IF or TlLexer.ELSE;

    private static bool StartsStatement(int type) => type is TlLexer.NAME or TlLexer.STEP or TlLexer.LET or TlLexer.IF
        or TlLexer.WHILE or TlLexer.FOR or TlLexer.FN or TlLexer.RETURN or TlParser.BARE_RETURN or TlLexer.BREAK
        or TlLexer.CONTINUE or TlLexer.OPEN_BRACE or TlLexer.SEMICOLON;

    /// <summary>For each opening bracket its closing one, and for each token the bracket around it (the opener; -1: none).</summary>
    private static (int[] Match, int[] Enclosing) MatchBrackets(ReadOnlySpan<Token> tokens)
    {
        int[] match = new int[tokens.Length], enclosing = new int[tokens.Length];
        int open = -1;
        for (int i = 0; i < tokens.Length; i++)
        {
            switch (tokens[i].Type)
            {
                case TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET or TlLexer.OPEN_BRACE:
                    enclosing[i] = open;
                    open = i;
                    break;
                case TlLexer.CLOSE_PAREN or TlLexer.CLOSE_BRACKET or TlLexer.CLOSE_BRACE:
                    match[open] = i;
                    enclosing[i] = open;
                    open = enclosing[open];
                    break;
                default:
                    enclosing[i] = open;
                    break;
            }
        }

        return (match, enclosing);
    }
}
