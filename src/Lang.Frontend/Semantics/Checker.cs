using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

/// <summary>
/// Finds the type of everything and turns the syntax tree into the bound tree, one instance of a function at a time.
/// </summary>
/// <remarks>
/// <para>
/// The script body is checked in order; an instance is checked when a call first needs it, so instances nest on a
/// stack. An instance that is called while it is being checked gives its assumed result, at first
/// <see cref="TlType.Never"/>: expressions that depend on it wait (they are never, too). When a pass over a body finds
/// another result than was assumed, the body is checked once more with the new one: the least fixed point of the
/// equations between results, since a result only climbs from never over int to float.
/// </para>
/// <para>
/// The same passes serve two more inferences. A variable that begins with an int literal and turns out to be assigned
/// floats is float in the next pass (<see cref="InstanceState.Floats"/>). And a use of a <c>[]</c> whose element type is
/// not yet decided waits, and is checked in the next pass, in which the deciding type is known from the start
/// (<see cref="TypeVariable.IsFact"/>).
/// </para>
/// <para>
/// What was learned stays; bindings of type variables made in a pass that is repeated are undone, and instances
/// that depend on something below them on the stack (<see cref="InstanceState.Low"/>, as in Tarjan's algorithm for
/// strongly connected components) are provisional: they are checked again when it changes. Only diagnostics of last
/// passes count.
/// </para>
/// </remarks>
internal sealed partial class Checker
{
    /// <summary>Every pass but the last learns something, so passes end; a program that needs more than this is asked for types.</summary>
    private const int MaxPasses = 1000;

    private readonly Script _script;
    private readonly CompilationOptions _options;
    private readonly Resolution _resolution;
    private readonly InstanceTable _instances = new();
    private readonly Unifier _unifier = new();
    private readonly List<InstanceState> _stack = [];
    private readonly List<InstanceState> _provisional = [];
    private readonly List<TypeVariable> _waits = [];

    // Top-level variables whose initialiser is being checked because a function mentions them, with the height of the stack then.
    private Stack<(VariableSymbol Variable, int Depth)>? _demands;
    private readonly InstanceState _scriptState;
    private readonly Func<TlType> _checkFunctionBody;
    private InstanceState _current;

    private Checker(Script script, CompilationOptions options, Resolution resolution)
    {
        (_script, _options, _resolution) = (script, options, resolution);
        _scriptState = _current = new InstanceState(new Instance(resolution.Script, [], [], null), TlType.Nothing);
        _checkFunctionBody = CheckFunctionBody;
    }

    /// <summary>Checks a script; null when it has errors, which are then in <paramref name="bag"/>.</summary>
    public static CheckedProgram? Check(Script script, CompilationOptions options, DiagnosticBag bag)
    {
        Resolution resolution = Resolver.Resolve(script, options, bag);
        var checker = new Checker(script, options, resolution);
        List<(string, Instance)> exports = [];
        checker.CheckInstance(checker._scriptState, () => checker.CheckScript(exports));
        List<InstanceState> reachable = checker.Reachable();
        ReportAll(reachable, bag);
        return bag.HasErrors ? null : checker.Result(reachable, exports);
    }

    private CheckedProgram Result(List<InstanceState> reachable, List<(string, Instance)> exports)
    {
        var instances = new Instance[reachable.Count];
        for (int i = 0; i < instances.Length; i++)
            instances[i] = reachable[i].Instance;
        List<VariableSymbol> globals = [], exported = [];
        foreach (VariableSymbol variable in _resolution.TopLevelVariables)
        {
            if (variable.Storage == VariableStorage.Global)
                globals.Add(variable);
            if (_options.GlobalExports.Contains(variable.Name))
                exported.Add(variable);
        }
        globals.AddRange(_resolution.Inputs);
        _resolution.ForgetSyntax();
        return new CheckedProgram(_script.Source, _scriptState.Instance, instances, globals, exports, exported);
    }

    private TlType CheckScript(List<(string, Instance)> exports)
    {
        exports.Clear();
        _current.Instance.Body = new BoundBlock(CheckStatements(_script.Statements), _script.Span);
        foreach (FunctionSymbol function in _resolution.TopLevelFunctions)
        {
            if (function.IsFullyAnnotated && InstanceToExport(function) is { } state)
                exports.Add((function.Name, state.Instance));
        }
        foreach (ExportRequest request in _options.Exports)
            Export(request, exports);
        return TlType.Nothing;
    }

    // The result of an instance that was called may hang on what its caller wanted: `fn empty() => []`. Only a function
    // that nothing calls must be clear by itself.
    private InstanceState? InstanceToExport(FunctionSymbol function)
    {
        ImmutableArray<TlType> parameters = AnnotatedParameters(function);
        if (_instances.FindCalled(function, parameters) is not { } called)
            return Require(function, parameters, null, null, function.Syntax!.HeadSpan);
        _current.Add(called, isUse: true);
        return called;
    }

