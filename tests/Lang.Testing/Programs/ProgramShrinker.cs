using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>
/// Smaller variants of a random program, the boldest first. Types fit; whether names are still declared and jumps still stand
/// in loops is left to the compiler to say, and whether it still ends to a limit.
/// </summary>
internal static class ProgramShrinker
{
    public static IEnumerable<RandomProgram> Shrink(RandomProgram program)
    {
        foreach (ImmutableArray<Statement> body in Block(program.Body))
            yield return program with { Body = body };
        for (int i = 0; i < program.Functions.Length; i++)
        {
            yield return program with { Functions = program.Functions.RemoveAt(i) };
            for (int p = 0; p < program.Functions[i].Parameters.Length; p++)
                yield return WithoutParameter(program, i, p);
            foreach (Function function in Of(program.Functions[i]))
                yield return program with { Functions = program.Functions.SetItem(i, function) };
        }
        for (int i = 0; i < program.Globals.Length; i++)
        {
            yield return program with { Globals = program.Globals.RemoveAt(i) };
            foreach (Expression value in Of(program.Globals[i].Value))
                yield return program with { Globals = program.Globals.SetItem(i, program.Globals[i] with { Value = value }) };
        }
    }

    // Calls lose the argument; where the function is a value, its type does not fit any more.
    private static RandomProgram WithoutParameter(RandomProgram program, int index, int parameter)
    {
        Function shorter = program.Functions[index] with { Parameters = program.Functions[index].Parameters.RemoveAt(parameter) };
        Expression Change(Expression e) => e is Call call && call.Name == shorter.Name ? call with { Arguments = call.Arguments.RemoveAt(parameter) } : e;
        return Rewriting.Rewrite(program with { Functions = program.Functions.SetItem(index, shorter) }, Change);
    }

    private static IEnumerable<Function> Of(Function function)
    {
        if (!function.Annotated)
            yield return function with { Annotated = true };
        foreach (ImmutableArray<Statement> body in Block(function.Body))
            yield return function with { Body = body };
        if (function.Value is not { } value)
            yield break;
        foreach (Expression smaller in Of(value))
            yield return function with { Value = smaller };
    }

    private static IEnumerable<ImmutableArray<Statement>> Block(ImmutableArray<Statement> block)
    {
        for (int part = block.Length / 2; part > 1; part /= 2)
        {
            for (int i = 0; i + part <= block.Length; i += part)
                yield return block.RemoveRange(i, part);
        }
        for (int i = 0; i < block.Length; i++)
        {
            yield return block.RemoveAt(i);
            foreach (ImmutableArray<Statement> inner in Inner(block[i]))
                yield return block.RemoveAt(i).InsertRange(i, inner);
        }
        for (int i = 0; i < block.Length; i++)
        {
            foreach (Statement statement in Of(block[i]))
                yield return block.SetItem(i, statement);
        }
    }

    // What can stand in place of a statement that has blocks.
    private static IEnumerable<ImmutableArray<Statement>> Inner(Statement statement) => statement switch
    {
        ForRange s => [s.Body.Insert(0, new Let(s.Name, s.First))],
        ForEach { Sequence.Type.Item: { } item } s => [s.Body.Insert(0, new Let(s.Name, Zero.Of(item)))],
        If { Else.IsEmpty: false } s => [.. s.Blocks, [.. s.Then, .. s.Else]],
        LocalFunction => [],
        _ => statement.Blocks,
    };

    private static IEnumerable<Statement> Of(Statement statement)
    {
        foreach ((ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) in Parts(statement))
            yield return statement.With(operands, blocks);
        switch (statement)
        {
            case Print { Values.Length: > 1 } s:
                for (int i = 0; i < s.Values.Length; i++)
                    yield return new Print(s.Values.RemoveAt(i));
                break;
            case LocalFunction { Function.Annotated: false } s: yield return new LocalFunction(s.Function with { Annotated = true }); break;
            case Assign { Operator.Length: > 0 } s: yield return s with { Operator = "" }; break;
            case ForRange { Step: not 1 } s: yield return s with { Step = 1, Distance = (int)(s.Distance / s.Step) }; break;
            case ForRange { DynamicStep: true } s: yield return s with { DynamicStep = false }; break;
            case ForRange { Last: null, Distance: > 1 } s: yield return s with { Distance = s.Distance / 2 }; break;
            case While { Limit: > 1 } s: yield return s with { Limit = s.Limit / 2 }; break;
        }
    }

    // Each operand and each block of a node made smaller in turn.
    private static IEnumerable<(ImmutableArray<Expression> Operands, ImmutableArray<ImmutableArray<Statement>> Blocks)> Parts(Node node)
    {
        for (int i = 0; i < node.Blocks.Length; i++)
        {
            foreach (ImmutableArray<Statement> smaller in Block(node.Blocks[i]))
                yield return (node.Operands, node.Blocks.SetItem(i, smaller));
        }
        for (int i = 0; i < node.Operands.Length; i++)
        {
            foreach (Expression smaller in Of(node.Operands[i]))
                yield return (node.Operands.SetItem(i, smaller), node.Blocks);
        }
    }

    private static IEnumerable<Expression> Of(Expression expression)
    {
        if (expression.Type != ValueType.Nothing && Zero.Of(expression.Type) is var zero && !IsZero(expression))
            yield return zero;
        if (expression is Literal { Bits: not 0 } literal && literal.Type == ValueType.Int)
            yield return literal with { Bits = literal.Bits / 2 };
        foreach (Expression operand in expression.Operands.Where(o => o.Type == expression.Type))
            yield return operand;
        if (expression is ArrayLiteral array)
        {
            for (int i = 0; i < array.Items.Length; i++)
                yield return array with { Items = array.Items.RemoveAt(i) };
        }
        foreach ((ImmutableArray<Expression> operands, ImmutableArray<ImmutableArray<Statement>> blocks) in Parts(expression))
            yield return expression.With(operands, blocks);
    }

    private static bool IsZero(Expression expression) => expression switch
    {
        Literal e => e.Bits == 0,
        StringLiteral e => e.Escaped.Length == 0,
        ArrayLiteral e => e.Items.IsEmpty,
        Lambda e => e.Body.IsEmpty && (e.Value is null || IsZero(e.Value)),
        _ => false,
    };
}
