using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Runtime;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Variables, globals, arrays, strings and closures: their fast paths.
internal sealed partial class TemplateCompiler
{
    private void CompileStoreVariable(int variable)
    {
        if (IsVariable(Peek(0), variable))
        {
            Drop(1);
            return;
        }
        CopyAliases(variable, except: 1);
        byte register = _plan.RegisterOf(variable);
        if (register == RegisterPlan.None)
            StoreTo(SlotAt(variable), Peek(0));
        else if (IsFloat(_function.Variables[variable]))
            LoadTo((Xmm)register, Peek(0));
        else
            LoadTo((Gpr)register, Peek(0));
        Drop(1);
    }

    private void Duplicate(int count)
    {
        for (int i = 0; i < count; i++)
        {
            ref Operand entry = ref Peek(count - 1);
            if (entry.Place == Place.Constant)
                PushConstant(entry.Constant, entry.Type);
            else if (entry.Place == Place.Variable)
                PushVariable(entry.Slot);
            else
                DuplicateValue(entry);
        }
    }

    private void DuplicateValue(Operand entry)
    {
        if (entry.IsFloat)
        {
            Xmm copy = FreeXmm();
            LoadTo(copy, entry);
            Push(copy, entry.Type);
        }
        else
        {
            Gpr copy = FreeGpr();
            LoadTo(copy, entry);
            Push(copy, entry.Type);
        }
    }

    /// <summary>
    /// Drops operands and pushes what lies in memory, or stores it at once where the next instruction does. The memory's registers may be those
    /// of the operands, or the scratch register.
    /// </summary>
    private void PushFromMemory(Mem memory, TypeId type, int operands, bool isByte = false)
    {
        int target = NextStore();
        byte register = target >= 0 ? _plan.RegisterOf(target) : RegisterPlan.None;
        if (register != RegisterPlan.None && !HasAlias(target, operands))
        {
            Load(memory, type, register, isByte);
            Drop(operands);
            _at++;
            return;
        }
        if (IsFloat(type))
        {
            Xmm result = FreeXmm();
            Load(memory, type, (byte)result, isByte);
            Drop(operands);
            Push(result, type);
        }
        else
        {
            Gpr result = operands > 0 && Peek(operands - 1).Place == Place.Gpr ? Peek(operands - 1).Gpr : FreeGpr();
            Load(memory, type, (byte)result, isByte);
            Drop(operands);
            Push(result, type);
        }
    }

    private bool HasAlias(int variable, int except)
    {
        for (int i = 0; i < _depth - except; i++)
        {
            if (IsVariable(_stack[i], variable))
                return true;
        }
        return false;
    }

    private void Load(Mem memory, TypeId type, byte register, bool isByte)
    {
        if (IsFloat(type))
            _emitter.Mov((Xmm)register, memory);
        else if (isByte)
            _emitter.MovZeroExtend8((Gpr)register, memory);
        else
            _emitter.Mov((Gpr)register, memory);
    }

    private void CompileLoadString(int index)
    {
        if (!_strings.Contains(index))
            _strings.Add(index);
        PushFromMemory(Mem.InRange(_layout.Literals + (index * sizeof(long))), TypeId.String, 0);
    }

    private Mem GlobalAt(int index) => Mem.InRange(_layout.Globals + (index * sizeof(long)));

    /// <summary>Stores a function value: directly once the global is known to change, before that by the interpreter's operation, which finds out.</summary>
    private void CompileStoreFunction(int global)
    {
        SaveTemporaries(1);
        Gpr value = InGpr(0);
        Label slow = _emitter.NewLabel(), done = _emitter.NewLabel(), word = _emitter.NewLabel();
        _emitter.Arithmetic(ArithmeticOp.Cmp, Mem.InRange(_layout.GlobalStates + (global * sizeof(long))), (int)GlobalState.Changed);
        _emitter.Jcc(ConditionCode.NotEqual, slow);
        _emitter.Mov(GlobalAt(global), value);
        _emitter.Bind(done);
        int home = Home(_depth - 1);
        _literals.Add(word, RuntimeWords.StoreFunction(global).First.Raw, 0);
        _cold.Add(new ColdPath(ColdKind.StoreFunction, slow) { Resume = done, Word = word, Offset = _offset, Exit = home, Left = (byte)value });
        Drop(1);
    }

