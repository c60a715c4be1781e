using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class GcdExpression
{
    public static void Run(long size)
    {
        ParameterExpression a = IntVariable("a"), b = IntVariable("b"), rest = IntVariable("rest");
        var body = Lambda<Func<long, long, long>>(
            Block(
                [rest],
                While(NotEqual(b, Int(0)), Assign(rest, Modulo(a, b)), Assign(a, b), Assign(b, rest)),
                a),
            a, b);
        ParameterExpression gcd = Variable(typeof(Func<long, long, long>), "gcd"), n = IntVariable("n");
        ParameterExpression i = IntVariable("i"), j = IntVariable("j"), sum = IntVariable("sum");
        Expression end = Add(n, Int(1));
        var program = Lambda<Func<long, long>>(
            Block(
                [gcd, sum],
                Assign(gcd, body),
                For(i, Int(1), end,
                    For(j, Int(1), end,
                        AddAssign(sum, Invoke(gcd, i, j)))),
                sum),
            n);
        Console.WriteLine(program.Compile()(size));
    }
}
