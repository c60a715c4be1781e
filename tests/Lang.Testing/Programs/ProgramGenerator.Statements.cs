using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Statements.</summary>
internal sealed partial class ProgramGenerator
{
    private const int DeepestBlock = 4;

    // What the block declares is gone behind it.
    private ImmutableArray<Statement> Block(int length, int depth)
    {
        ScopeMark scope = Mark();
        ImmutableArray<Statement> block = OpenBlock(length, depth);
        Leave(scope);
        return block;
    }

    private ImmutableArray<Statement> OpenBlock(int length, int depth)
    {
        var block = ImmutableArray.CreateBuilder<Statement>();
        for (int i = IsLarge ? 1 : 1 + random.Next(length); i > 0; i--)
            block.Add(Statement(depth));
        return block.ToImmutable();
    }

    private Statement Statement(int depth)
    {
        _body.Steps += _body.Rounds;
        if (Chance(400) && Failure() is { } failure)
            return failure;
        bool mayNest = depth < DeepestBlock && !IsLarge && _body.Affords(20);
        switch (random.Next(mayNest ? 32 : 20))
        {
            case < 4: return NewLet(Expression(ScalarOrString(), Depth));
            case 4: return NewLet(Expression(ArrayType(), 2));
            case 5: return NewFunctionVariable() ?? NewLet(Expression(ValueType.Int, Depth));
            case < 10: return Assignment() ?? NewLet(Expression(ValueType.Int, 3));
            case < 13: return ElementAssignment() ?? NewLet(Expression(ArrayType(), 2));
            case 13: return Growth() ?? NewLet(Expression(ValueType.Ints, 2));
            case < 16: return Printing();
            case < 18: return CallStatement() ?? Printing();
            case < 20: return Jump();
            case < 24: return Branches(depth);
            case 24: return new Scope(Block(3, depth + 1));
            case 25 when Has(Features.Closures): return NewLocalFunction(depth);
            default: return Loop(depth);
        }
    }

    private ValueType ScalarOrString() => Has(Features.Strings) && Chance(5) ? ValueType.String : Pick(ValueType.Scalars);

    private If Branches(int depth)
    {
        Expression condition = Expression(ValueType.Bool, 3);
        ImmutableArray<Statement> then = Block(4, depth + 1);
        return random.Next(4) switch
        {
            0 => new If(condition, then, []),
            1 => new If(condition, then, [Branches(depth + 1)]),
            _ => new If(condition, then, Block(3, depth + 1)),
        };
    }

    private Print Printing()
    {
        var values = ImmutableArray.CreateBuilder<Expression>();
        for (int i = Chance(4) ? random.Next(1, 5) : 1; i > 0; i--)
            values.Add(Expression(Chance(6) ? ArrayType() : ScalarOrString(), Depth));
        return new Print(values.ToImmutable());
    }

    // A jump on every path would leave the rest of the block dead; a condition in front keeps it alive.
    private Statement Jump()
    {
        bool mayReturn = _body.Result is not null && Chance(_body.Loops > 0 ? 4 : 2);
        if (!mayReturn && _body.Loops == 0)
            return Printing();
        Statement jump = mayReturn ? new Return(ResultValue(_body.Result!, 2)) : Chance(2) ? new Break() : new Continue();
        Expression condition = Expression(ValueType.Bool, 3);
        return Chance(3) ? new If(condition, [Printing(), jump], []) : new If(condition, [jump], []);
    }

    private Let NewLet(Expression value)
    {
        var let = new Let(NewName("v"), value, Typed: Chance(5));
        Declare(let.Name, value.Type, isAssignable: true);
        return let;
    }

    // Constant or not, alone or in an array: what rule 4 tells apart.
    private Let? NewFunctionVariable()
    {
        if (!Has(Features.Closures))
            return null;
        ValueType type = FunctionType();
        bool isArray = Chance(3), isAssignable = isArray || Chance(3);
        string name = NewName("h");
        Expression value = isArray ? FunctionArray(type) : Expression(type, 2);
        Declare(name, value.Type, isAssignable);
        return new Let(name, value, Typed: true);
    }

    private ArrayLiteral FunctionArray(ValueType type) =>
        new(ValueType.ArrayOf(type), [.. Enumerable.Range(0, Chance(40) ? 0 : 2 + random.Next(3)).Select(_ => Expression(type, 1))]);

