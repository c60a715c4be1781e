using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Emit;

/// <summary>
/// Emits the code of one instance after the other: one walk over its checked body, straight into bytecode.
/// </summary>
/// <remarks>
/// Rules for whoever extends it:
/// <list type="number">
/// <item>Every instruction goes through <see cref="Write"/>, <see cref="Jump"/> or <see cref="Place"/>. They follow the
/// operand stack and write nothing where control can't come, so no other method needs to ask.</item>
/// <item>Between statements the operand stack is empty.</item>
/// <item>Every operand goes through <see cref="Emit(BoundExpression)"/>, which leaves its value on top, loops along first
/// operands (chains of calls, indices and operators have no length limit) and makes room when the stack gets full.</item>
/// <item>What can fail, call or allocate is preceded by <see cref="Mark"/>: traces and errors name that place.</item>
/// </list>
/// </remarks>
internal sealed partial class FunctionEmitter
{
    /// <summary>One slot of the operand stack.</summary>
    /// <param name="Type">Its type.</param>
    /// <param name="MayBeUnset">Whether it is a global's environment that CHECK_SET has not seen yet.</param>
    private readonly record struct StackSlot(TypeId Type, bool MayBeUnset = false);

    /// <summary>A label, and the operand stack that the first jump to it brings along.</summary>
    private sealed class JumpTarget(Label label)
    {
        public Label Label { get; } = label;

        /// <summary>Null as long as nothing jumps here.</summary>
        public StackSlot[]? Stack { get; set; }
    }

    private readonly BytecodeEmitter _module;
    private readonly TypeMapper _types;

    // The rest is of one function and empty again for the next.
    private Instance _instance;
    private TypeId _result;
    private readonly CodeWriter _code = new();
    private readonly VariableSlots _variables = new();
    private readonly List<StackSlot> _stack = [];
    private bool _isReachable = true;

    /// <summary>Where a type turned out to nest too deep.</summary>
    private SourceSpan? _tooDeep;

    /// <param name="module">The module's pools.</param>
    /// <param name="entry">The script body.</param>
    public FunctionEmitter(BytecodeEmitter module, Instance entry)
    {
        _module = module;
        _types = module.Types;
        _instance = entry;
    }

    /// <summary>The function of <paramref name="instance"/>.</summary>
    /// <param name="instance">The instance.</param>
    /// <param name="isEntry">Whether it is the script body.</param>
    /// <param name="exhausted">Whether it needs more variables than a function can have; its code is then useless.</param>
    /// <param name="tooDeep">The place of a type that nests too deep, if there is one and it has a place.</param>
    public FunctionInfo Emit(Instance instance, bool isEntry, out bool exhausted, out SourceSpan? tooDeep)
    {
        Reset(instance);
        TypeId environment = EmitEntry();
        EmitBlock(instance.Body);
        EmitEnd();
        exhausted = _variables.IsExhausted;
        tooDeep = _tooDeep;
        (ImmutableArray<byte> code, ImmutableArray<long> constants, SourceMap map) = _code.Finish();
        return new FunctionInfo
        {
            Name = isEntry ? "script" : instance.Function.Name,
            Environment = environment,
            Parameters = ParameterTypes(),
            Result = _result,
            Variables = _variables.Types,
            VariableNames = _variables.Names,
            Constants = constants,
            Code = code,
            SourceMap = map,
        };
    }

    private void Reset(Instance instance)
    {
        _instance = instance;
        _result = _types.Result(instance.Result);
        _code.Clear();
        _variables.Clear();
        _stack.Clear();
        _loops?.Clear();
        Tables.Empty(ref _locals);
        Tables.Empty(ref _fields);
        _isReachable = true;
        _tooDeep = null;
    }

    /// <summary>Lays out environment and parameters; assigned parameters that closures share move into cells.</summary>
    private TypeId EmitEntry()
    {
        FunctionSymbol function = _instance.Function;
        if (function.Syntax is { } syntax)
            Mark(syntax.HeadSpan);
        if (_types.IsTooDeep)
            _tooDeep = function.Syntax?.Result?.Span;
        TypeId environment = TypeId.None;
        if (function.HasEnvironment)
        {
            environment = _types.Environment(function, _instance.Parent);
            _variables.Declare(environment, function.Name);
        }
        for (int i = 0; i < _instance.Parameters.Length; i++)
        {
            VariableSymbol parameter = _instance.Parameters[i];
            SetLocal(parameter, _variables.Declare(_types.Value(_instance.ParameterTypes[i]), parameter.Name));
            if (_types.IsTooDeep)
                _tooDeep ??= function.Syntax?.Parameters[i].Span;
        }
        foreach (VariableSymbol parameter in _instance.Parameters)
        {
            if (!parameter.IsCell)
                continue;
            int slot = _locals![parameter];
            Write(Opcode.LoadVar, 0, TypeOf(slot), slot);
            DeclareLocal(parameter);
        }
        return environment;
    }

