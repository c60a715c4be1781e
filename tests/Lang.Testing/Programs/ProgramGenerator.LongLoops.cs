using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Functions whose loops go round some thousand times with little to do: where loops become strips, are copied for each outcome of a condition, and count products up; and where globals are assigned that code had taken for constant.</summary>
internal sealed partial class ProgramGenerator
{
    private const int MostLongLoops = 3, LongArray = 1100;

    // What such a function knows: numbers that stay, numbers that change, an array, conditions and a function value that stay.
    private sealed record LongLoop(
        ImmutableArray<Variable> Invariants, ImmutableArray<Variable> Sums, Variable Array, ImmutableArray<Variable> Conditions, Variable? Function)
    {
        public ImmutableArray<Variable> Counters { get; init; } = [];

        /// <summary>Of a function value in a global: the function that assigns another one, hardly ever; where there is none it stays.</summary>
        public Function? Setter { get; init; }

        /// <summary>Whether the innermost counter runs over the array's indices.</summary>
        public bool OverIndices { get; init; }
    }

    // Globals that hold operations, the functions, and the calls that the script makes.
    private (ImmutableArray<Let> Globals, ImmutableArray<Function> Functions, ImmutableArray<Statement> Calls) LongLoops()
    {
        var functions = ImmutableArray.CreateBuilder<Function>();
        ImmutableArray<Let> operations = !Has(Features.Closures) ? [] : [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Let(NewName("g"), Operation(), Typed: true))];
        ImmutableArray<(Let Global, Function Setter)> globals = [.. operations.Select(global => (global, Setter(global)))];
        functions.AddRange(globals.Select(global => global.Setter));
        var calls = ImmutableArray.CreateBuilder<Statement>();
        for (int i = random.Next(MostLongLoops + 1); i > 0; i--)
        {
            Function function = LongLoopFunction(globals);
            functions.Add(function);
            for (int call = 1 + random.Next(3); call > 0; call--)
                calls.Add(new Print(new Call(function.Result, function.Name, [.. function.Parameters.Select(p => ArgumentOf(p.Type))])));
        }
        return (operations, functions.ToImmutable(), calls.ToImmutable());
    }

    private Expression ArgumentOf(ValueType type) => type.IsFunction ? Operation() : type == ValueType.Ints ? NewArray(Literal.Of(Integer())) : Constant(type);

    private Fill NewArray(Expression value) => new(value, Literal.Of(Chance(2) ? 8 : LongArray));

    // Small enough to be inlined, or not.
    private Function Setter(Let global)
    {
        Variable number = new(ValueType.Int, NewName("p")), local = new(ValueType.Int, NewName("v"));
        var body = ImmutableArray.CreateBuilder<Statement>();
        if (Chance(2))
        {
            body.Add(new Let(local.Name, number));
            for (int i = 0; i < 20; i++)
                body.Add(new Assign(local, Pick("+", "^", "-"), new Binary(ValueType.Int, "*", number, Literal.Of(Integer()))));
            number = local;
        }
        var condition = new Binary(ValueType.Bool, "==", new Binary(ValueType.Int, "&", number, Literal.Of(Pick(63, 255, 1023))), Literal.Of(random.Next(64)));
        body.Add(new If(condition, [new Assign(new Variable(global.Value.Type, global.Name), "", Operation())], []));
        return new Function(NewName("f"), [body.Count > 1 ? (Variable)((Let)body[0]).Value : number], ValueType.Nothing, true, body.ToImmutable(), null);
    }

    private Function LongLoopFunction(ImmutableArray<(Let Global, Function Setter)> globals)
    {
        ImmutableArray<Variable> numbers = [.. Enumerable.Range(0, 3).Select(_ => new Variable(ValueType.Int, NewName("p")))];
        ImmutableArray<Variable> conditions = [.. Enumerable.Range(0, 2).Select(_ => new Variable(ValueType.Bool, NewName("p")))];
        ImmutableArray<Variable> sums = [.. Enumerable.Range(0, 3).Select(_ => new Variable(ValueType.Int, NewName("v")))];
        var array = new Variable(ValueType.Ints, NewName("v"));
        Variable? function = Has(Features.Closures) && Chance(2) ? new Variable(Operation().Type, NewName("h")) : null;
        bool isPassed = function is not null && Chance(2), isArrayPassed = Chance(2);
        var known = new LongLoop(numbers, sums, array, conditions, function);
        if (function is null && !globals.IsEmpty)
        {
            (Let global, Function setter) = Pick(globals);
            known = known with { Function = new Variable(global.Value.Type, global.Name), Setter = Chance(4) ? null : setter };
        }

        var body = ImmutableArray.CreateBuilder<Statement>();
        foreach (Variable sum in sums)
            body.Add(new Let(sum.Name, Chance(2) ? Literal.Of(random.Next(3)) : Pick(numbers)));
        if (!isArrayPassed)
            body.Add(new Let(array.Name, NewArray(Chance(2) ? Literal.Of(1) : Pick(numbers))));
        if (function is not null && !isPassed)
            body.Add(new Let(function.Name, new Choice(Pick(conditions), Operation(), Operation()), Typed: true));
        for (int i = 1 + random.Next(2); i > 0; i--)
            body.Add(random.Next(8) switch { 0 => GridLoops(known), < 3 => Nest(known), _ => CountingLoop(known, LongRounds()) });
        Expression value = new Binary(ValueType.Int, "^", new Binary(ValueType.Int, "*", sums[0], Literal.Of(31)), new Binary(ValueType.Int, "-", sums[1], sums[2]));
        value = new Binary(ValueType.Int, "+", value, new Element(array, Literal.Of(random.Next(8))));
        ImmutableArray<Variable> parameters = [.. numbers, .. conditions, .. isArrayPassed ? (Variable[])[array] : [], .. isPassed ? (Variable[])[function!] : []];
        return new Function(NewName("f"), parameters, ValueType.Int, isPassed || Chance(2), body.ToImmutable(), value);
    }

    private ForRange Nest(LongLoop known)
    {
        string name = NewName("i");
        int rounds = 2 + random.Next(3);
        LongLoop inside = known with { Counters = [new Variable(ValueType.Int, name)] };
        return new ForRange(name, Chance(2) ? Literal.Of(0) : Pick(known.Invariants), null, rounds, Chance(2), 1, false, [CheapStatement(inside, 1), CountingLoop(inside, LongRounds() / 2)]);
    }

    // Around multiples of 1024 above all.
    private int LongRounds() => Chance(2) ? Pick(1, 2, 3) * 1024 + random.Next(-2, 3) : 1000 + random.Next(2000);

    private Statement CountingLoop(LongLoop known, int rounds)
    {
        string name = NewName("i");
        LongLoop inside = known with { Counters = known.Counters.Add(new Variable(ValueType.Int, name)) };
        switch (random.Next(8))
        {
            case >= 6: return SearchLoop(known);
            case 0: return new While(name, rounds, Chance(2) ? Literal.Of(true) : CheapCondition(inside), CheapBody(inside));
            case 1: return new ForRange(name, Literal.Of(0), LengthOf(known.Array), 0, false, Pick(1L, 1, 3), Chance(4), CheapBody(inside with { OverIndices = true }));
            case 2:
                Expression last = new Binary(ValueType.Int, "-", LengthOf(known.Array), Literal.Of(1));
                return Chance(2) ? new ForRange(name, Literal.Of(0), last, 0, true, 1, false, CheapBody(inside with { OverIndices = true }))
                    : new ForRange(name, last, Literal.Of(0), 0, true, -1, false, CheapBody(inside with { OverIndices = true }));
            case 3 when known.Counters.IsEmpty: return new ForEach(name, known.Array, CheapBody(inside));
        }
        long step = Chance(2) ? 1 : Pick(-1L, 2, 3, -3, 1024, -1024, 1 << 20, -(1 << 20), (1 << 20) + 1, long.MaxValue, long.MinValue);
        // Of the largest steps there is one round anyway.
        long distance = step is > 1 << 21 or < -(1 << 21) ? Math.Sign(step) * rounds : Math.Clamp(step * rounds + random.Next(-1, 2), int.MinValue, int.MaxValue);
        // Ends that are, or are next to, the largest and smallest integers; sometimes the sum wraps, and there is no round.
        Expression first = random.Next(5) switch
        {
            0 => Literal.Of((step > 0 ? long.MaxValue : long.MinValue) - distance + (step > 0 ? -1 : 1) * random.Next(-1, 3)),
            1 => Literal.Of(step > 0 ? long.MinValue : long.MaxValue),
            2 => Pick(known.Invariants),
            _ => Literal.Of(random.Next(-2, 3)),
        };
        return new ForRange(name, first, null, (int)distance, Chance(2), step, Chance(4), CheapBody(inside));
    }

    // Behind it the index and the element are known, and one is read that could have been read before.
    private Scope SearchLoop(LongLoop known)
    {
        var index = new Variable(ValueType.Int, NewName("k"));
        LongLoop inside = known with { Counters = known.Counters.Add(index) };
        Expression wanted = Chance(2) ? Literal.Of(Integer()) : Pick(known.Sums);
        ImmutableArray<Statement> body = [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Assign(Pick(known.Sums), Pick("+", "^", "-"), CheapExpression(inside, 1)))];
        var found = new Binary(ValueType.Int, "+", new Binary(ValueType.Int, "*", index, Literal.Of(7)), new Element(known.Array, index));
        if (!Chance(4))
            found = new Binary(ValueType.Int, "^", found, new Element(known.Array, new Binary(ValueType.Int, "&", Pick(known.Invariants), Literal.Of(7))));
        return new Scope([new Search(index.Name, known.Array, wanted, random.Next(3), Chance(2), body), new Assign(Pick(known.Sums), "+", found)]);
    }

    // Now and then more than a loop's test is copied over, and more than strips have.
    private ImmutableArray<Statement> CheapBody(LongLoop known) => [.. Enumerable.Range(0, Chance(5) ? 6 + random.Next(10) : 1 + random.Next(4)).Select(_ => CheapStatement(known, 2))];

    private Statement CheapStatement(LongLoop known, int depth)
    {
        switch (random.Next(depth > 0 ? 14 : 6))
        {
            case < 5: return new Assign(Pick(known.Sums), Pick("", "+", "+", "-", "^", "*"), CheapExpression(known, 3));
            case 5: return new Assign(CheapElement(known), Pick("", "+", "^"), CheapExpression(known, 2));
            case < 10:
                Expression condition = Chance(3) ? CheapCondition(known) : InvariantCondition(known);
                return new If(condition, CheapBlock(known, depth), Chance(2) ? [] : CheapBlock(known, depth));
            case 10 when known.Counters.Length > 0:
                Statement jump = random.Next(3) switch { 0 => new Break(), 1 => new Continue(), _ => new Return(Pick(known.Sums)) };
                return new If(Chance(3) ? new Binary(ValueType.Bool, "&&", InvariantCondition(known), Rarely(known)) : Rarely(known), Chance(2) ? [jump] : [CheapStatement(known, 0), jump], []);
            case 11: return Correlated(known, depth);
            case 12 when known.Setter is { } setter: return new Do(new Call(ValueType.Nothing, setter.Name, [CheapNumber(known)]));
            case 13 when known.Setter is not null: return new If(Rarely(known), [new Assign(known.Function!, "", Operation())], []);
            default: return new Assign(Pick(known.Sums), "+", new Binary(ValueType.Int, "*", CheapNumber(known), Pick(known.Invariants)));
        }
    }

    // Where the first question was answered one way, so is the last one; not so the one between them.
    private Scope Correlated(LongLoop known, int depth)
    {
        Variable chosen = new(ValueType.Int, NewName("v")), flag = new(ValueType.Bool, NewName("v"));
        Variable number = Pick(known.Counters.IsEmpty || Chance(2) ? known.Invariants : known.Counters);
        Expression bound = Chance(4) ? Literal.Of(random.Next(-1, 4)) : Pick(known.Invariants);
        Binary Compared(Expression a, Expression b) => new(ValueType.Bool, Pick("==", "!=", "<", "<=", ">", ">="), a, b);
        return new Scope([
            new Let(chosen.Name, Chance(2) ? Literal.Of(random.Next(3)) : Pick(known.Invariants)),
            new If(Compared(number, bound), [new Assign(chosen, "", number), CheapStatement(known, depth - 1)], []),
            new Let(flag.Name, Compared(chosen, CheapNumber(known))),
            new If(Compared(chosen, bound), [CheapStatement(known, depth - 1), new Assign(flag, "", Chance(2) ? Literal.Of(false) : CheapCondition(known))], []),
            new If(flag, [CheapStatement(known, 0)], Chance(2) ? [] : [CheapStatement(known, 0)])]);
    }

    private ImmutableArray<Statement> CheapBlock(LongLoop known, int depth) => [.. Enumerable.Range(0, 1 + random.Next(2)).Select(_ => CheapStatement(known, depth - 1))];

    private Binary Rarely(LongLoop known) =>
        new(ValueType.Bool, "==", new Binary(ValueType.Int, "&", CheapNumber(known), Literal.Of(Pick(255, 1023, 2047))), Literal.Of(random.Next(256)));

    private Expression InvariantCondition(LongLoop known)
    {
        Expression number = Pick(known.Invariants), other = Chance(2) ? Pick(known.Invariants) : Literal.Of(random.Next(-1, 3));
        return Chance(2) ? Pick(known.Conditions) : new Binary(ValueType.Bool, Pick("==", "!=", "<", "<=", ">", ">="), Chance(2) ? number : new Binary(ValueType.Int, "&", number, Literal.Of(3)), other);
    }

    private Binary CheapCondition(LongLoop known) => Chance(3)
        ? new(ValueType.Bool, Pick("==", "!="), new Binary(ValueType.Int, "%", CheapNumber(known), Literal.Of(CheapDivisor())), Literal.Of(Chance(2) ? 0 : random.Next(-2, 3)))
        : new(ValueType.Bool, Pick("==", "!=", "<", "<=", ">", ">="), CheapExpression(known, 1), CheapExpression(known, 1));

    private Expression CheapNumber(LongLoop known) => random.Next(8) switch
    {
        < 4 when known.Counters.Length > 0 => Pick(known.Counters),
        4 => Literal.Of(Integer()),
        5 => CheapElement(known),
        6 => Pick(known.Invariants),
        _ => Pick(known.Sums),
    };

    private Element CheapElement(LongLoop known)
    {
        if (known.OverIndices && !Chance(4))
            return new Element(known.Array, known.Counters[^1]);
        Expression index = Chance(3) ? Pick(known.Invariants) : known.Counters.Length > 0 ? Pick(known.Counters) : Pick(known.Sums);
        return new Element(known.Array, new Binary(ValueType.Int, "&", index, Literal.Of(7)));
    }

    private Expression CheapExpression(LongLoop known, int depth)
    {
        if (depth == 0)
            return CheapNumber(known);
        Expression Operand() => CheapExpression(known, depth - 1);
        switch (random.Next(12))
        {
            case < 2: return CheapNumber(known);
            case < 4: return new Binary(ValueType.Int, Pick("+", "-", "^", "&", "|", "*"), Operand(), Operand());
            case < 6:
                Expression product = new Binary(ValueType.Int, "*", CheapNumber(known), Chance(2) ? Pick(known.Invariants) : Literal.Of(NonZero()));
                return Chance(2) ? product : new Binary(ValueType.Int, "+", product, CheapNumber(known));
            case < 8: return new Binary(ValueType.Int, Pick("/", "%"), Operand(), Literal.Of(CheapDivisor()));
            case 8: return new Binary(ValueType.Int, Pick(">>", ">>>", "<<"), Operand(), Literal.Of(random.Next(64)));
            case 9: return new Choice(Chance(2) ? InvariantCondition(known) : CheapCondition(known), Operand(), Operand());
            case 10 when known.Function is { } function: return new ValueCall(function, [Operand(), Operand()]);
            default: return new Call(ValueType.Int, Pick("min", "max"), [Operand(), Operand()]);
        }
    }

    private long CheapDivisor() => Chance(3) ? NonZero() : Pick(3L, 7, 10, 6, 8, 1024, -3, -8, 1, -1, long.MaxValue, long.MinValue, 1_000_003);

    // A function value that does little.
    private Lambda Operation()
    {
        Variable x = new(ValueType.Int, NewName("p")), y = new(ValueType.Int, NewName("p"));
        Expression value = new Binary(ValueType.Int, Pick("+", "-", "*", "^"), x, Chance(2) ? y : new Binary(ValueType.Int, Pick("*", "&", "+"), y, Literal.Of(Integer())));
        return new Lambda([x, y], true, [], value);
    }
}
