using System.Globalization;
using Antlr4.Runtime;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;

namespace Lang.Frontend.Parsing;

/// <summary>Tokens whose brackets match and whose nesting is limited.</summary>
/// <param name="Tokens">The tokens, repaired where brackets did not match.</param>
/// <param name="Depth">How deep they nest.</param>
/// <param name="AreRepaired">Whether an error in brackets was reported and repaired.</param>
/// <param name="IsHopeless">Whether parsing makes no sense: nesting too deep, or too many repairs.</param>
internal readonly record struct CheckedTokens(List<Token> Tokens, int Depth, bool AreRepaired, bool IsHopeless);

/// <summary>
/// What is checked over the token list before the parser sees it: misspelt tokens, brackets and nesting. A recursive
/// parser can't do the latter two: unlimited nesting overflows its stack, and ANTLR's recovery takes minutes on ten thousand
/// unclosed parentheses.
/// </summary>
/// <remarks>
/// Nesting counts what the parser and all later passes recurse along. Brackets are the frames of a stack; a frame also
/// counts the prefix operators of the operand being read, and the <c>?</c>, function literals and types of the expression
/// being read. A comma, a semicolon, or the start of a statement ends an expression. A statement starts with a keyword, or
/// with a name right after the end of an operand.
/// </remarks>
internal sealed class TokenChecker
{
    /// <summary>How deep brackets, blocks, prefix operators, <c>?:</c>, function literals and types may nest.</summary>
    public const int MaxNesting = 1000;

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly BracketRepair _repair;
    private Frame[] _frames = new Frame[32];
    private int _top;
    private int _depth, _maxDepth;

    private TokenChecker(string text, List<Token> tokens, DiagnosticBag diagnostics)
    {
        _text = text;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _repair = new BracketRepair(text, tokens, diagnostics);
        _frames[0] = new Frame { Opener = -1, Suspect = -1 };
    }

    public static CheckedTokens Check(string text, List<Token> tokens, DiagnosticBag diagnostics)
    {
        tokens = MisspeltTokens.Remove(text, tokens, diagnostics);
        return new TokenChecker(text, tokens, diagnostics).Run();
    }

    private CheckedTokens Run()
    {
        int previous = TokenConstants.InvalidType;
        for (int i = 0; i < _tokens.Count; i++)
        {
            int type = _tokens[i].Type;
            Visit(i, type, previous);
            if (_depth > MaxNesting)
            {
                _diagnostics.Report(
                    DiagnosticCodes.NestingTooDeep, _tokens[i].Span, MaxNesting.ToString(CultureInfo.InvariantCulture));
                return new CheckedTokens(_tokens, _depth, false, true);
            }

            _maxDepth = Math.Max(_maxDepth, _depth);
            previous = type;
        }

        return new CheckedTokens(_repair.Apply(), _maxDepth, _repair.IsNeeded, _repair.IsHopeless);
    }

    private void Visit(int index, int type, int previous)
    {
        ref Frame frame = ref _frames[_top];
        switch (type)
        {
            case TlLexer.OPEN_PAREN:
            case TlLexer.OPEN_BRACKET:
            case TlLexer.OPEN_BRACE:
                if (type == TlLexer.OPEN_BRACE && frame.Opener >= 0 && frame.Suspect < 0 && IsBlockOfHeader(index))
                    frame.Suspect = index;
                Push(index);
                break;
            case TlLexer.CLOSE_PAREN:
            case TlLexer.CLOSE_BRACKET:
            case TlLexer.CLOSE_BRACE:
                Close(index, type);
                break;
            case TlLexer.MINUS:
            case TlLexer.BANG:
            case TlLexer.TILDE:
                if (EndsOperand(previous))
                    EndOperand(ref frame);
                else
                    Deepen(ref frame.Prefixes);
                break;
            case TlLexer.QUESTION:
                EndOperand(ref frame);
                Deepen(ref frame.Inner);
                break;
            case TlLexer.FN:
                if (index + 1 < _tokens.Count && _tokens[index + 1].Type is TlLexer.NAME or TlLexer.STEP)
                    StartStatement(index, ref frame);
                else
                    Deepen(ref frame.Inner);
                break;
            case TlLexer.NAME:
            case TlLexer.STEP:
            case TlLexer.INTEGER:
            case TlLexer.FLOAT:
            case TlLexer.STRING:
            case TlLexer.TRUE:
            case TlLexer.FALSE:
                if (EndsOperand(previous))
                    StartStatement(index, ref frame);
                if (_tokens[index].IsBroken && type == TlLexer.STRING && _text[_tokens[index].Start] == '"')
                    CloseAfterString(index);
                break;
            case TlLexer.COMMA:
            case TlLexer.SEMICOLON:
                EndExpression(ref frame);
                break;
            case TlLexer.LET:
            case TlLexer.IF:
            case TlLexer.ELSE:
            case TlLexer.WHILE:
            case TlLexer.FOR:
            case TlLexer.IN:
            case TlLexer.BREAK:
            case TlLexer.CONTINUE:
            case TlLexer.RETURN:
                StartStatement(index, ref frame);
                break;
            case TokenConstants.EOF:
                _repair.CloseAll(_frames.AsSpan(1, _top), index);
                break;
            default:
                EndOperand(ref frame);
                break;
        }
    }

