using System.Collections.Immutable;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>The types random programs use.</summary>
internal enum ValueType { Int, Float, Bool, Ints, Floats }

/// <summary>
/// An expression of a random program: the common ground of TL and C. What it means is TL's definition; both printers
/// write that meaning in their language.
/// </summary>
internal abstract record Expression(ValueType Type);

/// <summary>A constant, as the 64 bits of its value.</summary>
internal sealed record Literal(ValueType Type, long Bits) : Expression(Type);

/// <summary>A parameter, local or global.</summary>
internal sealed record Variable(ValueType Type, string Name) : Expression(Type);

/// <summary>An int where a float is wanted.</summary>
internal sealed record Widened(Expression Operand) : Expression(ValueType.Float);

/// <summary>A prefix operator: <c>-</c>, <c>!</c> or <c>~</c>.</summary>
internal sealed record Unary(string Operator, Expression Operand) : Expression(Operand.Type);

/// <summary>A binary operator; the operands have one type.</summary>
internal sealed record Binary(ValueType Type, string Operator, Expression Left, Expression Right) : Expression(Type);

/// <summary><c>c ? a : b</c>.</summary>
internal sealed record Choice(Expression Condition, Expression Then, Expression Else) : Expression(Then.Type);

/// <summary>A call of one of the program's functions or of a built-in.</summary>
internal sealed record Call(ValueType Type, string Name, ImmutableArray<Expression> Arguments) : Expression(Type);

/// <summary><c>array[index]</c>; the index may be out of bounds.</summary>
internal sealed record Element(Variable Array, Expression Index)
    : Expression(Array.Type == ValueType.Ints ? ValueType.Int : ValueType.Float);

/// <summary>A statement of a random program.</summary>
internal abstract record Statement;

internal sealed record Let(string Name, Expression Value) : Statement;

/// <summary><c>let name = [fill; length]</c>.</summary>
internal sealed record LetArray(string Name, Expression Fill, int Length) : Statement;

/// <summary><c>target op= value</c>; the operator is empty for a plain assignment.</summary>
internal sealed record Assign(Variable Target, string Operator, Expression Value) : Statement;

/// <summary><c>array[index] op= value</c>.</summary>
internal sealed record Store(Variable Array, Expression Index, string Operator, Expression Value) : Statement;

internal sealed record If(Expression Condition, ImmutableArray<Statement> Then, ImmutableArray<Statement> Else) : Statement;

/// <summary>A loop that ends after at most <paramref name="Limit"/> rounds, counted by a variable of its own.</summary>
internal sealed record While(string Counter, int Limit, Expression Condition, ImmutableArray<Statement> Body) : Statement;

/// <summary><c>for name in first..first + distance step s</c>, where first is evaluated once and the sum may wrap.</summary>
internal sealed record ForRange(
    string Name, Expression First, int Distance, bool Inclusive, long Step, ImmutableArray<Statement> Body) : Statement;

/// <summary><c>for name in array</c>.</summary>
internal sealed record ForEach(string Name, Variable Array, ImmutableArray<Statement> Body) : Statement;

internal sealed record Break : Statement;

internal sealed record Continue : Statement;

internal sealed record Return(Expression Value) : Statement;

internal sealed record Print(Expression Value) : Statement;

/// <summary>A function that ends in <c>return result</c>.</summary>
/// <param name="Annotated">Whether TL's text names the types of parameters and result.</param>
internal sealed record Function(
    string Name, ImmutableArray<Variable> Parameters, bool Annotated, ImmutableArray<Statement> Body, Expression Result);

/// <summary>A whole program: globals, functions (each calls only those before it), and the script's body.</summary>
internal sealed record RandomProgram(
    ImmutableArray<Let> Globals, ImmutableArray<Function> Functions, ImmutableArray<Statement> Body);
