using System.Collections.Immutable;

namespace Lang.Testing.Programs;

/// <summary>What random programs may use.</summary>
[Flags]
internal enum Features
{
    /// <summary>Numbers, arrays, functions, loops: what has a C twin.</summary>
    Scalars = 0,

    Strings = 1,

    /// <summary>Function values of all kinds.</summary>
    Closures = 2,

    /// <summary>Functions whose last digit depends on the platform.</summary>
    PlatformMath = 4,

    /// <summary>Now and then a run-time error on purpose, of kinds C has no twin for.</summary>
    Failures = 8,

    All = Strings | Closures | PlatformMath | Failures,
}

/// <summary>
/// Makes random programs that are well typed and end by construction. Run-time errors are allowed, but rare, so that most
/// programs run to their end.
/// </summary>
/// <remarks>
/// Why programs end, and soon:
/// 1. Loops have constant limits. Arrays grow only up to a constant length, strings too.
/// 2. An upper bound of the steps of each function is kept, and calls that would pass a body's budget are not made.
/// 3. Recursive functions count a depth down; they call each other at most twice, outside loops. To a large depth the script's body alone calls some, whose calls go
///    one step down, or to a small depth.
/// 4. Code that can run as a function value (a literal, a function used as a value) uses only function values that are older
///    than itself: variables of function type that nobody assigns. So no chain of calls comes back to its start. Such code
///    calls one value at most, outside loops: the cost of a chain is the sum of its parts.
/// 5. Functions with long loops are called by the script's body alone, a few times, and make no calls but of function values that do not more than an operation, and of functions that do
///    no more than assign such a value.
/// </remarks>
internal sealed partial class ProgramGenerator(Random random, int size, Features features)
{
    private const long MaxSteps = 8_000, ValueSteps = 60;
    private const int MaxLength = 10, Depth = 4;

    /// <summary>From here on everything is as short as it can be.</summary>
    private const int ManyExpressions = 700;

    private const string Whole = "f_whole";

    private readonly List<Callable> _functions = [];
    private readonly List<Entry> _variables = [];

    // Loop variables that run over an array's indices.
    private readonly List<(string Array, Variable Index)> _indices = [];
    private Body _body = new();
    private int _names, _expressions;

    /// <summary>A function that can be called by name.</summary>
    /// <param name="Steps">An upper bound of the steps it takes, for a recursive one at the largest depth.</param>
    /// <param name="IsRecursive">Whether its first parameter is the depth left.</param>
    /// <param name="TouchesFunctions">Whether it may use a function value that is newer than a value made before the call.</param>
    private sealed record Callable(Function Function, long Steps, bool IsRecursive, bool TouchesFunctions);

    private sealed record Entry(Variable Variable, bool IsAssignable);

    private readonly record struct ScopeMark(int Variables, int Functions, int Indices);

    /// <summary>Where the generator is: in the script's body, a function or a function literal.</summary>
    private sealed class Body
    {
        /// <summary>The function's result; null in the script's body, where nothing returns.</summary>
        public ValueType? Result { get; init; }

        public long Budget { get; init; } = MaxSteps;

        /// <summary>Whether this code can run as a function value: rule 4 holds.</summary>
        public bool IsValue { get; init; }

        /// <summary>The functions of the recursive group this one belongs to.</summary>
        public ImmutableArray<Function> Group { get; init; } = [];

        public int RecursiveCallsLeft { get; set; }

        public int ValueCallsLeft { get; set; } = 1;

        public bool TouchesFunctions { get; set; }

        public int Loops { get; set; }

        public long Rounds { get; set; } = 1;

        public long Steps { get; set; }

        public bool Affords(long steps) => Steps + steps * Rounds < Budget;
    }

    /// <summary>A new program; larger sizes give more functions and longer bodies.</summary>
    public RandomProgram Program()
    {
        var globals = ImmutableArray.CreateBuilder<Let>();
        for (int i = random.Next(5); i > 0; i--)
            globals.Add(NewGlobal());
        _functions.Add(new Callable(WholeFunction(), 4, false, false));
        for (int i = 1 + random.Next(3 + size / 15); i > 0; i--)
            AddFunctions();
        ImmutableArray<Statement> pureCalls = AddPureRecursions();
        (ImmutableArray<Let> theirGlobals, ImmutableArray<Function> longLoops, ImmutableArray<Statement> theirCalls) = LongLoops();
        if (Chance(4))
            globals.Insert(random.Next(globals.Count + 1), LateGlobal());
        _body = new Body { Budget = 2 * MaxSteps };
        ImmutableArray<Statement> body = Block(4 + size / 8, 0);
        body = body.AddRange(_functions.ToArray().Select(UseOf)).AddRange(pureCalls).AddRange(theirCalls);
        foreach (Let global in globals.Where(g => !g.Value.Type.IsFunction))
            body = body.Add(new Print(new Variable(global.Value.Type, global.Name)));
        return new RandomProgram([.. globals, .. theirGlobals], [.. _functions.Select(f => f.Function), .. longLoops], body);
    }

