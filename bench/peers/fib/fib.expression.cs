using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class FibExpression
{
    public static void Run(long size)
    {
        // A tree calls itself through a variable that holds its delegate.
        ParameterExpression fib = Variable(typeof(Func<long, long>), "fib"), n = IntVariable("n"), start = IntVariable("start");
        var body = Lambda<Func<long, long>>(
            Condition(LessThan(n, Int(2)), n, Add(Invoke(fib, Subtract(n, Int(1))), Invoke(fib, Subtract(n, Int(2))))), n);
        var program = Lambda<Func<long, long>>(Block([fib], Assign(fib, body), Invoke(fib, start)), start);
        Console.WriteLine(program.Compile()(size));
    }
}
