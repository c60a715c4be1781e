using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

// Statements, functions and types.
internal sealed partial class AstBuilder
{
    private static ImmutableArray<Statement> StatementsOf(ReadOnlySpan<Part> parts)
    {
        int count = 0;
        foreach (Part part in parts)
            count += part.Node is null ? 0 : 1;
        var statements = new Statement[count];
        count = 0;
        foreach (Part part in parts)
        {
            if (part.Node is { } node)
                statements[count++] = (Statement)node;
        }
        return ImmutableCollectionsMarshal.AsImmutableArray(statements);
    }

    private Statement Statement(Part part, SourceSpan span) => part.Node switch
    {
        Statement statement => statement,
        Block block => new BlockStatement(block, block.Span),
        _ => TokenOf(part).Type == TlLexer.BREAK ? new BreakStatement(span) : new ContinueStatement(span),
    };

    private LetStatement Let(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        TypeSyntax? type = KindOf(parts[2]) == TlLexer.COLON ? TypeOf(parts[3]) : null;
        return new LetStatement(Name(parts[1]), type, ExpressionOf(parts[^1]), span);
    }

    private IfStatement If(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        // IF condition block (ELSE IF condition block)* (ELSE block)?
        var arms = new IfArm[(parts.Length + 1) / 4];
        for (int i = 0; i < arms.Length; i++)
        {
            Part block = parts[4 * i + 2];
            arms[i] = new IfArm(ExpressionOf(parts[4 * i + 1]), BlockOf(block), new SourceSpan(StartOf(parts[4 * i]), EndOf(block)));
        }
        Block? otherwise = parts.Length % 4 == 1 ? BlockOf(parts[^1]) : null;
        return new IfStatement(ImmutableCollectionsMarshal.AsImmutableArray(arms), otherwise, span);
    }

    private Statement For(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        // FOR name IN expression ((RANGE | RANGE_INCLUSIVE) expression (STEP expression)?)? block
        Identifier name = Name(parts[1]);
        Expression from = ExpressionOf(parts[3]);
        Block body = BlockOf(parts[^1]);
        if (parts.Length == 5)
            return new ForEachStatement(name, from, body, span);
        bool inclusive = KindOf(parts[4]) == TlLexer.RANGE_INCLUSIVE;
        Expression? step = parts.Length > 7 ? ExpressionOf(parts[7]) : null;
        return new ForRangeStatement(name, from, ExpressionOf(parts[5]), inclusive, step, body, span);
    }

    private Statement NameStatement(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        bool assigns = parts[^1].Node is Expression;
        ReadOnlySpan<Part> postfixes = parts[1..(assigns ? ^2 : ^0)];
        Identifier name = Name(parts[0]);
        Expression target = new NameExpression(name, name.Span);
        if (postfixes.Length > 0)
            target = new PostfixChain(target, Postfixes(postfixes), new SourceSpan(name.Span.Start, EndOf(postfixes[^1])));

        if (!assigns)
        {
            if (target is PostfixChain { Postfixes: [.., CallPostfix or MethodPostfix] })
                return new CallStatement(target, target.Span);
            SawLonelyExpression = true;
            return new ErrorStatement(target.Span);
        }

        CheckTarget(target);
        return new AssignStatement(target, CompoundOperator(KindOf(parts[^2])), ExpressionOf(parts[^1]), span);
    }

    private void CheckTarget(Expression target)
    {
        if (target is not PostfixChain { Postfixes: [.., var last] } || last is IndexPostfix)
            return;
        if (last is SlicePostfix)
            diagnostics.ReportWithHint(DiagnosticCodes.AssignmentToSlice, target.Span, "assign the elements one by one: `a[i] = v`");
        else
            diagnostics.Report(DiagnosticCodes.AssignmentToCall, target.Span);
    }

    /// <summary>A function, from its <c>fn</c> on.</summary>
    /// <param name="name">Its name, or null for a literal.</param>
    /// <param name="parts">All its parts.</param>
    /// <param name="head">Which of them are its parameters.</param>
    private FunctionSyntax Function(Identifier? name, ReadOnlySpan<Part> parts, int head)
    {
        int start = StartOf(parts[0]);
        var parameters = ImmutableCollectionsMarshal.AsImmutableArray((Parameter[])parts[head].Node!);
        TypeSyntax? result = KindOf(parts[head + 1]) == TlLexer.ARROW ? TypeOf(parts[head + 2]) : null;
        var headSpan = new SourceSpan(start, result?.Span.End ?? EndOf(parts[head]));
        var span = new SourceSpan(start, EndOf(parts[^1]));
        return new FunctionSyntax(name, parameters, result, parts[^1].Node as Block, parts[^1].Node as Expression, headSpan, span);
    }

    private static Parameter[] Parameters(ReadOnlySpan<Part> parts)
    {
        // ( parameter , parameter , )
        if (parts.Length == 2)
            return [];
        var parameters = new Parameter[(parts.Length - 1) / 2];
        for (int i = 0; i < parameters.Length; i++)
            parameters[i] = (Parameter)parts[2 * i + 1].Node!;
        return parameters;
    }

    private TypeSyntax Type(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        if (parts[0].Node is FunctionTypeSyntax function)
            return function;
        bool parenthesized = KindOf(parts[0]) == TlLexer.OPEN_PAREN;
        TypeSyntax element = parenthesized ? TypeOf(parts[1]) : NamedType(TokenOf(parts[0]));
        for (int i = parenthesized ? 3 : 1; i < parts.Length; i += 2)
            element = new ArrayTypeSyntax(element, new SourceSpan(span.Start, EndOf(parts[i + 1])));
        return element;
    }

    private NamedTypeSyntax NamedType(Token token)
    {
        // The last name so far: its number goes to the next one that stands for a variable or function.
        IdentifierCount--;
        return new NamedTypeSyntax(Intern(token), token.Span);
    }

    private FunctionTypeSyntax FunctionType(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        // FN ( type , type , ) -> type
        int close = 2;
        while (KindOf(parts[close]) != TlLexer.CLOSE_PAREN)
            close++;
        var types = new TypeSyntax[(close - 1) / 2];
        for (int i = 0; i < types.Length; i++)
            types[i] = TypeOf(parts[2 * i + 2]);
        TypeSyntax? result = close + 2 < parts.Length ? TypeOf(parts[close + 2]) : null;
        return new FunctionTypeSyntax(ImmutableCollectionsMarshal.AsImmutableArray(types), result, span);
    }
}
