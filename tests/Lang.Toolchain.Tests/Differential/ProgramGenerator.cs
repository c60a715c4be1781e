using System.Collections.Immutable;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>
/// Makes random programs that are well typed and end by construction: functions call only earlier ones, loops have
/// constant limits, and an upper bound of the steps a call can take keeps calls out of loops that would multiply it.
/// Run-time errors are allowed, but rare, so that most programs run to their end.
/// </summary>
internal sealed class ProgramGenerator(Random random, int size)
{
    private const long MaxSteps = 20_000;
    private const string Whole = "f_whole";
    private static readonly ValueType[] s_scalars = [ValueType.Int, ValueType.Int, ValueType.Float, ValueType.Bool];

    private readonly List<(Function Function, long Steps)> _functions = [];
    private readonly List<Variable> _variables = [];
    private readonly HashSet<string> _constants = [];
    private int _names;
    private int _loops;
    private long _rounds = 1;
    private long _steps;
    private ValueType _result;

    /// <summary>A new program; larger sizes give more functions and longer bodies.</summary>
    public RandomProgram Program()
    {
        var globals = ImmutableArray.CreateBuilder<Let>();
        for (int i = random.Next(3); i > 0; i--)
        {
            ValueType type = Pick(s_scalars);
            globals.Add(new Let(NewName("g"), Constant(type)));
            _variables.Add(new Variable(type, globals[^1].Name));
        }
        _functions.Add((WholeFunction(), 4));
        for (int i = 1 + random.Next(2 + size / 20); i > 0; i--)
            AddFunction();
        _result = ValueType.Bool;
        ImmutableArray<Statement> body = Block(3 + size / 10, 0);
        foreach ((Function function, _) in _functions)
            body = body.Add(new Print(CallOf(function, 1)));
        foreach (Let global in globals)
            body = body.Add(new Print(new Variable(global.Value.Type, global.Name)));
        return new RandomProgram(globals.ToImmutable(), [.. _functions.Select(f => f.Function)], body);
    }

    private void AddFunction()
    {
        int scope = _variables.Count;
        (long steps, _steps) = (_steps, 0);
        var parameters = ImmutableArray.CreateBuilder<Variable>();
        for (int i = random.Next(4); i > 0; i--)
        {
            ValueType type = Chance(8) ? Pick([ValueType.Ints, ValueType.Floats]) : Pick(s_scalars);
            parameters.Add(new Variable(type, NewName("p")));
            _variables.Add(parameters[^1]);
        }
        _result = Pick(s_scalars);
        ImmutableArray<Statement> body = Block(2 + size / 10, 0);
        Expression result = Expression(_result, 3);
        _variables.RemoveRange(scope, _variables.Count - scope);
        _functions.Add((new Function(NewName("f"), parameters.ToImmutable(), Chance(2), body, result), _steps + 1));
        _steps += steps;
    }

    private ImmutableArray<Statement> Block(int length, int depth)
    {
        int scope = _variables.Count;
        var block = ImmutableArray.CreateBuilder<Statement>();
        for (int i = 1 + random.Next(length); i > 0; i--)
            block.Add(Statement(depth));
        _variables.RemoveRange(scope, _variables.Count - scope);
        return block.ToImmutable();
    }

    private Statement Statement(int depth)
    {
        _steps += _rounds;
        int kind = random.Next(depth < 3 ? 24 : 14);
        switch (kind)
        {
            case < 4: return NewLet(Expression(Pick(s_scalars), 4));
            case 4: return NewArray();
            case < 9: return Assignment() ?? NewLet(Expression(ValueType.Int, 3));
            case < 11: return ArrayStore() ?? NewArray();
            case < 13: return new Print(Expression(Pick(s_scalars), 4));
            case 13: return Jump();
            case < 18: return new If(Expression(ValueType.Bool, 3), Block(4, depth + 1), Chance(2) ? Block(3, depth + 1) : []);
            default: return Loop(depth);
        }
    }

    private Statement Jump()
    {
        if (_loops == 0 || !Chance(3))
            return new Print(Expression(ValueType.Int, 3));
        // A jump on every path would leave the rest of the block dead; a condition in front keeps it alive.
        Statement jump = Chance(3) && _result != ValueType.Bool ? new Return(Expression(_result, 2)) : Chance(2) ? new Break() : new Continue();
        return new If(Expression(ValueType.Bool, 3), [jump], []);
    }

    private Statement NewLet(Expression value)
    {
        var let = new Let(NewName("v"), value);
        _variables.Add(new Variable(value.Type, let.Name));
        return let;
    }

    private Statement NewArray()
    {
        var let = new LetArray(NewName("a"), Expression(Pick([ValueType.Int, ValueType.Float]), 2), 2 << random.Next(3));
        _variables.Add(new Variable(let.Fill.Type == ValueType.Int ? ValueType.Ints : ValueType.Floats, let.Name));
        return let;
    }

