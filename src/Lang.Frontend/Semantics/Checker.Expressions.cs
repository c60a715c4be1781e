using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

internal sealed partial class Checker
{
    /// <summary>Checks an expression that must give a value.</summary>
    /// <param name="expression">The expression.</param>
    /// <param name="wanted">The type that its place wants: a hint for literals and results, not a promise. Or null.</param>
    private BoundExpression CheckValue(Expression expression, TlType? wanted)
    {
        BoundExpression value = CheckExpression(expression, wanted);
        if (value.Type != TlType.Nothing)
            return value;
        ReportNoValue(value);
        return ErrorAt(value.Span);
    }

    private void ReportNoValue(BoundExpression value) => Report(DiagnosticCodes.NoValue, value.Span, Callee(value.Span));

    /// <summary>Checks an expression that may give nothing: a call as a statement, or what is returned.</summary>
    private BoundExpression CheckExpression(Expression expression, TlType? wanted)
    {
        if (!StackGuard.HasRoom)
            return CheckOnFreshStack(expression, wanted);
        int elementTypes = ElementTypeCount;
        BoundExpression result = expression switch
        {
            IntLiteral literal => new BoundInt(literal.Value, TlType.Int, literal.Span),
            FloatLiteral literal => new BoundFloat(literal.Value, literal.Span),
            BoolLiteral literal => new BoundInt(literal.Value ? 1 : 0, TlType.Bool, literal.Span),
            StringLiteral literal => new BoundString(literal.Value, literal.Span),
            NameExpression name => CheckName(name),
            UnaryExpression unary => CheckUnary(unary),
            BinaryChain chain => CheckChain(chain),
            ConditionalExpression conditional => CheckConditional(conditional, wanted),
            PostfixChain chain => CheckPostfixes(chain, chain.Postfixes.Length, wanted),
            FunctionExpression function => CheckFunctionLiteral(function),
            ArrayLiteral array => CheckArray(array, wanted),
            ArrayFill fill => CheckArrayFill(fill, wanted),
            _ => ErrorAt(expression.Span),
        };
        if (result.Type == TlType.Error)
            ExcuseElementTypes(elementTypes);
        return result;
    }

    private BoundExpression CheckName(NameExpression expression) => _resolution[expression.Name] switch
    {
        VariableSymbol variable => new BoundVariable(variable, TypeOfVariable(variable), expression.Span),
        FunctionSymbol { IsFullyAnnotated: true } function => FunctionValue(function, FunctionName(function, expression.Span)),
        FunctionSymbol function => FunctionName(function, expression.Span),
        _ => ErrorAt(expression.Span),
    };

    private BoundFunctionName FunctionName(FunctionSymbol function, SourceSpan span) =>
        new(function, new GenericFunctionType(function, ParentOf(function)), span);

    // The instance that a nested function mentioned here is nested in.
    private Instance? ParentOf(FunctionSymbol function)
    {
        if (function.Owner is null || IsTopLevel(function))
            return null;
        return _current.Instance.Around(function) ?? _scriptState.Instance;
    }

    private BoundExpression CheckFunctionLiteral(FunctionExpression expression)
    {
        FunctionSymbol function = _resolution.FunctionOf(expression.Function);
        var closure = new BoundClosure(function, new GenericFunctionType(function, _current.Instance), expression.Span);
        return function.IsFullyAnnotated ? FunctionValue(function, closure) : closure;
    }

    // A function whose parameters are all written has an ordinary function type.
    private BoundExpression FunctionValue(FunctionSymbol function, BoundExpression value)
    {
        var generic = (GenericFunctionType)value.Type;
        ImmutableArray<TlType> parameters = AnnotatedParameters(function);
        InstanceState? state = Require(function, parameters, null, generic.Parent, value.Span);
        return state is null
            ? ErrorAt(value.Span)
            : new BoundFunctionValue(state.Instance, EnvironmentOf(value, function), new FunctionType(parameters, state.Instance.Result), value.Span);
    }

    private BoundConditional CheckConditional(ConditionalExpression expression, TlType? wanted)
    {
        BoundExpression condition = CheckCondition(expression.Condition);
        BoundExpression then = CheckExpression(expression.Then, wanted), otherwise = CheckExpression(expression.Else, wanted);
        if (wanted is not null && TryConvert(then, wanted) is { } wantedThen && TryConvert(otherwise, wanted) is { } wantedElse)
            return new BoundConditional(condition, wantedThen, wantedElse, JoinedType(wantedThen, wantedElse), expression.Span);
        if (Join([then, otherwise], out _) is { } joined && TryConvert(then, joined) is { } joinedThen && TryConvert(otherwise, joined) is { } joinedElse)
            return new BoundConditional(condition, joinedThen, joinedElse, joined, expression.Span);
        if (then.Type is GenericFunctionType && otherwise.Type is GenericFunctionType)
            ReportWithHint(DiagnosticCodes.GenericValuesMeet, otherwise.Span, "write the function type of the place that holds them, as in `let f: fn(int) -> int = ...`");
        else
            Report(DiagnosticCodes.BranchesDiffer, expression.Span, then.Type.ToString()!, otherwise.Type.ToString()!);
        return new BoundConditional(condition, then, otherwise, TlType.Error, expression.Span);
    }

