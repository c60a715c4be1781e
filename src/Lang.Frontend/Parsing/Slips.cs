using Antlr4.Runtime;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>
/// Recognises what people bring along from other languages, says how TL writes it, and mends the token list, so that the
/// parser goes on as if it had been written right. Runs only over texts that did not parse.
/// </summary>
/// <remarks>
/// A row or rule may match only what no right program contains: a text with an error elsewhere must not get another one
/// here. Brackets stay balanced.
/// </remarks>
internal sealed class Slips
{
#pragma warning disable format
    /// <summary>Spellings that lex as several tokens, the longest first.</summary>
    private static readonly (string Text, int Meaning, string Hint)[] s_operators =
    [
        ("===", TlLexer.EQUAL,         "write `==`"),
        ("!==", TlLexer.NOT_EQUAL,     "write `!=`"),
        ("...", TlLexer.RANGE,         "write `a..b`, which ends before b, or `a..=b`, which ends with it"),
        ("..<", TlLexer.RANGE,         "write `a..b`, which ends before b"),
        ("**",  TlLexer.STAR,          "write `pow(a, b)`"),
        ("<>",  TlLexer.NOT_EQUAL,     "write `!=`"),
        ("~=",  TlLexer.NOT_EQUAL,     "write `!=`"),
        ("=<",  TlLexer.LESS_OR_EQUAL, "write `<=`"),
        (":=",  TlLexer.ASSIGN,        "declare with `let x = ...`, assign with `x = ...`"),
        ("::",  TlLexer.DOT,           "write `.`"),
        ("?.",  TlLexer.DOT,           "write `.`: a value is never missing"),
        ("??",  TlLexer.OR,            "a value is never missing: leave it out"),
    ];

    /// <summary>Words that stand for an operator between or before operands.</summary>
    private static readonly (string Text, int Meaning, string Hint)[] s_operatorWords =
    [
        ("and", TlLexer.AND,  "write `&&`"),
        ("or",  TlLexer.OR,   "write `||`"),
        ("not", TlLexer.BANG, "write `!`"),
    ];

    /// <summary>Words that begin a statement, each before a name.</summary>
    private static readonly (string Text, int Meaning, string Hint)[] s_statementWords =
    [
        ("function", TlLexer.FN,  "write `fn`"),
        ("func",     TlLexer.FN,  "write `fn`"),
        ("fun",      TlLexer.FN,  "write `fn`"),
        ("def",      TlLexer.FN,  "write `fn`"),
        ("var",      TlLexer.LET, "write `let`"),
        ("const",    TlLexer.LET, "write `let`"),
        ("local",    TlLexer.LET, "write `let`"),
        ("auto",     TlLexer.LET, "write `let`"),
        ("int",      TlLexer.LET, "write `let name: int = ...`"),
        ("float",    TlLexer.LET, "write `let name: float = ...`"),
        ("bool",     TlLexer.LET, "write `let name: bool = ...`"),
        ("string",   TlLexer.LET, "write `let name: string = ...`"),
        ("foreach",  TlLexer.FOR, "write `for`"),
    ];
#pragma warning restore format

    private readonly string _text;
    private readonly List<Token> _tokens;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<Token> _mended;
    private bool _inCondition;
    private int _conditionDepth;

    // Ends of the `while` behind the block of a `do`, by where it begins: the rest of the line that is left out.
    private Dictionary<int, int>? _dropped;

    private Slips(string text, List<Token> tokens, DiagnosticBag diagnostics)
    {
        _text = text;
        _tokens = tokens;
        _diagnostics = diagnostics;
        _mended = new List<Token>(tokens.Count);
    }

    /// <returns>The mended list.</returns>
    public static List<Token> Mend(string text, List<Token> tokens, DiagnosticBag diagnostics)
    {
        var slips = new Slips(text, tokens, diagnostics);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (slips._dropped is { } dropped && dropped.TryGetValue(i, out int end))
                i = end;
            slips.TrackCondition(i);
            int taken = slips.Take(i);
            if (taken == 0)
                slips._mended.Add(tokens[i]);
            else
                i += taken - 1;
        }

