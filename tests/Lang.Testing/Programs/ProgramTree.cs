using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>
/// A part of a random program. Whoever walks or changes programs in general (the shrinker, tests) sees only operands and
/// blocks; the printers know what each part means.
/// </summary>
internal abstract record Node
{
    /// <summary>The expressions directly inside, in order.</summary>
    public virtual ImmutableArray<Expression> Operands => [];

    /// <summary>The blocks directly inside, in order.</summary>
    public virtual ImmutableArray<ImmutableArray<Statement>> Blocks => [];

    /// <summary>The expressions and statements directly and indirectly inside, and this node itself.</summary>
    public IEnumerable<Node> All() => [this, .. Operands.SelectMany(o => o.All()), .. Blocks.SelectMany(b => b.SelectMany(s => s.All()))];
}

/// <summary>An expression. What it means is TL's definition; a C twin exists for what uses no strings and no function values.</summary>
internal abstract record Expression(ValueType Type) : Node
{
    /// <summary>The same with other operands, of the same types, and other blocks.</summary>
    public virtual Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => this;
}

/// <summary>An int, float or bool, as the 64 bits of its value.</summary>
internal sealed record Literal(ValueType Type, long Bits) : Expression(Type)
{
    public static Literal Of(long value) => new(ValueType.Int, value);

    public static Literal Of(double value) => new(ValueType.Float, BitConverter.DoubleToInt64Bits(value));

    public static Literal Of(bool value) => new(ValueType.Bool, value ? 1 : 0);
}

/// <summary>A string, as TL writes it between the quotes.</summary>
internal sealed record StringLiteral(string Escaped) : Expression(ValueType.String);

/// <summary>A parameter, local or global, or a function as a value.</summary>
internal sealed record Variable(ValueType Type, string Name) : Expression(Type);

/// <summary>An int where a float is wanted.</summary>
internal sealed record Widened(Expression Operand) : Expression(ValueType.Float)
{
    public override ImmutableArray<Expression> Operands => [Operand];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => new Widened(operands[0]);
}

/// <summary>A prefix operator: <c>-</c>, <c>!</c> or <c>~</c>.</summary>
internal sealed record Unary(string Operator, Expression Operand) : Expression(Operand.Type)
{
    public override ImmutableArray<Expression> Operands => [Operand];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => new Unary(Operator, operands[0]);
}

/// <summary>A binary operator; the operands have one type, except where <c>+</c> makes a string.</summary>
internal sealed record Binary(ValueType Type, string Operator, Expression Left, Expression Right) : Expression(Type)
{
    public override ImmutableArray<Expression> Operands => [Left, Right];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Binary(Type, Operator, operands[0], operands[1]);
}

/// <summary><c>c ? a : b</c>.</summary>
internal sealed record Choice(Expression Condition, Expression Then, Expression Else) : Expression(Then.Type)
{
    public override ImmutableArray<Expression> Operands => [Condition, Then, Else];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Choice(operands[0], operands[1], operands[2]);
}

/// <summary>A call by name: of one of the program's functions, a generic helper, or a built-in.</summary>
internal sealed record Call(ValueType Type, string Name, ImmutableArray<Expression> Arguments) : Expression(Type)
{
    public override ImmutableArray<Expression> Operands => Arguments;

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Call(Type, Name, operands);
}

/// <summary>A call of a function value.</summary>
internal sealed record ValueCall(Expression Callee, ImmutableArray<Expression> Arguments) : Expression(Callee.Type.Result!)
{
    public override ImmutableArray<Expression> Operands => [Callee, .. Arguments];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new ValueCall(operands[0], operands.RemoveAt(0));
}

/// <summary><c>container[index]</c> of an array, or the byte of a string; the index may be out of bounds.</summary>
internal sealed record Element(Expression Container, Expression Index) : Expression(Container.Type.Item ?? ValueType.Int)
{
    public override ImmutableArray<Expression> Operands => [Container, Index];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Element(operands[0], operands[1]);
}

/// <summary><c>container[from..to]</c>; either bound may be left out.</summary>
internal sealed record Slice(Expression Container, Expression? From, Expression? To) : Expression(Container.Type)
{
    public override ImmutableArray<Expression> Operands => [Container, .. From is null ? [] : (Expression[])[From], .. To is null ? [] : (Expression[])[To]];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Slice(operands[0], From is null ? null : operands[1], To is null ? null : operands[^1]);
}

/// <summary><c>[a, b, c]</c>.</summary>
internal sealed record ArrayLiteral(ValueType Type, ImmutableArray<Expression> Items) : Expression(Type)
{
    public override ImmutableArray<Expression> Operands => Items;

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new ArrayLiteral(Type, operands);
}

/// <summary><c>[value; count]</c>.</summary>
internal sealed record Fill(Expression Value, Expression Count) : Expression(ValueType.ArrayOf(Value.Type))
{
    public override ImmutableArray<Expression> Operands => [Value, Count];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Fill(operands[0], operands[1]);
}

/// <summary>A function literal: <c>fn(a: int) => e</c> or <c>fn(a: int) { ... }</c>.</summary>
/// <param name="Written">Whether the types of the parameters are written; if not, the literal is generic.</param>
internal sealed record Lambda(ImmutableArray<Variable> Parameters, bool Written, ImmutableArray<Statement> Body, Expression? Value)
    : Expression(ValueType.FunctionOf([.. Parameters.Select(p => p.Type)], Value?.Type ?? ValueType.Nothing))
{
    public override ImmutableArray<Expression> Operands => Value is null ? [] : [Value];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Body];

    public override Expression With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Lambda(Parameters, Written, blocks[0], Value is null ? null : operands[0]);
}

/// <summary>A function that ends in <c>return value</c>, if it has a result.</summary>
/// <param name="Annotated">Whether TL's text names the types of parameters and result; if not, the function is generic.</param>
internal sealed record Function(
    string Name, ImmutableArray<Variable> Parameters, ValueType Result, bool Annotated, ImmutableArray<Statement> Body, Expression? Value)
{
    /// <summary>Its type as a value.</summary>
    public ValueType Type => ValueType.FunctionOf([.. Parameters.Select(p => p.Type)], Result);
}

/// <summary>A whole program: globals, functions, and the script's body.</summary>
internal sealed record RandomProgram(ImmutableArray<Let> Globals, ImmutableArray<Function> Functions, ImmutableArray<Statement> Body)
{
    /// <summary>Every node of the program.</summary>
    public IEnumerable<Node> All() =>
    [
        .. Globals.SelectMany(g => g.All()), .. Body.SelectMany(s => s.All()),
        .. Functions.SelectMany(f => f.Body.SelectMany(s => s.All()).Concat(f.Value?.All() ?? [])),
    ];
}
