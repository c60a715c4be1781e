using System.Collections.Immutable;
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
/// Source text to syntax tree: tokens; brackets and nesting, checked over the token list; syntax tree, built while ANTLR's parser goes along.
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
        AstBuilder? built = Run(source, diagnostics, parser => parser.script());
        return new Script(source, built?.Statements ?? [], built?.IdentifierCount ?? 0, span);
    }

    /// <summary>Parses a text that is one expression.</summary>
    public static ExpressionParseResult ParseExpression(SourceText source)
    {
        var diagnostics = new DiagnosticBag();
        AstBuilder? built = Run(source, diagnostics, parser => parser.lonelyExpression());
        Expression expression = built?.LonelyExpression ?? new ErrorExpression(new SourceSpan(0, source.Text.Length));
        return new ExpressionParseResult(source, expression, built?.IdentifierCount ?? 0, diagnostics.ToReport(source));
    }

    private static AstBuilder? Run(SourceText source, DiagnosticBag diagnostics, Action<TlParser> parse)
    {
        CheckedTokens tokens = TokenChecker.Check(source.Text, Tokenizer.Run(source.Text), diagnostics);
        if (tokens.IsHopeless)
            return null;
        return tokens.Depth <= ShallowNesting && StackGuard.HasRoom ? Work() : StackGuard.Run(Work);

        AstBuilder Work()
        {
            if (!tokens.AreRepaired && TryFast(new TokenList(source.Text, tokens.Tokens), diagnostics, parse) is { } built)
                return built;
            var findings = new DiagnosticBag();
            AstBuilder recovered = WithMessages(source, tokens.Tokens, findings, parse);
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
    private static AstBuilder? TryFast(TokenList tokens, DiagnosticBag diagnostics, Action<TlParser> parse)
    {
        var builder = new AstBuilder(tokens, diagnostics);
        TlParser parser = TlParser.ForValidText(tokens);
        parser.Builder = builder;
        try
        {
            parse(parser);
            return builder.SawLonelyExpression ? null : builder;
        }
        catch (ParseCanceledException)
        {
            return null;
        }
    }

    private static AstBuilder WithMessages(SourceText source, List<Token> tokenList, DiagnosticBag diagnostics, Action<TlParser> parse)
    {
        var tokens = new TokenList(source.Text, Slips.Mend(source.Text, tokenList, diagnostics));
        var ofTree = new DiagnosticBag();
        var builder = new AstBuilder(tokens, ofTree);
        TlParser parser = TlParser.ForAnyText(tokens, new SyntaxErrorStrategy(tokens, new SyntaxMessages(source, tokens, diagnostics)));
        parser.Builder = builder;
        parse(parser);
        diagnostics.AddRange(ofTree.ToSorted());
        return builder;
    }
}