        return slips._mended;
    }

    /// <summary>Handles the slip that begins at <paramref name="i"/>.</summary>
    /// <returns>How many tokens it took; 0 when there is none.</returns>
    private int Take(int i)
    {
        int type = _tokens[i].Type;
        if (type is TlLexer.NAME or TlLexer.RESERVED)
            return TakeWord(i, _text.AsSpan()[_tokens[i].Start.._tokens[i].End]);
        if (type is TlLexer.PLUS or TlLexer.MINUS && TypeAt(i + 1) == type && Touch(i))
            return TakeIncrement(i);
        if (type == TlLexer.DOUBLE_ARROW && TypeAt(i + 1) == TlLexer.OPEN_BRACE && EndsHead(i - 1))
            return Drop(DiagnosticCodes.BlockAfterArrow, i, "leave the `=>` out: `fn(x) { ... }`");
        if (type == TlLexer.DOT && TypeAt(i + 1) is TlLexer.NAME or TlLexer.STEP && TypeAt(i + 2) != TlLexer.OPEN_PAREN)
            return TakeMember(i);
        if (TakeHalfFloat(i) is > 0 and var half)
            return half;
        if (type == TlLexer.ASSIGN && _inCondition && _conditionDepth == 0 && !Touch(i))
        {
            _diagnostics.ReportWithHint(DiagnosticCodes.AssignmentInCondition, _tokens[i].Span, "to compare, write `==`");
            return Replace(TlLexer.EQUAL, i, 1);
        }

        return TakeOperator(i);
    }

    /// <summary><c>1.</c> and <c>.5</c>: a float has a digit on both sides of its dot.</summary>
    private int TakeHalfFloat(int i)
    {
        if (!Touch(i))
            return 0;
        bool noFraction = TypeAt(i) == TlLexer.INTEGER && TypeAt(i + 1) == TlLexer.DOT
            && (StartsLine(i + 2) || TypeAt(i + 2) is not (TlLexer.NAME or TlLexer.STEP));
        bool noWhole = TypeAt(i) == TlLexer.DOT && TypeAt(i + 1) == TlLexer.INTEGER
            && !(i > 0 && _tokens[i - 1].End == _tokens[i].Start && TokenChecker.EndsOperand(TypeAt(i - 1)));
        if (!noFraction && !noWhole)
            return 0;
        var span = new SourceSpan(_tokens[i].Start, _tokens[i + 1].End);
        string text = _text[span.Start..span.End];
        _diagnostics.ReportWithHint(DiagnosticCodes.MalformedNumber, span, $"write `{(noFraction ? text + "0" : "0" + text)}`", text);
        _mended.Add(new Token(TlLexer.FLOAT, span.Start, span.End) { IsBroken = true });
        return 2;
    }

    private int TakeOperator(int i)
    {
        ReadOnlySpan<char> rest = _text.AsSpan(_tokens[i].Start);
        foreach ((string spelling, int meaning, string hint) in s_operators)
        {
            if (!rest.StartsWith(spelling) || !Touch(i) || _tokens[i + 1].End != _tokens[i].Start + spelling.Length)
                continue;
            var span = new SourceSpan(_tokens[i].Start, _tokens[i + 1].End);
            _diagnostics.ReportWithHint(DiagnosticCodes.ForeignOperator, span, hint, spelling);
            return Replace(meaning, i, 2);
        }

        return 0;
    }

    private int TakeWord(int i, ReadOnlySpan<char> word)
    {
        bool afterOperand = _mended.Count > 0 && TokenChecker.EndsOperand(_mended[^1].Type);
        bool beforeOperand = !StartsLine(i + 1) && BeginsOperand(TypeAt(i + 1));
        foreach ((string spelling, int meaning, string hint) in s_operatorWords)
        {
            if (word.SequenceEqual(spelling) && beforeOperand && afterOperand == (meaning != TlLexer.BANG)
                && !StartsStatement(i) && !(Touch(i) && meaning == TlLexer.BANG))
                return ReplaceWord(meaning, i, hint);
        }

        bool beforeName = TypeAt(i + 1) is TlLexer.NAME or TlLexer.STEP && !StartsLine(i + 1);
        foreach ((string spelling, int meaning, string hint) in s_statementWords)
        {
            if (word.SequenceEqual(spelling) && beforeName && StartsStatement(i) && Continues(meaning, TypeAt(i + 2)))
                return ReplaceWord(meaning, i, hint);
        }

        if (word is "elif" or "elseif" or "elsif" && i > 0 && TypeAt(i - 1) == TlLexer.CLOSE_BRACE && beforeOperand)
        {
            _mended.Add(Inserted(TlLexer.ELSE, _tokens[i].Start));
            return ReplaceWord(TlLexer.IF, i, "write `else if`");
        }

        if (word is "do" && TypeAt(i + 1) == TlLexer.OPEN_BRACE && StartsStatement(i) && DropWhileAfterBlock(i + 1))
            return Drop(DiagnosticCodes.ForeignWord, i, "write `while true { ... if !condition { break } }`", word.ToString());
        if (word is "then" or "do" && TypeAt(i + 1) == TlLexer.OPEN_BRACE && afterOperand && !StartsStatement(i))
            return Drop(DiagnosticCodes.ForeignWord, i, "leave it out", word.ToString());
        if (word is "print" or "write" && StartsStatement(i) && beforeOperand && TypeAt(i + 1) is not (TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET))
            return TakeBareCall(i);
        return 0;
    }

    /// <summary><c>do { } while condition</c>: leaves out what follows the block.</summary>
    /// <param name="open">The brace that begins the block.</param>
    private bool DropWhileAfterBlock(int open)
    {
        int last = open, depth = 0;
        do
            depth += TypeAt(last) == TlLexer.OPEN_BRACE ? 1 : TypeAt(last) == TlLexer.CLOSE_BRACE ? -1 : 0;
        while (depth > 0 && ++last < _tokens.Count);
        if (TypeAt(last + 1) != TlLexer.WHILE)
            return false;
        int end = EndOfCondition(last + 2);
        // A loop with a block of its own stands for itself.
        if (TypeAt(end) == TlLexer.OPEN_BRACE)
            return false;
        (_dropped ??= [])[last + 1] = end;
        return true;
    }

    /// <summary>Where the line, the statement or the block around <paramref name="index"/> ends; brackets that open on the way are passed as a whole.</summary>
    private int EndOfCondition(int index)
    {
        for (int depth = 0; ; index++)
        {
            int type = TypeAt(index);
            bool ends = type is TlLexer.SEMICOLON or TlLexer.OPEN_BRACE || IsClosing(type) || StartsLine(index);
            if (type == TokenConstants.EOF || (depth == 0 && ends))
                return index;
            depth += IsOpening(type) ? 1 : IsClosing(type) ? -1 : 0;
        }
    }

    /// <summary><c>i++</c> as a statement means <c>i += 1</c>; elsewhere the operator is dropped.</summary>
    private int TakeIncrement(int i)
    {
        bool adds = _tokens[i].Type == TlLexer.PLUS;
        int end = _tokens[i + 1].End;
        bool postfix = i > 0 && !StartsLine(i) && TokenChecker.EndsOperand(_tokens[i - 1].Type);
        bool prefix = StartsStatement(i) && TypeAt(i + 2) is TlLexer.NAME or TlLexer.STEP;
        if (!prefix && !(postfix && (StartsLine(i + 2) || !BeginsOperand(TypeAt(i + 2)))))
            return 0;

        string spelling = adds ? "++" : "--";
        string target = prefix ? TextAt(i + 2) : TypeAt(i - 1) is TlLexer.NAME ? TextAt(i - 1) : "x";
        _diagnostics.ReportWithHint(
            DiagnosticCodes.ForeignOperator, new SourceSpan(_tokens[i].Start, end),
            $"write `{target} {(adds ? "+=" : "-=")} 1`", spelling);
        if (prefix)
            _mended.Add(_tokens[i + 2]);
        if (prefix || IsWholeStatement(i - 1))
        {
            _mended.Add(Inserted(adds ? TlLexer.ASSIGN_ADD : TlLexer.ASSIGN_SUBTRACT, end));
            _mended.Add(new Token(TlLexer.INTEGER, end, end) { IsBroken = true });
        }

        return prefix ? 3 : 2;
    }

    private int TakeMember(int i)
    {
        Token name = _tokens[i + 1];
        string text = TextAt(i + 1);
        bool assigned = TypeAt(i + 2) is >= TlLexer.ASSIGN and <= TlLexer.ASSIGN_SHIFT_RIGHT_LOGICAL;
        _diagnostics.ReportWithHint(
            DiagnosticCodes.MethodNotCalled, name.Span,
            assigned ? "values have no fields: use variables or arrays" : $"write `.{text}()`", text);
        if (assigned)
            return 2;
        _mended.AddRange(
            [_tokens[i], name, Inserted(TlLexer.OPEN_PAREN, name.End), Inserted(TlLexer.CLOSE_PAREN, name.End)]);
        return 2;
    }

    /// <summary><c>print x</c>: the rest of the line are the arguments.</summary>
    private int TakeBareCall(int i)
    {
        int last = i + 1, depth = 0;
        while (true)
        {
            int type = _tokens[last].Type;
            depth += IsOpening(type) ? 1 : IsClosing(type) ? -1 : 0;
            if (depth < 0 || type is TokenConstants.EOF || (depth == 0 && (type == TlLexer.SEMICOLON || StartsLine(last))))
                break;
            last++;
        }

        string name = TextAt(i);
        string arguments = _text[_tokens[i + 1].Start.._tokens[last - 1].End];
        _diagnostics.ReportWithHint(
            DiagnosticCodes.CallWithoutParentheses, _tokens[i].Span,
            $"write `{name}({(arguments.Length > 40 || arguments.Contains('\n') ? "..." : arguments)})`");
        _mended.Add(_tokens[i]);
        _mended.Add(Inserted(TlLexer.OPEN_PAREN, _tokens[i].End));
        _mended.AddRange(_tokens.GetRange(i + 1, last - i - 1));
        _mended.Add(Inserted(TlLexer.CLOSE_PAREN, _tokens[last - 1].End));
        return last - i;
    }

    private int ReplaceWord(int meaning, int i, string hint)
    {
        _diagnostics.ReportWithHint(DiagnosticCodes.ForeignWord, _tokens[i].Span, hint, TextAt(i));
        return Replace(meaning, i, 1);
    }

    private int Replace(int meaning, int first, int count)
    {
        _mended.Add(new Token(meaning, _tokens[first].Start, _tokens[first + count - 1].End));
        return count;
    }

    private int Drop(DiagnosticDescriptor descriptor, int i, string hint, params ReadOnlySpan<string> arguments)
    {
        _diagnostics.ReportWithHint(descriptor, _tokens[i].Span, hint, arguments);
        return 1;
    }

    /// <summary>Whether we are between <c>if</c> or <c>while</c> and its block, and how deep in brackets there.</summary>
    private void TrackCondition(int i)
    {
        switch (_tokens[i].Type)
        {
            case TlLexer.IF or TlLexer.WHILE:
                _inCondition = StartsStatement(i) || _tokens[i - 1].Type == TlLexer.ELSE;
                _conditionDepth = 0;
                break;
            case TlLexer.OPEN_BRACE or TlLexer.CLOSE_BRACE or TlLexer.SEMICOLON or TlLexer.LET or TlLexer.FOR or TlLexer.FN:
                _inCondition = false;
                break;
            case TlLexer.OPEN_BRACKET:
                _conditionDepth++;
                break;
            case TlLexer.CLOSE_BRACKET:
                _conditionDepth--;
                break;
        }
    }

    private static Token Inserted(int type, int at) => new(type, at, at);

    private int TypeAt(int index) => _tokens[Math.Min(index, _tokens.Count - 1)].Type;

    private string TextAt(int index) => _text[_tokens[index].Start.._tokens[index].End];

    private bool Touch(int i) => i + 1 < _tokens.Count && _tokens[i].End == _tokens[i + 1].Start && !_tokens[i + 1].IsInserted;

    private bool StartsLine(int index) => index == 0 || index >= _tokens.Count
        || _text.AsSpan()[_tokens[index - 1].End.._tokens[index].Start].Contains('\n');

    private bool StartsStatement(int index) =>
        StartsLine(index) || _tokens[index - 1].Type is TlLexer.SEMICOLON or TlLexer.OPEN_BRACE or TlLexer.CLOSE_BRACE;

    /// <summary>Whether the statement's text up to <paramref name="index"/> is one name with postfixes.</summary>
    private bool IsWholeStatement(int index)
    {
        for (; index > 0 && !StartsStatement(index); index--)
        {
            if (_tokens[index].Type is >= TlLexer.ASSIGN and <= TlLexer.ASSIGN_SHIFT_RIGHT_LOGICAL or TlLexer.RETURN)
                return false;
        }

        return _tokens[index].Type is TlLexer.NAME or TlLexer.STEP;
    }

    /// <summary>Whether the token at <paramref name="index"/> may end a function's parameters or result type.</summary>
    private bool EndsHead(int index) => index > 0 && (_tokens[index].Type is TlLexer.CLOSE_PAREN or TlLexer.CLOSE_BRACKET
        || (_tokens[index].Type == TlLexer.NAME && _tokens[index - 1].Type == TlLexer.ARROW));

    private static bool IsOpening(int type) => type is TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET or TlLexer.OPEN_BRACE;

    private static bool IsClosing(int type) => type is TlLexer.CLOSE_PAREN or TlLexer.CLOSE_BRACKET or TlLexer.CLOSE_BRACE;

    private static bool Continues(int meaning, int type) => meaning switch
    {
        TlLexer.FN => type == TlLexer.OPEN_PAREN,
        TlLexer.LET => type is TlLexer.ASSIGN or TlLexer.COLON,
        _ => type == TlLexer.IN,
    };

    private static bool BeginsOperand(int type) => type is TlLexer.NAME or TlLexer.STEP or TlLexer.INTEGER or TlLexer.FLOAT
        or TlLexer.STRING or TlLexer.TRUE or TlLexer.FALSE or TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET
        or TlLexer.MINUS or TlLexer.BANG or TlLexer.TILDE;
}
