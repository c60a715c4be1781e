using System.Collections.Immutable;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>Smaller variants of a random program, the boldest first; each is well formed and still ends.</summary>
internal static class ProgramShrinker
{
    public static IEnumerable<RandomProgram> Shrink(RandomProgram program) =>
        Variants(program).Where(ScopeCheck.IsWellFormed);

    private static IEnumerable<RandomProgram> Variants(RandomProgram program)
    {
        foreach (ImmutableArray<Statement> body in Block(program.Body))
            yield return program with { Body = body };
        for (int i = 0; i < program.Functions.Length; i++)
        {
            yield return program with { Functions = program.Functions.RemoveAt(i) };
            foreach (Function function in Of(program.Functions[i]))
                yield return program with { Functions = program.Functions.SetItem(i, function) };
        }
        for (int i = 0; i < program.Globals.Length; i++)
            yield return program with { Globals = program.Globals.RemoveAt(i) };
    }

    private static IEnumerable<Function> Of(Function function)
    {
        foreach (ImmutableArray<Statement> body in Block(function.Body))
            yield return function with { Body = body };
        foreach (Expression result in Of(function.Result))
            yield return function with { Result = result };
    }

    private static IEnumerable<ImmutableArray<Statement>> Block(ImmutableArray<Statement> block)
    {
        for (int half = block.Length / 2; half > 1; half /= 2)
        {
            for (int i = 0; i + half <= block.Length; i += half)
                yield return block.RemoveRange(i, half);
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

    private static ImmutableArray<Statement>[] Inner(Statement statement) => statement switch
    {
        If s => [s.Then, s.Else],
        While s => [s.Body],
        ForRange s => [s.Body.Insert(0, new Let(s.Name, s.First))],
        ForEach s => [s.Body],
        _ => [],
    };

    private static IEnumerable<Statement> Of(Statement statement) => statement switch
    {
        Let s => Of(s.Value).Select(e => s with { Value = e }),
        LetArray s => Of(s.Fill).Select(e => s with { Fill = e }),
        Assign s => Of(s.Value).Select(e => s with { Value = e }),
        Store s => [.. Of(s.Index).Select(e => s with { Index = e }), .. Of(s.Value).Select(e => s with { Value = e })],
        If s => [.. Block(s.Then).Select(b => s with { Then = b }), .. Block(s.Else).Select(b => s with { Else = b }), .. Of(s.Condition).Select(e => s with { Condition = e })],
        While s => [.. Block(s.Body).Select(b => s with { Body = b }), .. Of(s.Condition).Select(e => s with { Condition = e })],
        ForRange s => [.. Block(s.Body).Select(b => s with { Body = b }), .. Of(s.First).Select(e => s with { First = e })],
        ForEach s => Block(s.Body).Select(b => s with { Body = b }),
        Return s => Of(s.Value).Select(e => s with { Value = e }),
        Print s => Of(s.Value).Select(e => s with { Value = e }),
        _ => [],
    };

    private static IEnumerable<Expression> Of(Expression expression)
    {
        ImmutableArray<Expression> operands = Operands(expression);
        if (expression.Type <= ValueType.Bool && expression is not Literal { Bits: 0 })
            yield return new Literal(expression.Type, 0);
        if (expression is Literal { Type: ValueType.Int, Bits: not 0 } literal)
            yield return literal with { Bits = literal.Bits / 2 };
        foreach (Expression operand in operands)
        {
            if (operand.Type == expression.Type)
                yield return operand;
        }
        for (int i = 0; i < operands.Length; i++)
        {
            foreach (Expression smaller in Of(operands[i]))
                yield return With(expression, operands.SetItem(i, smaller));
        }
    }

    private static ImmutableArray<Expression> Operands(Expression expression) => expression switch
    {
        Widened e => [e.Operand],
        Unary e => [e.Operand],
        Binary e => [e.Left, e.Right],
        Choice e => [e.Condition, e.Then, e.Else],
        Call e => e.Arguments,
        Element e => [e.Index],
        _ => [],
    };

    private static Expression With(Expression expression, ImmutableArray<Expression> operands) => expression switch
    {
        Widened e => e with { Operand = operands[0] },
        Unary e => e with { Operand = operands[0] },
        Binary e => e with { Left = operands[0], Right = operands[1] },
        Choice e => e with { Condition = operands[0], Then = operands[1], Else = operands[2] },
        Call e => e with { Arguments = operands },
        Element e => e with { Index = operands[0] },
        _ => expression,
    };
}
