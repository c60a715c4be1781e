using System.Collections.Immutable;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

// The walk over statements and expressions. Statements answer whether the statement after them can be reached.
internal sealed partial class Resolver
{
    private bool ResolveStatements(ImmutableArray<Statement> statements, bool isTopLevel)
    {
        bool reachable = true, warned = false;
        foreach (Statement statement in statements)
        {
            // Functions may stand behind a return: they are declarations.
            if (!reachable && !warned && statement is not FunctionStatement)
            {
                _bag.Report(DiagnosticCodes.UnreachableStatement, statement.Span);
                warned = true;
            }
            reachable &= ResolveStatement(statement, isTopLevel);
        }
        return reachable;
    }

    private bool ResolveOnFreshStack(Block block) => StackGuard.Run(() => ResolveBlock(block));

    private void ResolveOnFreshStack(Expression expression) => StackGuard.Run(() => ResolveExpression(expression));

    private bool ResolveBlock(Block block)
    {
        if (!StackGuard.HasRoom)
            return ResolveOnFreshStack(block);
        _scopes.Enter();
        bool reachable = ResolveStatements(block.Statements, isTopLevel: false);
        _scopes.Leave(_warnIfUnused);
        return reachable;
    }

    private bool ResolveStatement(Statement statement, bool isTopLevel)
    {
        switch (statement)
        {
            case LetStatement let:
                ResolveType(let.Type);
                ResolveExpression(let.Value);
                DeclareLet(let, isTopLevel);
                return true;
            case FunctionStatement { Function: var syntax }:
                if (!isTopLevel)
                    Declare(syntax.Name!.Value, NewFunction(syntax));
                ResolveFunction(_result.FunctionOf(syntax));
                return true;
            case AssignStatement assign:
                ResolveAssignment(assign);
                return true;
            case CallStatement call:
                ResolveExpression(call.Call);
                return !IsErrorCall(call.Call);
            case IfStatement statementIf:
                return ResolveIf(statementIf);
            case WhileStatement loop:
                ResolveExpression(loop.Condition);
                return ResolveLoop(null, loop.Body) || loop.Condition is not BoolLiteral { Value: true };
            case ForRangeStatement loop:
                ResolveExpression(loop.From);
                ResolveExpression(loop.To);
                if (loop.Step is { } step)
                    ResolveExpression(step);
                ResolveLoop(loop.Name, loop.Body);
                return true;
            case ForEachStatement loop:
                ResolveExpression(loop.Sequence);
                ResolveLoop(loop.Name, loop.Body);
                return true;
            case BreakStatement or ContinueStatement:
                if (_loopDepth == 0)
                {
                    _bag.Report(DiagnosticCodes.BreakOutsideLoop, statement.Span, statement is BreakStatement ? "break" : "continue");
                    return true;
                }
                _breaks |= statement is BreakStatement;
                return false;
            case ReturnStatement { Value: var value }:
                if (value is not null)
                {
                    ResolveExpression(value);
                    if (_function == _result.Script)
                        _bag.Report(DiagnosticCodes.ReturnValueInScript, statement.Span);
                    _function.ReturnsValue = true;
                }
                return false;
            case BlockStatement block:
                return ResolveBlock(block.Block);
            default:
                return true;
        }
    }

    private void DeclareLet(LetStatement let, bool isTopLevel)
    {
        if (isTopLevel)
        {
            ((VariableSymbol)_symbols[let.Name.Id]!).IsDeclared = true;
            return;
        }
        var variable = new VariableSymbol(let.Name.Text, let.Name.Span, _function) { Declaration = let };
        Declare(let.Name, variable);
    }

    private void ResolveAssignment(AssignStatement assign)
    {
        if (assign.Target is not NameExpression { Name: var name })
        {
            ResolveExpression(assign.Target);
            ResolveExpression(assign.Value);
            return;
        }
        switch (_scopes.Find(name.Text) ?? FindOutsideBlocks(name.Text))
        {
            case null:
                ReportUndefined(name);
                break;
            case VariableSymbol { IsLoopVariable: true }:
                _bag.Report(DiagnosticCodes.AssignToLoopVariable, name.Span, name.Text);
                break;
            case VariableSymbol { InputType: not null }:
                _bag.Report(DiagnosticCodes.AssignToInput, name.Span, name.Text);
                break;
            case VariableSymbol variable:
                _symbols[name.Id] = variable;
                variable.IsAssigned = true;
                Mention(variable, name, isRead: false);
                break;
            default:
                _bag.Report(DiagnosticCodes.AssignToFunction, name.Span, name.Text);
                break;
        }
        ResolveExpression(assign.Value);
    }

