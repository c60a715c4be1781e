using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>A statement of a random program.</summary>
internal abstract record Statement : Node
{
    /// <summary>The same with other operands, of the same types, and other blocks.</summary>
    public virtual Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => this;
}

/// <summary><c>let name = value</c>.</summary>
/// <param name="Typed">Whether the type is written.</param>
internal sealed record Let(string Name, Expression Value, bool Typed = false) : Statement
{
    public override ImmutableArray<Expression> Operands => [Value];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => this with { Value = operands[0] };
}

/// <summary><c>target op= value</c>; the operator is empty for a plain assignment. The target is a variable or an element.</summary>
internal sealed record Assign(Expression Target, string Operator, Expression Value) : Statement
{
    public override ImmutableArray<Expression> Operands => [Value, .. Target.Operands];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new Assign(Target.With(operands.RemoveAt(0), []), Operator, operands[0]);
}

internal sealed record If(Expression Condition, ImmutableArray<Statement> Then, ImmutableArray<Statement> Else) : Statement
{
    public override ImmutableArray<Expression> Operands => [Condition];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Then, Else];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => new If(operands[0], blocks[0], blocks[1]);
}

/// <summary>A loop that ends after at most <paramref name="Limit"/> rounds, counted by a variable of its own.</summary>
internal sealed record While(string Counter, int Limit, Expression Condition, ImmutableArray<Statement> Body) : Statement
{
    public override ImmutableArray<Expression> Operands => [Condition];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Body];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        this with { Condition = operands[0], Body = blocks[0] };
}

/// <summary>A loop along an array, up or down, that ends at the element that equals a value, which is stored at the end of the array before: without a check of its own that it is there.</summary>
/// <param name="Index">The variable that counts, which stays behind the loop.</param>
/// <param name="Start">How far from the other end it begins.</param>
internal sealed record Search(string Index, Variable Array, Expression Wanted, int Start, bool IsUp, ImmutableArray<Statement> Body) : Statement
{
    public override ImmutableArray<Expression> Operands => [Wanted];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Body];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        this with { Wanted = operands[0], Body = blocks[0] };
}

/// <summary>A <c>for</c> over a range. Without a last bound, that is first + distance, where first is evaluated once and the sum may wrap.</summary>
/// <param name="DynamicStep">Whether the step is a variable, so that its sign is not known before the loop runs.</param>
internal sealed record ForRange(
    string Name, Expression First, Expression? Last, int Distance, bool Inclusive, long Step, bool DynamicStep, ImmutableArray<Statement> Body) : Statement
{
    public override ImmutableArray<Expression> Operands => Last is null ? [First] : [First, Last];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Body];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        this with { First = operands[0], Last = Last is null ? null : operands[1], Body = blocks[0] };
}

/// <summary><c>for name in sequence</c>: the elements of an array or the bytes of a string.</summary>
internal sealed record ForEach(string Name, Expression Sequence, ImmutableArray<Statement> Body) : Statement
{
    public override ImmutableArray<Expression> Operands => [Sequence];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Body];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new ForEach(Name, operands[0], blocks[0]);
}

internal sealed record Break : Statement;

internal sealed record Continue : Statement;

/// <summary><c>return</c>, with a value where the function has a result.</summary>
internal sealed record Return(Expression? Value) : Statement
{
    public override ImmutableArray<Expression> Operands => Value is null ? [] : [Value];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        Value is null ? this : new Return(operands[0]);
}

/// <summary><c>print(a, b)</c>.</summary>
internal sealed record Print(ImmutableArray<Expression> Values) : Statement
{
    public Print(Expression value) : this([value])
    {
    }

    public override ImmutableArray<Expression> Operands => Values;

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => new Print(operands);
}

/// <summary>A call whose result, if there is one, is dropped.</summary>
/// <param name="Invocation">A call or value call that begins with a name.</param>
internal sealed record Do(Expression Invocation) : Statement
{
    public override ImmutableArray<Expression> Operands => Invocation.Operands;

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        Invocation is ValueCall { Callee: var callee } && operands[0] != callee ? this : new Do(Invocation.With(operands, blocks));
}

/// <summary>A block that stands for itself.</summary>
internal sealed record Scope(ImmutableArray<Statement> Body) : Statement
{
    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Body];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) => new Scope(blocks[0]);
}

/// <summary>A function declared inside another block.</summary>
internal sealed record LocalFunction(Function Function) : Statement
{
    public override ImmutableArray<Expression> Operands => Function.Value is { } value ? [value] : [];

    public override ImmutableArray<ImmutableArray<Statement>> Blocks => [Function.Body];

    public override Statement With(ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) =>
        new LocalFunction(Function with { Body = blocks[0], Value = Function.Value is null ? null : operands[0] });
}
