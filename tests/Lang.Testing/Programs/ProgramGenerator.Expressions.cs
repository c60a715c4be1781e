using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Expressions of scalar types, and what gives any type: calls, elements, choices.</summary>
internal sealed partial class ProgramGenerator
{
    private Expression Expression(ValueType type, int depth)
    {
        _body.Steps += _body.Rounds;
        _expressions++;
        if (depth <= 0 || IsLarge || Chance(5))
            return Leaf(type);
        switch (random.Next(14))
        {
            case 0: return new Choice(Expression(ValueType.Bool, depth - 1), Expression(type, depth - 1), Expression(type, depth - 1));
            case 1 or 2: return AnyCall(type, depth - 1) ?? Leaf(type);
            case 3 or 4: return ElementOf(type, depth - 1) ?? Leaf(type);
            case 5 when Has(Features.Closures): return CallableValue(t => t.Result == type) is { } value ? ValueCallOf(value, depth - 1) : Leaf(type);
            case 6 when Has(Features.Closures) && !_body.IsValue: return HelperCall(type, depth - 1) ?? Leaf(type);
        }
        if (type == ValueType.Int)
            return IntExpression(depth - 1);
        if (type == ValueType.Float)
            return FloatExpression(depth - 1);
        if (type == ValueType.Bool)
            return BoolExpression(depth - 1);
        return type == ValueType.String ? StringExpression(depth - 1) : type.IsArray ? ArrayExpression(type, depth - 1) : FunctionExpression(type, depth - 1);
    }

    private Expression IntExpression(int depth)
    {
        Expression Operand() => Expression(ValueType.Int, depth);
        switch (random.Next(18))
        {
            case < 6: return new Binary(ValueType.Int, Pick("+", "-", "*"), Operand(), Operand());
            case 6: return new Binary(ValueType.Int, Pick("/", "%"), Operand(), Divisor(depth));
            case 7: return new Binary(ValueType.Int, Pick("/", "%"), Operand(), Literal.Of(Chance(4) ? -1 : NonZero()));
            case 8: return new Binary(ValueType.Int, Pick("&", "|", "^"), Operand(), Operand());
            case 9: return new Binary(ValueType.Int, Pick("<<", ">>", ">>>"), Operand(), Chance(2) ? Operand() : Literal.Of(random.Next(-1, 66)));
            case 10: return new Unary(Pick("-", "~"), Operand());
            case 11: return new Call(ValueType.Int, "abs", [Operand()]);
            case 12: return new Call(ValueType.Int, Pick("min", "max"), [Operand(), Operand()]);
            case 13: return Find(v => v.Type.IsArray || v.Type == ValueType.String) is { } container ? LengthOf(container) : Operand();
            case 14: return new Call(ValueType.Int, "int", [Expression(ValueType.Bool, depth)]);
            case 15 when Has(Features.Strings): return TextToInt(depth);
            default: return FloatToInt(depth);
        }
    }

    // Mostly in range; out of it, or not a number, it is a run-time error.
    private Call FloatToInt(int depth) => new(ValueType.Int, Chance(150) ? "int" : Whole, [Expression(ValueType.Float, depth)]);

    private Expression TextToInt(int depth)
    {
        if (Chance(2) || Find(v => v.Type == ValueType.String) is not { } text)
            return new Call(ValueType.Int, "int", [new Call(ValueType.String, "string", [Expression(ValueType.Int, depth)])]);
        int at = random.Next(3);
        return new Choice(new Binary(ValueType.Bool, ">", LengthOf(text), Literal.Of(at)), new Element(text, Literal.Of(at)), Leaf(ValueType.Int));
    }

    private Expression Divisor(int depth)
    {
        Expression divisor = Expression(ValueType.Int, depth);
        return Chance(150) ? divisor : new Binary(ValueType.Int, "|", divisor, Literal.Of(1));
    }

    private Expression FloatExpression(int depth)
    {
        Expression Operand() => Expression(ValueType.Float, depth);
        switch (random.Next(17))
        {
            case < 6: return new Binary(ValueType.Float, Pick("+", "-", "*", "/"), Operand(), Operand());
            case 6: return new Binary(ValueType.Float, "%", Operand(), Operand());
            case 7: return new Unary("-", Operand());
            case 8: return new Call(ValueType.Float, Pick("abs", "sqrt", "floor", "ceil", "round"), [Operand()]);
            case 9: return new Call(ValueType.Float, Pick("min", "max"), [Operand(), Operand()]);
            case 10 when Has(Features.PlatformMath):
                string name = Pick("sin", "cos", "tan", "asin", "acos", "atan", "exp", "log", "atan2", "pow");
                return new Call(ValueType.Float, name, name is "atan2" or "pow" ? [Operand(), Operand()] : [Operand()]);
            case 11 when Has(Features.Strings): return new Call(ValueType.Float, "float", [new Call(ValueType.String, "string", [Operand()])]);
            case 12: return new Call(ValueType.Float, "float", [Expression(ValueType.Bool, depth)]);
            case 13: return FloatChoice();
            case 14 or 15: return new Binary(ValueType.Float, Pick("+", "-", "*"), Division(), Division());
            default: return new Widened(Expression(ValueType.Int, depth));
        }
    }

