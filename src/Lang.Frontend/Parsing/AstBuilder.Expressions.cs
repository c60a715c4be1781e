using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Antlr4.Runtime;
using Antlr4.Runtime.Tree;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;
using static Lang.Frontend.Parsing.Generated.TlParser;

namespace Lang.Frontend.Parsing;

// Expressions: operands and their postfixes, and the climb through a flat operator list.
internal sealed partial class AstBuilder
{
    private readonly Stack<OpenChain> _openChains = new();

    public Expression Expression(ParserRuleContext context, int index) => Expression((ExpressionContext)context.GetChild(index));

    public Expression Expression(ExpressionContext context)
    {
        if (context.exception is not null)
            return new ErrorExpression(SpanOf(context));
        if (context.GetChild(0) is not OperandContext first)
        {
            FunctionSyntax function = Function(context.Start, null, (FunctionContext)context.GetChild(1));
            return new FunctionExpression(function, function.Span);
        }

        int count = context.ChildCount;
        bool conditional = count >= 5 && TypeOf(context.GetChild(count - 4)) == TlLexer.QUESTION;
        int chainEnd = conditional ? count - 4 : count;
        Expression expression = chainEnd == 1 ? Operand(first) : Chain(context, chainEnd);
        if (!conditional)
            return expression;
        Expression then = Expression(context, count - 3);
        Expression otherwise = Expression(context, count - 1);
        return new ConditionalExpression(expression, then, otherwise, SpanOf(context));
    }

    /// <summary>
    /// Climbs <c>operand operator operand ...</c> by precedence. The stack holds the chains that are open, loosest first; a
    /// looser operator closes the tighter chains before it. Parenthesised operands climb on the same stack, above ours.
    /// </summary>
    private Expression Chain(ExpressionContext context, int end)
    {
        int bottom = _openChains.Count;
        var operand = (OperandContext)context.GetChild(0);
        Expression current = Operand(operand);
        int start = StartOf(operand), stop = EndOf(operand);
        for (int i = 1; i < end; i += 2)
        {
            Token token = TokenOf(context.GetChild(i).GetChild(0));
            BinaryOperator op = OperatorOf(token.Type);
            int precedence = Operators.Precedence(op);
            while (_openChains.Count > bottom && _openChains.Peek().Precedence > precedence)
                (current, start) = Close(_openChains.Pop(), current, stop);
            if (_openChains.Count > bottom && _openChains.Peek().Precedence == precedence)
            {
                OpenChain chain = _openChains.Pop();
                if (precedence == Operators.Precedence(BinaryOperator.Equal))
                    ReportChainedComparison(chain, token);
                chain.Links.Add(new ChainLink(chain.Operator, chain.OperatorSpan, current));
                _openChains.Push(chain with { Operator = op, OperatorSpan = token.Span });
            }
            else
            {
                _openChains.Push(new OpenChain(precedence, current, start, new List<ChainLink>(1), op, token.Span));
            }

            operand = (OperandContext)context.GetChild(i + 1);
            current = Operand(operand);
            (start, stop) = (StartOf(operand), EndOf(operand));
        }

        while (_openChains.Count > bottom)
            (current, start) = Close(_openChains.Pop(), current, stop);
        return current;
    }

    private static (Expression Chain, int Start) Close(OpenChain chain, Expression last, int end)
    {
        chain.Links.Add(new ChainLink(chain.Operator, chain.OperatorSpan, last));
        return (new BinaryChain(chain.First, [.. chain.Links], new SourceSpan(chain.Start, end)), chain.Start);
    }

    private void ReportChainedComparison(OpenChain chain, Token second)
    {
        string first = Operators.Text(chain.Operator);
        string then = tokens.TextOf(second).ToString();
        diagnostics.ReportWithHint(
            DiagnosticCodes.ChainedComparison, second.Span, $"write `a {first} b && b {then} c`", then, first);
    }

