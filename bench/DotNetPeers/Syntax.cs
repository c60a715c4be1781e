using System.Linq.Expressions;
using static System.Linq.Expressions.Expression;

namespace Peers.Expressions;

/// <summary>What the kernels need and expression trees lack a short form for.</summary>
internal static class Syntax
{
    public static Expression Int(long value) => Constant(value);

    public static Expression Float(double value) => Constant(value);

    public static ParameterExpression IntVariable(string name) => Variable(typeof(long), name);

    public static ParameterExpression FloatVariable(string name) => Variable(typeof(double), name);

    public static Expression ToFloat(Expression value) => Convert(value, typeof(double));

    /// <summary>An element. Indices of expression trees have 32 bits.</summary>
    public static Expression At(Expression array, Expression index) => ArrayAccess(array, Convert(index, typeof(int)));

    public static Expression While(Expression condition, params Expression[] body)
    {
        LabelTarget end = Label();
        return Loop(IfThenElse(condition, Block(body), Break(end)), end);
    }

    /// <summary>Counts <paramref name="variable"/>, which it declares, from <paramref name="from"/> up to below <paramref name="end"/>.</summary>
    public static Expression For(ParameterExpression variable, Expression from, Expression end, params Expression[] body) =>
        Block([variable], Assign(variable, from), While(LessThan(variable, end), [.. body, AddAssign(variable, Int(1))]));
}