    private void EmitSlowStore(in ColdPath path)
    {
        _emitter.Mov(SlotAt(path.Exit), (Gpr)path.Left);
        SaveFloatVariables();
        CallRuntime(_stubs.Execute, path.Word, path.Exit, path.Offset);
        RestoreFloatVariables();
    }

    private TypeId ElementType(int fromTop) => _module.Types[Peek(fromTop).Type].Item;

    private void CompileArrayGet()
    {
        TypeId element = ElementType(1);
        bool isByte = element == TypeId.Bool;
        Gpr array = InGpr(1);
        Mem place = CheckedElement(array, 0, isByte);
        PushFromMemory(place, element, 2, isByte);
    }

    /// <summary>Checks an index against the array's length and gives the element's address, which uses the scratch register.</summary>
    private Mem CheckedElement(Gpr array, int indexFromTop, bool isByte)
    {
        int size = isByte ? 1 : sizeof(long);
        Mem length = Mem.At(array, TlArray.LengthOffset);
        if (Peek(indexFromTop).Place == Place.Constant && (ulong)Peek(indexFromTop).Constant < (1 << 24))
        {
            var constant = (int)Peek(indexFromTop).Constant;
            _emitter.Arithmetic(ArithmeticOp.Cmp, length, constant);
            _emitter.Jcc(ConditionCode.BelowOrEqual, NewExit());
            _emitter.Mov(Scratch, Mem.At(array, TlArray.DataOffset));
            return Mem.At(Scratch, constant * size);
        }
        Gpr index = InGpr(indexFromTop);
        _emitter.Arithmetic(ArithmeticOp.Cmp, index, length);
        _emitter.Jcc(ConditionCode.AboveOrEqual, NewExit());
        _emitter.Mov(Scratch, Mem.At(array, TlArray.DataOffset));
        return Mem.At(Scratch, index, size);
    }

    private void CompileArraySet()
    {
        bool isByte = ElementType(2) == TypeId.Bool;
        Gpr array = InGpr(2);
        ref Operand value = ref Peek(0);
        // The value is in a register or a constant before the check: storing needs the scratch register for the address.
        if (!value.IsImmediate)
        {
            if (value.IsFloat && value.Place != Place.Constant)
                InXmm(0);
            else
                InGpr(0);
        }
        Mem place = CheckedElement(array, 1, isByte);
        if (Peek(0).IsImmediate)
            _emitter.Mov(place, (int)Peek(0).Constant, isByte ? Width.Bits8 : Width.Bits64);
        else if (Peek(0).IsFloat && Peek(0).Place != Place.Gpr)
            _emitter.Mov(place, InXmm(0));
        else
            _emitter.Mov(place, InGpr(0), isByte ? Width.Bits8 : Width.Bits64);
        Drop(3);
    }

