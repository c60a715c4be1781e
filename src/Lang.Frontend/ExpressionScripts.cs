using System.Collections.Immutable;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend;

/// <summary>Scripts around an expression that stands alone. Their places are the expression's own.</summary>
internal static class ExpressionScripts
{
    /// <summary><c>fn name(parameters) =&gt; expression</c></summary>
    public static Script Function(ExpressionParseResult parsed, string name, ImmutableArray<(string Name, TlType Type)> parameters, TlType? result = null)
    {
        SourceSpan span = parsed.Expression.Span;
        int id = parsed.IdentifierCount;
        var start = new SourceSpan(span.Start, span.Start);
        ImmutableArray<Parameter> list =
            [.. parameters.Select(parameter => new Parameter(new Identifier(start, parameter.Name, id++), TypeOf(parameter.Type, start), start))];
        var function = new FunctionSyntax(new Identifier(start, name, id++), list, result is null ? null : TypeOf(result, start), null, parsed.Expression, span, span);
        return new Script(parsed.Source, [new FunctionStatement(function, span)], id, span);
    }

    /// <summary><c>print(expression)</c></summary>
    public static Script Print(ExpressionParseResult parsed)
    {
        SourceSpan span = parsed.Expression.Span;
        var print = new NameExpression(new Identifier(span, "print", parsed.IdentifierCount), span);
        var call = new PostfixChain(print, [new CallPostfix([parsed.Expression], span)], span);
        return new Script(parsed.Source, [new CallStatement(call, span)], parsed.IdentifierCount + 1, span);
    }

    /// <summary>The expression as a statement: a call that gives nothing.</summary>
    public static Script Statement(ExpressionParseResult parsed) =>
        new(parsed.Source, [new CallStatement(parsed.Expression, parsed.Expression.Span)], parsed.IdentifierCount, parsed.Expression.Span);

    private static TypeSyntax TypeOf(TlType type, SourceSpan span) => type.Resolved switch
    {
        SimpleType simple when simple == TlType.Int || simple == TlType.Float || simple == TlType.Bool || simple == TlType.String =>
            new NamedTypeSyntax(simple.ToString(), span),
        ArrayType array => new ArrayTypeSyntax(TypeOf(array.Element, span), span),
        FunctionType function => new FunctionTypeSyntax(
            [.. function.Parameters.Select(parameter => TypeOf(parameter, span))],
            function.Result.Resolved == TlType.Nothing ? null : TypeOf(function.Result, span), span),
        _ => throw new ArgumentException($"`{type}` is not a type that can be written.", nameof(type)),
    };
}
