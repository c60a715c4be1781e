using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class MatMulExpression
{
    public static void Run(long rounds)
    {
        ParameterExpression a = Parameter(typeof(double[]), "a"), b = Parameter(typeof(double[]), "b"), c = Parameter(typeof(double[]), "c");
        ParameterExpression n = IntVariable("n"), i = IntVariable("i"), j = IntVariable("j"), k = IntVariable("k"), sum = FloatVariable("sum");
        var multiply = Lambda<Action<double[], double[], double[], long>>(
            Block(
                [sum],
                For(i, Int(0), n,
                    For(j, Int(0), n,
                        Assign(sum, Float(0.0)),
                        For(k, Int(0), n,
                            AddAssign(sum, Multiply(At(a, Add(Multiply(i, n), k)), At(b, Add(Multiply(k, n), j))))),
                        Assign(At(c, Add(Multiply(i, n), j)), sum)))),
            a, b, c, n);
        MatMul.Run(rounds, multiply.Compile());
    }
}
