namespace Lang.Bytecode.Interpretation;

/// <summary>The simulated operand stack.</summary>
internal sealed partial class Decoder
{
    /// <summary>An operand-stack entry: a constant, or a slot that holds it (its home, a variable, or a lower entry's home).</summary>
    private struct Entry
    {
        public bool IsConstant;
        public int Slot;
        public long Constant;
        public TypeId Type;
    }

    private readonly Entry[] _stack;

    /// <summary>Per variable: how many entries name it.</summary>
    private readonly int[] _uses;
    private int _depth;

    /// <summary>The word whose slot A is the top entry's home, so that a store can redirect it; -1 when there is none.</summary>
    private int _resultWord = -1;

    private int Home(int entry) => _function.Variables.Length + entry;

    private void PushConstant(long value, TypeId type)
    {
        _stack[_depth++] = new Entry { IsConstant = true, Constant = value, Type = type };
        _resultWord = -1;
    }

    private void PushSlot(int slot, TypeId type)
    {
        _stack[_depth++] = new Entry { Slot = slot, Type = type };
        if (slot < _uses.Length)
            _uses[slot]++;
        _resultWord = -1;
    }

    /// <summary>Pushes the result of the instruction that begins at <paramref name="word"/>, which writes slot A.</summary>
    private void PushResult(int word, TypeId type)
    {
        PushSlot(Home(_depth), type);
        _resultWord = word;
    }

    /// <summary>Emits an instruction whose result becomes the top of the stack; its operands were popped.</summary>
    private int EmitResult(RegisterOp op, int b, int c, TypeId type)
    {
        int word = Emit(new Word { Op = op, A = (ushort)Home(_depth), B = (ushort)b, C = (ushort)c });
        PushResult(word, type);
        return word;
    }

    private void Pop(int count = 1)
    {
        for (; count > 0; count--)
        {
            ref Entry entry = ref _stack[--_depth];
            if (!entry.IsConstant && entry.Slot < _uses.Length)
                _uses[entry.Slot]--;
        }
        _resultWord = -1;
    }

    /// <summary>The entry <paramref name="fromTop"/> below the top.</summary>
    private ref Entry Peek(int fromTop = 0) => ref _stack[_depth - 1 - fromTop];

    /// <summary>The slot of an entry; a constant is loaded into its home first.</summary>
    private int SlotOf(int fromTop)
    {
        if (Peek(fromTop).IsConstant)
            MoveHome(_depth - 1 - fromTop);
        return Peek(fromTop).Slot;
    }

    /// <summary>Copies an entry to its home.</summary>
    private void MoveHome(int index)
    {
        ref Entry entry = ref _stack[index];
        int home = Home(index);
        if (entry.IsConstant)
        {
            EmitConstant(home, entry.Constant);
            entry.IsConstant = false;
        }
        else if (entry.Slot != home)
        {
            Emit(new Word { Op = RegisterOp.Move, A = (ushort)home, B = (ushort)entry.Slot });
            if (entry.Slot < _uses.Length)
                _uses[entry.Slot]--;
        }
        entry.Slot = home;
    }

    private void EmitConstant(int slot, long value)
    {
        if (value == (int)value)
        {
            Emit(new Word { Op = RegisterOp.LoadImm, A = (ushort)slot, Immediate = (int)value });
            return;
        }
        Emit(new Word { Op = RegisterOp.LoadK, A = (ushort)slot });
        EmitRaw(value);
    }

    /// <summary>Copies the topmost <paramref name="count"/> entries to their homes and returns the lowest of these.</summary>
    private int MoveTopHome(int count)
    {
        for (int index = _depth - count; index < _depth; index++)
            MoveHome(index);
        return Home(_depth - count);
    }

    private void FlushStack() => MoveTopHome(_depth);

    private void ResetStack(ReadOnlySpan<TypeId> types)
    {
        Pop(_depth);
        foreach (TypeId type in types)
            PushSlot(Home(_depth), type);
        _resultWord = -1;
    }

    /// <summary>Pops the top into a variable: redirects the word that made it, or copies it.</summary>
    private void StoreVariable(int variable)
    {
        Entry top = Peek();
        int result = _resultWord;
        Pop();
        bool named = _uses[variable] > 0;
        if (result >= _barrier && !named)
        {
            Word word = _words[result];
            word.A = (ushort)variable;
            _words[result] = word;
            return;
        }
        for (int index = 0; named && index < _depth; index++)
        {
            if (!_stack[index].IsConstant && _stack[index].Slot == variable)
                MoveHome(index);
        }
        if (top.IsConstant)
            EmitConstant(variable, top.Constant);
        else if (top.Slot != variable)
            Emit(new Word { Op = RegisterOp.Move, A = (ushort)variable, B = (ushort)top.Slot });
    }

    private void Duplicate(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Entry entry = Peek(count - 1);
            if (entry.IsConstant)
                PushConstant(entry.Constant, entry.Type);
            else
                PushSlot(entry.Slot, entry.Type);
        }
    }
}