    private void Export(ExportRequest request, List<(string, Instance)> exports)
    {
        var place = new SourceSpan(_script.Span.Start, _script.Span.Start);
        FunctionSymbol? function = _resolution.TopLevelFunctions.FirstOrDefault(function => function.Name == request.Name);
        if (function is null)
        {
            Report(DiagnosticCodes.UnknownExport, place, "function", request.Name);
            return;
        }
        if (function.Parameters.Length != request.Parameters.Length)
        {
            Report(DiagnosticCodes.WrongArgumentCount, function.Syntax!.HeadSpan, $"`{function.Name}`",
                Count(function.Parameters.Length, "argument"), $"{request.Parameters.Length} in the host's export request");
            return;
        }
        if (Require(function, request.Parameters, null, null, function.Syntax!.HeadSpan) is { } state
            && !exports.Any(export => export.Item2 == state.Instance))
        {
            exports.Add((request.Name, state.Instance));
        }
    }

    private ImmutableArray<TlType> AnnotatedParameters(FunctionSymbol function)
    {
        ImmutableArray<Parameter> parameters = function.Syntax!.Parameters;
        if (parameters.IsEmpty)
            return [];
        var types = new TlType[parameters.Length];
        for (int i = 0; i < types.Length; i++)
            types[i] = TypeOf(parameters[i].Type!);
        return ImmutableCollectionsMarshal.AsImmutableArray(types);
    }

    // Instances

    /// <summary>
    /// The instance of a function for these parameter types, checked as far as it can be; null (and an error) where a
    /// limit forbids it.
    /// </summary>
    private InstanceState? Require(FunctionSymbol function, ImmutableArray<TlType> parameters, TlType? wanted, Instance? parent, SourceSpan span, bool isUse = true)
    {
        parameters = Unifier.Close(parameters);
        InstanceState? state = _instances.Find(function, parameters, wanted, parent);
        if (state is null)
        {
            if (TypeDepth.Exceeds(parameters))
            {
                Report(DiagnosticCodes.TypeTooDeep, span, TypeDepth.Max.ToString());
                return null;
            }
            if (_instances.IsFullFor(function))
            {
                Report(DiagnosticCodes.TooManyInstances, span, function.Name, InstanceTable.MaxPerFunction.ToString(), InstanceTable.MaxTotal.ToString());
                return null;
            }
            ImmutableArray<VariableSymbol> variables = function.Syntax is null ? WrapperParameters(function, parameters.Length, span) : function.Parameters;
            state = new InstanceState(new Instance(function, variables, parameters, parent), wanted) { FirstCall = (_current, span) };
            state.Instance.Result = InitialResult(function);
            _instances.Add(state);
        }
        _current.Add(state, isUse);
        if (state.Status == CheckStatus.InProgress)
        {
            state.ResultWasRead = true;
            DependOn(state.Depth);
            // An instance that waits for the variable whose initialiser calls it.
            if (_demands is { } demands && demands.TryPeek(out (VariableSymbol Variable, int Depth) demand) && state.Depth < demand.Depth)
                ReportSelfDependence(demand.Variable);
        }
        else if (state.Status == CheckStatus.Stale)
        {
            CheckInstance(state, _checkFunctionBody);
        }
        else if (state.IsProvisional)
        {
            DependOn(state.Low);
        }
        return state;
    }

    private static ImmutableArray<VariableSymbol> WrapperParameters(FunctionSymbol function, int count, SourceSpan span) =>
        [.. Enumerable.Range(0, count).Select(i => new VariableSymbol($"a{i}", span, function) { IsParameter = true, Index = i })];

    // A block without `return e` gives nothing, whatever it calls; of the rest nothing is known yet.
    private TlType InitialResult(FunctionSymbol function) => function.Syntax switch
    {
        { Result: { } written } => TypeOf(written),
        { Body: not null } when !function.ReturnsValue && function.EndIsReachable => TlType.Nothing,
        _ => TlType.Never,
    };

    private void CheckInstance(InstanceState state, Func<TlType> checkBody)
    {
        if (StackGuard.HasRoom)
            CheckInstanceHere(state, checkBody);
        else
            CheckOnFreshStack(state, checkBody);
    }

    private void CheckOnFreshStack(InstanceState state, Func<TlType> checkBody) => StackGuard.Run(() => CheckInstanceHere(state, checkBody));

    private BoundExpression CheckOnFreshStack(Expression expression, TlType? wanted) => StackGuard.Run(() => CheckExpression(expression, wanted));

