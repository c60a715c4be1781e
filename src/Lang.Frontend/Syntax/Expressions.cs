using System.Collections.Immutable;

namespace Lang.Frontend.Syntax;

/// <summary>What can stand where a value is wanted.</summary>
public abstract record Expression(SourceSpan Span) : SyntaxNode(Span);

/// <summary>An int literal: decimal, hex or binary, and a decimal one with the unary minus that it needs (the smallest int).</summary>
public sealed record IntLiteral(long Value, SourceSpan Span) : Expression(Span);

/// <summary>A float literal.</summary>
public sealed record FloatLiteral(double Value, SourceSpan Span) : Expression(Span);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BoolLiteral(bool Value, SourceSpan Span) : Expression(Span);

/// <summary>A string literal with its escapes replaced: bytes, not necessarily UTF-8.</summary>
public sealed record StringLiteral(ImmutableArray<byte> Value, SourceSpan Span) : Expression(Span);

/// <summary>A name that stands for a variable or function.</summary>
public sealed record NameExpression(Identifier Name, SourceSpan Span) : Expression(Span);

/// <summary><c>-x</c>, <c>!x</c>, <c>~x</c></summary>
public sealed record UnaryExpression(UnaryOperator Operator, Expression Operand, SourceSpan Span) : Expression(Span);

/// <summary>One operator of a chain with its right operand.</summary>
public readonly record struct ChainLink(BinaryOperator Operator, SourceSpan OperatorSpan, Expression Right);

/// <summary>
/// Operators of one precedence level with their operands, left-associative: <c>first op right op right ...</c>. A flat
/// list, so that passes loop along chains of any length. A comparison has one link: comparisons do not chain.
/// </summary>
public sealed record BinaryChain(Expression First, ImmutableArray<ChainLink> Links, SourceSpan Span) : Expression(Span);

/// <summary><c>condition ? then : else</c></summary>
public sealed record ConditionalExpression(Expression Condition, Expression Then, Expression Else, SourceSpan Span) : Expression(Span);

/// <summary>A primary expression with everything that follows it: calls, indices, slices, method calls. Flat, like a chain.</summary>
public sealed record PostfixChain(Expression First, ImmutableArray<Postfix> Postfixes, SourceSpan Span) : Expression(Span);

/// <summary>One postfix; its span is its own text, without the expression before it.</summary>
public abstract record Postfix(SourceSpan Span) : SyntaxNode(Span);

/// <summary><c>(arguments)</c></summary>
public sealed record CallPostfix(ImmutableArray<Expression> Arguments, SourceSpan Span) : Postfix(Span);

/// <summary><c>.name(arguments)</c></summary>
public sealed record MethodPostfix(Identifier Name, ImmutableArray<Expression> Arguments, SourceSpan Span) : Postfix(Span);

/// <summary><c>[index]</c></summary>
public sealed record IndexPostfix(Expression Index, SourceSpan Span) : Postfix(Span);

/// <summary><c>[from..to]</c>, either of which may be left out.</summary>
public sealed record SlicePostfix(Expression? From, Expression? To, SourceSpan Span) : Postfix(Span);

/// <summary><c>fn(x) =&gt; e</c> or <c>fn(x) { ... }</c></summary>
public sealed record FunctionExpression(FunctionSyntax Function, SourceSpan Span) : Expression(Span);

/// <summary><c>[a, b, c]</c></summary>
public sealed record ArrayLiteral(ImmutableArray<Expression> Elements, SourceSpan Span) : Expression(Span);

/// <summary><c>[value; count]</c></summary>
public sealed record ArrayFill(Expression Value, Expression Count, SourceSpan Span) : Expression(Span);

/// <summary>What the parser could not make sense of; its error was reported.</summary>
public sealed record ErrorExpression(SourceSpan Span) : Expression(Span);

/// <summary>Operators before their operand: <c>-</c>, <c>!</c>, <c>~</c>.</summary>
public enum UnaryOperator : byte { Negate, Not, BitNot }

/// <summary>Binary operators, from loosest to tightest.</summary>
public enum BinaryOperator : byte
{
    Or, And,
    Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual,
    BitOr, BitXor, BitAnd,
    ShiftLeft, ShiftRight, ShiftRightLogical,
    Add, Subtract,
    Multiply, Divide, Remainder,
}

/// <summary>What the grammar's flat operator lists are climbed by, and how operators are written.</summary>
public static class Operators
{
    /// <summary>How tight <paramref name="op"/> binds: 2 (<c>||</c>) to 10 (<c>*</c>), as language.md numbers the levels.</summary>
    public static int Precedence(BinaryOperator op) => op switch
    {
        BinaryOperator.Or => 2,
        BinaryOperator.And => 3,
        <= BinaryOperator.GreaterOrEqual => 4,
        BinaryOperator.BitOr => 5,
        BinaryOperator.BitXor => 6,
        BinaryOperator.BitAnd => 7,
        <= BinaryOperator.ShiftRightLogical => 8,
        <= BinaryOperator.Subtract => 9,
        _ => 10,
    };

    /// <summary>The operator as the source writes it.</summary>
    public static string Text(BinaryOperator op) => s_text[(int)op];

    /// <summary>The operator as the source writes it.</summary>
    public static string Text(UnaryOperator op) => op switch
    {
        UnaryOperator.Negate => "-",
        UnaryOperator.Not => "!",
        UnaryOperator.BitNot => "~",
    };

    private static readonly string[] s_text =
        ["||", "&&", "==", "!=", "<", "<=", ">", ">=", "|", "^", "&", "<<", ">>", ">>>", "+", "-", "*", "/", "%"];
}
