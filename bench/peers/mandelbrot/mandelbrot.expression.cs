using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;
using static Peers.Expressions.Syntax;

namespace Peers.Expressions;

internal static class MandelbrotExpression
{
    public static void Run(long size)
    {
        ParameterExpression n = IntVariable("n"), x = IntVariable("x"), y = IntVariable("y"), steps = IntVariable("steps"), total = IntVariable("total");
        ParameterExpression cr = FloatVariable("cr"), ci = FloatVariable("ci"), zr = FloatVariable("zr"), zi = FloatVariable("zi");
        ParameterExpression r2 = FloatVariable("r2"), i2 = FloatVariable("i2");
        Expression inside = AndAlso(LessThan(steps, Int(200)), LessThanOrEqual(Add(r2, i2), Float(4.0)));
        var program = Lambda<Func<long, long>>(
            Block(
                [total, steps, cr, ci, zr, zi, r2, i2],
                For(y, Int(0), n,
                    Assign(ci, Subtract(Scaled(y, n), Float(1.0))),
                    For(x, Int(0), n,
                        Assign(cr, Subtract(Scaled(x, n), Float(1.5))),
                        Assign(zr, Float(0.0)),
                        Assign(zi, Float(0.0)),
                        Assign(r2, Float(0.0)),
                        Assign(i2, Float(0.0)),
                        Assign(steps, Int(0)),
                        While(inside,
                            Assign(zi, Add(Multiply(Multiply(Float(2.0), zr), zi), ci)),
                            Assign(zr, Add(Subtract(r2, i2), cr)),
                            Assign(r2, Multiply(zr, zr)),
                            Assign(i2, Multiply(zi, zi)),
                            AddAssign(steps, Int(1))),
                        AddAssign(total, steps))),
                total),
            n);
        Console.WriteLine(program.Compile()(size));
    }

    private static Expression Scaled(Expression value, Expression n) => Divide(Multiply(Float(2.0), ToFloat(value)), ToFloat(n));
}