    private Let NewGlobal()
    {
        ValueType type = Has(Features.Closures) && Chance(6) ? FunctionType() : AnyType();
        Expression value = type.IsScalar ? Constant(type) : Expression(type, 1);
        var let = new Let(NewName("g"), value, Typed: type.IsFunction || Chance(3));
        Declare(let.Name, type, isAssignable: true);
        return let;
    }

    // Its initialiser calls functions, which see globals that are not set yet.
    private Let LateGlobal()
    {
        ValueType type = Pick(ValueType.Scalars);
        Function[] callable = [.. _functions.Select(f => f.Function).Where(f => f.Result == type)];
        Expression Argument(Variable parameter) => parameter.Name[0] == 'd' ? Literal.Of(3) : parameter.Type.IsScalar ? Constant(parameter.Type) : Zero.Of(parameter.Type);
        Expression value = Constant(type);
        if (callable.Length > 0 && Pick(callable) is var function)
            value = new Call(type, function.Name, [.. function.Parameters.Select(Argument)]);
        var let = new Let(NewName("g"), value, Typed: true);
        Declare(let.Name, type, isAssignable: true);
        return let;
    }

    private Statement UseOf(Callable callable)
    {
        Expression call = CallOf(callable, 1);
        return callable.Function.Result == ValueType.Nothing ? new Do(call) : callable.Function.Result.IsFunction ? new Let(NewName("v"), call) : new Print(call);
    }

    // One function, or two that call each other.
    private void AddFunctions()
    {
        bool isRecursive = Chance(4);
        ImmutableArray<Function> group = isRecursive && Chance(2) ? [Signature(true), Signature(true)] : [Signature(isRecursive)];
        var bodies = new List<(Function Function, Body Body)>();
        foreach (Function function in group)
        {
            var body = new Body
            {
                Result = function.Result,
                Group = isRecursive ? group : [],
                IsValue = !isRecursive && function.Annotated && !function.Type.Parameters.Any(p => p.IsFunction) && Chance(2),
                Budget = isRecursive ? MaxSteps / 32 : MaxSteps,
            };
            bodies.Add((WithBody(function, body, isRecursive), body));
        }
        long steps = (bodies.Max(b => b.Body.Steps) + 1) * (isRecursive ? 32 : 1);
        bool touches = bodies.Any(b => b.Body.TouchesFunctions);
        foreach ((Function function, _) in bodies)
            _functions.Add(new Callable(function, steps, isRecursive, touches));
    }

    private Function Signature(bool isRecursive)
    {
        var parameters = ImmutableArray.CreateBuilder<Variable>();
        if (isRecursive)
            parameters.Add(new Variable(ValueType.Int, NewName("d")));
        // More than registers hold, sometimes.
        for (int i = Chance(6) ? random.Next(7, 14) : random.Next(5); i > 0; i--)
            parameters.Add(new Variable(ParameterType(), NewName("p")));
        return new Function(NewName("f"), parameters.ToImmutable(), ResultType(), Chance(2), [], null);
    }

    private ValueType ParameterType() => Has(Features.Closures) && Chance(8) ? FunctionType() : Chance(5) ? AnyType() : Pick(ValueType.Scalars);

    private ValueType ResultType() =>
        Chance(7) ? ValueType.Nothing : Has(Features.Closures) && Chance(8) ? FunctionType() : Chance(6) ? AnyType() : Pick(ValueType.Scalars);

