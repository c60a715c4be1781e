using Lang.Bytecode;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Statements. The operand stack is empty between them.
internal sealed partial class FunctionEmitter
{
    private void EmitBlock(BoundBlock block)
    {
        int scope = _variables.BeginScope();
        foreach (BoundStatement statement in block.Statements)
        {
            if (!_isReachable)
                break;
            EmitStatement(statement);
        }
        _variables.EndScope(scope);
    }

    private void EmitStatement(BoundStatement statement)
    {
        if (StackGuard.HasRoom)
            EmitStatementHere(statement);
        else
            EmitOnFreshStack(statement);
    }

    private void EmitStatementHere(BoundStatement statement)
    {
        if (_module.MarksStatements && statement is not BoundBlock)
            Mark(statement.Span);
        switch (statement)
        {
            case BoundBlock block: EmitBlock(block); break;
            case BoundLet let:
                Emit(let.Value);
                if (let.Variable.IsCell)
                    Mark(let.Span);
                DeclareVariable(let.Variable);
                break;
            case BoundLocalFunction function: EmitLocalFunction(function); break;
            case BoundAssign assign: EmitAssign(assign.Variable, assign.Value); break;
            case BoundElementAssign assign: EmitElementAssign(assign); break;
            case BoundElementUpdate update: EmitElementUpdate(update); break;
            case BoundExpressionStatement expression: EmitForEffects(expression.Expression); break;
            case BoundIf branches: EmitIf(branches); break;
            case BoundWhile loop: EmitWhile(loop); break;
            case BoundForRange loop: EmitForRange(loop); break;
            case BoundForEach loop: EmitForEach(loop); break;
            case BoundBreak: Jump(_loops!.Peek().Break); break;
            case BoundContinue: Jump(_loops!.Peek().Continue); break;
            case BoundReturn @return: EmitReturn(@return); break;
            default: throw new System.Diagnostics.UnreachableException($"no code for {statement.GetType().Name}");
        }
        // The innermost statement is the first to come here.
        if (_types.IsTooDeep)
            _tooDeep ??= statement is BoundLet { Variable: var variable } ? variable.Span : statement.Span;
    }

    private void EmitLocalFunction(BoundLocalFunction declaration)
    {
        if (!declaration.Function.HasEnvironment)
            return;
        TypeId type = _types.Value(declaration.Type);
        Mark(declaration.Span);
        NewEnvironment(declaration.Function, type);
        int slot = _variables.Declare(type, declaration.Function.Name);
        SetLocal(declaration.Function, slot);
        StoreSlot(slot);
    }

    private void EmitElementAssign(BoundElementAssign assign)
    {
        Emit(assign.Array);
        Emit(assign.Index);
        Emit(assign.Value);
        Mark(assign.Span);
        Write(Opcode.ArraySet, 3, TypeId.None);
    }

    private void EmitElementUpdate(BoundElementUpdate update)
    {
        Emit(update.Array);
        Emit(update.Index);
        if (!_isReachable)
            return;
        TypeId array = _stack[^2].Type;
        Write(Opcode.Dup2, 0, array);
        _stack.Add(new StackSlot(TypeId.I64));
        Mark(update.Span);
        Write(Opcode.ArrayGet, 2, _types.Table[array].Item);
        Emit(update.Value);
        WriteOperation(update.Opcode, 2, update.Span, ResultOf(update.Opcode));
        Mark(update.Span);
        Write(Opcode.ArraySet, 3, TypeId.None);
    }

    private void EmitIf(BoundIf branches)
    {
        JumpTarget end = NewTarget();
        for (int i = 0; i < branches.Arms.Length && _isReachable; i++)
        {
            if (branches.Arms[i].Condition is BoundInt { Value: 0 })
                continue;
            JumpTarget next = NewTarget();
            EmitCondition(branches.Arms[i].Condition, when: false, next);
            EmitBlock(branches.Arms[i].Body);
            if (i < branches.Arms.Length - 1 || branches.Else is not null)
                Jump(end);
            Place(next);
        }
        if (branches.Else is not null)
            EmitBlock(branches.Else);
        Place(end);
    }

    private void EmitReturn(BoundReturn @return)
    {
        if (@return.Value is null)
        {
            Write(Opcode.Return, 0, TypeId.None);
            return;
        }
        Emit(@return.Value);
        if (_isReachable && !_result.Exists && _stack.Count > 0)
            Write(Opcode.Pop, 1, TypeId.None);
        Write(Opcode.Return, _result.Exists ? 1 : 0, TypeId.None);
    }
}