    private ImmutableArray<TypeId> ParameterTypes()
    {
        var types = new TypeId[_instance.ParameterTypes.Length];
        for (int i = 0; i < types.Length; i++)
            types[i] = _types.Value(_instance.ParameterTypes[i]);
        return ImmutableCollectionsMarshal.AsImmutableArray(types);
    }

    private void EmitEnd()
    {
        if (_result.Exists)
            Trap();
        Write(Opcode.Return, 0, TypeId.None);
    }

    /// <summary>Writes an instruction without jump operand that pops some slots and then pushes one, or none.</summary>
    private void Write(Opcode opcode, int pops, TypeId push, params ReadOnlySpan<int> operands)
    {
        if (!_isReachable)
            return;
        _code.Write(opcode, operands);
        _stack.RemoveRange(_stack.Count - pops, pops);
        if (push.Exists)
            _stack.Add(new StackSlot(push));
        _isReachable = !OpcodeTable.Get(opcode).Is(OpcodeFlags.Terminator);
    }

    private void Jump(JumpTarget target)
    {
        if (!_isReachable)
            return;
        target.Stack ??= [.. _stack];
        _code.WriteJump(Opcode.Jump, target.Label);
        _isReachable = false;
    }

    /// <summary>Pops a condition; jumps when it is <paramref name="when"/>.</summary>
    private void JumpIf(bool when, JumpTarget target)
    {
        if (!_isReachable)
            return;
        _stack.RemoveAt(_stack.Count - 1);
        target.Stack ??= [.. _stack];
        _code.WriteJump(when ? Opcode.JumpIfTrue : Opcode.JumpIfFalse, target.Label);
    }

    private JumpTarget NewTarget() => new(_code.NewLabel());

    /// <summary>Places a target that was jumped to, if at all, from above.</summary>
    private void Place(JumpTarget target)
    {
        if (target.Stack is null)
            return;
        if (!_isReachable)
        {
            _stack.Clear();
            _stack.AddRange(target.Stack.AsSpan());
        }
        _code.Place(target.Label);
        _isReachable = true;
    }

    /// <summary>Places a target between statements that is jumped to from below.</summary>
    private JumpTarget PlaceLoopHead()
    {
        JumpTarget head = NewTarget();
        _stack.Clear();
        _code.Place(head.Label);
        _isReachable = true;
        return head;
    }

    /// <summary>Ends a path that control never takes to its end, in a way that the verifier can follow.</summary>
    private void Trap()
    {
        LoadString("unreachable"u8.ToArray());
        Write(Opcode.Error, 1, TypeId.None);
    }

    private void Mark(SourceSpan span)
    {
        if (_isReachable)
            _code.MarkPosition(_module.PositionOf(span));
    }

    private void LoadInt(long value, TypeId type)
    {
        if (_isReachable)
            Write(Opcode.LoadConst, 0, type, _code.Constant(value));
    }

    private void LoadInt(long value) => LoadInt(value, TypeId.I64);

    private void LoadFloat(double value)
    {
        if (_isReachable)
            Write(Opcode.LoadFloat, 0, TypeId.F64, _code.Constant(BitConverter.DoubleToInt64Bits(value)));
    }

    private void LoadString(ReadOnlyMemory<byte> value)
    {
        if (_isReachable)
            Write(Opcode.LoadString, 0, TypeId.String, _module.IndexOf(value));
    }

    private void LoadSlot(int slot) => Write(Opcode.LoadVar, 0, TypeOf(slot), slot);

    private void StoreSlot(int slot) => Write(Opcode.StoreVar, 1, TypeId.None, slot);

    private TypeId TypeOf(int slot) => _variables.TypeOf(slot);

    private TypeId Top => _stack[^1].Type;
}
