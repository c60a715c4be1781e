using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class CollatzExpression
{
    public static void Run(long size)
    {
        ParameterExpression n = IntVariable("n"), best = IntVariable("best"), start = IntVariable("start");
        ParameterExpression i = IntVariable("i"), x = IntVariable("x"), steps = IntVariable("steps");
        Expression next = IfThenElse(
            Equal(Modulo(x, Int(2)), Int(0)),
            Assign(x, Divide(x, Int(2))),
            Assign(x, Add(Multiply(Int(3), x), Int(1))));
        var program = Lambda<Func<long, (long Start, long Best)>>(
            Block(
                [best, start, x, steps],
                For(i, Int(1), n,
                    Assign(x, i),
                    Assign(steps, Int(0)),
                    While(NotEqual(x, Int(1)), next, AddAssign(steps, Int(1))),
                    IfThen(GreaterThan(steps, best), Block(Assign(best, steps), Assign(start, i)))),
                New(typeof(ValueTuple<long, long>).GetConstructor([typeof(long), typeof(long)])!, start, best)),
            n);
        (long first, long length) = program.Compile()(size);
        Console.WriteLine($"{first} {length}");
    }
}
