using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>Constants, variables, strings, arrays and function values.</summary>
internal sealed partial class ProgramGenerator
{
    private Expression Leaf(ValueType type)
    {
        if (!Chance(3) && Find(v => v.Type == type) is { } variable)
            return variable;
        if (type == ValueType.String)
            return new StringLiteral(Text());
        return type.IsArray ? ArrayExpression(type, 0) : type.IsFunction ? FunctionExpression(type, 0) : Constant(type);
    }

    // Strings

    private Expression StringExpression(int depth)
    {
        switch (random.Next(9))
        {
            case < 3:
                Expression text = Expression(ValueType.String, depth), other = Expression(ScalarOrString(), depth);
                return Chance(3) ? new Binary(ValueType.String, "+", other, text) : new Binary(ValueType.String, "+", text, other);
            case 3: return new Call(ValueType.String, "string", [Expression(AnyType(), depth)]);
            case 4: return new Call(ValueType.String, "chr", [new Binary(ValueType.Int, "&", Expression(ValueType.Int, depth), Literal.Of(Pick(127, 1023, 0x7FFF)))]);
            case 5 or 6 when Find(v => v.Type == ValueType.String) is { } whole: return PartOf(whole);
            case 7: return new Call(ValueType.String, "type_of", [Expression(AnyType(), depth)]);
            default: return new StringLiteral(Text());
        }
    }

    private Expression PartOf(Variable text) => random.Next(4) switch
    {
        0 => new Slice(text, null, null),
        1 => new Slice(text, null, new Call(ValueType.Int, "min", [LengthOf(text), Literal.Of(random.Next(9))])),
        2 => new Slice(text, new Binary(ValueType.Int, "/", LengthOf(text), Literal.Of(2)), null),
        _ => new Slice(text, new Call(ValueType.Int, "min", [Literal.Of(random.Next(4)), LengthOf(text)]), LengthOf(text)),
    };

    private string Text()
    {
        string text = "";
        for (int i = Chance(8) ? random.Next(12) : random.Next(4); i > 0; i--)
            text += Pick("a", "b", "xyz", "-7", "42", " ", "0", "{}", "\u00e4", "\u65e5\u672c", "\\n", "\\t", "\\\"", "\\\\", "\\0", "\\xFF", "\\x80", "\\xC3", "\\u{1F600}");
        return text;
    }

    // Arrays

    private Expression ArrayExpression(ValueType type, int depth)
    {
        ValueType item = type.Item!;
        int items = depth > 0 ? depth - 1 : 0;
        switch (random.Next(8))
        {
            case < 2 when Find(v => v.Type == type) is { } array:
                return new Slice(array, Pick<Expression?>(null, Literal.Of(0), new Binary(ValueType.Int, "-", LengthOf(array), Literal.Of(2))),
                    Pick<Expression?>(null, LengthOf(array)));
            case 2 when Find(v => v.Type == type) is { } array: return new Slice(array, null, Literal.Of(2));
            case 3 or 4:
                int count = Chance(200) ? 0 : random.Next(2, 9);
                return new Fill(item == ValueType.Ints || !item.IsArray ? Expression(item, items) : Zero.Of(item), Literal.Of(count));
            default:
                return new ArrayLiteral(type, [.. Enumerable.Range(0, Chance(200) ? 0 : random.Next(2, 6)).Select(_ => Expression(item, items))]);
        }
    }

    // Function values

    private Expression FunctionExpression(ValueType type, int depth)
    {
        Callable[] named = [.. _functions.Where(f => f.Function.Type == type && f.Function.Annotated && !f.IsRecursive && !f.TouchesFunctions && f.Steps <= 4 * ValueSteps)];
        return named.Length > 0 && !Chance(3) ? new Variable(type, Pick(named).Function.Name) : Literally(type, written: true, depth);
    }

    // Captures what is in scope, by reference.
    private Lambda Literally(ValueType type, bool written, int depth)
    {
        Body outer = _body;
        _body = new Body { Result = type.Result!, IsValue = true, Budget = ValueSteps };
        ScopeMark scope = Mark();
        ImmutableArray<Variable> parameters = [.. type.Parameters.Select(p => new Variable(p, NewName("p")))];
        foreach (Variable parameter in parameters)
            Declare(parameter.Name, parameter.Type, isAssignable: !parameter.Type.IsFunction);
        bool isShort = type.Result != ValueType.Nothing && (IsLarge || Chance(2));
        ImmutableArray<Statement> statements = isShort ? [] : OpenBlock(2, DeepestBlock - 1);
        Expression? value = ResultValue(type.Result!, Math.Min(depth + 1, 2));
        Leave(scope);
        _body = outer;
        return new Lambda(parameters, written, statements, value);
    }

