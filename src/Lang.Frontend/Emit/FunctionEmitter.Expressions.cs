using System.Text;
using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Expressions that leave a value on the stack.
internal sealed partial class FunctionEmitter
{
    /// <summary>Expressions whose first operand is being evaluated, with the stack that was moved away for them.</summary>
    private readonly Stack<(BoundExpression Expression, int[]? Moved)> _pending = [];

    /// <summary>Evaluates <paramref name="expression"/>: its value, if it has one, is then on top of the stack.</summary>
    private void Emit(BoundExpression expression)
    {
        if (StackGuard.HasRoom)
            EmitHere(expression);
        else
            EmitOnFreshStack(expression);
    }

    // A method of its own, like its kin in the other passes: what a lambda captures becomes an object where the method begins.
    private void EmitOnFreshStack(BoundExpression expression) => StackGuard.Run(() => EmitHere(expression));

    private void EmitOnFreshStack(BoundStatement statement) => StackGuard.Run(() => EmitStatementHere(statement));

    private void EmitConditionOnFreshStack(BoundExpression condition, bool when, JumpTarget target) =>
        StackGuard.Run(() => EmitConditionHere(condition, when, target));

    private void EmitHere(BoundExpression expression)
    {
        int bottom = _pending.Count;
        for (BoundExpression? next = expression; next is not null && _isReachable; next = Begin(next))
            _pending.Push((next, MakeRoomFor(next)));
        while (_pending.Count > bottom)
        {
            (BoundExpression current, int[]? moved) = _pending.Pop();
            if (_isReachable)
                Finish(current);
            if (_isReachable && current.Type == TlType.Never)
                Trap();
            if (moved is not null)
                Restore(moved);
        }
    }

    /// <summary>
    /// Emits what comes before the first operand and returns that operand, whose evaluation comes next; null for an
    /// expression that <see cref="Finish"/> emits whole.
    /// </summary>
    private BoundExpression? Begin(BoundExpression expression) => expression switch
    {
        _ when Constant(expression) is not null => null,
        BoundConversion conversion => conversion.Operand,
        BoundOperation { Opcode: Opcode.ValueToString, Operands: [{ Type: GenericFunctionType }] } or BoundTypeName => null,
        BoundOperation { Operands: [BoundExpression first, ..] } => first,
        BoundChain chain => chain.First,
        BoundCall call => BeginCall(call),
        BoundCallValue call => call.Function,
        BoundHostCall { Arguments: [BoundExpression first, ..] } => first,
        BoundSlice slice => slice.Sequence,
        BoundArrayFill fill => fill.Value,
        BoundFunctionValue { Environment: { } environment } when !IsPlain(environment) => environment,
        _ => null,
    };

    /// <summary>Emits the rest of an expression whose first operand, if <see cref="Begin"/> gave one, is on the stack.</summary>
    private void Finish(BoundExpression expression)
    {
        if (Constant(expression) is { } constant)
        {
            LoadConstant(constant);
            return;
        }
        switch (expression)
        {
            case BoundVariable variable: FinishVariable(variable); break;
            case BoundConversion conversion: Convert(conversion.Conversion, conversion); break;
            case BoundOperation operation: FinishOperation(operation); break;
            case BoundTypeName name: EmitTypeName(name); break;
            case BoundChain chain: FinishChain(chain); break;
            case BoundLogical logical: EmitLogical(logical); break;
            case BoundConditional conditional: EmitConditional(conditional); break;
            case BoundCall call: FinishCall(call); break;
            case BoundCallValue call: FinishCallValue(call); break;
            case BoundHostCall call: FinishHostCall(call); break;
            case BoundPrint print: EmitPrint(print); break;
            case BoundSlice slice: FinishSlice(slice); break;
            case BoundArray array: EmitArray(array); break;
            case BoundArrayFill fill: FinishArrayFill(fill); break;
            case BoundFunctionName name: EmitFunctionName(name); break;
            case BoundClosure closure: EmitClosure(closure); break;
            case BoundFunctionValue value: FinishFunctionValue(value); break;
            default: throw new System.Diagnostics.UnreachableException($"no code for {expression.GetType().Name}");
        }
    }

    /// <summary>
    /// The literal that an expression is, a sign or a widening included; null for any other. (Folding in general is the
    /// optimiser's work; these two are how literals are written.)
    /// </summary>
    private static BoundExpression? Constant(BoundExpression expression) => expression switch
    {
        BoundInt or BoundFloat or BoundString => expression,
        BoundOperation { Opcode: Opcode.Neg, Operands: [BoundInt i] } => new BoundInt(unchecked(-i.Value), TlType.Int, expression.Span),
        BoundOperation { Opcode: Opcode.FNeg, Operands: [BoundFloat f] } => new BoundFloat(-f.Value, expression.Span),
        BoundConversion { Conversion: Conversion.IntToFloat, Operand: var operand } when Constant(operand) is BoundInt i => new BoundFloat(i.Value, expression.Span),
        _ => null,
    };

    private void LoadConstant(BoundExpression constant)
    {
        switch (constant)
        {
            case BoundInt i: LoadInt(i.Value, _types.Value(i.Type)); break;
            case BoundFloat f: LoadFloat(f.Value); break;
            case BoundString s: LoadString(s.Value.AsMemory()); break;
        }
    }

