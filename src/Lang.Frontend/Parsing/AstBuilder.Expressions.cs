using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

// Expressions: operands and their postfixes, and the climb through a flat operator list.
internal sealed partial class AstBuilder
{
    // The chains that are open, loosest first, and the links that they have so far: those of the last chain are the last ones.
    private readonly Stack<OpenChain> _openChains = new();
    private readonly List<ChainLink> _links = [];

    private Expression Expression(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        // operand (operator operand)* ('?' expression ':' expression)?, or FN function
        if (KindOf(parts[0]) == TlLexer.FN)
        {
            FunctionSyntax function = Function(null, parts, 1);
            return new FunctionExpression(function, function.Span);
        }
        bool conditional = parts.Length >= 5 && KindOf(parts[^4]) == TlLexer.QUESTION;
        ReadOnlySpan<Part> chain = parts[..(conditional ? ^4 : ^0)];
        Expression expression = chain.Length == 1 ? ExpressionOf(chain[0]) : Chain(chain);
        return conditional
            ? new ConditionalExpression(expression, ExpressionOf(parts[^3]), ExpressionOf(parts[^1]), span)
            : expression;
    }

    /// <summary>
    /// Climbs <c>operand operator operand ...</c> by precedence. The stack holds the chains that are open; a looser operator
    /// closes the tighter chains before it.
    /// </summary>
    private Expression Chain(ReadOnlySpan<Part> parts)
    {
        Expression current = ExpressionOf(parts[0]);
        int start = StartOf(parts[0]), end = EndOf(parts[0]);
        for (int i = 1; i < parts.Length; i += 2)
        {
            Token token = TokenOf(parts[i]);
            BinaryOperator op = OperatorOf(token.Type);
            int precedence = Operators.Precedence(op);
            while (_openChains.TryPeek(out OpenChain tighter) && tighter.Precedence > precedence)
                (current, start) = Close(_openChains.Pop(), current, end);
            if (_openChains.TryPeek(out OpenChain chain) && chain.Precedence == precedence)
            {
                _openChains.Pop();
                if (precedence == Operators.Precedence(BinaryOperator.Equal))
                    ReportChainedComparison(chain, token);
                _links.Add(new ChainLink(chain.Operator, chain.OperatorSpan, current));
                _openChains.Push(chain with { Operator = op, OperatorSpan = token.Span });
            }
            else
            {
                _openChains.Push(new OpenChain(precedence, current, start, _links.Count, op, token.Span));
            }

            current = ExpressionOf(parts[i + 1]);
            (start, end) = (StartOf(parts[i + 1]), EndOf(parts[i + 1]));
        }

        while (_openChains.TryPop(out OpenChain chain))
            (current, start) = Close(chain, current, end);
        return current;
    }

    private (Expression Chain, int Start) Close(OpenChain chain, Expression last, int end)
    {
        _links.Add(new ChainLink(chain.Operator, chain.OperatorSpan, last));
        ImmutableArray<ChainLink> links = [.. CollectionsMarshal.AsSpan(_links)[chain.FirstLink..]];
        _links.RemoveRange(chain.FirstLink, links.Length);
        return (new BinaryChain(chain.First, links, new SourceSpan(chain.Start, end)), chain.Start);
    }

    private void ReportChainedComparison(OpenChain chain, Token second)
    {
        string first = Operators.Text(chain.Operator);
        string then = tokens.TextOf(second).ToString();
        diagnostics.ReportWithHint(
            DiagnosticCodes.ChainedComparison, second.Span, $"write `a {first} b && b {then} c`", then, first);
    }

    private Expression Operand(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        int at = 0;
        while (KindOf(parts[at]) is TlLexer.MINUS or TlLexer.BANG or TlLexer.TILDE)
            at++;
        bool negated = at > 0 && KindOf(parts[at - 1]) == TlLexer.MINUS;
        bool hasPostfix = parts.Length > at + 1;
        bool tookMinus = false;
        Expression expression = KindOf(parts[at]) == TlLexer.INTEGER
            ? Integer(parts[at], negated && !hasPostfix, out tookMinus)
            : Primary(parts[at]);
        if (hasPostfix)
            expression = new PostfixChain(expression, Postfixes(parts[(at + 1)..]), new SourceSpan(StartOf(parts[at]), span.End));

        for (int i = at - (tookMinus ? 2 : 1); i >= 0; i--)
        {
            Token token = TokenOf(parts[i]);
            UnaryOperator op = token.Type switch
            {
                TlLexer.MINUS => UnaryOperator.Negate,
                TlLexer.BANG => UnaryOperator.Not,
                _ => UnaryOperator.BitNot,
            };
            expression = new UnaryExpression(op, expression, new SourceSpan(token.Start, span.End));
        }

        return expression;
    }

    private Expression Primary(Part part)
    {
        if (part.Node is not null)
            return ExpressionOf(part);
        Token token = TokenOf(part);
        if (token.IsBroken)
            return new ErrorExpression(token.Span);
        switch (token.Type)
        {
            case TlLexer.FLOAT:
                return new FloatLiteral(LiteralDecoder.Float(tokens.TextOf(token)), token.Span);
            case TlLexer.STRING:
                return new StringLiteral(LiteralDecoder.String(_text, token.Span, diagnostics), token.Span);
            case TlLexer.TRUE:
            case TlLexer.FALSE:
                return new BoolLiteral(token.Type == TlLexer.TRUE, token.Span);
            default:
                return new NameExpression(Name(part), token.Span);
        }
    }

