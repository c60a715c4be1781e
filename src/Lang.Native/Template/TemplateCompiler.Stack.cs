using Lang.Bytecode;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Template;

// The simulated operand stack and the registers of its entries.
internal sealed partial class TemplateCompiler
{
    private Operand[] _stack = new Operand[16];
    private int _depth;

    /// <summary>Temporaries that hold nothing.</summary>
    private RegisterSet _free;

    private ref Operand Peek(int fromTop) => ref _stack[_depth - 1 - fromTop];

    private void PushConstant(long value, TypeId type) => _stack[_depth++] = new Operand { Place = Place.Constant, Constant = value, Type = type };

    private void PushVariable(int variable) =>
        _stack[_depth++] = new Operand { Place = Place.Variable, Slot = variable, Type = _function.Variables[variable] };

    private void Push(Gpr register, TypeId type)
    {
        _free -= register;
        _stack[_depth++] = new Operand { Place = Place.Gpr, Register = (byte)register, Type = type };
    }

    private void Push(Xmm register, TypeId type)
    {
        _free -= register;
        _stack[_depth++] = new Operand { Place = Place.Xmm, Register = (byte)register, Type = type };
    }

    private void PushHome(TypeId type)
    {
        _stack[_depth] = new Operand { Place = Place.Home, Slot = Home(_depth), Type = type };
        _depth++;
    }

    private void Drop(int count)
    {
        for (; count > 0; count--)
            Release(_stack[--_depth]);
    }

    private void Release(in Operand operand)
    {
        if (operand.Place == Place.Gpr)
            _free |= operand.Gpr;
        else if (operand.Place == Place.Xmm)
            _free |= operand.Xmm;
    }

    private void ResetStack(ReadOnlySpan<TypeId> types)
    {
        _free = _plan.Temporaries;
        _depth = 0;
        foreach (TypeId type in types)
            PushHome(type);
    }

    private static bool IsFloat(TypeId type) => type == TypeId.F64;

    /// <summary>A free register, emptied if need be. It stays free until it is pushed or taken out of <see cref="_free"/>.</summary>
    private Gpr FreeGpr()
    {
        RegisterSet free = _free & RegisterSet.AllGprs;
        if (free.IsEmpty)
        {
            SpillDeepest(Place.Gpr);
            free = _free & RegisterSet.AllGprs;
        }
        RegisterSet.GprSequence registers = free.Gprs;
        registers.MoveNext();
        return registers.Current;
    }

    private Xmm FreeXmm()
    {
        RegisterSet free = _free & RegisterSet.AllXmms;
        if (free.IsEmpty)
        {
            SpillDeepest(Place.Xmm);
            free = _free & RegisterSet.AllXmms;
        }
        RegisterSet.XmmSequence registers = free.Xmms;
        registers.MoveNext();
        return registers.Current;
    }

    // An instruction looks at three operands at most, and there are more registers: the deepest is none of them.
    private void SpillDeepest(Place place)
    {
        int index = 0;
        while (_stack[index].Place != place)
            index++;
        MoveHome(index);
    }

    /// <summary>Takes a particular register: what is in it moves elsewhere.</summary>
    private void Take(Gpr register)
    {
        if (!_free.Contains(register))
        {
            for (int i = 0; i < _depth; i++)
            {
                if (_stack[i].Place != Place.Gpr || _stack[i].Gpr != register)
                    continue;
                if ((_free & RegisterSet.AllGprs).IsEmpty)
                {
                    MoveHome(i);
                    break;
                }
                Gpr other = FreeGpr();
                _emitter.Mov(other, register);
                _free -= other;
                _stack[i].Register = (byte)other;
                break;
            }
        }
        _free -= register;
    }

    /// <summary>Copies an entry to its home slot.</summary>
    private void MoveHome(int index)
    {
        ref Operand entry = ref _stack[index];
        int home = Home(index);
        if (entry.Place == Place.Home && entry.Slot == home)
            return;
        StoreTo(SlotAt(home), entry);
        Release(entry);
        entry.Place = Place.Home;
        entry.Slot = home;
    }

    /// <summary>Brings all entries but the topmost into their homes.</summary>
    private void FlushBelow(int operands)
    {
        for (int i = 0; i < _depth - operands; i++)
            MoveHome(i);
    }

    /// <summary>Brings what a call would destroy into its homes: constants and variables it leaves alone.</summary>
    private void SaveTemporaries(int except)
    {
        for (int i = 0; i < _depth - except; i++)
        {
            if (_stack[i].Place is Place.Gpr or Place.Xmm)
                MoveHome(i);
        }
    }

    /// <summary>Copies the topmost entries to their homes, and returns the slot of the first.</summary>
    private int MoveTopHome(int count)
    {
        for (int i = _depth - count; i < _depth; i++)
            MoveHome(i);
        return Home(_depth - count);
    }

    /// <summary>Before a variable changes: copies entries that name it, the topmost ones left out.</summary>
    private void CopyAliases(int variable, int except)
    {
        for (int i = 0; i < _depth - except; i++)
        {
            if (_stack[i].Place == Place.Variable && _stack[i].Slot == variable)
                MoveHome(i);
        }
    }

