using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;

namespace Lang.Frontend.Emit;

// Calls and function values. A generic function value is its environment; a function that captures nothing has none.
internal sealed partial class FunctionEmitter
{
    /// <summary>Whether evaluating a function value has no effects and takes no operands: a name or a literal.</summary>
    private static bool IsPlain(BoundExpression expression) => expression is BoundVariable or BoundFunctionName or BoundClosure;

    private static bool IsGlobal(BoundExpression expression) => expression is BoundVariable { Variable.Storage: VariableStorage.Global };

    /// <summary>
    /// A plain function value is pushed first and the first argument comes next, so that chains of method calls loop; any
    /// other is itself the first operand.
    /// </summary>
    private BoundExpression? BeginCall(BoundCall call)
    {
        switch (call.Environment)
        {
            case null:
                break;
            case var value when !IsPlain(value):
                return value;
            case BoundVariable { Variable: { Storage: VariableStorage.Global } global }:
                LoadGlobal(global);
                break;
            case var value when call.Target.Function.HasEnvironment:
                Finish(value);
                break;
        }
        return call.Arguments is [BoundExpression first, ..] ? first : null;
    }

    private void FinishCall(BoundCall call)
    {
        int done = Math.Min(1, call.Arguments.Length);
        bool takesEnvironment = call.Target.Function.HasEnvironment;
        if (call.Environment is { } environment && !IsPlain(environment))
        {
            if (!takesEnvironment)
                Write(Opcode.Pop, 1, TypeId.None);
            done = 0;
        }
        EmitArguments(call.Arguments, done);
        if (!_isReachable)
            return;
        Mark(call.Span);
        bool isGlobal = call.Environment is { } value && IsGlobal(value);
        if (isGlobal && _stack[^(call.Arguments.Length + 1)].MayBeUnset)
            CheckSet(below: call.Arguments.Length);
        TypeId result = _types.Result(call.Target.Result);
        Write(Opcode.Call, call.Arguments.Length + (takesEnvironment ? 1 : 0), result, _module.IndexOf(call.Target));
        if (isGlobal && !takesEnvironment)
            DropBelow(result);
        EndCall(call, result);
    }

    private void FinishCallValue(BoundCallValue call)
    {
        EmitArguments(call.Arguments, done: 0);
        var type = (FunctionType)call.Function.Type;
        Mark(call.Span);
        TypeId result = _types.Result(type.Result);
        Write(Opcode.CallValue, call.Arguments.Length + 1, result, _types.Value(type).Index);
        EndCall(call, result);
    }

    private void FinishHostCall(BoundHostCall call)
    {
        EmitArguments(call.Arguments, Math.Min(1, call.Arguments.Length));
        Mark(call.Span);
        TypeId result = _types.Result(call.Function.Result);
        Write(Opcode.CallHost, call.Arguments.Length, result, _module.IndexOf(call.Function));
        EndCall(call, result);
    }

    private void EmitArguments(ImmutableArray<BoundExpression> arguments, int done)
    {
        for (int i = done; i < arguments.Length; i++)
            Emit(arguments[i]);
    }

    /// <summary>Drops a result that the call's type does not have: the callee gives one, but none is wanted.</summary>
    private void EndCall(BoundExpression call, TypeId result)
    {
        if (result.Exists && call.Type == TlType.Nothing)
            Write(Opcode.Pop, 1, TypeId.None);
    }

    /// <summary>Drops the slot below a result, or the top slot where there is no result.</summary>
    private void DropBelow(TypeId result)
    {
        if (!result.Exists)
        {
            Write(Opcode.Pop, 1, TypeId.None);
            return;
        }
        int temporary = _variables.Take(result);
        StoreSlot(temporary);
        Write(Opcode.Pop, 1, TypeId.None);
        LoadSlot(temporary);
        _variables.Release(temporary);
    }

    private void EmitFunctionName(BoundFunctionName name)
    {
        if (name.Function.HasEnvironment)
            LoadRaw(name.Function);
        else
            EmitNewEnvironment(name.Function, name);
    }

    private void EmitClosure(BoundClosure closure) => EmitNewEnvironment(closure.Function, closure);

    private void EmitNewEnvironment(FunctionSymbol function, BoundExpression value)
    {
        Mark(value.Span);
        NewEnvironment(function, _types.Value(value.Type));
    }

    private void FinishFunctionValue(BoundFunctionValue value)
    {
        bool takesEnvironment = value.Target.Function.HasEnvironment;
        if (value.Environment is { } environment)
        {
            // Only a plain value that nobody wants was not evaluated; a global is read all the same: it may be unset.
            bool isOnStack = !IsPlain(environment);
            if (!isOnStack && (takesEnvironment || IsGlobal(environment)))
            {
                Finish(environment);
                isOnStack = true;
            }
            if (isOnStack && !takesEnvironment)
                Write(Opcode.Pop, 1, TypeId.None);
        }
        WriteOperation(Opcode.NewFunction, takesEnvironment ? 1 : 0, value.Span, _types.Value(value.Type), _module.IndexOf(value.Target));
    }
}
