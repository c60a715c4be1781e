using System.Diagnostics;
using Lang.Bytecode.Runtime;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

/// <summary>An address whose registers exist.</summary>
internal struct MemoryOperand
{
    public AddressForm Form;
    public VirtualRegister Base, Index;
    public int Scale, Displacement;
    public long Literal;
}

// Loads, stores and their addresses.
internal sealed partial class X64Lowering
{
    private void LowerMemory(int node, in IrNode source)
    {
        switch (source.Op)
        {
            case IrOp.StoreElement:
                LowerStore(PrepareElement(source), source.C, (byte)(source.Memory == MemoryClass.Bools ? 8 : 64));
                break;
            case IrOp.StoreLength:
                LowerStore(At(source.A, TlArray.LengthOffset), source.B, 64);
                break;
            case IrOp.StoreCell:
                LowerStore(At(source.A, TlCell.ValueOffset), source.B, 64);
                break;
            case IrOp.StoreGlobal:
                LowerStore(InRange(_addresses.Globals, source.Value), source.A, 64);
                break;
            case IrOp.StringLength:
                LowerLoad(node, At(source.A, TlString.LengthOffset), 32);
                break;
            case IrOp.StringBytes:
                LowerStringBytes(node, source);
                break;
            case IrOp.LoadElement:
                LowerLoad(node, PrepareElement(source), (byte)(source.Memory is MemoryClass.Bools or MemoryClass.Constant ? 8 : 64));
                break;
            case IrOp.LoadString:
                if (!Strings.Contains((int)source.Value))
                    Strings.Add((int)source.Value);
                LowerLoad(node, InRange(_addresses.Literals, source.Value), 64);
                break;
            default:
                LowerLoad(node, PrepareAddress(node), 64);
                break;
        }
    }

    /// <summary>The address that a load reads.</summary>
    private MemoryOperand PrepareAddress(int node)
    {
        ref IrNode load = ref _ir[node];
        return load.Op switch
        {
            IrOp.LoadElement => PrepareElement(load),
            IrOp.ArrayLength => At(load.A, TlArray.LengthOffset),
            IrOp.ArrayCapacity => At(load.A, TlArray.CapacityOffset),
            IrOp.ArrayData => At(load.A, TlArray.DataOffset),
            IrOp.LoadCell => At(load.A, TlCell.ValueOffset),
            IrOp.LoadField or IrOp.LoadFunction => At(load.A, (int)load.Value),
            IrOp.LoadGlobal => InRange(_addresses.Globals, load.Value),
            IrOp.GlobalState => InRange(_addresses.GlobalStates, load.Value),
            _ => throw new UnreachableException($"no address for {load.Op}"),
        };
    }

    // base + index * size, where the index may be a sum with a constant.
    private MemoryOperand PrepareElement(in IrNode access)
    {
        int size = access.Memory is MemoryClass.Bools or MemoryClass.Constant ? 1 : sizeof(long), index = access.B, displacement = 0;
        if (_folded[index] && _ir[index].Op == IrOp.Add)
        {
            displacement = (int)_ir[_ir[index].B].Value * size;
            index = _ir[index].A;
        }
        VirtualRegister data = Value(access.A);
        if (IsImmediate(index, out int constant) && (long)constant * size == constant * size)
            return new MemoryOperand { Form = AddressForm.Base, Base = data, Displacement = displacement + (constant * size) };
        return new MemoryOperand { Form = AddressForm.BaseIndex, Base = data, Index = Value(index), Scale = size, Displacement = displacement };
    }

    private MemoryOperand At(int pointer, int displacement) => new() { Form = AddressForm.Base, Base = Value(pointer), Displacement = displacement };

    private static MemoryOperand InRange(int table, long index) =>
        new() { Form = AddressForm.InRange, Displacement = table + ((int)index * sizeof(long)) };

    private void Address(in MemoryOperand memory, bool late)
    {
        (_instruction.Address, _instruction.Scale, _instruction.Displacement) = (memory.Form, (byte)memory.Scale, memory.Displacement);
        _instruction.AddressAt = (byte)(_lir.Operands.Count - _instruction.FirstOperand);
        if (memory.Form == AddressForm.Literal)
            _instruction.Immediate = memory.Literal;
        OperandRole role = late ? OperandRole.LateUse : OperandRole.Use;
        if (memory.Form is AddressForm.Base or AddressForm.BaseIndex)
            _lir.Operands.Add(new LirOperand(memory.Base, role, OperandConstraint.Register));
        if (memory.Form == AddressForm.BaseIndex)
            _lir.Operands.Add(new LirOperand(memory.Index, role, OperandConstraint.Register));
    }

    private void LowerLoad(int node, in MemoryOperand memory, byte width)
    {
        Begin(LirOp.Load);
        _instruction.Width = width;
        Def(RegisterOf(node));
        Address(memory, late: false);
        End();
    }

    private void LowerStore(in MemoryOperand memory, int value, byte width)
    {
        bool isImmediate = IsImmediate(value, out int immediate);
        if (_ir[value].Op == IrOp.Constant && _ir[value].Value == 0)
            isImmediate = true;
        VirtualRegister stored = isImmediate ? VirtualRegister.None : Value(value);
        Begin(LirOp.Store, immediate);
        (_instruction.Width, _instruction.HasImmediate) = (width, isImmediate);
        if (!isImmediate)
            Use(stored);
        Address(memory, late: false);
        End();
    }

    // The buffer's bytes begin behind its header; the string's own at its offset.
    private void LowerStringBytes(int node, in IrNode source)
    {
        VirtualRegister text = Value(source.A), offset = _lir.NewRegister(ValueClass.Int), buffer = _lir.NewRegister(ValueClass.Int);
        Begin(LirOp.Load);
        _instruction.Width = 32;
        Def(offset);
        Address(new MemoryOperand { Form = AddressForm.Base, Base = text, Displacement = TlString.OffsetOffset }, late: false);
        End();
        Begin(LirOp.Load);
        Def(buffer);
        Address(new MemoryOperand { Form = AddressForm.Base, Base = text, Displacement = TlString.BufferOffset }, late: false);
        End();
        Begin(LirOp.Lea);
        Def(RegisterOf(node));
        Address(new MemoryOperand { Form = AddressForm.BaseIndex, Base = buffer, Index = offset, Scale = 1, Displacement = StringBuffer.BytesOffset }, late: false);
        End();
    }

    private void LowerLoadSlot(int node, in IrNode source)
    {
        Begin(LirOp.Load);
        Def(RegisterOf(node));
        Address(new MemoryOperand { Form = AddressForm.Base, Base = _osrFrame, Displacement = (int)source.Value * sizeof(long) }, late: false);
        End();
    }
}
