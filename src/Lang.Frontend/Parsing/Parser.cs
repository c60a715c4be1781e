using System.Collections.Immutable;
using Antlr4.Runtime;
using Antlr4.Runtime.Misc;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>A parsed script with all that was said about it.</summary>
/// <param name="Script">The tree. Where the source has errors, parts of it are <see cref="ErrorStatement"/> and <see cref="ErrorExpression"/>, and whole statements may be missing.</param>
/// <param name="Diagnostics">In source order.</param>
public sealed record ParseResult(Script Script, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether the source has no error.</summary>
    public bool Succeeded => Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
}

/// <summary>A parsed expression with all that was said about it.</summary>
/// <param name="Source">The text.</param>
/// <param name="Expression">The tree; an <see cref="ErrorExpression"/> where the source has errors.</param>
/// <param name="IdentifierCount">How many <see cref="Identifier"/> ids were given.</param>
/// <param name="Diagnostics">In source order.</param>
public sealed record ExpressionParseResult(
    SourceText Source, Expression Expression, int IdentifierCount, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether the source has no error.</summary>
    public bool Succeeded => Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
}

/// <summary>
/// Source text to syntax tree: tokens; brackets and nesting, checked over the token list; ANTLR's tree; syntax tree.
/// Bad source gives diagnostics, never an exception.
/// </summary>
/// <remarks>
/// Most texts are right, so the first parse gives up at the first error. Only then the text is parsed once more, with
/// ANTLR's automaton and all the care that messages and recovery take.
/// </remarks>
public static class Parser
{
    /// <summary>Up to this nesting any thread's stack will do; beyond it we parse on a thread of our own.</summary>
    private const int ShallowNesting = 100;

    /// <summary>Parses a script.</summary>
    public static ParseResult Parse(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        Script script = Parse(source, diagnostics);
        return new ParseResult(script, diagnostics.ToReport(source));
    }

    /// <summary>Parses a script; what there is to say goes to <paramref name="diagnostics"/>.</summary>
    public static Script Parse(SourceText source, DiagnosticBag diagnostics)
    {
        var span = new SourceSpan(0, source.Text.Length);
        return Run(source, diagnostics, parser => parser.script(), (builder, context) =>
        {
            ImmutableArray<Statement> statements = builder.Script(context);
            return new Script(source, statements, builder.IdentifierCount, span);
        }) ?? new Script(source, [], 0, span);
    }

    /// <summary>Parses a text that is one expression.</summary>
    public static ExpressionParseResult ParseExpression(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        int identifiers = 0;
        Expression? expression = Run(source, diagnostics, parser => parser.lonelyExpression(), (builder, context) =>
        {
            Expression result = context.exception is null
                ? builder.Expression(context, 0)
                : new ErrorExpression(new SourceSpan(0, source.Text.Length));
            identifiers = builder.IdentifierCount;
            return result;
        });
        expression ??= new ErrorExpression(new SourceSpan(0, source.Text.Length));
        return new ExpressionParseResult(source, expression, identifiers, diagnostics.ToReport(source));
    }

    private static TResult? Run<TContext, TResult>(
        SourceText source, DiagnosticBag diagnostics,
        Func<TlParser, TContext> parse, Func<AstBuilder, TContext, TResult> build)
        where TContext : ParserRuleContext
        where TResult : class
    {
        CheckedTokens tokens = TokenChecker.Check(source.Text, Tokenizer.Run(source.Text), diagnostics);
        if (tokens.IsHopeless)
            return null;
        return tokens.Depth <= ShallowNesting && StackGuard.HasRoom ? Work() : StackGuard.Run(Work);

        TResult Work()
        {
            if (!tokens.AreRepaired && TryFast(new TokenList(source.Text, tokens.Tokens), diagnostics, parse, build) is { } result)
                return result;
            var findings = new DiagnosticBag();
            TResult recovered = WithMessages(source, tokens.Tokens, findings, parse, build);
            KeepIndependent(source, findings, diagnostics);
            return recovered;
        }
    }

    // Where a token was wrong, and behind a bracket that was wrong on its line, the parser's errors only follow.
    private static void KeepIndependent(SourceText source, DiagnosticBag findings, DiagnosticBag diagnostics)
    {
        ImmutableArray<Diagnostic> known = diagnostics.ToSorted();
        HashSet<int> tokens = [.. known.Select(item => item.Span.Start)];
        var brackets = known.Where(IsBracketError).ToLookup(item => source.PositionOf(item.Span).Line, item => item.Span.Start);
        diagnostics.AddRange(findings.ToSorted().Where(item => !tokens.Contains(item.Span.Start)
            && brackets[source.PositionOf(item.Span).Line].All(start => item.Span.Start < start)));
    }

    internal static bool IsBracketError(Diagnostic item) => item.Descriptor == DiagnosticCodes.UnclosedBracket
        || item.Descriptor == DiagnosticCodes.MismatchedBracket || item.Descriptor == DiagnosticCodes.UnopenedBracket;

    /// <summary>The way of a text without errors; null for any other.</summary>
    private static TResult? TryFast<TContext, TResult>(
        TokenList tokens, DiagnosticBag diagnostics, Func<TlParser, TContext> parse, Func<AstBuilder, TContext, TResult> build)
        where TResult : class
    {
        TlParser parser = TlParser.ForValidText(tokens);
        try
        {
            var builder = new AstBuilder(tokens, diagnostics);
            parser.StatementParsed = builder.Take;
            TContext context = parse(parser);
            TResult result = build(builder, context);
            return builder.SawLonelyExpression ? null : result;
        }
        catch (ParseCanceledException)
        {
            return null;
        }
    }

    private static TResult WithMessages<TContext, TResult>(
        SourceText source, List<Token> tokenList, DiagnosticBag diagnostics,
        Func<TlParser, TContext> parse, Func<AstBuilder, TContext, TResult> build)
    {
        var tokens = new TokenList(source.Text, Slips.Mend(source.Text, tokenList, diagnostics));
        TContext context = parse(TlParser.ForAnyText(tokens, new SyntaxErrorStrategy(tokens, new SyntaxMessages(source, tokens, diagnostics))));
        return build(new AstBuilder(tokens, diagnostics), context);
    }
}