    private bool IsVariable(in Operand operand, int variable) => operand.Place == Place.Variable && operand.Slot == variable;

    /// <summary>The register of the variable that the entry names, if it lives in one.</summary>
    private bool TryVariableGpr(in Operand operand, out Gpr register)
    {
        register = operand.Place == Place.Variable && !operand.IsFloat ? (Gpr)_plan.RegisterOf(operand.Slot) : (Gpr)RegisterPlan.None;
        return register != (Gpr)RegisterPlan.None;
    }

    private bool TryVariableXmm(in Operand operand, out Xmm register)
    {
        register = operand.Place == Place.Variable && operand.IsFloat ? (Xmm)_plan.RegisterOf(operand.Slot) : (Xmm)RegisterPlan.None;
        return register != (Xmm)RegisterPlan.None;
    }

    /// <summary>The memory in which the entry's value lies, if it does.</summary>
    private bool TryMemory(in Operand operand, out Mem memory)
    {
        bool inSlot = operand.Place == Place.Home || (operand.Place == Place.Variable && _plan.RegisterOf(operand.Slot) == RegisterPlan.None);
        memory = inSlot ? SlotAt(operand.Slot) : default;
        return inSlot;
    }

    /// <summary>The entry's value in some register that must not be written; the entry keeps it.</summary>
    private Gpr InGpr(int fromTop)
    {
        ref Operand entry = ref Peek(fromTop);
        if (entry.Place == Place.Gpr)
            return entry.Gpr;
        return TryVariableGpr(entry, out Gpr register) ? register : OwnGpr(fromTop);
    }

    /// <summary>The entry's value in a register of its own that may be written.</summary>
    private Gpr OwnGpr(int fromTop)
    {
        ref Operand entry = ref Peek(fromTop);
        if (entry.Place == Place.Gpr)
            return entry.Gpr;
        Gpr register = FreeGpr();
        LoadTo(register, entry);
        Own(ref entry, Place.Gpr, (byte)register);
        _free -= register;
        return register;
    }

    private Xmm InXmm(int fromTop)
    {
        ref Operand entry = ref Peek(fromTop);
        if (entry.Place == Place.Xmm)
            return entry.Xmm;
        return TryVariableXmm(entry, out Xmm register) ? register : OwnXmm(fromTop);
    }

    private Xmm OwnXmm(int fromTop)
    {
        ref Operand entry = ref Peek(fromTop);
        if (entry.Place == Place.Xmm)
            return entry.Xmm;
        Xmm register = FreeXmm();
        LoadTo(register, entry);
        Own(ref entry, Place.Xmm, (byte)register);
        _free -= register;
        return register;
    }

    private static void Own(ref Operand entry, Place place, byte register) =>
        entry = new Operand { Place = place, Register = register, Type = entry.Type };

    /// <summary>Copies a value into a register.</summary>
    private void LoadTo(Gpr register, in Operand operand)
    {
        if (operand.Place == Place.Constant)
            _emitter.MovImmediate(register, operand.Constant);
        else if (operand.Place == Place.Gpr)
            Move(register, operand.Gpr);
        else if (TryMemory(operand, out Mem memory))
            _emitter.Mov(register, memory);
        else if (TryVariableGpr(operand, out Gpr source))
            Move(register, source);
        else
            _emitter.MovBits(register, operand.Place == Place.Xmm ? operand.Xmm : (Xmm)_plan.RegisterOf(operand.Slot));
    }

    private void LoadTo(Xmm register, in Operand operand)
    {
        if (operand.Place == Place.Constant && operand.Constant == 0)
            _emitter.Zero(register);
        else if (operand.Place == Place.Constant)
            _emitter.Mov(register, _literals.At(ref _emitter, operand.Constant));
        else if (operand.Place == Place.Xmm)
            Move(register, operand.Xmm);
        else if (TryMemory(operand, out Mem memory))
            _emitter.Mov(register, memory);
        else if (TryVariableXmm(operand, out Xmm source))
            Move(register, source);
    }

    private void Move(Gpr destination, Gpr source)
    {
        if (destination != source)
            _emitter.Mov(destination, source);
    }

    private void Move(Xmm destination, Xmm source)
    {
        if (destination != source)
            _emitter.Mov(destination, source);
    }

    /// <summary>Stores a value of either class.</summary>
    private void StoreTo(Mem memory, in Operand operand)
    {
        if (operand.IsImmediate)
        {
            _emitter.Mov(memory, (int)operand.Constant);
        }
        else if (operand.Place == Place.Gpr)
        {
            _emitter.Mov(memory, operand.Gpr);
        }
        else if (operand.Place == Place.Xmm)
        {
            _emitter.Mov(memory, operand.Xmm);
        }
        else if (TryVariableGpr(operand, out Gpr register))
        {
            _emitter.Mov(memory, register);
        }
        else if (TryVariableXmm(operand, out Xmm xmm))
        {
            _emitter.Mov(memory, xmm);
        }
        else
        {
            LoadTo(Scratch, operand);
            _emitter.Mov(memory, Scratch);
        }
    }
}