    private Statement? Assignment()
    {
        Variable? target = Find(v => v.Type <= ValueType.Bool && !_constants.Contains(v.Name));
        return target is null ? null : new Assign(target, CompoundOperator(target.Type), Expression(target.Type, 4));
    }

    private Statement? ArrayStore()
    {
        Variable? array = Find(v => v.Type > ValueType.Bool);
        if (array is null)
            return null;
        ValueType type = new Element(array, array).Type;
        return new Store(array, Index(2), CompoundOperator(type), Expression(type, 4));
    }

    private string CompoundOperator(ValueType type) => type switch
    {
        ValueType.Int => Pick(["", "", "+", "+", "-", "*", "&", "|", "^", "<<", ">>", ">>>"]),
        ValueType.Float => Pick(["", "+", "-", "*", "/"]),
        _ => "",
    };

    private Statement Loop(int depth)
    {
        int limit = random.Next(7);
        int kind = random.Next(5);
        Variable? array = kind == 0 ? Find(v => v.Type > ValueType.Bool) : null;
        Expression first = Chance(6) ? new Literal(ValueType.Int, Chance(2) ? long.MaxValue - random.Next(6) : long.MinValue + random.Next(6))
            : Chance(2) ? Constant(ValueType.Int) : Expression(ValueType.Int, 2);
        Expression condition = Chance(2) ? new Literal(ValueType.Bool, 1) : Expression(ValueType.Bool, 3);
        string name = NewName("i");
        long rounds = _rounds;
        int scope = _variables.Count;
        _rounds *= array is null ? limit + 1 : 8;
        _loops++;
        _constants.Add(name);
        _variables.Add(new Variable(array?.Type == ValueType.Floats ? ValueType.Float : ValueType.Int, name));
        ImmutableArray<Statement> body = Block(4, depth + 1);
        _variables.RemoveRange(scope, _variables.Count - scope);
        _loops--;
        _rounds = rounds;
        if (array is not null)
            return new ForEach(name, array, body);
        if (kind < 3)
            return new While(name, limit, condition, body);
        long step = Chance(2) ? 1 : Pick([1L, 2, 3, 5, -1, -1, -2, -7, long.MaxValue, long.MinValue, 1L << 40]);
        if (Chance(200))
            step = 0;
        return new ForRange(name, first, step < 0 ? -limit : limit, Chance(2), step, body);
    }

    private Expression Expression(ValueType type, int depth)
    {
        _steps += _rounds;
        if (depth <= 0 || Chance(5))
            return Leaf(type);
        switch (random.Next(12))
        {
            case 0:
                return new Choice(Expression(ValueType.Bool, depth - 1), Expression(type, depth - 1), Expression(type, depth - 1));
            case 1 or 2:
                Function[] callable = [.. _functions.Where(f => f.Function.Result.Type == type && f.Steps * _rounds + _steps < MaxSteps).Select(f => f.Function)];
                return callable.Length > 0 ? CallOf(Pick(callable), depth - 1) : Leaf(type);
            case 3 when type is ValueType.Int or ValueType.Float:
                Variable? array = Find(v => v.Type == (type == ValueType.Int ? ValueType.Ints : ValueType.Floats));
                return array is null ? Leaf(type) : new Element(array, Index(depth - 1));
        }
        return type switch
        {
            ValueType.Int => IntExpression(depth - 1),
            ValueType.Float => FloatExpression(depth - 1),
            _ => BoolExpression(depth - 1),
        };
    }

    private Expression IntExpression(int depth)
    {
        Expression Operand() => Expression(ValueType.Int, depth);
        switch (random.Next(14))
        {
            case < 6: return new Binary(ValueType.Int, Pick(["+", "-", "*"]), Operand(), Operand());
            case 6: return new Binary(ValueType.Int, Pick(["/", "%"]), Operand(), Divisor(depth));
            case 7: return new Binary(ValueType.Int, Pick(["/", "%"]), Operand(), new Literal(ValueType.Int, NonZero()));
            case 8: return new Binary(ValueType.Int, Pick(["&", "|", "^"]), Operand(), Operand());
            case 9: return new Binary(ValueType.Int, Pick(["<<", ">>", ">>>"]), Operand(), Chance(2) ? Operand() : new Literal(ValueType.Int, random.Next(-1, 66)));
            case 10: return new Unary(Pick(["-", "~"]), Operand());
            case 11: return new Call(ValueType.Int, "abs", [Operand()]);
            case 12: return new Call(ValueType.Int, Pick(["min", "max"]), [Operand(), Operand()]);
            default: return FloatToInt(depth);
        }
    }

    // Mostly in range; out of it, or not a number, it is a run-time error in both languages.
    private Call FloatToInt(int depth) => Chance(20)
        ? new Call(ValueType.Int, "int", [Expression(ValueType.Float, depth)])
        : new Call(ValueType.Int, Whole, [Expression(ValueType.Float, depth)]);

