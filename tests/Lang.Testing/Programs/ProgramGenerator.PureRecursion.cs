using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Recursive functions of numbers without effects: equal calls of them merge, tail calls of them become jumps, and they are inlined into themselves.</summary>
internal sealed partial class ProgramGenerator
{
    private const int MostPureFunctions = 2;

    /// <summary>More tail calls than become jumps in a row, and fewer calls than may be nested.</summary>
    private const int LeastChain = 270, MostChain = 450;

    // What its expressions may use: the first of its parameters is the depth left.
    private sealed record PureRecursion(Function Function, bool MayFail)
    {
        public Variable Depth => Function.Parameters[0];
    }

    // The calls that the script makes, to a depth that no other caller asks for.
    private ImmutableArray<Statement> AddPureRecursions()
    {
        var calls = ImmutableArray.CreateBuilder<Statement>();
        for (int i = random.Next(MostPureFunctions + 1); i > 0; i--)
        {
            bool isChain = Chance(3);
            Function function = PureRecursiveFunction(isChain);
            _functions.Add(new Callable(function, 400, true, false));
            Expression depth = Literal.Of(isChain ? random.Next(LeastChain, MostChain) : random.Next(8));
            calls.Add(new Print(new Call(function.Result, function.Name, [depth, .. function.Parameters.Skip(1).Select(p => Constant(p.Type))])));
        }
        return calls.ToImmutable();
    }

    private Function PureRecursiveFunction(bool isChain)
    {
        ValueType result = Chance(3) ? ValueType.Float : ValueType.Int;
        ImmutableArray<Variable> parameters =
        [
            new Variable(ValueType.Int, NewName("d")), new Variable(result, NewName("p")),
            .. Enumerable.Range(0, random.Next(3)).Select(_ => new Variable(Pick(ValueType.Scalars), NewName("p"))),
        ];
        var known = new PureRecursion(new Function(NewName("f"), parameters, result, true, [], null), MayFail: Chance(4));
        var end = new If(new Binary(ValueType.Bool, "<", known.Depth, Literal.Of(Pick(1, 2))), [new Return(PureValue(known, result, 2))], []);
        (ImmutableArray<Statement> body, Expression value) = isChain ? TailCalls(known) : Pick(0, 1, 2) switch
        {
            0 => Sum(known),
            1 => CallsAtJoin(known),
            _ => CallInTailCall(known),
        };
        return known.Function with { Body = [end, .. body], Value = value };
    }

    // As of Fibonacci's numbers: what the first call calls is called again.
    private (ImmutableArray<Statement> Body, Expression Value) Sum(PureRecursion known)
    {
        ImmutableArray<Expression> rest = OtherArguments(known);
        return ([], Operation(known, Recursion(known, Less(known, 1), rest), Recursion(known, Less(known, Pick(1, 2)), rest)));
    }

    // Made on one way, and again where the ways meet.
    private (ImmutableArray<Statement> Body, Expression Value) CallsAtJoin(PureRecursion known)
    {
        var sum = new Variable(known.Function.Result, NewName("v"));
        Call call = Recursion(known, Less(known, 1), OtherArguments(known));
        var either = new If(PureValue(known, ValueType.Bool, 1), [new Assign(sum, "+", call)], Chance(2) ? [] : [new Assign(sum, "-", PureValue(known, sum.Type, 1))]);
        return ([new Let(sum.Name, PureValue(known, sum.Type, 1)), either], Operation(known, sum, call));
    }

    // As of Ackermann's function.
    private (ImmutableArray<Statement> Body, Expression Value) CallInTailCall(PureRecursion known)
    {
        ImmutableArray<Expression> arguments = OtherArguments(known);
        var tail = new If(PureValue(known, ValueType.Bool, 1), [new Return(Recursion(known, Less(known, 1), OtherArguments(known)))], []);
        return (Chance(4) ? [] : [tail], Recursion(known, Less(known, 1), arguments.SetItem(0, Recursion(known, Less(known, 1), arguments))));
    }

    // Long, with calls on the way that soon return.
    private (ImmutableArray<Statement> Body, Expression Value) TailCalls(PureRecursion known)
    {
        ImmutableArray<Expression> arguments = OtherArguments(known);
        var shallow = new Call(ValueType.Int, "min", [Less(known, 1), Literal.Of(3)]);
        var sometimes = new If(PureValue(known, ValueType.Bool, 1), [new Return(Recursion(known, Less(known, 1), arguments.SetItem(0, Recursion(known, shallow, arguments))))], []);
        return (Chance(3) ? [] : [sometimes], Recursion(known, Less(known, 1), OtherArguments(known)));
    }

    private static Call Recursion(PureRecursion known, Expression depth, ImmutableArray<Expression> others) => new(known.Function.Result, known.Function.Name, [depth, .. others]);

    private static Binary Less(PureRecursion known, int by) => new(ValueType.Int, "-", known.Depth, Literal.Of(by));

    private ImmutableArray<Expression> OtherArguments(PureRecursion known) =>
        [.. known.Function.Parameters.Skip(1).Select(p => Chance(2) ? p : PureValue(known, p.Type, 1))];

    private Binary Operation(PureRecursion known, Expression left, Expression right) => new(known.Function.Result, Pick("+", "-", "*"), left, right);

    private Expression PureValue(PureRecursion known, ValueType type, int depth)
    {
        _expressions++;
        Expression Operand(ValueType operandType) => PureValue(known, operandType, depth - 1);
        ImmutableArray<Variable> variables = [.. known.Function.Parameters.Where(v => v.Type == type)];
        if (depth == 0 || Chance(4))
            return variables.Length > 0 && !Chance(3) ? Pick(variables) : Constant(type);
        if (Chance(6))
            return new Choice(Operand(ValueType.Bool), Operand(type), Operand(type));
        if (type == ValueType.Bool)
        {
            ValueType compared = Chance(4) ? ValueType.Float : ValueType.Int;
            return Chance(4) ? new Unary("!", Operand(type)) : new Binary(type, Pick("==", "!=", "<", "<=", ">", ">="), Operand(compared), Operand(compared));
        }
        if (Chance(6))
            return new Call(type, Pick("min", "max"), [Operand(type), Operand(type)]);
        if (type == ValueType.Float)
            return Chance(3) ? new Widened(Operand(ValueType.Int)) : new Binary(type, Pick("+", "-", "*", "/"), Operand(type), Operand(type));
        return known.MayFail && Chance(3) ? new Binary(type, Pick("/", "%"), Operand(type), new Binary(type, "|", Operand(type), Literal.Of(1)))
            : new Binary(type, Pick("+", "-", "*", "&", "^"), Operand(type), Operand(type));
    }
}