    private Expression Integer(Part part, bool negated, out bool tookMinus)
    {
        tookMinus = false;
        Token token = TokenOf(part);
        if (token.IsBroken)
            return new ErrorExpression(token.Span);
        ReadOnlySpan<char> text = tokens.TextOf(token);
        if (LiteralDecoder.TryInteger(text, out ulong value, out bool decimalDigits))
        {
            if (!decimalDigits || value <= long.MaxValue)
                return new IntLiteral((long)value, token.Span);
            if (value == 1UL << 63 && negated)
            {
                tookMinus = true;
                return new IntLiteral(long.MinValue, new SourceSpan(tokens[part.First - 1].Start, token.End));
            }
        }

        diagnostics.ReportWithHint(
            DiagnosticCodes.IntegerOutOfRange, token.Span,
            decimalDigits ? "the largest int is 9223372036854775807; a float literal has a dot: `1.0`" : "an int has 64 bits",
            text.ToString());
        return new ErrorExpression(token.Span);
    }

    private Expression Array(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        if (parts.Length == 5 && KindOf(parts[2]) == TlLexer.SEMICOLON)
            return new ArrayFill(ExpressionOf(parts[1]), ExpressionOf(parts[3]), span);
        return new ArrayLiteral(ImmutableCollectionsMarshal.AsImmutableArray(Expressions(parts)), span);
    }

    /// <summary>All expressions between brackets: the second part, and then each after a comma.</summary>
    private static Expression[] Expressions(ReadOnlySpan<Part> parts)
    {
        if (parts.Length == 2)
            return [];
        var expressions = new Expression[(parts.Length - 1) / 2];
        for (int i = 0; i < expressions.Length; i++)
            expressions[i] = ExpressionOf(parts[2 * i + 1]);
        return expressions;
    }

    private static ImmutableArray<Postfix> Postfixes(ReadOnlySpan<Part> parts)
    {
        var postfixes = new Postfix[parts.Length];
        for (int i = 0; i < postfixes.Length; i++)
            postfixes[i] = (Postfix)parts[i].Node!;
        return ImmutableCollectionsMarshal.AsImmutableArray(postfixes);
    }

    private Postfix Postfix(ReadOnlySpan<Part> parts, SourceSpan span) => parts[0].Node switch
    {
        Expression[] arguments => new CallPostfix(ImmutableCollectionsMarshal.AsImmutableArray(arguments), span),
        Postfix index => index,
        _ => new MethodPostfix(Name(parts[1]), ImmutableCollectionsMarshal.AsImmutableArray((Expression[])parts[2].Node!), span),
    };

    private Postfix Index(ReadOnlySpan<Part> parts, SourceSpan span)
    {
        // [ expression ], or [ expression? .. expression? ]
        Expression? from = parts[1].Node as Expression;
        int range = from is null ? 1 : 2;
        return KindOf(parts[range]) == TlLexer.RANGE
            ? new SlicePostfix(from, parts[range + 1].Node as Expression, span)
            : new IndexPostfix(from!, span);
    }

    private static BinaryOperator OperatorOf(int tokenType) => tokenType switch
    {
        TlLexer.OR => BinaryOperator.Or,
        TlLexer.AND => BinaryOperator.And,
        TlLexer.EQUAL => BinaryOperator.Equal,
        TlLexer.NOT_EQUAL => BinaryOperator.NotEqual,
        TlLexer.LESS => BinaryOperator.Less,
        TlLexer.LESS_OR_EQUAL => BinaryOperator.LessOrEqual,
        TlLexer.GREATER => BinaryOperator.Greater,
        TlLexer.GREATER_OR_EQUAL => BinaryOperator.GreaterOrEqual,
        TlLexer.PIPE => BinaryOperator.BitOr,
        TlLexer.CARET => BinaryOperator.BitXor,
        TlLexer.AMPERSAND => BinaryOperator.BitAnd,
        TlLexer.SHIFT_LEFT => BinaryOperator.ShiftLeft,
        TlLexer.SHIFT_RIGHT => BinaryOperator.ShiftRight,
        TlLexer.SHIFT_RIGHT_LOGICAL => BinaryOperator.ShiftRightLogical,
        TlLexer.PLUS => BinaryOperator.Add,
        TlLexer.MINUS => BinaryOperator.Subtract,
        TlLexer.STAR => BinaryOperator.Multiply,
        TlLexer.SLASH => BinaryOperator.Divide,
        _ => BinaryOperator.Remainder,
    };

    private static BinaryOperator? CompoundOperator(int tokenType) => tokenType switch
    {
        TlLexer.ASSIGN_ADD => BinaryOperator.Add,
        TlLexer.ASSIGN_SUBTRACT => BinaryOperator.Subtract,
        TlLexer.ASSIGN_MULTIPLY => BinaryOperator.Multiply,
        TlLexer.ASSIGN_DIVIDE => BinaryOperator.Divide,
        TlLexer.ASSIGN_REMAINDER => BinaryOperator.Remainder,
        TlLexer.ASSIGN_AND => BinaryOperator.BitAnd,
        TlLexer.ASSIGN_OR => BinaryOperator.BitOr,
        TlLexer.ASSIGN_XOR => BinaryOperator.BitXor,
        TlLexer.ASSIGN_SHIFT_LEFT => BinaryOperator.ShiftLeft,
        TlLexer.ASSIGN_SHIFT_RIGHT => BinaryOperator.ShiftRight,
        TlLexer.ASSIGN_SHIFT_RIGHT_LOGICAL => BinaryOperator.ShiftRightLogical,
        _ => null,
    };

    /// <summary>A chain that waits for the operand after <see cref="Operator"/>; its links begin at <see cref="FirstLink"/>.</summary>
    private readonly record struct OpenChain(
        int Precedence, Expression First, int Start, int FirstLink, BinaryOperator Operator, SourceSpan OperatorSpan);
}