    private LocalFunction NewLocalFunction(int depth)
    {
        Function signature = Signature(false) with { Name = NewName("n") };
        var body = new Body { Result = signature.Result, IsValue = true, Budget = ValueSteps };
        Body outer = _body;
        _body = body;
        ScopeMark scope = Mark();
        foreach (Variable parameter in signature.Parameters)
            Declare(parameter.Name, parameter.Type, isAssignable: !parameter.Type.IsFunction);
        ImmutableArray<Statement> statements = Chance(3) ? [] : Block(2, Math.Max(depth, DeepestBlock - 1));
        Expression? value = ResultValue(signature.Result, 2);
        Leave(scope);
        _body = outer;
        Function function = signature with { Body = statements, Value = value };
        _functions.Add(new Callable(function, body.Steps + 1, false, body.TouchesFunctions));
        return new LocalFunction(function);
    }

    private Statement? Assignment()
    {
        Variable? target = Find(v => v.Type.IsScalar || v.Type == ValueType.String || Chance(4), assignable: true);
        if (target is null)
            return null;
        if (target.Type == ValueType.String)
            return Bounded(target, new Assign(target, Pick("", "+", "+"), Expression(ValueType.String, 3)));
        if (target.Type.Item?.IsFunction == true)
            return new Assign(target, "", FunctionArray(target.Type.Item));
        return new Assign(target, CompoundOperator(target.Type), Expression(target.Type, Depth));
    }

    private Statement? ElementAssignment()
    {
        Variable? array = Find(v => v.Type.IsArray);
        if (array is null)
            return null;
        Element target = new(array, Index(array, 2));
        if (target.Type == ValueType.Ints && Chance(2))
            target = new Element(target, Index(null, 1));
        if (target.Type != ValueType.String)
            return new Assign(target, CompoundOperator(target.Type), Expression(target.Type, Depth));
        target = new Element(array, Literal.Of(random.Next(2)));
        return Bounded(target, new Assign(target, Pick("", "+"), Expression(ValueType.String, 2)));
    }

    // Strings double at most until they are long.
    private static If Bounded(Expression target, Statement assign) => new(new Binary(ValueType.Bool, "<", LengthOf(target), Literal.Of(50)), [assign], []);

    private static Call LengthOf(Expression container) => new(ValueType.Int, "len", [container]);

    // Arrays keep at least two elements, unless they are made with fewer, and no more than MaxLength.
    private Statement? Growth()
    {
        if (Find(v => v.Type.IsArray) is not { } array)
            return null;
        ValueType item = array.Type.Item!;
        if (Chance(3))
            return new If(new Binary(ValueType.Bool, ">", LengthOf(array), Literal.Of(2)), [new Do(new Call(item, "pop", [array]))], []);
        Expression value = Expression(item, item.IsScalar ? 3 : item == ValueType.String ? 0 : 1);
        return new If(new Binary(ValueType.Bool, "<", LengthOf(array), Literal.Of(MaxLength)), [new Do(new Call(ValueType.Nothing, "push", [array, value]))], []);
    }

    private Statement? CallStatement()
    {
        if (Has(Features.Closures) && Chance(3) && CallableValue(_ => true) is { } value)
            return new Do(ValueCallOf(value, 2));
        Callable[] callable = Callables(f => f.Result == ValueType.Nothing || Chance(4));
        return callable.Length == 0 ? null : new Do(CallOf(Pick(callable), 2));
    }

    private string CompoundOperator(ValueType type)
    {
        if (type == ValueType.Int)
            return Pick("", "", "+", "+", "-", "*", "&", "|", "^", "<<", ">>", ">>>");
        return type == ValueType.Float ? Pick("", "+", "-", "*", "/", "%") : "";
    }

    private Statement Loop(int depth)
    {
        int kind = random.Next(7);
        // Deep in loops and near the budget they are short.
        int limit = _body.Affords(200) ? random.Next(9) : random.Next(3);
        string name = NewName("i");
        if (kind < 2 && Find(v => (v.Type.IsArray && !v.Type.Item!.IsFunction) || v.Type == ValueType.String) is { } sequence && _body.Affords(10 * MaxLength))
        {
            bool overIndices = kind == 0 && sequence.Type.IsArray;
            ValueType variable = overIndices || sequence.Type == ValueType.String ? ValueType.Int : sequence.Type.Item!;
            int longest = sequence.Type == ValueType.String ? 120 : MaxLength;
            ImmutableArray<Statement> body = LoopBody(name, variable, longest, depth, overIndices ? sequence.Name : null);
            return !overIndices ? new ForEach(name, sequence, body)
                : Chance(4) ? new ForRange(name, new Binary(ValueType.Int, "-", LengthOf(sequence), Literal.Of(1)), Literal.Of(0), 0, true, -1, false, body)
                : new ForRange(name, Literal.Of(0), LengthOf(sequence), 0, false, 1, Chance(6), body);
        }
        if (kind < 5)
        {
            Expression condition = Chance(2) ? Literal.Of(true) : InLoop(limit + 1, () => Expression(ValueType.Bool, 3));
            return new While(name, limit, condition, LoopBody(name, ValueType.Int, limit + 1, depth, null));
        }
        Expression first = Chance(6) ? Literal.Of(Chance(2) ? long.MaxValue - random.Next(6) : long.MinValue + random.Next(6))
            : Chance(2) ? Constant(ValueType.Int) : Expression(ValueType.Int, 2);
        long step = Chance(2) ? 1 : Pick(1L, 2, 3, 5, -1, -1, -2, -7, long.MaxValue, long.MinValue, 1L << 40);
        if (Chance(1000))
            step = 0;
        return new ForRange(name, first, null, step < 0 ? -limit : limit, Chance(2), step, Chance(5), LoopBody(name, ValueType.Int, limit + 1, depth, null));
    }

