using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class SieveExpression
{
    public static void Run(long rounds)
    {
        ParameterExpression n = IntVariable("n"), composite = Variable(typeof(bool[]), "composite"), count = IntVariable("count");
        ParameterExpression i = IntVariable("i"), j = IntVariable("j");
        Expression strike = Block(
            [j],
            Assign(j, Multiply(i, i)),
            While(LessThanOrEqual(j, n), Assign(At(composite, j), Constant(true)), AddAssign(j, i)));
        Func<long, long> sieve = Lambda<Func<long, long>>(
            Block(
                [composite, count],
                Assign(composite, NewArrayBounds(typeof(bool), Add(n, Int(1)))),
                For(i, Int(2), Add(n, Int(1)),
                    IfThen(Not(At(composite, i)), Block(AddAssign(count, Int(1)), strike))),
                count),
            n).Compile();
        long sum = 0;
        for (long round = 0; round < rounds; round++)
            sum += sieve(1_000_000 + round);
        Console.WriteLine(sum);
    }
}