    private void Push(int index)
    {
        if (++_top == _frames.Length)
            System.Array.Resize(ref _frames, _top * 2);
        _frames[_top] = new Frame { Opener = index, Suspect = -1 };
        _depth++;
    }

    private void Close(int index, int closer)
    {
        int match = _top;
        while (match > 0 && Closer(_tokens[_frames[match].Opener].Type) != closer)
            match--;
        if (match == 0)
        {
            // Nothing open has this shape: a slip for the innermost bracket's closer, or one too many.
            if (_top > 0 && closer != TlLexer.CLOSE_BRACE && _tokens[_frames[_top].Opener].Type != TlLexer.OPEN_BRACE)
            {
                _repair.Mismatched(_frames[_top].Opener, index);
                Pop();
            }
            else
            {
                _repair.Unopened(index);
            }

            return;
        }

        if (match < _top)
            _repair.CloseAll(_frames.AsSpan(match + 1, _top - match), index);
        while (_top > match)
            Pop();
        _repair.NoteIndentation(_frames[_top].Opener, index);

        // `[]` after an operand is one more level of an array type.
        bool arrayType = closer == TlLexer.CLOSE_BRACKET && _frames[_top].Opener == index - 1
            && index >= 2 && EndsOperand(_tokens[index - 2].Type);
        Pop();
        if (arrayType)
            Deepen(ref _frames[_top].Inner);
    }

    /// <summary>Whether a brace can't be a function's block: it follows a name or literal that is no result type.</summary>
    private bool IsBlockOfHeader(int brace) =>
        _tokens[brace - 1].Type is TlLexer.NAME or TlLexer.INTEGER or TlLexer.FLOAT or TlLexer.STRING or TlLexer.TRUE or TlLexer.FALSE
        && _tokens[brace - 2].Type != TlLexer.ARROW;

    /// <summary>A string without end takes the rest of its line, closing brackets too.</summary>
    private void CloseAfterString(int index)
    {
        while (_top > 0 && _tokens[_frames[_top].Opener].Type != TlLexer.OPEN_BRACE
            && !_text.AsSpan()[_tokens[_frames[_top].Opener].Start.._tokens[index].Start].Contains('\n'))
        {
            _repair.CloseSilently(_frames[_top].Opener, index + 1);
            Pop();
        }
    }

    private void Pop()
    {
        ref Frame frame = ref _frames[_top--];
        _depth -= 1 + frame.Prefixes + frame.Inner;
    }

    /// <summary>A token that only a statement, or a missing operator or comma, explains.</summary>
    private void StartStatement(int index, ref Frame frame)
    {
        EndExpression(ref frame);
        if (frame.Opener < 0 || frame.Suspect >= 0 || _tokens[frame.Opener].Type == TlLexer.OPEN_BRACE)
            return;
        if (_text.AsSpan()[_tokens[index - 1].End.._tokens[index].Start].Contains('\n'))
            frame.Suspect = index;
    }

    private void EndExpression(ref Frame frame)
    {
        _depth -= frame.Prefixes + frame.Inner;
        frame.Prefixes = frame.Inner = 0;
    }

    private void EndOperand(ref Frame frame)
    {
        _depth -= frame.Prefixes;
        frame.Prefixes = 0;
    }

    private void Deepen(ref int counter)
    {
        counter++;
        _depth++;
    }

    public static bool EndsOperand(int type) => type is TlLexer.NAME or TlLexer.STEP or TlLexer.INTEGER or TlLexer.FLOAT
        or TlLexer.STRING or TlLexer.TRUE or TlLexer.FALSE
        or TlLexer.CLOSE_PAREN or TlLexer.CLOSE_BRACKET or TlLexer.CLOSE_BRACE;

    public static int Closer(int opener) => opener switch
    {
        TlLexer.OPEN_PAREN => TlLexer.CLOSE_PAREN,
        TlLexer.OPEN_BRACKET => TlLexer.CLOSE_BRACKET,
        _ => TlLexer.CLOSE_BRACE,
    };

    /// <summary>An open bracket, or the whole text.</summary>
    internal struct Frame
    {
        /// <summary>The bracket's index in the token list; -1 for the text.</summary>
        public int Opener;

        /// <summary>In a parenthesis or array: the first token that looks as if the closer were missing before it, or -1.</summary>
        public int Suspect;

        /// <summary>Prefix operators of the operand being read.</summary>
        public int Prefixes;

        /// <summary>Conditionals, function literals and array types of the expression being read.</summary>
        public int Inner;
    }
}
