using System.Collections.Immutable;
using System.Globalization;
using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using Antlr4.Runtime.Tree;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;
using static Lang.Frontend.Parsing.Generated.TlParser;

namespace Lang.Frontend.Parsing;

/// <summary>What to say where the parser stopped: what was expected there, after what, and for which construct.</summary>
internal sealed class SyntaxMessages(SourceText source, TokenList tokens, DiagnosticBag diagnostics)
{
    /// <summary>Reports the error at the parser's current token.</summary>
    public void Report(Antlr4.Runtime.Parser parser)
    {
        var found = (ParserToken)parser.CurrentToken;
        if (found.Token.IsInserted)
            return;
        if (found.Type == TlLexer.RESERVED)
            ReportReserved(found.Token);
        else
            ReportExpected(parser.Context, parser.GetExpectedTokens(), found);
    }

    public void ReportNoStatement(Token found)
    {
        if (found.IsInserted)
            return;
        if (found.Type == TlLexer.RESERVED)
        {
            ReportReserved(found);
            return;
        }

        string? hint = found.Type switch
        {
            TlLexer.ELSE => "`else` follows the `}` of an `if`",
            TlLexer.OPEN_PAREN or TlLexer.OPEN_BRACKET => "a statement is an assignment or a call, and begins with a name or a keyword",
            TlLexer.INTEGER or TlLexer.FLOAT or TlLexer.STRING or TlLexer.TRUE or TlLexer.FALSE => "to show a value, write `print(...)`",
            _ => null,
        };
        diagnostics.ReportWithHint(DiagnosticCodes.NotAStatement, found.Span, hint, Describe(found));
    }

    /// <summary>Reports the last statement of <paramref name="block"/> if it is an expression that is no call.</summary>
    public bool ReportLonelyExpression(ParserRuleContext block)
    {
        if (block.children is not { Count: > 0 } children
            || children[^1] is not StatementContext { exception: null } statement
            || statement.GetChild(0) is not NameStatementContext { exception: null } name
            || name.GetChild(name.ChildCount - 1) is ExpressionContext)
            return false;
        if (name.GetChild(name.ChildCount - 1) is PostfixContext postfix && postfix.GetChild(postfix.ChildCount - 1) is ArgumentsContext)
            return false;
        var start = (ParserToken)name.Start;
        if (start.Token.IsInserted)
            return false;
        var span = new SourceSpan(start.Start, ((ParserToken)name.Stop).End);
        ReadOnlySpan<char> text = tokens.SourceText.AsSpan()[span.Start..span.End];
        if (name.ChildCount == 1 && ForeignWords.HintFor(text.ToString()) is { } meant)
        {
            diagnostics.ReportWithHint(DiagnosticCodes.ForeignWord, span, meant, text.ToString());
            return true;
        }

        string? hint = text.EndsWith(']') || text.Length > 40 || text.Contains('\n') ? "to show a value, write `print(...)`"
            : $"to call it, write `{text}()`; to show it, `print({text})`";
        diagnostics.ReportWithHint(DiagnosticCodes.ExpressionStatement, span, hint);
        return true;
    }

    private void ReportReserved(Token found)
    {
        string word = Text(found);
        string? hint = word switch
        {
            "nil" => "every value is there: use an empty array, or a bool that says whether there is one",
            "const" => "write `let`",
            "match" => "write `if ... else if ... else`",
            "try" or "catch" or "throw" => "an error ends the script: check before, or end it with `error(message)`",
            "any" => "leave the type out: a parameter without a type takes every type",
            _ => "choose another name",
        };
        diagnostics.ReportWithHint(DiagnosticCodes.ReservedWord, found.Span, hint, word);
    }

    private void ReportExpected(ParserRuleContext context, IntervalSet expected, ParserToken symbol)
    {
        Token found = symbol.Token;
        Token? before = symbol.TokenIndex > 0 ? tokens[symbol.TokenIndex - 1] : null;
        bool beginsItem = before is { Type: TlLexer.COMMA } || symbol.TokenIndex - 1 == context.Start.TokenIndex;
        if (expected.Contains(TlLexer.INTEGER) || (beginsItem && context is ArgumentsContext or ArrayContext))
            ReportExpectedExpression(before, symbol);
        else if (expected.Contains(TlLexer.NAME) && IsKeyword(found.Type))
            diagnostics.ReportWithHint(DiagnosticCodes.KeywordAsName, found.Span, "choose another name", Text(found));
        else if (context is LetStatementContext && expected.Contains(TlLexer.ASSIGN))
            diagnostics.ReportWithHint(DiagnosticCodes.MissingInitializer, Place(before, symbol),
                $"give it a first value: `let {Text(((ParserToken)((ITerminalNode)context.GetChild(1)).Symbol).Token)} = 0`", Text(((ParserToken)((ITerminalNode)context.GetChild(1)).Symbol).Token));
        else if (context is IfStatementContext && before is { Type: TlLexer.ELSE })
            diagnostics.ReportWithHint(DiagnosticCodes.MissingBlock, Place(before, symbol),
                "a block stands in braces, even a single statement", "or `if` after `else`");
        else if (context is BlockContext && expected.Contains(TlLexer.OPEN_BRACE))
            diagnostics.ReportWithHint(DiagnosticCodes.MissingBlock, Place(before, symbol),
                "a block stands in braces, even a single statement", [BlockPlace(context)]);
        else
            diagnostics.Report(DiagnosticCodes.Expected, Place(before, symbol), Expectation(context, expected, beginsItem) + Found(before, symbol));
    }

