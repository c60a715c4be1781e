using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Changes expressions everywhere in a program, the innermost first.</summary>
internal static class Rewriting
{
    public static RandomProgram Rewrite(RandomProgram program, Func<Expression, Expression> change) => new(
        [.. program.Globals.Select(g => (Let)Of(g, change))],
        [.. program.Functions.Select(f => f with { Body = Of(f.Body, change), Value = f.Value is null ? null : Of(f.Value, change) })],
        Of(program.Body, change));

    private static ImmutableArray<Statement> Of(ImmutableArray<Statement> block, Func<Expression, Expression> change) => [.. block.Select(s => Of(s, change))];

    private static Statement Of(Statement statement, Func<Expression, Expression> change)
    {
        Statement inner = statement.With([.. statement.Operands.Select(o => Of(o, change))], [.. statement.Blocks.Select(b => Of(b, change))]);
        return inner is Do { Invocation: var call } ? new Do(change(call)) : inner;
    }

    private static Expression Of(Expression expression, Func<Expression, Expression> change) =>
        change(expression.With([.. expression.Operands.Select(o => Of(o, change))], [.. expression.Blocks.Select(b => Of(b, change))]));
}