    private Function WithBody(Function function, Body body, bool isRecursive)
    {
        Body outer = _body;
        _body = body;
        ScopeMark scope = Mark();
        foreach (Variable parameter in function.Parameters)
            Declare(parameter.Name, parameter.Type, isAssignable: !parameter.Type.IsFunction && !(isRecursive && parameter == function.Parameters[0]));
        ImmutableArray<Statement> first = [];
        body.RecursiveCallsLeft = 0;
        if (isRecursive)
            first = [new If(new Binary(ValueType.Bool, "<=", function.Parameters[0], Literal.Of(0)), [new Return(ResultValue(function.Result, 1))], [])];
        body.RecursiveCallsLeft = 2;
        ImmutableArray<Statement> statements = !isRecursive && Chance(8) ? [] : OpenBlock(body.IsValue ? 3 : 2 + size / 10, 1);
        Expression? value = ResultValue(function.Result, 3);
        Leave(scope);
        _body = outer;
        return function with { Body = first.AddRange(statements), Value = value };
    }

    private Expression? ResultValue(ValueType type, int depth) => type == ValueType.Nothing ? null : Expression(type, depth);

    // The first function of every program: int(x) that can't fail.
    private static Function WholeFunction()
    {
        var x = new Variable(ValueType.Float, "x");
        var bound = Literal.Of(9e18);
        Expression clamped = new Call(ValueType.Float, "min", [bound, new Call(ValueType.Float, "max", [new Unary("-", bound), x])]);
        var notANumber = new If(new Binary(ValueType.Bool, "!=", x, x), [new Return(Literal.Of(0))], []);
        return new Function(Whole, [x], ValueType.Int, true, [notANumber], new Call(ValueType.Int, "int", [clamped]));
    }

    private ValueType AnyType() => random.Next(10) switch
    {
        < 5 => Pick(ValueType.Scalars),
        5 => Has(Features.Strings) ? ValueType.String : ValueType.Int,
        _ => ArrayType(),
    };

    private ValueType ArrayType() => random.Next(8) switch
    {
        < 3 => ValueType.Ints,
        < 5 => ValueType.Floats,
        5 => ValueType.Bools,
        6 => Has(Features.Strings) ? ValueType.Strings : ValueType.Ints,
        _ => ValueType.Rows,
    };

    private ValueType FunctionType() => random.Next(8) switch
    {
        < 3 => ValueType.FunctionOf([ValueType.Int, ValueType.Int], ValueType.Int),
        3 => ValueType.FunctionOf([ValueType.Float], ValueType.Float),
        4 => ValueType.FunctionOf([ValueType.Int], ValueType.Bool),
        5 => ValueType.FunctionOf([ValueType.Int], ValueType.Nothing),
        6 => ValueType.FunctionOf([ValueType.Int], ValueType.FunctionOf([ValueType.Int], ValueType.Int)),
        _ => ValueType.FunctionOf([.. Enumerable.Range(0, random.Next(9)).Select(_ => ParameterScalar())], ParameterScalar()),
    };

    private ValueType ParameterScalar() => Has(Features.Strings) && Chance(6) ? ValueType.String : Pick(ValueType.Scalars);

    private void Declare(string name, ValueType type, bool isAssignable) => _variables.Add(new Entry(new Variable(type, name), isAssignable));

    private ScopeMark Mark() => new(_variables.Count, _functions.Count, _indices.Count);

    // What was declared since the mark can't be used any more.
    private void Leave(ScopeMark scope)
    {
        _variables.RemoveRange(scope.Variables, _variables.Count - scope.Variables);
        _functions.RemoveRange(scope.Functions, _functions.Count - scope.Functions);
        _indices.RemoveRange(scope.Indices, _indices.Count - scope.Indices);
    }

    // Rule 4: what can be assigned may be newer than the code that is being made.
    private bool MayUse(Entry entry) => !_body.IsValue || !entry.IsAssignable || !(entry.Variable.Type.IsFunction || entry.Variable.Type.Item?.IsFunction == true);

    private Variable? Find(Predicate<Variable> wanted, bool assignable = false)
    {
        List<Entry> found = _variables.FindAll(e => wanted(e.Variable) && (e.IsAssignable || !assignable) && MayUse(e));
        if (found.Count == 0)
            return null;
        Entry entry = found[random.Next(found.Count)];
        if (entry.IsAssignable && (entry.Variable.Type.IsFunction || entry.Variable.Type.Item?.IsFunction == true))
            _body.TouchesFunctions = true;
        return entry.Variable;
    }

    private bool IsLarge => _expressions > ManyExpressions;

    private bool Has(Features wanted) => (features & wanted) == wanted;

    private string NewName(string prefix) => prefix + _names++;

    private T Pick<T>(params ReadOnlySpan<T> values) => values[random.Next(values.Length)];

    private T Pick<T>(ImmutableArray<T> values) => values[random.Next(values.Length)];

    private bool Chance(int oneIn) => random.Next(oneIn) == 0;
}
