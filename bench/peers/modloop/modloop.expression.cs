using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class ModLoopExpression
{
    public static void Run(long size)
    {
        ParameterExpression n = IntVariable("n"), i = IntVariable("i"), sum = IntVariable("sum");
        Expression counts = OrElse(Equal(Modulo(i, Int(3)), Int(0)), Equal(Modulo(i, Int(5)), Int(0)));
        var program = Lambda<Func<long, long>>(
            Block(
                [i, sum],
                While(LessThan(i, n),
                    IfThen(counts, AddAssign(sum, Divide(i, Int(7)))),
                    AddAssign(i, Int(1))),
                sum),
            n);
        Console.WriteLine(program.Compile()(size));
    }
}
