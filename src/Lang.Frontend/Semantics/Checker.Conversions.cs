using System.Collections.Immutable;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

// Where a value of one type meets a place of another: widening, literal arrays, instantiation of function values.
internal sealed partial class Checker
{
    private static bool IsUndecided(TlType type) => type == TlType.Never || type == TlType.Error;

    private static BoundExpression ErrorAt(SourceSpan span) => new BoundInt(0, TlType.Error, span);

    /// <summary>The value as one of type <paramref name="target"/>, or null where it can't be.</summary>
    private BoundExpression? TryConvert(BoundExpression value, TlType target)
    {
        int mark = _unifier.Mark;
        BoundExpression? result = ConvertCore(value, target.Resolved);
        if (result is null)
            _unifier.UndoAttempt(mark, _current);
        return result;
    }

    private BoundExpression? ConvertCore(BoundExpression value, TlType target)
    {
        TlType source = value.Type;
        if (IsUndecided(source) || target == TlType.Error || ReferenceEquals(source, target))
            return value;
        if (source == TlType.Int && target == TlType.Float)
            return new BoundConversion(Conversion.IntToFloat, value, TlType.Float, value.Span);
        if (source is GenericFunctionType generic && target is FunctionType wanted)
            return Instantiate(value, generic, wanted);
        if (value is BoundFunctionValue { Target.Result: var result } never && result == TlType.Never && target is FunctionType written)
            return InstantiateNever(never, written);
        // An array literal takes the wanted element type inwards, as long as it is nobody else's.
        if (target is ArrayType { Element: var element } && element.Resolved is not TypeVariable && ConvertLiteral(value, element, target) is { } literal)
            return literal;
        DependOnOwners(source);
        DependOnOwners(target);
        return _unifier.Unify(source, target, _current) ? value : null;
    }

    private BoundExpression? ConvertLiteral(BoundExpression value, TlType element, TlType target)
    {
        switch (value)
        {
            case BoundArray { Elements: { Length: > 0 } elements }:
                var converted = ImmutableArray.CreateBuilder<BoundExpression>(elements.Length);
                foreach (BoundExpression item in elements)
                {
                    if (TryConvert(item, element) is not { } convertedItem)
                        return null;
                    converted.Add(convertedItem);
                }
                return new BoundArray(converted.MoveToImmutable(), target, value.Span);
            case BoundArrayFill fill:
                return TryConvert(fill.Value, element) is { } filled ? new BoundArrayFill(filled, fill.Count, target, value.Span) : null;
            case BoundConditional { Type: ArrayType } conditional:
                return TryConvert(conditional.Then, target) is { } then && TryConvert(conditional.Else, target) is { } otherwise
                    ? new BoundConditional(conditional.Condition, then, otherwise, target, value.Span)
                    : null;
            default:
                return null;
        }
    }

    // A function value without written parameter types reaches a place with a written function type.
    private BoundFunctionValue? Instantiate(BoundExpression value, GenericFunctionType generic, FunctionType target)
    {
        FunctionSymbol function = generic.Function;
        if (!AcceptsParameters(function, target))
            return null;
        InstanceState? state = Require(function, target.Parameters, target.Result.Resolved, generic.Parent, value.Span);
        if (state is null)
            return null;
        TlType result = state.Instance.Result;
        bool fits = target.Result.Resolved == TlType.Nothing || result == TlType.Never || _unifier.Unify(result, target.Result, _current);
        return fits ? new BoundFunctionValue(state.Instance, EnvironmentOf(value, function), target, value.Span) : null;
    }

    // What never returns fits every written result.
    private BoundFunctionValue? InstantiateNever(BoundFunctionValue value, FunctionType target)
    {
        var own = (FunctionType)value.Type;
        if (!_unifier.Unify(new FunctionType(own.Parameters, target.Result), target, _current))
            return null;
        Instance instance = value.Target;
        return Require(instance.Function, own.Parameters, target.Result.Resolved, instance.Parent, value.Span) is { } state
            ? new BoundFunctionValue(state.Instance, value.Environment, target, value.Span)
            : null;
    }

