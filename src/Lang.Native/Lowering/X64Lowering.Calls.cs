using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

// The function's beginning, calls, and what the interpreter executes.
internal sealed partial class X64Lowering
{
    private VirtualRegister _osrFrame;

    private static ValueClass ClassOf(TypeId type) => type == TypeId.F64 ? ValueClass.Float : ValueClass.Int;

    /// <summary>Arguments arrive in registers and on the stack; an interpreter's frame as one pointer.</summary>
    private void LowerEntry()
    {
        if (_ir.OsrOffset >= 0)
        {
            _osrFrame = _lir.NewRegister(ValueClass.Int);
            Begin(LirOp.Parameters);
            Def(_osrFrame, _convention.IntArguments[0]);
            End();
            return;
        }
        FunctionInfo function = _module.Functions[_ir.Function];
        var parameters = new Dictionary<long, int>();
        for (int node = _ir.Block(0).First; node >= 0; node = _ir[node].Next)
        {
            if (_ir[node].Op == IrOp.Parameter)
                parameters[_ir[node].Value] = node;
        }
        Begin(LirOp.Parameters);
        int variable = 0;
        if (function.Environment.Exists)
            DefineParameter(parameters, variable++, CallingConvention.HiddenArgument);
        int first = variable;
        var assigner = new ArgumentAssigner(_convention);
        foreach (TypeId type in function.Parameters)
        {
            ArgumentLocation location = assigner.Next(ClassOf(type));
            if (location.IsGpr)
                DefineParameter(parameters, variable, location.Gpr);
            else if (location.IsXmm)
                DefineParameter(parameters, variable, location.Xmm);
            variable++;
        }
        End();
        variable = first;
        assigner = new ArgumentAssigner(_convention);
        foreach (TypeId type in function.Parameters)
        {
            ArgumentLocation location = assigner.Next(ClassOf(type));
            if (location.IsOnStack && parameters.TryGetValue(variable, out int node))
            {
                Begin(LirOp.LoadIncoming);
                _instruction.Displacement = CallingConvention.SlotBytes + location.IncomingOffset;
                Def(RegisterOf(node));
                End();
            }
            variable++;
        }
    }

    private void DefineParameter(Dictionary<long, int> parameters, int variable, PhysicalRegister place)
    {
        if (parameters.TryGetValue(variable, out int node))
            Def(RegisterOf(node), place);
    }

    private int Position(int state)
    {
        _lir.Exits.Add(new LirExit(state, -1));
        return _lir.Exits.Count - 1;
    }

    private void LowerCall(int node, in IrNode source)
    {
        ReadOnlySpan<int> operands = _ir.ListOf(source);
        (LirOp op, ImmutableArray<TypeId> parameters, int hidden) = source.Op switch
        {
            IrOp.Call => (LirOp.Call, _module.Functions[(int)source.Value].Parameters, _module.Functions[(int)source.Value].Environment.Exists ? 1 : 0),
            IrOp.CallHost => (LirOp.CallHost, _module.HostImports[(int)source.Value].Parameters, 0),
            _ => (LirOp.CallValue, _module.Types[new TypeId((int)source.Value)].Items, 1),
        };
        var values = new VirtualRegister[operands.Length];
        var assigner = new ArgumentAssigner(_convention);
        for (int i = hidden; i < operands.Length; i++)
        {
            ArgumentLocation location = assigner.Next(ClassOf(parameters[i - hidden]));
            values[i] = Value(operands[i]);
            if (!location.IsOnStack)
                continue;
            Begin(LirOp.StoreOutgoing);
            _instruction.Displacement = location.OutgoingOffset;
            Use(values[i]);
            End();
        }
        VirtualRegister first = hidden > 0 ? Value(operands[0]) : VirtualRegister.None;
        VirtualRegister environment = first;
        if (op == LirOp.CallValue)
        {
            environment = LoadFrom(first, TlFunction.EnvironmentOffset);
            first = LoadFrom(first, TlFunction.IndexOffset);
        }
        Begin(op, source.Value);
        _instruction.Exit = Position(source.State);
        _instruction.Clobbers = _convention.CallerSaved;
        if (source.Type != IrType.None)
            Def(RegisterOf(node), source.Type == IrType.Float ? _convention.FloatResult : (PhysicalRegister)_convention.IntResult);
        if (environment.Exists)
            Use(environment, CallingConvention.HiddenArgument);
        if (op == LirOp.CallValue)
            Use(first, CallingConvention.StubArgument);
        assigner = new ArgumentAssigner(_convention);
        for (int i = hidden; i < operands.Length; i++)
        {
            ArgumentLocation location = assigner.Next(ClassOf(parameters[i - hidden]));
            if (location.IsGpr)
                Use(values[i], location.Gpr);
            else if (location.IsXmm)
                Use(values[i], location.Xmm);
        }
        End();
        OutgoingBytes = Math.Max(OutgoingBytes, Math.Max(assigner.OutgoingBytes, _convention.ShadowSpace));
    }

    private VirtualRegister LoadFrom(VirtualRegister pointer, int displacement)
    {
        VirtualRegister loaded = _lir.NewRegister(ValueClass.Int);
        Begin(LirOp.Load);
        Def(loaded);
        Address(new MemoryOperand { Form = AddressForm.Base, Base = pointer, Displacement = displacement }, late: false);
        End();
        return loaded;
    }

    /// <summary>Operands go into the area's slots, the result comes back in the first.</summary>
    private void LowerRuntime(int node, in IrNode source)
    {
        ReadOnlySpan<int> operands = _ir.ListOf(source);
        for (int i = 0; i < operands.Length; i++)
        {
            bool isImmediate = IsImmediate(operands[i], out int immediate);
            VirtualRegister value = isImmediate ? VirtualRegister.None : Value(operands[i]);
            Begin(LirOp.StoreArea, immediate);
            (_instruction.HasImmediate, _instruction.Displacement) = (isImmediate, i);
            if (!isImmediate)
                Use(value);
            End();
        }
        Begin(LirOp.Execute, source.Value);
        _instruction.Exit = Position(source.State);
        _instruction.Clobbers = _convention.CallerSaved;
        End();
        AreaSlots = Math.Max(AreaSlots, Math.Max(operands.Length, 3));
        OutgoingBytes = Math.Max(OutgoingBytes, _convention.ShadowSpace);
        if (source.Type == IrType.None)
            return;
        Begin(LirOp.LoadArea);
        Def(RegisterOf(node));
        End();
    }
}