    // A variable, or an element of an array of functions.
    private Expression? CallableValue(Predicate<ValueType> wanted)
    {
        bool mayCall = _body.IsValue ? _body.ValueCallsLeft > 0 && _body.Rounds == 1 : _body.Affords(2 * ValueSteps);
        if (!mayCall || Find(v => (v.Type.IsFunction && wanted(v.Type)) || (v.Type.Item is { IsFunction: true } item && wanted(item))) is not { } found)
            return null;
        return found.Type.IsFunction ? found : new Element(found, Index(found, 1));
    }

    private ValueCall ValueCallOf(Expression callee, int depth)
    {
        _body.ValueCallsLeft--;
        _body.Steps += 2 * ValueSteps * _body.Rounds;
        return new ValueCall(callee, [.. callee.Type.Parameters.Select(p => Expression(p, depth))]);
    }

    // A call of a generic function, with a function value of the types that fit; half of the literals are generic too.
    private Expression? HelperCall(ValueType type, int depth)
    {
        if (type == ValueType.Nothing || type.IsFunction || !_body.Affords(2 * ValueSteps * MaxLength))
            return null;
        _body.Steps += 2 * ValueSteps * _body.Rounds;
        ValueType other = ScalarOrString();
        Expression Value(ValueType result, params ImmutableArray<ValueType> parameters)
        {
            ValueType wanted = ValueType.FunctionOf(parameters, result);
            return Chance(2) ? Literally(wanted, written: false, depth) : Expression(wanted, depth);
        }
        switch (random.Next(5))
        {
            case 0: return new Call(type, GenericHelpers.Apply, [Value(type, other), Expression(other, depth)]);
            case 1: return new Call(type, GenericHelpers.Twice, [Value(type, type), Expression(type, depth)]);
            case 2: return new Call(type, GenericHelpers.Compose, [Value(type, other), Value(other, other), Expression(other, depth)]);
            case 3 when type.IsArray:
                _body.Steps += 2 * ValueSteps * MaxLength * _body.Rounds;
                return new Call(type, GenericHelpers.Map, [Value(type.Item!, other), Expression(ValueType.ArrayOf(other), depth)]);
            default:
                _body.Steps += 2 * ValueSteps * MaxLength * _body.Rounds;
                return new Call(type, GenericHelpers.Fold, [Value(type, type, other), Expression(type, depth), Expression(ValueType.ArrayOf(other), depth)]);
        }
    }

    // Constants

    private Expression Constant(ValueType type)
    {
        if (type == ValueType.Int)
            return Literal.Of(Integer());
        if (type == ValueType.Bool)
            return Literal.Of(Chance(2));
        return Chance(20)
            ? new Binary(ValueType.Float, "/", Literal.Of(Pick(0.0, 1.0, -1.0)), Literal.Of(0.0)) // nan, inf, -inf
            : Literal.Of(Double());
    }

    private long NonZero() => Integer() is var value and not 0 ? value : 7;

    private long Integer() => random.Next(9) switch
    {
        < 4 => random.Next(-3, 11),
        4 => random.Next(-1000, 1000),
        5 => 1L << random.Next(64),
        6 => (1L << random.Next(64)) - 1,
        7 => -(1L << random.Next(64)),
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };

    private double Double() => random.Next(8) switch
    {
        < 3 => random.Next(-20, 20) / 4.0,
        3 => random.NextDouble(),
        4 => random.Next(-1_000_000, 1_000_000) / 1000.0,
        5 => Math.ScaleB(1.0, random.Next(-1074, 1024)),
        6 => Pick(0.0, -0.0, 0.1, 1e16, 1e15, 1e-4, 1e-5, 1e300, double.MaxValue, double.Epsilon, 123456789.125),
        _ => BitConverter.Int64BitsToDouble(random.NextInt64()) is var any && double.IsFinite(any) ? any : 2.5,
    };
}