    private ImmutableArray<Statement> LoopBody(string name, ValueType variable, int limit, int depth, string? array) => InLoop(limit, () =>
    {
        ScopeMark scope = Mark();
        Declare(name, variable, isAssignable: false);
        if (array is not null)
            _indices.Add((array, new Variable(variable, name)));
        ImmutableArray<Statement> body = Block(4, depth + 1);
        Leave(scope);
        return body;
    });

    private T InLoop<T>(int limit, Func<T> make)
    {
        long rounds = _body.Rounds;
        _body.Rounds *= limit;
        _body.Loops++;
        T made = make();
        _body.Loops--;
        _body.Rounds = rounds;
        return made;
    }

    // A statement that ends the run.
    private Statement? Failure()
    {
        Expression one = Expression(ValueType.Int, 1), zero = new Binary(ValueType.Int, "-", one, one);
        Variable? ints = Find(v => v.Type == ValueType.Ints);
        Statement? common = random.Next(5) switch
        {
            0 when ints is not null => new Print(new Element(ints, Pick<Expression>(LengthOf(ints), Literal.Of(-1), Literal.Of(long.MaxValue)))),
            1 when ints is not null => new Assign(new Element(ints, LengthOf(ints)), Pick("", "+"), one),
            2 => new Print(new Binary(ValueType.Int, Pick("/", "%"), one, one is Literal or Variable ? zero : Literal.Of(0))),
            3 => new Print(new Call(ValueType.Int, "int", [new Binary(ValueType.Float, "/", Literal.Of(0.0), Literal.Of(0.0))])),
            _ => null,
        };
        return common ?? (Has(Features.Failures) ? TlFailure(one) : null);
    }

    private Statement TlFailure(Expression one)
    {
        var message = new Binary(ValueType.String, "+", new StringLiteral("failed with "), one);
        switch (random.Next(10))
        {
            case 0: return new Do(new Call(ValueType.Nothing, "error", [message]));
            case 1: return new Do(new Call(ValueType.Nothing, "assert", [new Binary(ValueType.Bool, "!=", one, one)]));
            case 2: return new Do(new Call(ValueType.Nothing, "assert", [Literal.Of(false), message]));
            case 3: return new Print(new Call(ValueType.Int, "int", [new StringLiteral(Pick("", "1x", "9223372036854775808", " 1", "--1"))]));
            case 4: return new Print(new Call(ValueType.Float, "float", [new StringLiteral(Pick("", "1e", "nope", "1.5 "))]));
            case 5: return new Print(new Call(ValueType.String, "chr", [Pick<Expression>(Literal.Of(-1), Literal.Of(0xD800), Literal.Of(0x110000))]));
            case 6: return new Print(new Fill(one, Literal.Of(-1)));
            case 7: return new Print(new Slice(new ArrayLiteral(ValueType.Ints, [one, one]), Literal.Of(random.Next(-1, 4)), Literal.Of(Pick(0, 1, 5))));
            case 8: return new Print(new Call(ValueType.Int, "pop", [new ArrayLiteral(ValueType.Ints, [])]));
            default: return Runaway();
        }
    }

    // A function that calls itself without end, and does nothing else: how deep it gets is for each tier to say.
    private Scope Runaway()
    {
        var n = new Variable(ValueType.Int, NewName("p"));
        string name = NewName("n");
        Expression call = new Call(ValueType.Int, name, [new Binary(ValueType.Int, "+", n, Literal.Of(1))]);
        var function = new Function(name, [n], ValueType.Int, true, [], new Binary(ValueType.Int, "+", call, Literal.Of(1)));
        return new Scope([new LocalFunction(function), new Print(new Call(ValueType.Int, name, [Literal.Of(0)]))]);
    }
}
