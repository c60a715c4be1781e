using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

internal sealed partial class Checker
{
    private ImmutableArray<BoundStatement> CheckStatements(ImmutableArray<Statement> statements)
    {
        var bound = new BoundStatement[statements.Length];
        int count = 0;
        foreach (Statement statement in statements)
        {
            if (CheckStatement(statement) is { } checkedStatement)
                bound[count++] = checkedStatement;
        }
        foreach (Statement statement in statements)
        {
            if (statement is FunctionStatement { Function: var syntax })
                CheckUncalled(_resolution.FunctionOf(syntax));
        }
        return count == bound.Length ? ImmutableCollectionsMarshal.AsImmutableArray(bound) : [.. bound.AsSpan(0, count)];
    }

    // A nested function that nothing called yet is checked for types if all of them are written.
    private void CheckUncalled(FunctionSymbol function)
    {
        if (!IsTopLevel(function) && function.IsFullyAnnotated)
            Require(function, AnnotatedParameters(function), null, _current.Instance, function.Syntax!.HeadSpan, isUse: false);
    }

    private bool IsTopLevel(FunctionSymbol function) => function.IsTopLevel;

    private BoundBlock CheckBlock(Block block)
    {
        if (!StackGuard.HasRoom)
            return CheckOnFreshStack(block);
        return new BoundBlock(CheckStatements(block.Statements), block.Span);
    }

    private BoundStatement? CheckStatement(Statement statement)
    {
        switch (statement)
        {
            case LetStatement let:
                return CheckLet(let, (VariableSymbol)_resolution[let.Name]!);
            case FunctionStatement { Function: var syntax }:
                FunctionSymbol function = _resolution.FunctionOf(syntax);
                return IsTopLevel(function) ? null : new BoundLocalFunction(function, new GenericFunctionType(function, _current.Instance), statement.Span);
            case AssignStatement assign:
                return CheckAssignment(assign);
            case CallStatement call:
                return new BoundExpressionStatement(CheckExpression(call.Call, null), statement.Span);
            case IfStatement conditional:
                return CheckIf(conditional);
            case WhileStatement loop:
                return new BoundWhile(CheckCondition(loop.Condition), CheckBlock(loop.Body), statement.Span);
            case ForRangeStatement loop:
                return CheckForRange(loop);
            case ForEachStatement loop:
                return CheckForEach(loop);
            case BreakStatement:
                return new BoundBreak(statement.Span);
            case ContinueStatement:
                return new BoundContinue(statement.Span);
            case ReturnStatement { Value: var value }:
                return CheckReturn(value, statement.Span);
            case BlockStatement block:
                return CheckBlock(block.Block);
            default:
                return null;
        }
    }

    private BoundLet CheckLet(LetStatement let, VariableSymbol variable)
    {
        TlType? written = let.Type is { } syntax ? TypeOf(syntax) : null;
        if (written is not null)
            _current.Instance.SetType(variable, written);
        variable.IsBeingInitialised = true;
        BoundExpression value = CheckValue(let.Value, written);
        variable.IsBeingInitialised = false;
        if (written is not null)
            value = Convert(value, written);
        else if (_current.IsFloat(variable))
            value = Convert(value, TlType.Float);
        if (written is null && !IsSelfDependent(variable))
            _current.Instance.SetType(variable, value.Type);
        return new BoundLet(variable, value, let.Span);
    }

    private bool IsSelfDependent(VariableSymbol variable) =>
        _current.Instance.TryGetType(variable, out TlType? type) && type == TlType.Error;

    private BoundReturn CheckReturn(Expression? value, SourceSpan span)
    {
        TlType? wanted = _current.Instance.Function.Syntax?.Result is { } written ? TypeOf(written) : _current.Wanted;
        var result = new BoundReturn(value is null ? null : CheckExpression(value, wanted), span);
        _current.Add(result);
        return result;
    }

    private BoundIf CheckIf(IfStatement statement)
    {
        var arms = ImmutableArray.CreateBuilder<(BoundExpression, BoundBlock)>(statement.Arms.Length);
        foreach (IfArm arm in statement.Arms)
            arms.Add((CheckCondition(arm.Condition), CheckBlock(arm.Body)));
        return new BoundIf(arms.MoveToImmutable(), statement.Else is { } otherwise ? CheckBlock(otherwise) : null, statement.Span);
    }

    private BoundExpression CheckCondition(Expression expression)
    {
        BoundExpression condition = CheckValue(expression, TlType.Bool);
        if (condition.Type is TypeVariable open)
        {
            Wait(open);
        }
        else if (condition.Type != TlType.Bool && !IsUndecided(condition.Type))
        {
            string text = Quote(condition.Span);
            string? hint = condition.Type == TlType.Int ? $"write `{text} != 0`"
                : condition.Type == TlType.String || condition.Type is ArrayType ? $"write `{text}.len() > 0`" : null;
            ReportWithHint(DiagnosticCodes.ConditionNotBool, condition.Span, hint, condition.Type.ToString()!);
        }
        return condition;
    }