    // Of two of a kind optimised code makes one instruction, for which it moves what they are made of.
    private Expression Division()
    {
        var sum = new Binary(ValueType.Float, Pick("+", "-", "*"), Leaf(ValueType.Float), Leaf(ValueType.Float));
        return Chance(3) ? new Call(ValueType.Float, "sqrt", [sum]) : new Binary(ValueType.Float, "/", Leaf(ValueType.Float), sum);
    }

    // A comparison of floats between floats that cost little: optimised code has no branch there.
    private Choice FloatChoice()
    {
        Expression Cheap() => Chance(2) ? Leaf(ValueType.Float) : new Binary(ValueType.Float, Pick("+", "-", "*"), Leaf(ValueType.Float), Leaf(ValueType.Float));
        return new Choice(new Binary(ValueType.Bool, Pick("==", "!=", "<", "<=", ">", ">="), Leaf(ValueType.Float), Leaf(ValueType.Float)), Cheap(), Cheap());
    }

    private Expression BoolExpression(int depth)
    {
        switch (random.Next(8))
        {
            case < 4:
                ValueType type = Has(Features.Strings) && Chance(6) ? ValueType.String : Chance(3) ? ValueType.Float : ValueType.Int;
                return new Binary(ValueType.Bool, Pick("==", "!=", "<", "<=", ">", ">="), Expression(type, depth), Expression(type, depth));
            case 4: return new Unary("!", Expression(ValueType.Bool, depth));
            case 5: return new Binary(ValueType.Bool, Pick("==", "!="), Expression(ValueType.Bool, depth), Expression(ValueType.Bool, depth));
            default: return new Binary(ValueType.Bool, Pick("&&", "||"), Expression(ValueType.Bool, depth), Expression(ValueType.Bool, depth));
        }
    }

    // Calls by name

    private Expression? AnyCall(ValueType type, int depth)
    {
        Callable[] callable = Callables(f => f.Result == type);
        return callable.Length == 0 ? null : CallOf(Pick(callable), depth);
    }

    private Callable[] Callables(Predicate<Function> wanted)
    {
        IEnumerable<Callable> group = _body.RecursiveCallsLeft > 0 && _body.Rounds == 1 ? _body.Group.Select(f => new Callable(f, 1, true, false)) : [];
        IEnumerable<Callable> earlier = _functions.Where(f => _body.Affords(f.Steps) && !(f.TouchesFunctions && _body.IsValue));
        return [.. earlier.Concat(group).Where(f => wanted(f.Function))];
    }

    private Call CallOf(Callable callable, int depth)
    {
        Function function = callable.Function;
        bool inGroup = _body.Group.Contains(function);
        _body.Steps += _body.Rounds * callable.Steps;
        _body.TouchesFunctions |= callable.TouchesFunctions;
        if (inGroup)
            _body.RecursiveCallsLeft--;
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        foreach (Variable parameter in function.Parameters)
        {
            if (callable.IsRecursive && arguments.Count == 0)
                arguments.Add(inGroup ? new Binary(ValueType.Int, "-", DepthLeft(), Literal.Of(1)) : DepthArgument(depth));
            else
                arguments.Add(Expression(parameter.Type, function.Parameters.Length > 5 ? Math.Min(depth, 1) : depth));
        }
        return new Call(function.Result, function.Name, arguments.ToImmutable());
    }

    private Variable DepthLeft() => _variables.First(v => _body.Group.Any(f => f.Parameters[0] == v.Variable)).Variable;

    private Expression DepthArgument(int depth) => Chance(2) ? Literal.Of(random.Next(5)) : new Binary(ValueType.Int, "&", Expression(ValueType.Int, depth), Literal.Of(3));

    // Elements

    private Expression? ElementOf(ValueType type, int depth)
    {
        if (Find(v => v.Type.Item == type) is { } array)
            return new Element(array, Index(array, depth));
        return Find(v => v.Type.Item?.Item == type) is { } rows ? new Element(new Element(rows, Index(rows, depth)), Index(null, depth)) : null;
    }

    // Arrays have two elements at least, nearly always.
    private Expression Index(Variable? array, int depth)
    {
        (string Array, Variable Index)[] known = [.. _indices.Where(i => i.Array == array?.Name)];
        if (known.Length > 0 && !Chance(3))
            return Pick(known).Index;
        return Chance(3)
            ? new Binary(ValueType.Int, "&", Expression(ValueType.Int, depth), Literal.Of(1))
            : Literal.Of(Chance(400) ? random.Next(11) - 1 : random.Next(2));
    }
}