    // What a call or function value needs of the expression that names the function: nothing, where the plain name says all.
    private static BoundExpression? EnvironmentOf(BoundExpression value, FunctionSymbol function) => value switch
    {
        BoundFunctionName or BoundClosure or BoundVariable { Variable.Storage: VariableStorage.Local } when !function.HasEnvironment => null,
        _ => value,
    };

    private bool AcceptsParameters(FunctionSymbol function, FunctionType target)
    {
        if (function.Syntax is not { } syntax)
        {
            return function.Builtin is { } builtin
                ? target.Parameters.Length >= Builtins.Get(builtin).MinArguments && target.Parameters.Length <= Builtins.Get(builtin).MaxArguments
                : target.Parameters.Length == function.Host!.Parameters.Length;
        }
        if (syntax.Parameters.Length != target.Parameters.Length)
            return false;
        for (int i = 0; i < syntax.Parameters.Length; i++)
        {
            if (syntax.Parameters[i].Type is { } written && !_unifier.Unify(TypeOf(written), target.Parameters[i], _current))
                return false;
        }
        return true;
    }

    /// <summary>The value as one of type <paramref name="target"/>; reports where it can't be.</summary>
    /// <param name="value">The value.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="place">The variable or array that wants it, to explain where its type comes from; or null.</param>
    private BoundExpression Convert(BoundExpression value, TlType target, Expression? place = null)
    {
        _unifier.SawInfiniteType = false;
        if (TryConvert(value, target) is { } converted)
            return converted;
        if (_unifier.SawInfiniteType)
        {
            Report(DiagnosticCodes.InfiniteType, value.Span);
            GiveUp(target);
            return ErrorAt(value.Span);
        }
        if (value.Type is GenericFunctionType && target.Resolved is GenericFunctionType)
        {
            ReportWithHint(DiagnosticCodes.GenericValuesMeet, value.Span, "write the function type of the place that holds them, as in `let f: fn(int) -> int = ...`");
            return ErrorAt(value.Span);
        }
        // The element that does not fit says more than the whole literal.
        if (value is BoundArray array && target.Resolved is ArrayType { Element: var element }
            && array.Elements.FirstOrDefault(item => TryConvert(item, element) is null) is { } misfit)
        {
            return Convert(misfit, element, place);
        }
        ReportMismatch(value, target.Resolved, place);
        return ErrorAt(value.Span);
    }

    // No further errors about element types that a reported one left open.
    private void GiveUp(TlType type)
    {
        foreach (TypeVariable open in Unifier.Variables(type).Where(variable => variable.Binding is null))
            Bind(open, TlType.Error);
    }

    private void ReportMismatch(BoundExpression value, TlType target, Expression? place)
    {
        TlType source = value.Type;
        if (source == TlType.Nothing)
        {
            ReportNoValue(value);
            return;
        }
        string text = Quote(value.Span);
        string? hint = null;
        DiagnosticNote? note = null;
        // The value of `x += e` is nowhere written as an expression that a conversion could stand around.
        bool isUpdate = place is not null && place.Span.Start == value.Span.Start;
        if (source is GenericFunctionType generic && target is FunctionType function)
            hint = MisfitHint(generic, function);
        else if (target == TlType.Never && place is NameExpression { Name.Text: var name })
            hint = $"the first value of `{name}` never comes to be: write its type, as in `let {name}: {source} = ...`";
        else if (isUpdate)
            hint = null;
        else if (target == TlType.String && (source == TlType.Int || source == TlType.Float || source == TlType.Bool))
            hint = $"write `string({text})`";
        else if (target == TlType.Float && source == TlType.String)
            hint = $"write `float({text})`";
        else if (target == TlType.Int && (source == TlType.Float || source == TlType.String || source == TlType.Bool))
            hint = $"write `int({text})`";
        if (target == TlType.Int && source == TlType.Float && Blame(place) is ({ } variable, { } literal))
        {
            string written = Quote(literal.Span);
            hint = $"`{variable.Name}` is {TypeOfVariable(variable)} because of `{written}` here: write `{written}.0`";
            note = new DiagnosticNote($"`{written}` stands here", literal.Span);
        }
        if (note is not null)
            ReportWithNote(DiagnosticCodes.TypeMismatch, value.Span, note, hint, target.ToString()!, source.ToString()!);
        else
            ReportWithHint(DiagnosticCodes.TypeMismatch, value.Span, hint, target.ToString()!, source.ToString()!);
    }

