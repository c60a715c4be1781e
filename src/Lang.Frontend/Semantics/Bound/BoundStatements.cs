using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics.Bound;

/// <summary>A checked statement.</summary>
internal abstract class BoundStatement(SourceSpan span)
{
    public SourceSpan Span { get; } = span;
}

internal sealed class BoundBlock(ImmutableArray<BoundStatement> statements, SourceSpan span) : BoundStatement(span)
{
    public static readonly BoundBlock Empty = new([], default);

    public ImmutableArray<BoundStatement> Statements { get; } = statements;
}

/// <summary>Declares a variable: stores the value, into a new cell if <see cref="VariableSymbol.IsCell"/>.</summary>
internal sealed class BoundLet(VariableSymbol variable, BoundExpression value, SourceSpan span) : BoundStatement(span)
{
    public VariableSymbol Variable { get; } = variable;

    public BoundExpression Value { get; } = value;
}

/// <summary>Declares a nested function: if it captures anything, makes its environment and stores it in a local of its own.</summary>
internal sealed class BoundLocalFunction(FunctionSymbol function, GenericFunctionType type, SourceSpan span) : BoundStatement(span)
{
    public FunctionSymbol Function { get; } = function;

    /// <summary>The type of that local.</summary>
    public GenericFunctionType Type { get; } = type;
}

/// <summary><c>variable = value</c>; <c>x += e</c> comes as a chain that reads x first.</summary>
internal sealed class BoundAssign(VariableSymbol variable, BoundExpression value, SourceSpan span) : BoundStatement(span)
{
    public VariableSymbol Variable { get; } = variable;

    public BoundExpression Value { get; } = value;
}

/// <summary><c>array[index] = value</c>: array, index, value, then check and store.</summary>
internal sealed class BoundElementAssign(BoundExpression array, BoundExpression index, BoundExpression value, SourceSpan span) : BoundStatement(span)
{
    public BoundExpression Array { get; } = array;

    public BoundExpression Index { get; } = index;

    public BoundExpression Value { get; } = value;
}

/// <summary><c>array[index] op= value</c>: array and index once, element read (checked), value, operation, store (checked).</summary>
internal sealed class BoundElementUpdate(BoundExpression array, BoundExpression index, Opcode opcode, BoundExpression value, SourceSpan span) : BoundStatement(span)
{
    public BoundExpression Array { get; } = array;

    public BoundExpression Index { get; } = index;

    public Opcode Opcode { get; } = opcode;

    public BoundExpression Value { get; } = value;
}

/// <summary>An expression for its effects; a value that it gives is dropped.</summary>
internal sealed class BoundExpressionStatement(BoundExpression expression, SourceSpan span) : BoundStatement(span)
{
    public BoundExpression Expression { get; } = expression;
}

/// <summary>A flat if-else chain.</summary>
internal sealed class BoundIf(ImmutableArray<(BoundExpression Condition, BoundBlock Body)> arms, BoundBlock? otherwise, SourceSpan span) : BoundStatement(span)
{
    public ImmutableArray<(BoundExpression Condition, BoundBlock Body)> Arms { get; } = arms;

    public BoundBlock? Else { get; } = otherwise;
}

internal sealed class BoundWhile(BoundExpression condition, BoundBlock body, SourceSpan span) : BoundStatement(span)
{
    public BoundExpression Condition { get; } = condition;

    public BoundBlock Body { get; } = body;
}

/// <summary>A loop over a range. Bounds and step are evaluated once, in this order.</summary>
internal sealed class BoundForRange(
    VariableSymbol variable, BoundExpression from, BoundExpression to, bool inclusive, BoundExpression? step, BoundBlock body, SourceSpan span)
    : BoundStatement(span)
{
    public VariableSymbol Variable { get; } = variable;

    public BoundExpression From { get; } = from;

    public BoundExpression To { get; } = to;

    public bool Inclusive { get; } = inclusive;

    public BoundExpression? Step { get; } = step;

    public BoundBlock Body { get; } = body;
}

/// <summary>A loop over the elements of an array or the bytes of a string; the length is read before each iteration.</summary>
internal sealed class BoundForEach(VariableSymbol variable, BoundExpression sequence, BoundBlock body, SourceSpan span) : BoundStatement(span)
{
    public VariableSymbol Variable { get; } = variable;

    /// <summary>Its type is an <see cref="ArrayType"/> or string.</summary>
    public BoundExpression Sequence { get; } = sequence;

    public BoundBlock Body { get; } = body;
}

internal sealed class BoundBreak(SourceSpan span) : BoundStatement(span);

internal sealed class BoundContinue(SourceSpan span) : BoundStatement(span);

/// <summary>
/// <c>return</c>. The value may give nothing (a call for its effects), or be dropped because the instance returns
/// nothing.
/// </summary>
internal sealed class BoundReturn(BoundExpression? value, SourceSpan span) : BoundStatement(span)
{
    /// <summary>Set once more when all returns of the function are known: the result type may ask for a conversion.</summary>
    public BoundExpression? Value { get; internal set; } = value;
}