    private void ReportExpectedExpression(Token? before, ParserToken symbol)
    {
        Token found = symbol.Token;
        if (found.Type is TlLexer.IF or TlLexer.WHILE or TlLexer.FOR && !tokens.StartsLine(symbol.TokenIndex))
        {
            diagnostics.ReportWithHint(DiagnosticCodes.StatementAsValue, found.Span,
                found.Type == TlLexer.IF ? "write `condition ? a : b`" : null, Text(found));
            return;
        }

        string after = before is null or { IsInserted: true } ? "" : $" after {Describe(before.Value)}";
        diagnostics.Report(DiagnosticCodes.ExpectedExpression, Place(before, symbol), after + Found(before, symbol));
    }

    /// <summary>What was expected, in words, for the construct that <paramref name="context"/> is.</summary>
    private string Expectation(ParserRuleContext context, IntervalSet expected, bool beginsItem)
    {
        switch (context)
        {
            case ArgumentsContext: return $"`,` or `)` to close the call that began at {PositionOf(context)}";
            case ParenthesizedContext: return $"`)` to close the parenthesis that began at {PositionOf(context)}";
            case ArrayContext when context.ChildCount > 2 && expected.Contains(TlLexer.COMMA):
                return $"`,` or `]` to close the array that began at {PositionOf(context)}";
            case ArrayContext: return $"`,`, `;` or `]` to close the array that began at {PositionOf(context)}";
            case IndexContext: return $"`]` to close the index that began at {PositionOf(context)}";
            case ParametersContext when context.ChildCount == 0: return "`(` and the function's parameters";
            case ParametersContext when !beginsItem: return "`,` or `)` after the parameter";
            case ParametersContext or ParameterContext: return "the name of a parameter";
            case ExpressionContext when expected.Contains(TlLexer.COLON): return "`:` and the other value of `?`";
            case LonelyExpressionContext: return "the end of the expression";
            case FunctionContext: return "a function's body: `{` or `=>`";
            case LetStatementContext when expected.Contains(TlLexer.NAME): return "a name after `let`";
            case ForStatementContext when expected.Contains(TlLexer.NAME): return "the name of the loop variable after `for`";
            case FunctionStatementContext when expected.Contains(TlLexer.NAME): return "the name of the function";
            case TypeContext or FunctionTypeContext when beginsItem || expected.Contains(TlLexer.NAME): return "a type";
        }

        if (expected.Contains(TlLexer.NAME) && expected.Contains(TlLexer.FN) && !expected.Contains(TlLexer.LET))
            return "a type";
        var words = new List<string>();
        foreach (int type in expected.ToList())
        {
            string word = type == TokenConstants.EOF ? "the end of the file"
                : type == TlLexer.NAME ? "a name"
                : DefaultVocabulary.GetLiteralName(type)?.Replace('\'', '`') ?? "";
            if (word.Length > 0 && type != TlLexer.STEP)
                words.Add(word);
        }

        return words.Count > 1 ? $"{string.Join(", ", words.SkipLast(1))} or {words[^1]}" : words[0];
    }

    private string BlockPlace(ParserRuleContext block)
    {
        switch (block.Parent)
        {
            case IfStatementContext or WhileStatementContext: return "after the condition";
            case ForStatementContext: return "after the sequence of the `for`";
            default: return "";
        }
    }

    /// <summary>Where something is missing: at what was found in its place, or after what comes before if that is on a line above.</summary>
    private SourceSpan Place(Token? before, ParserToken found) =>
        before is { } token && (found.Type == TokenConstants.EOF || tokens.StartsLine(found.TokenIndex)) ? token.Span : found.Span;

    private string Found(Token? before, ParserToken found) => Place(before, found) == found.Span || before is null
        ? $", found {Describe(found.Token)}"
        : "";

    private string Describe(Token token) => token.Type switch
    {
        TokenConstants.EOF => "the end of the file",
        TlLexer.STRING => "a string",
        TlLexer.NAME or TlLexer.INTEGER or TlLexer.FLOAT when token.End - token.Start > 40 => "this",
        _ => $"`{Text(token)}`",
    };

    private string PositionOf(ParserRuleContext context)
    {
        SourcePosition position = source.PositionOf(((ParserToken)context.Start).Span);
        return string.Create(CultureInfo.InvariantCulture, $"{position.Line}:{position.Column}");
    }

    private string Text(Token token) => tokens.TextOf(token).ToString();

    private static bool IsKeyword(int type) => type is >= TlLexer.LET and <= TlLexer.FALSE or TlParser.BARE_RETURN;
}