    private BoundBlock CheckOnFreshStack(Block block) => StackGuard.Run(() => CheckBlock(block));

    private void CheckInstanceHere(InstanceState state, Func<TlType> checkBody)
    {
        InstanceState outer = _current;
        (state.Depth, _current) = (_stack.Count, state);
        _stack.Add(state);
        int provisional = _provisional.Count, waits = _waits.Count;
        for (int pass = 1; ; pass++)
        {
            int trail = _unifier.Mark;
            state.BeginPass();
            foreach (TlType parameter in state.Instance.ParameterTypes)
                DependOnOwners(parameter);
            TlType result = Unifier.Close(checkBody());
            // An error is reported in the pass that found it: readers that knew of it would hide it in the next one.
            state.ReadersNeedAnotherPass |= state.ResultWasRead && result != TlType.Error && !TlType.Same(state.Instance.Result, result);
            state.Instance.Result = result;
            bool decided = DecideWaits(waits);
            if (!NeedsAnotherPass(state) && !decided)
                break;
            if (pass == MaxPasses)
            {
                Report(DiagnosticCodes.TooManyPasses, state.Instance.Function.Syntax?.HeadSpan ?? new SourceSpan(0, 0));
                break;
            }
            for (int i = provisional; i < _provisional.Count; i++)
                (_provisional[i].Status, _provisional[i].IsProvisional) = (CheckStatus.Stale, false);
            _provisional.RemoveRange(provisional, _provisional.Count - provisional);
            _waits.RemoveRange(waits, _waits.Count - waits);
            _unifier.Undo(trail, keepFacts: !state.NeedsAnotherPass);
        }
        _stack.RemoveAt(_stack.Count - 1);
        state.Status = CheckStatus.Checked;
        state.IsProvisional = state.Low < state.Depth;
        if (state.IsProvisional)
        {
            _provisional.Add(state);
        }
        else
        {
            for (int i = provisional; i < _provisional.Count; i++)
                _provisional[i].IsProvisional = false;
            _provisional.RemoveRange(provisional, _provisional.Count - provisional);
        }
        _current = outer;
        if (_stack.Count > 0 && state.IsProvisional)
            DependOn(state.Low);
    }

    // New results of mutually recursive functions are made known to all of them by the lowest one on the stack: if each
    // one repeated its own part, the number of passes would grow with the square of their number.
    private bool NeedsAnotherPass(InstanceState state)
    {
        if (!state.ReadersNeedAnotherPass || state.Low == state.Depth)
            return state.NeedsAnotherPass || state.ReadersNeedAnotherPass;
        _stack[state.Low].ReadersNeedAnotherPass = true;
        return state.NeedsAnotherPass;
    }

    private TlType CheckFunctionBody()
    {
        Instance instance = _current.Instance;
        for (int i = 0; i < instance.Parameters.Length; i++)
            instance.SetType(instance.Parameters[i], instance.ParameterTypes[i]);
        FunctionSyntax? syntax = instance.Function.Syntax;
        if (syntax is null)
            return CheckWrapper(instance);
        TlType? written = syntax.Result is { } type ? TypeOf(type) : null;
        if (syntax.Body is { } block)
        {
            instance.Body = new BoundBlock(CheckStatements(block.Statements), block.Span);
        }
        else
        {
            BoundExpression value = CheckExpression(syntax.Expression!, written ?? _current.Wanted);
            var result = new BoundReturn(value, syntax.Expression!.Span);
            _current.Add(result);
            instance.Body = new BoundBlock([result], syntax.Expression.Span);
        }
        return new Returns(this, syntax, written).Result();
    }

    // A built-in or host function as a dynamic value: a function that calls it.
    private TlType CheckWrapper(Instance instance)
    {
        SourceSpan span = _current.FirstCall!.Value.Span;
        BoundExpression[] arguments =
            [.. instance.Parameters.Zip(instance.ParameterTypes, (variable, type) => new BoundVariable(variable, type, span))];
        BoundExpression call = CallOutside(instance.Function, arguments, span);
        if (_current.Wanted is { } wanted && wanted != TlType.Nothing && TryConvert(call, wanted) is { } converted)
            call = converted;
        instance.Body = new BoundBlock([new BoundReturn(call, span)], span);
        return _current.Wanted is { } result && (result == TlType.Nothing || call.Type == TlType.Never) ? result : call.Type;
    }

    // What a pass depends on

    private void DependOn(int depth) => _current.Low = Math.Min(_current.Low, depth);

    // Whoever uses a type with variables of another instance depends on that one's passes.
    private void DependOnOwners(TlType type)
    {
        foreach (TypeVariable variable in Unifier.Variables(type))
        {
            if (variable.Owner is { } owner && owner != _current)
                DependOn(owner.Status == CheckStatus.InProgress ? owner.Depth : 0);
        }
    }

