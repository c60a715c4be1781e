using System.Globalization;
using System.Text;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

/// <summary>Writes syntax trees with every grouping in parentheses, on one line.</summary>
internal static class Shape
{
    /// <summary>The shape of a text that is one expression, which must be right.</summary>
    public static string OfExpression(string text)
    {
        ExpressionParseResult result = Parser.ParseExpression(new SourceText("test.tl", text));
        result.Diagnostics.Should().BeEmpty();
        return Of(result.Expression);
    }

    /// <summary>The statements of a script, which must be right.</summary>
    public static IReadOnlyList<Statement> Statements(string text)
    {
        ParseResult result = Parser.Parse(new SourceText("test.tl", text));
        result.Diagnostics.Should().BeEmpty();
        return result.Script.Statements;
    }

    /// <summary>The diagnostics of a script as <c>line:column CODE message</c>.</summary>
    public static string[] Errors(string text)
    {
        var source = new SourceText("test.tl", text);
        return [.. Parser.Parse(source).Diagnostics.Select(diagnostic =>
        {
            var position = source.PositionOf(diagnostic.Span);
            return $"{position.Line}:{position.Column} {diagnostic.Code} {diagnostic.Message}";
        })];
    }

    /// <summary>The one diagnostic of a script.</summary>
    public static Diagnostic OnlyError(string text) =>
        Parser.Parse(new SourceText("test.tl", text)).Diagnostics.Should().ContainSingle().Subject;

    /// <summary>What of <paramref name="text"/> a span covers.</summary>
    public static string TextOf(string text, SourceSpan span) => text[span.Start..span.End];

    public static string Of(Expression expression) => expression switch
    {
        IntLiteral literal => literal.Value.ToString(CultureInfo.InvariantCulture),
        FloatLiteral literal => literal.Value.ToString("R", CultureInfo.InvariantCulture),
        BoolLiteral literal => literal.Value ? "true" : "false",
        StringLiteral literal => $"'{Encoding.Latin1.GetString(literal.Value.AsSpan())}'",
        NameExpression name => name.Name.Text,
        UnaryExpression unary => $"({Operators.Text(unary.Operator)}{Of(unary.Operand)})",
        BinaryChain chain => $"({Of(chain.First)}{string.Concat(chain.Links.Select(link => $" {Operators.Text(link.Operator)} {Of(link.Right)}"))})",
        ConditionalExpression conditional => $"({Of(conditional.Condition)} ? {Of(conditional.Then)} : {Of(conditional.Else)})",
        PostfixChain chain => Of(chain.First) + string.Concat(chain.Postfixes.Select(Of)),
        FunctionExpression { Function: var function } => $"fn({Of(function)})",
        ArrayLiteral array => $"[{List(array.Elements)}]",
        ArrayFill fill => $"[{Of(fill.Value)}; {Of(fill.Count)}]",
        _ => "<error>",
    };

    private static string Of(Postfix postfix) => postfix switch
    {
        CallPostfix call => $"({List(call.Arguments)})",
        MethodPostfix method => $".{method.Name.Text}({List(method.Arguments)})",
        IndexPostfix index => $"[{Of(index.Index)}]",
        SlicePostfix slice => $"[{(slice.From is { } from ? Of(from) : "")}..{(slice.To is { } to ? Of(to) : "")}]",
        _ => "<error>",
    };

    private static string Of(FunctionSyntax function) =>
        string.Join(", ", function.Parameters.Select(parameter => parameter.Name.Text + (parameter.Type is null ? "" : $": {AstPrinter.Print(parameter.Type)}")))
        + (function.Result is null ? "" : $" -> {AstPrinter.Print(function.Result)}")
        + (function.Expression is { } body ? $" => {Of(body)}" : $" {{{function.Body!.Statements.Length}}}");

    private static string List(IEnumerable<Expression> expressions) => string.Join(", ", expressions.Select(Of));
}