    // The first function of every program: int(x) that can't fail.
    private static Function WholeFunction()
    {
        var x = new Variable(ValueType.Float, "x");
        var bound = new Literal(ValueType.Float, BitConverter.DoubleToInt64Bits(9e18));
        Expression clamped = new Call(ValueType.Float, "min", [bound, new Call(ValueType.Float, "max", [new Unary("-", bound), x])]);
        var notANumber = new If(new Binary(ValueType.Bool, "!=", x, x), [new Return(new Literal(ValueType.Int, 0))], []);
        return new Function(Whole, [x], true, [notANumber], new Call(ValueType.Int, "int", [clamped]));
    }

    private Expression Divisor(int depth)
    {
        Expression divisor = Expression(ValueType.Int, depth);
        return Chance(20) ? divisor : new Binary(ValueType.Int, "|", divisor, new Literal(ValueType.Int, 1));
    }

    private Expression FloatExpression(int depth)
    {
        Expression Operand() => Expression(ValueType.Float, depth);
        switch (random.Next(12))
        {
            case < 6: return new Binary(ValueType.Float, Pick(["+", "-", "*", "/"]), Operand(), Operand());
            case 6: return new Binary(ValueType.Float, "%", Operand(), Operand());
            case 7: return new Unary("-", Operand());
            case 8: return new Call(ValueType.Float, Pick(["abs", "sqrt", "floor", "ceil", "round"]), [Operand()]);
            case 9: return new Call(ValueType.Float, Pick(["min", "max"]), [Operand(), Operand()]);
            default: return new Widened(Expression(ValueType.Int, depth));
        }
    }

    private Expression BoolExpression(int depth)
    {
        switch (random.Next(8))
        {
            case < 5:
                ValueType type = Chance(3) ? ValueType.Float : ValueType.Int;
                return new Binary(ValueType.Bool, Pick(["==", "!=", "<", "<=", ">", ">="]), Expression(type, depth), Expression(type, depth));
            case 5: return new Unary("!", Expression(ValueType.Bool, depth));
            case 6: return new Binary(ValueType.Bool, Pick(["==", "!="]), Expression(ValueType.Bool, depth), Expression(ValueType.Bool, depth));
            default: return new Binary(ValueType.Bool, Pick(["&&", "||"]), Expression(ValueType.Bool, depth), Expression(ValueType.Bool, depth));
        }
    }

    private Expression CallOf(Function function, int depth)
    {
        _steps += _rounds * _functions.First(f => f.Function == function).Steps;
        var arguments = ImmutableArray.CreateBuilder<Expression>();
        foreach (Variable parameter in function.Parameters)
        {
            if (parameter.Type <= ValueType.Bool)
                arguments.Add(Expression(parameter.Type, depth));
            else if (Find(v => v.Type == parameter.Type) is { } array)
                arguments.Add(array);
            else
                return Leaf(function.Result.Type);
        }
        return new Call(function.Result.Type, function.Name, arguments.ToImmutable());
    }

    // Arrays have 2, 4 or 8 elements: indices are mostly in bounds.
    private Expression Index(int depth) => Chance(2)
        ? new Binary(ValueType.Int, "&", Expression(ValueType.Int, depth), new Literal(ValueType.Int, 1))
        : new Literal(ValueType.Int, Chance(40) ? random.Next(11) - 1 : random.Next(2));

    private Expression Leaf(ValueType type) =>
        !Chance(3) && Find(v => v.Type == type) is { } variable ? variable : Constant(type);

    private Literal Constant(ValueType type) => new(type, type switch
    {
        ValueType.Int => Integer(),
        ValueType.Float => BitConverter.DoubleToInt64Bits(Double()),
        _ => random.Next(2),
    });

    private long NonZero() => Integer() is var value and not 0 ? value : 7;

    private long Integer() => random.Next(8) switch
    {
        < 3 => random.Next(-3, 11),
        3 => random.Next(-1000, 1000),
        4 => 1L << random.Next(64),
        5 => (1L << random.Next(64)) - 1,
        6 => -(1L << random.Next(64)),
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private double Double() => random.Next(8) switch
    {
        < 3 => random.Next(-20, 20) / 4.0,
        3 => random.NextDouble(),
        4 => random.Next(-1_000_000, 1_000_000) / 1000.0,
        5 => Math.ScaleB(1.0, random.Next(-1074, 1024)),
        6 => Pick([0.0, 0.1, 1e16, 1e15, 1e-4, 1e-5, 1e300, double.MaxValue, double.Epsilon, 123456789.125]),
        _ => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 2.5,
    };

    private Variable? Find(Predicate<Variable> wanted)
    {
        List<Variable> found = _variables.FindAll(wanted);
        return found.Count == 0 ? null : found[random.Next(found.Count)];
    }

    private string NewName(string prefix) => prefix + _names++;

    private T Pick<T>(T[] values) => values[random.Next(values.Length)];

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;
}