    private bool Bind(TypeVariable variable, TlType type)
    {
        DependOnOwners(variable);
        DependOnOwners(type);
        return _unifier.Bind(variable, type, _current);
    }

    /// <summary>The use of an undecided element type: it is checked in the next pass, if something decides it in this one.</summary>
    private void Wait(TypeVariable variable)
    {
        DependOnOwners(variable);
        _waits.Add(variable);
    }

    private bool DecideWaits(int from)
    {
        bool decided = false;
        for (int i = from; i < _waits.Count; i++)
        {
            if (_waits[i] is { Binding: not null, IsFact: false } variable)
                decided = variable.IsFact = true;
        }
        return decided;
    }

    // Variables

    private Instance InstanceOf(VariableSymbol variable)
    {
        for (Instance? instance = _current.Instance; instance is not null; instance = instance.Parent)
        {
            if (instance.Function == variable.Owner)
                return instance;
        }
        return _scriptState.Instance;
    }

    private InstanceState? StateInProgress(Instance instance)
    {
        for (int i = _stack.Count - 1; i >= 0; i--)
        {
            if (_stack[i].Instance == instance)
                return _stack[i];
        }
        return null;
    }

    private TlType TypeOfVariable(VariableSymbol variable)
    {
        Instance owner = InstanceOf(variable);
        if (!owner.TryGetType(variable, out TlType? type))
            type = TypeFromInitialiser(variable);
        if (owner != _current.Instance)
        {
            DependOnOwners(type!);
            if (CanChange(variable))
                DependOn(StateInProgress(owner)?.Depth ?? 0);
        }
        return type!.Resolved;
    }

    // A top-level variable that is mentioned before its `let` was checked.
    private TlType TypeFromInitialiser(VariableSymbol variable)
    {
        if (variable is not { IsTopLevel: true, Declaration: { } let })
            return TlType.Error;
        if (variable.IsBeingInitialised)
        {
            ReportSelfDependence(variable);
        }
        else
        {
            InstanceState outer = _current;
            _current = _scriptState;
            (_demands ??= new()).Push((variable, _stack.Count));
            CheckLet(let, variable);
            _demands.Pop();
            _current = outer;
            DependOn(0);
        }
        return _scriptState.Instance.TypeOf(variable);
    }

    private void ReportSelfDependence(VariableSymbol variable)
    {
        InstanceState outer = _current;
        _current = _scriptState;
        ReportWithHint(DiagnosticCodes.GlobalNeedsItself, variable.Span, $"write its type: `let {variable.Name}: TYPE = ...`", variable.Name);
        _current = outer;
        _scriptState.Instance.SetType(variable, TlType.Error);
    }

    // Whether another pass may find another type: the initialiser can hang on results and variables that are not decided yet.
    private bool CanChange(VariableSymbol variable) => !variable.IsParameter && variable.InputType is null
        && !(variable.Declaration is { } let && (let.Type is not null || let.Value is FloatLiteral or BoolLiteral or StringLiteral));

    private bool CanBecomeFloat(VariableSymbol variable) =>
        variable.Declaration is { Type: null } let && IsIntLiteral(let.Value);

    private static bool IsIntLiteral(Expression expression) =>
        expression is IntLiteral or UnaryExpression { Operator: UnaryOperator.Negate, Operand: IntLiteral };

    /// <summary>The variable turned out to be float: its instance needs another pass.</summary>
    private void BecomeFloat(VariableSymbol variable)
    {
        Instance owner = InstanceOf(variable);
        owner.SetType(variable, TlType.Float);
        if (StateInProgress(owner) is { } state)
        {
            state.AddFloat(variable);
            state.NeedsAnotherPass = true;
            DependOn(state.Depth);
            return;
        }
        // The instance is finished; a closure of it assigns the float. Whatever was found on the way here is open again.
        InstanceState finished = _instances.Find(owner);
        finished.AddFloat(variable);
        _instances.InvalidateAll();
        _scriptState.NeedsAnotherPass = true;
        DependOn(0);
    }

    // Types as written; the resolver reported names that are no types.

    private TlType TypeOf(TypeSyntax syntax)
    {
        switch (syntax)
        {
            case ArrayTypeSyntax array:
                return new ArrayType(TypeOf(array.Element));
            case FunctionTypeSyntax function:
                return new FunctionType([.. function.Parameters.Select(TypeOf)], function.Result is { } result ? TypeOf(result) : TlType.Nothing);
            case NamedTypeSyntax named:
                return SimpleTypes.Find(named.Name) ?? TlType.Error;
            default:
                return TlType.Error;
        }
    }
}