    private static TlType JoinedType(BoundExpression a, BoundExpression b) => a.Type == TlType.Never ? b.Type : a.Type;

    private BoundArray CheckArray(ArrayLiteral literal, TlType? wanted)
    {
        if (literal.Elements.IsEmpty)
            return new BoundArray([], new ArrayType(ElementTypeOf(literal)), literal.Span);
        TlType? wantedElement = WantedElement(wanted);
        var elements = new BoundExpression[literal.Elements.Length];
        for (int i = 0; i < elements.Length; i++)
            elements[i] = CheckValue(literal.Elements[i], wantedElement);
        if (wantedElement is not null && ConvertAll(elements, wantedElement) is { } wantedElements)
            return new BoundArray(wantedElements, new ArrayType(wantedElement), literal.Span);
        TlType? joined = Join(elements, out int misfit);
        if (joined is not null && IsUndecided(joined))
            return new BoundArray(ImmutableCollectionsMarshal.AsImmutableArray(elements), joined, literal.Span);
        if (joined is not null && ConvertAll(elements, joined) is { } converted)
            return new BoundArray(converted, new ArrayType(joined), literal.Span);
        // Where the type of functions is written, one that does not fit it is at fault, not their meeting.
        if (wantedElement is FunctionType && Array.Find(elements, element => TryConvert(element, wantedElement) is null) is { } wrong)
        {
            Convert(wrong, wantedElement);
            return new BoundArray([], TlType.Error, literal.Span);
        }
        BoundExpression offender = elements[Math.Min(misfit, elements.Length - 1)];
        TlType first = elements.First(element => !IsUndecided(element.Type)).Type;
        if (IsFunction(offender.Type) && IsFunction(first) && (offender.Type is GenericFunctionType || first is GenericFunctionType))
            ReportWithHint(DiagnosticCodes.GenericValuesMeet, offender.Span, "write the array's type, as in `let fs: (fn(int) -> int)[] = ...`");
        else
            Report(DiagnosticCodes.ElementsDiffer, offender.Span, offender.Type.ToString()!, first.ToString()!);
        return new BoundArray([], TlType.Error, literal.Span);
    }

    private BoundExpression CheckArrayFill(ArrayFill fill, TlType? wanted)
    {
        TlType? wantedElement = WantedElement(wanted);
        BoundExpression value = CheckValue(fill.Value, wantedElement);
        if (wantedElement is not null && TryConvert(value, wantedElement) is { } converted)
            value = converted;
        BoundExpression count = CheckValue(fill.Count, TlType.Int);
        if (count.Type is TypeVariable open)
            Wait(open);
        else
            count = Convert(count, TlType.Int);
        TlType type = IsUndecided(value.Type) ? value.Type : new ArrayType(value.Type);
        return new BoundArrayFill(value, count, type, fill.Span);
    }

    // The unknown element type of a `[]`: the same variable in every pass over this instance.
    private TypeVariable ElementTypeOf(ArrayLiteral literal) => _current.ElementType(literal);

    private static TlType? WantedElement(TlType? wanted) =>
        wanted?.Resolved is ArrayType { Element: var element } && element.Resolved is not TypeVariable ? element.Resolved : null;

    private ImmutableArray<BoundExpression>? ConvertAll(BoundExpression[] values, TlType type)
    {
        var converted = ImmutableArray.CreateBuilder<BoundExpression>(values.Length);
        foreach (BoundExpression value in values)
        {
            if (TryConvert(value, type) is not { } item)
                return null;
            converted.Add(item);
        }
        return converted.MoveToImmutable();
    }

    private BoundExpression CheckIndex(Expression expression)
    {
        BoundExpression index = CheckValue(expression, TlType.Int);
        if (index.Type is TypeVariable open)
            Wait(open);
        else if (index.Type != TlType.Int && !IsUndecided(index.Type))
            ReportWithHint(DiagnosticCodes.IndexNotInt, index.Span, index.Type == TlType.Float ? $"write `int({Quote(index.Span)})`" : null, index.Type.ToString()!);
        return index;
    }
}