    // Why a function without written parameter types does not fit a written function type.
    private string? MisfitHint(GenericFunctionType generic, FunctionType target)
    {
        FunctionSymbol function = generic.Function;
        if (function.Syntax is { } syntax && syntax.Parameters.Length != target.Parameters.Length)
            return $"it takes {Count(syntax.Parameters.Length, "argument")}";
        if (!AcceptsParameters(function, target) || Require(function, target.Parameters, target.Result.Resolved, generic.Parent, function.Syntax?.HeadSpan ?? default) is not { } state)
            return null;
        TlType result = state.Instance.Result;
        return IsUndecided(result) ? null : result == TlType.Nothing ? "it returns nothing" : $"for these arguments it returns {result}";
    }

    // The variable at the root of a place and the int literal that made its type, if there are such.
    private (VariableSymbol? Variable, Expression? Literal) Blame(Expression? place)
    {
        if (place is PostfixChain chain)
            place = chain.First;
        if (place is not NameExpression { Name: var name } || _resolution[name] is not VariableSymbol variable
            || variable.Declaration is not { Type: null } let)
        {
            return (null, null);
        }
        return (variable, FirstIntLiteral(let.Value));
    }

    private static Expression? FirstIntLiteral(Expression expression) => expression switch
    {
        IntLiteral => expression,
        ArrayLiteral { Elements: [var first, ..] } => FirstIntLiteral(first),
        ArrayFill fill => FirstIntLiteral(fill.Value),
        BinaryChain chain => FirstIntLiteral(chain.First) ?? chain.Links.Select(link => FirstIntLiteral(link.Right)).FirstOrDefault(literal => literal is not null),
        _ => null,
    };

    /// <summary>
    /// The type that all values can have: that of one of them, or what their literal elements join to. Null where there
    /// is none; <paramref name="misfit"/> is then the first that does not go with those before it.
    /// </summary>
    private TlType? Join(IReadOnlyList<BoundExpression> values, out int misfit)
    {
        TlType? joined = null;
        for (misfit = 0; misfit < values.Count; misfit++)
        {
            BoundExpression value = values[misfit];
            if (IsUndecided(value.Type))
                continue;
            if (joined is null || TryConvert(value, joined) is null)
            {
                TlType? wider = joined is null ? value.Type : Widen(values, misfit, value.Type);
                if (wider is null)
                    return null;
                joined = wider;
            }
        }
        return joined ?? (values.Any(value => value.Type == TlType.Error) ? TlType.Error : TlType.Never);
    }

    private TlType? Widen(IReadOnlyList<BoundExpression> values, int count, TlType type)
    {
        if (values.Take(count).All(value => TryConvert(value, type) is not null))
            return type;
        // Array literals that fit neither way may still join element by element.
        List<BoundExpression> elements = [];
        foreach (BoundExpression value in values.Take(count + 1))
        {
            if (!CollectElements(value, elements))
                return null;
        }
        if (elements.Count == 0 || Join(elements, out _) is not { } element)
            return null;
        var array = new ArrayType(element);
        return values.Take(count + 1).All(value => TryConvert(value, array) is not null) ? array : null;
    }

    private static bool CollectElements(BoundExpression value, List<BoundExpression> elements)
    {
        switch (value)
        {
            case BoundArray array:
                elements.AddRange(array.Elements);
                return true;
            case BoundArrayFill fill:
                elements.Add(fill.Value);
                return true;
            case BoundConditional conditional:
                return CollectElements(conditional.Then, elements) && CollectElements(conditional.Else, elements);
            default:
                return IsUndecided(value.Type);
        }
    }
}