    private BoundForRange CheckForRange(ForRangeStatement loop)
    {
        BoundExpression from = CheckRangePart(loop.From, "start");
        BoundExpression to = CheckRangePart(loop.To, "end");
        BoundExpression? step = loop.Step is { } syntax ? CheckRangePart(syntax, "step") : null;
        var variable = (VariableSymbol)_resolution[loop.Name]!;
        _current.Instance.SetType(variable, TlType.Int);
        return new BoundForRange(variable, from, to, loop.Inclusive, step, CheckBlock(loop.Body), loop.Span);
    }

    private BoundExpression CheckRangePart(Expression expression, string part)
    {
        BoundExpression value = CheckValue(expression, TlType.Int);
        if (value.Type is TypeVariable open)
            Wait(open);
        else if (value.Type != TlType.Int && !IsUndecided(value.Type))
            ReportWithHint(DiagnosticCodes.RangeNotInt, value.Span, value.Type == TlType.Float ? $"write `int({Quote(value.Span)})`" : null, part, value.Type.ToString()!);
        return value;
    }

    private BoundForEach CheckForEach(ForEachStatement loop)
    {
        BoundExpression sequence = CheckValue(loop.Sequence, null);
        TlType element;
        switch (sequence.Type)
        {
            case ArrayType array:
                element = array.Element;
                break;
            case var type when type == TlType.String:
                element = TlType.Int;
                break;
            default:
                element = sequence.Type == TlType.Never || sequence.Type is TypeVariable ? TlType.Never : TlType.Error;
                if (sequence.Type is TypeVariable open)
                    Wait(open);
                else if (!IsUndecided(sequence.Type))
                    ReportWithHint(DiagnosticCodes.NotIterable, sequence.Span, sequence.Type == TlType.Int ? $"write `0..{Quote(sequence.Span)}`" : null, sequence.Type.ToString()!);
                break;
        }
        var variable = (VariableSymbol)_resolution[loop.Name]!;
        _current.Instance.SetType(variable, element);
        return new BoundForEach(variable, sequence, CheckBlock(loop.Body), loop.Span);
    }

    // Assignments

    private BoundStatement? CheckAssignment(AssignStatement assign)
    {
        switch (assign.Target)
        {
            case NameExpression { Name: var name }:
                if (_resolution[name] is VariableSymbol variable)
                    return AssignVariable(variable, assign);
                CheckValue(assign.Value, null);
                return null;
            case PostfixChain { Postfixes: [.., IndexPostfix index] } chain:
                return AssignElement(chain, index, assign);
            default:
                return null;
        }
    }

    private BoundAssign AssignVariable(VariableSymbol variable, AssignStatement assign)
    {
        TlType type = TypeOfVariable(variable);
        BoundExpression value = assign.Operator is { } op
            ? CheckBinary(new BoundVariable(variable, type, assign.Target.Span), [new ChainLink(op, assign.Target.Span, assign.Value)], assign.Span)
            : CheckValue(assign.Value, type);
        type = TypeOfVariable(variable);
        if (value.Type == TlType.Float && type == TlType.Int && CanBecomeFloat(variable))
        {
            BecomeFloat(variable);
            type = TlType.Float;
        }
        return new BoundAssign(variable, Convert(value, type, assign.Target), assign.Span);
    }

    private BoundStatement AssignElement(PostfixChain chain, IndexPostfix postfix, AssignStatement assign)
    {
        BoundExpression array = CheckPostfixes(chain, chain.Postfixes.Length - 1, null);
        BoundExpression index = CheckIndex(postfix.Index);
        if (array.Type is not ArrayType { Element: var element })
        {
            if (array.Type is TypeVariable open)
                Wait(open);
            else if (array.Type == TlType.String)
                ReportWithHint(DiagnosticCodes.StringIsImmutable, chain.Span, "build a new string from slices: `s[..i] + chr(c) + s[i + 1..]`");
            else if (!IsUndecided(array.Type))
                Report(DiagnosticCodes.NotIndexable, array.Span, array.Type.ToString()!);
            return Unfinished(array, index, CheckValue(assign.Value, null));
        }
        if (assign.Operator is not { } op)
            return new BoundElementAssign(array, index, Convert(CheckValue(assign.Value, element), element, chain), assign.Span);
        BoundExpression right = CheckValue(assign.Value, null);
        var read = new BoundOperation(Opcode.ArrayGet, [array, index], element.Resolved, chain.Span);
        if (Undecided(element, right.Type))
            return Unfinished(read, right);
        if (FindOperation(op, element.Resolved, right.Type) is not { } operation)
        {
            ReportBadOperands(op, chain.Span, element.Resolved, right);
            return Unfinished(read, right);
        }
        // An operation that widens the element gives a value that can't go back into the array.
        if (operation.Left != Conversion.None)
        {
            ReportMismatch(new BoundInt(0, operation.Result, right.Span), element.Resolved, chain);
            return Unfinished(read, right);
        }
        return new BoundElementUpdate(array, index, operation.Opcode, Apply(operation.Right, right), assign.Span);

        // The assignment is never made: one of its operands never gives a value, or is wrong.
        BoundExpressionStatement Unfinished(params ImmutableArray<BoundExpression> operands) =>
            new(Checker.Unfinished(operands, TlType.Never, assign.Span), assign.Span);
    }
}