    private bool ResolveIf(IfStatement statement)
    {
        bool reachable = statement.Else is null;
        foreach (IfArm arm in statement.Arms)
        {
            ResolveExpression(arm.Condition);
            reachable |= ResolveBlock(arm.Body);
        }
        if (statement.Else is { } otherwise)
            reachable |= ResolveBlock(otherwise);
        return reachable;
    }

    // The loop variable lives in a scope of its own around the body. Says whether the loop contains a break.
    private bool ResolveLoop(Identifier? name, Block body)
    {
        bool outerBreaks = _breaks;
        (_breaks, _loopDepth) = (false, _loopDepth + 1);
        _scopes.Enter();
        if (name is { } variable)
            Declare(variable, new VariableSymbol(variable.Text, variable.Span, _function) { IsLoopVariable = true });
        ResolveBlock(body);
        _scopes.Leave(_warnIfUnused);
        bool breaks = _breaks;
        (_breaks, _loopDepth) = (outerBreaks, _loopDepth - 1);
        return breaks;
    }

    // A call of the built-in `error` ends its path.
    private bool IsErrorCall(Expression expression) => expression is PostfixChain
    {
        First: NameExpression { Name: var name }, Postfixes: [CallPostfix],
    } && _symbols[name.Id] is FunctionSymbol { Builtin: Builtin.Error }
        || expression is PostfixChain { Postfixes: [.., MethodPostfix { Name: var method }] }
            && _symbols[method.Id] is FunctionSymbol { Builtin: Builtin.Error };

    private void ResolveExpression(Expression expression)
    {
        if (!StackGuard.HasRoom)
        {
            ResolveOnFreshStack(expression);
            return;
        }
        switch (expression)
        {
            case NameExpression name:
                ResolveName(name.Name);
                break;
            case UnaryExpression unary:
                ResolveExpression(unary.Operand);
                break;
            case BinaryChain chain:
                ResolveExpression(chain.First);
                foreach (ChainLink link in chain.Links)
                    ResolveExpression(link.Right);
                break;
            case ConditionalExpression conditional:
                ResolveExpression(conditional.Condition);
                ResolveExpression(conditional.Then);
                ResolveExpression(conditional.Else);
                break;
            case PostfixChain chain:
                ResolveExpression(chain.First);
                foreach (Postfix postfix in chain.Postfixes)
                    ResolvePostfix(postfix);
                break;
            case FunctionExpression function:
                ResolveFunction(NewFunction(function.Function));
                break;
            case ArrayLiteral array:
                ResolveAll(array.Elements);
                break;
            case ArrayFill fill:
                ResolveExpression(fill.Value);
                ResolveExpression(fill.Count);
                if (fill.Value is ArrayLiteral or ArrayFill)
                {
                    _bag.ReportWithHint(DiagnosticCodes.SharedRows, fill.Value.Span,
                        "push a new array for each element in a loop to have separate ones");
                }
                break;
        }
    }

    private void ResolveType(TypeSyntax? type)
    {
        switch (type)
        {
            case NamedTypeSyntax named when SimpleTypes.Find(named.Name) is null:
                _bag.ReportWithHint(DiagnosticCodes.UnknownType, named.Span, SimpleTypes.Hint(named.Name), named.Name);
                break;
            case ArrayTypeSyntax array:
                ResolveType(array.Element);
                break;
            case FunctionTypeSyntax function:
                foreach (TypeSyntax parameter in function.Parameters)
                    ResolveType(parameter);
                ResolveType(function.Result);
                break;
        }
    }

    private void ResolveAll(ImmutableArray<Expression> expressions)
    {
        foreach (Expression expression in expressions)
            ResolveExpression(expression);
    }

    private void ResolvePostfix(Postfix postfix)
    {
        switch (postfix)
        {
            case CallPostfix call:
                ResolveAll(call.Arguments);
                break;
            case MethodPostfix method:
                ResolveMethodName(method.Name);
                ResolveAll(method.Arguments);
                break;
            case IndexPostfix index:
                ResolveExpression(index.Index);
                break;
            case SlicePostfix slice:
                if (slice.From is { } from)
                    ResolveExpression(from);
                if (slice.To is { } to)
                    ResolveExpression(to);
                break;
        }
    }
}
