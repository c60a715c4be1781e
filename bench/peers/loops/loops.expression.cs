using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class LoopsExpression
{
    public static void Run(long size)
    {
        ParameterExpression n = IntVariable("n"), count = IntVariable("count");
        ParameterExpression a = IntVariable("a"), b = IntVariable("b"), c = IntVariable("c");
        Expression rightAngled = Equal(Add(Multiply(a, a), Multiply(b, b)), Multiply(c, c));
        var program = Lambda<Func<long, long>>(
            Block(
                [count],
                For(a, Int(1), n,
                    For(b, a, n,
                        For(c, b, n,
                            IfThen(rightAngled, AddAssign(count, Int(1)))))),
                count),
            n);
        Console.WriteLine(program.Compile()(size));
    }
}
