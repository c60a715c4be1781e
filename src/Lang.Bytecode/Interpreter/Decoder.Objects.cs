namespace Lang.Bytecode.Interpretation;

/// <summary>Calls, arrays and closures.</summary>
internal sealed partial class Decoder
{
    private unsafe long FunctionAddress(int function) => _functionTable + (nint)function * sizeof(FunctionCode);

    private void DecodeCall(int function)
    {
        FunctionInfo callee = _module.Functions[function];
        int arguments = MoveTopHome(callee.ArgumentSlots);
        Pop(callee.ArgumentSlots);
        int word = Emit(new Word { Op = RegisterOp.Call, A = (ushort)Home(_depth), B = (ushort)arguments });
        EmitRaw(FunctionAddress(function));
        PushCallResult(word, callee.Result);
    }

    /// <summary>The value stays where it is; the slot below the arguments is its home and receives the environment.</summary>
    private void DecodeCallValue(TypeId type)
    {
        BytecodeType signature = _module.Types[type];
        int count = signature.Items.Length;
        int arguments = MoveTopHome(count);
        if (count == 0)
            arguments = Home(_depth);
        int value = SlotOf(count);
        Pop(count + 1);
        int word = Emit(new Word
        {
            Op = RegisterOp.CallValue, A = (ushort)Home(_depth), B = (ushort)value, C = (ushort)arguments,
        });
        EmitRaw(0);
        _calleeSites.Add(word);
        PushCallResult(word, signature.Item);
    }

    private void DecodeCallHost(int import)
    {
        HostImport host = _module.HostImports[import];
        int count = host.Parameters.Length;
        int arguments = MoveTopHome(count);
        Pop(count);
        int word = Emit(new Word
        {
            Op = RegisterOp.CallHost, A = (ushort)Home(_depth), B = (ushort)arguments, C = (ushort)count,
        });
        EmitRaw(import);
        PushCallResult(word, host.Result);
    }

    private void PushCallResult(int word, TypeId result)
    {
        _resultWord = -1;
        if (result.Exists)
            PushResult(word, result);
    }

    private void DecodeReturn()
    {
        if (!_function.Result.Exists)
            Emit(new Word { Op = RegisterOp.ReturnVoid });
        else if (_depth == 0)
            Emit(new Word { Op = RegisterOp.ReturnImm });
        else if (IsImmediate(Peek()))
            Emit(new Word { Op = RegisterOp.ReturnImm, Immediate = (int)Peek().Constant });
        else
            Emit(new Word { Op = RegisterOp.Return, A = (ushort)SlotOf(0) });
    }

    private TypeId ElementType(int fromTop) => _module.Types[Peek(fromTop).Type].Item;

    /// <summary>Whether an entry is an array whose elements take one byte.</summary>
    private bool IsByteArray(int fromTop) => ElementType(fromTop) == TypeId.Bool;

    private void DecodeArrayGet()
    {
        TypeId element = ElementType(1);
        if (element == TypeId.Bool)
        {
            Apply(RegisterOp.Get1, 2, element);
        }
        else if (Peek(0).IsConstant && Peek(0).Constant is >= 0 and <= ushort.MaxValue)
        {
            int index = (int)Peek(0).Constant, array = SlotOf(1);
            Pop(2);
            EmitResult(RegisterOp.Get8Small, array, index, element);
        }
        else
        {
            Apply(RegisterOp.Get8, 2, element);
        }
    }

    private void DecodeArraySet()
    {
        bool bytes = IsByteArray(2);
        if (Peek(0).IsConstant && Peek(0).Constant is >= short.MinValue and <= short.MaxValue)
        {
            var value = (short)Peek(0).Constant;
            int array = SlotOf(2), index = SlotOf(1);
            Pop(3);
            Emit(new Word { Op = bytes ? RegisterOp.Set1Small : RegisterOp.Set8Small, A = (ushort)array, B = (ushort)index, Small = value });
        }
        else if (!bytes && Peek(1).IsConstant && Peek(1).Constant is >= 0 and <= ushort.MaxValue)
        {
            int index = (int)Peek(1).Constant, array = SlotOf(2), value = SlotOf(0);
            Pop(3);
            Emit(new Word { Op = RegisterOp.Set8At, A = (ushort)array, B = (ushort)index, C = (ushort)value });
        }
        else
        {
            EmitEffect(bytes ? RegisterOp.Set1 : RegisterOp.Set8, 3);
        }
    }

    /// <summary>The array below the elements is only looked at: it stays the entry it was.</summary>
    private void DecodeAppend(int count)
    {
        int array = SlotOf(count), first = MoveTopHome(count);
        Pop(count);
        Emit(new Word { Op = RegisterOp.ArrayAppend, A = (ushort)array, B = (ushort)first, C = (ushort)count });
    }

    private void DecodeNewFunction(int function)
    {
        bool captures = _module.Functions[function].Environment.Exists;
        int environment = captures ? SlotOf(0) : 0;
        Pop(captures ? 1 : 0);
        FunctionInfo info = _module.Functions[function];
        TypeId type = _module.Types.Function(info.Parameters, info.Result);
        EmitResult(RegisterOp.NewFunction, environment, captures ? 1 : 0, type);
        EmitRaw(((long)type.Index << 32) | (uint)function);
    }

    /// <summary>A field that is a cell is mostly read to get at the cell's value: both loads in one word.</summary>
    private void DecodeEnvGet(int field, ref CodeReader reader)
    {
        int environment = SlotOf(0);
        TypeId type = _module.Types[Peek().Type].Items[field];
        Pop();
        CodeReader ahead = reader;
        if (ahead.TryRead(out Instruction next) && next.Opcode == Opcode.CellGet && !_slots.IsJumpTarget(next.Offset))
        {
            reader = ahead;
            EmitResult(RegisterOp.EnvCellGet, environment, field, _module.Types[type].Item);
            return;
        }
        EmitResult(RegisterOp.EnvGet, environment, field, type);
    }
}