    private void FinishVariable(BoundVariable variable)
    {
        // A variable without values is read on no path; it has no slot of a useful type.
        if (variable.Type == TlType.Never)
            return;
        if (variable.Variable.Storage == VariableStorage.Global)
            Mark(variable.Span);
        LoadVariable(variable.Variable);
    }

    private void Convert(Conversion conversion, BoundExpression at)
    {
        if (conversion == Conversion.None)
        {
            // int(bool) keeps the value, but the slot may now meet ints.
            if (_stack[^1].Type == TypeId.Bool && at.Type == TlType.Int)
                _stack[^1] = new StackSlot(TypeId.I64);
            return;
        }
        Opcode opcode = conversion switch
        {
            Conversion.IntToFloat => Opcode.IntToFloat,
            Conversion.IntToString => Opcode.IntToString,
            Conversion.FloatToString => Opcode.FloatToString,
            _ => Opcode.BoolToString,
        };
        WriteOperation(opcode, 1, at.Span, ResultOf(opcode));
    }

    private void FinishOperation(BoundOperation operation)
    {
        if (operation is { Opcode: Opcode.ValueToString, Operands: [{ Type: GenericFunctionType function } value] })
        {
            EmitForEffects(value);
            LoadString(TextOf(function));
            return;
        }
        for (int i = 1; i < operation.Operands.Length; i++)
            Emit(operation.Operands[i]);
        TypeId result = _types.Result(operation.Type);
        if (OpcodeTable.Get(operation.Opcode).Operands is [OperandKind.Type])
            WriteOperation(operation.Opcode, operation.Operands.Length, operation.Span, result, _types.Value(operation.Operands[^1].Type).Index);
        else
            WriteOperation(operation.Opcode, operation.Operands.Length, operation.Span, result);
    }

    private void EmitTypeName(BoundTypeName name)
    {
        EmitForEffects(name.Operand);
        if (_isReachable)
            LoadString(Encoding.UTF8.GetBytes(name.Operand.Type.Resolved.ToString()!));
    }

    private void FinishChain(BoundChain chain)
    {
        foreach (BoundLink link in chain.Links)
        {
            Convert(link.Left, chain);
            Emit(link.Right);
            WriteOperation(link.Opcode, 2, link.Span, ResultOf(link.Opcode));
        }
    }

    /// <summary>Writes an operation, preceded by its place if it can stop the script.</summary>
    private void WriteOperation(Opcode opcode, int pops, Syntax.SourceSpan span, TypeId push, params ReadOnlySpan<int> operands)
    {
        if ((OpcodeTable.Get(opcode).Flags & (OpcodeFlags.CanFail | OpcodeFlags.Allocates | OpcodeFlags.Call)) != 0)
            Mark(span);
        Write(opcode, pops, push, operands);
    }

    /// <summary>The type of what an operator or conversion pushes.</summary>
    private static TypeId ResultOf(Opcode opcode) => OpcodeTable.Get(opcode).Pushes[0] switch
    {
        StackKind.F64 => TypeId.F64,
        StackKind.Bool => TypeId.Bool,
        StackKind.String => TypeId.String,
        _ => TypeId.I64,
    };

    private void EmitConditional(BoundConditional conditional)
    {
        JumpTarget otherwise = NewTarget(), end = NewTarget();
        EmitCondition(conditional.Condition, when: false, otherwise);
        Emit(conditional.Then);
        Jump(end);
        Place(otherwise);
        Emit(conditional.Else);
        Place(end);
    }

    private void FinishSlice(BoundSlice slice)
    {
        if (slice.From is not null)
            Emit(slice.From);
        else
            LoadInt(0);
        if (!_isReachable)
            return;
        bool isString = slice.Sequence.Type == TlType.String;
        TypeId type = _stack[^2].Type;
        if (slice.To is not null)
        {
            Emit(slice.To);
        }
        else
        {
            Write(Opcode.Dup2, 0, type);
            _stack.Add(new StackSlot(TypeId.I64));
            Write(Opcode.Pop, 1, TypeId.None);
            Write(isString ? Opcode.StringLen : Opcode.ArrayLen, 1, TypeId.I64);
        }
        WriteOperation(isString ? Opcode.StringSlice : Opcode.ArraySlice, 3, slice.Span, type);
    }

    private void EmitArray(BoundArray array)
    {
        TypeId type = _types.Value(array.Type);
        int first = Math.Min(array.Elements.Length, ArrayChunk);
        for (int i = 0; i < first; i++)
            Emit(array.Elements[i]);
        WriteOperation(Opcode.NewArray, first, array.Span, type, type.Index, first);
        for (int start = first; start < array.Elements.Length; start += ArrayChunk)
        {
            int count = Math.Min(array.Elements.Length - start, ArrayChunk);
            for (int i = start; i < start + count; i++)
                Emit(array.Elements[i]);
            WriteOperation(Opcode.ArrayAppend, count + 1, array.Span, type, count);
        }
    }

    private void FinishArrayFill(BoundArrayFill fill)
    {
        TypeId type = _types.Value(fill.Type);
        Emit(fill.Count);
        WriteOperation(Opcode.ArrayFill, 2, fill.Span, type, type.Index);
    }

    /// <summary>Evaluates an expression and drops its value; a plain name has no effects.</summary>
    private void EmitForEffects(BoundExpression expression)
    {
        if (IsPlain(expression))
            return;
        int depth = _stack.Count;
        Emit(expression);
        if (_isReachable && _stack.Count > depth)
            Write(Opcode.Pop, 1, TypeId.None);
    }
}
