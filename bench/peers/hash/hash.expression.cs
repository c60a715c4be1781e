using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class HashExpression
{
    public static void Run(long size)
    {
        ParameterExpression n = IntVariable("n"), i = IntVariable("i"), state = IntVariable("state"), h = IntVariable("h");
        var program = Lambda<Func<long, (long Hash, long State)>>(
            Block(
                [state, h],
                Assign(state, Int(2463534242)),
                Assign(h, Int(0x811C9DC5)),
                For(i, Int(0), n,
                    ExclusiveOrAssign(state, Low32(LeftShift(state, Constant(13)))),
                    ExclusiveOrAssign(state, RightShift(state, Constant(17))),
                    ExclusiveOrAssign(state, Low32(LeftShift(state, Constant(5)))),
                    Assign(h, Low32(Multiply(ExclusiveOr(h, And(state, Int(0xFF))), Int(65599)))),
                    ExclusiveOrAssign(h, RightShift(h, Constant(15)))),
                New(typeof(ValueTuple<long, long>).GetConstructor([typeof(long), typeof(long)])!, h, state)),
            n);
        (long hash, long last) = program.Compile()(size);
        Console.WriteLine($"{hash} {last}");
    }

    private static Expression Low32(Expression value) => And(value, Int(0xFFFFFFFF));
}