    /// <summary>Appends where there is room; otherwise the interpreter's operation makes room.</summary>
    private void CompileArrayPush()
    {
        bool isByte = ElementType(1) == TypeId.Bool;
        SaveTemporaries(2);
        Gpr array = InGpr(1);
        Operand value = Peek(0);
        bool isXmm = value.IsFloat && value.Place != Place.Constant;
        if (isXmm)
            InXmm(0);
        else
            InGpr(0);
        value = Peek(0);
        Gpr length = FreeGpr();
        Label slow = _emitter.NewLabel(), done = _emitter.NewLabel(), word = _emitter.NewLabel();
        _emitter.Mov(length, Mem.At(array, TlArray.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Cmp, length, Mem.At(array, TlArray.CapacityOffset));
        _emitter.Jcc(ConditionCode.GreaterOrEqual, slow);
        _emitter.Mov(Scratch, Mem.At(array, TlArray.DataOffset));
        Mem place = Mem.At(Scratch, length, isByte ? 1 : sizeof(long));
        if (isXmm)
            _emitter.Mov(place, InXmm(0));
        else
            _emitter.Mov(place, InGpr(0), isByte ? Width.Bits8 : Width.Bits64);
        _emitter.Arithmetic(ArithmeticOp.Add, length, 1);
        _emitter.Mov(Mem.At(array, TlArray.LengthOffset), length);
        _emitter.Bind(done);

        int home = Home(_depth - 2);
        var operation = new Word { Op = isByte ? RegisterOp.Push1 : RegisterOp.Push8, A = 0, B = 1 };
        _literals.Add(word, operation.Raw, 0);
        _cold.Add(new ColdPath(ColdKind.Push, slow)
        {
            Resume = done, Word = word, Offset = _offset, Exit = home, Left = (byte)array,
            Right = isXmm ? (byte)InXmm(0) : (byte)InGpr(0), IsFloat = isXmm,
        });
        Drop(2);
    }

    private void EmitSlowPush(in ColdPath path)
    {
        _emitter.Mov(SlotAt(path.Exit), (Gpr)path.Left);
        if (path.IsFloat)
            _emitter.Mov(SlotAt(path.Exit + 1), (Xmm)path.Right);
        else
            _emitter.Mov(SlotAt(path.Exit + 1), (Gpr)path.Right);
        SaveFloatVariables();
        CallRuntime(_stubs.Execute, path.Word, path.Exit, path.Offset);
        RestoreFloatVariables();
    }

    private void CompileArrayPop()
    {
        TypeId element = ElementType(0);
        bool isByte = element == TypeId.Bool;
        Gpr array = InGpr(0), length = FreeGpr();
        _emitter.Mov(length, Mem.At(array, TlArray.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Sub, length, 1);
        _emitter.Jcc(ConditionCode.Sign, NewExit());
        _emitter.Mov(Mem.At(array, TlArray.LengthOffset), length);
        _emitter.Mov(Scratch, Mem.At(array, TlArray.DataOffset));
        _free -= length;
        PushFromMemory(Mem.At(Scratch, length, isByte ? 1 : sizeof(long)), element, 1, isByte);
        _free |= length;
    }

    private void CompileStringLength()
    {
        Gpr text = InGpr(0), result = FreeGpr();
        _emitter.Mov32(result, Mem.At(text, TlString.LengthOffset));
        Drop(1);
        Push(result, TypeId.I64);
    }

    private void CompileStringGet()
    {
        Gpr text = InGpr(1), index = InGpr(0), bytes = FreeGpr();
        _emitter.Mov32(Scratch, Mem.At(text, TlString.LengthOffset));
        _emitter.Arithmetic(ArithmeticOp.Cmp, index, Scratch);
        _emitter.Jcc(ConditionCode.AboveOrEqual, NewExit());
        _emitter.Mov32(bytes, Mem.At(text, TlString.OffsetOffset));
        _emitter.Arithmetic(ArithmeticOp.Add, bytes, Mem.At(text, TlString.BufferOffset));
        _emitter.MovZeroExtend8(bytes, Mem.At(bytes, index, 1, StringBuffer.BytesOffset));
        Drop(2);
        Push(bytes, TypeId.I64);
    }

    private void CompileEnvironmentGet(int field)
    {
        TypeId type = _module.Types[Peek(0).Type].Items[field];
        PushFromMemory(Mem.At(InGpr(0), TlEnvironment.FieldsOffset + (field * sizeof(long))), type, 1);
    }

    private void CompileCellGet()
    {
        TypeId type = _module.Types[Peek(0).Type].Item;
        PushFromMemory(Mem.At(InGpr(0), TlCell.ValueOffset), type, 1);
    }

    private void CompileCellSet()
    {
        Gpr cell = InGpr(1);
        StoreTo(Mem.At(cell, TlCell.ValueOffset), Peek(0));
        Drop(2);
    }

    /// <summary>Leaves where an entry is 0.</summary>
    private void CompileCheck(int fromTop)
    {
        if (TryMemory(Peek(fromTop), out Mem memory))
        {
            _emitter.Arithmetic(ArithmeticOp.Cmp, memory, 0);
        }
        else
        {
            Gpr register = InGpr(fromTop);
            _emitter.Test(register, register);
        }
        _emitter.Jcc(ConditionCode.Equal, NewExit());
    }
}