    private Expression Operand(OperandContext context)
    {
        ReadOnlySpan<IParseTree> children = Children(context);
        int at = 0;
        while (TypeOf(children[at]) is TlLexer.MINUS or TlLexer.BANG or TlLexer.TILDE)
            at++;
        bool negated = at > 0 && TypeOf(children[at - 1]) == TlLexer.MINUS;
        bool hasPostfix = children.Length > at + 1;
        int end = EndOf(children[^1]);

        Expression expression = children[at] is ITerminalNode { Symbol.Type: TlLexer.INTEGER } literal
            ? Integer((ParserToken)literal.Symbol, negated && !hasPostfix, out bool tookMinus)
            : Primary(children[at], out tookMinus);
        if (hasPostfix)
        {
            var span = new SourceSpan(StartOf(children[at]), end);
            expression = new PostfixChain(expression, Postfixes(context, at + 1, children.Length - at - 1), span);
        }

        for (int i = at - (tookMinus ? 2 : 1); i >= 0; i--)
        {
            Token token = TokenOf(children[i]);
            UnaryOperator op = token.Type switch
            {
                TlLexer.MINUS => UnaryOperator.Negate,
                TlLexer.BANG => UnaryOperator.Not,
                _ => UnaryOperator.BitNot,
            };
            expression = new UnaryExpression(op, expression, new SourceSpan(token.Start, end));
        }

        return expression;
    }

    private Expression Primary(IParseTree node, out bool tookMinus)
    {
        tookMinus = false;
        if (node is not ITerminalNode terminal)
        {
            var context = (ParserRuleContext)node;
            if (context.exception is not null)
                return new ErrorExpression(SpanOf(context));
            return node is ArrayContext array ? Array(array) : Expression(context, 1);
        }

        Token token = TokenOf(terminal);
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
                return new NameExpression(Name(token), token.Span);
        }
    }

    private Expression Integer(ParserToken symbol, bool negated, out bool tookMinus)
    {
        tookMinus = false;
        Token token = symbol.Token;
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
                Token minus = tokens[symbol.TokenIndex - 1];
                return new IntLiteral(long.MinValue, new SourceSpan(minus.Start, token.End));
            }
        }

        diagnostics.ReportWithHint(
            DiagnosticCodes.IntegerOutOfRange, token.Span,
            decimalDigits ? "the largest int is 9223372036854775807; a float literal has a dot: `1.0`" : "an int has 64 bits",
            text.ToString());
        return new ErrorExpression(token.Span);
    }

    private Expression Array(ArrayContext context)
    {
        if (context.ChildCount == 5 && TypeOf(context.GetChild(2)) == TlLexer.SEMICOLON)
            return new ArrayFill(Expression(context, 1), Expression(context, 3), SpanOf(context));
        return new ArrayLiteral(Expressions(context), SpanOf(context));
    }

    private ImmutableArray<Expression> Arguments(ArgumentsContext context) =>
        context.exception is null ? Expressions(context) : [new ErrorExpression(SpanOf(context))];

    /// <summary>All expressions among the children: the second, and then each after a comma.</summary>
    private ImmutableArray<Expression> Expressions(ParserRuleContext context)
    {
        var expressions = new Expression[(context.ChildCount - 1) / 2];
        for (int i = 0; i < expressions.Length; i++)
            expressions[i] = Expression(context, 2 * i + 1);
        return ImmutableCollectionsMarshal.AsImmutableArray(expressions);
    }

    private ImmutableArray<Postfix> Postfixes(ParserRuleContext context, int first, int count)
    {
        var postfixes = new Postfix[count];
        for (int i = 0; i < count; i++)
            postfixes[i] = Postfix((PostfixContext)context.GetChild(first + i));
        return ImmutableCollectionsMarshal.AsImmutableArray(postfixes);
    }

    private Postfix Postfix(PostfixContext context)
    {
        SourceSpan span = SpanOf(context);
        return context.GetChild(0) switch
        {
            ArgumentsContext arguments => new CallPostfix(Arguments(arguments), span),
            IndexContext index => Index(index, span),
            _ => new MethodPostfix(Name(context, 1), Arguments((ArgumentsContext)context.GetChild(2)), span),
        };
    }

    private Postfix Index(IndexContext context, SourceSpan span)
    {
        if (context.exception is not null)
            return new IndexPostfix(new ErrorExpression(span), span);
        Expression? from = context.GetChild(1) is ExpressionContext first ? Expression(first) : null;
        int range = from is null ? 1 : 2;
        if (TypeOf(context.GetChild(range)) != TlLexer.RANGE)
            return new IndexPostfix(from!, span);
        Expression? to = context.GetChild(range + 1) is ExpressionContext last ? Expression(last) : null;
        return new SlicePostfix(from, to, span);
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

    /// <summary>A chain that waits for the operand after <see cref="Operator"/>.</summary>
    private readonly record struct OpenChain(
        int Precedence, Expression First, int Start, List<ChainLink> Links, BinaryOperator Operator, SourceSpan OperatorSpan);
}
