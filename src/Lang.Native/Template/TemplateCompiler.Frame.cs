using Lang.Bytecode;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Prologue, epilogue, and the entry of on-stack replacement.
internal sealed partial class TemplateCompiler
{
    /// <summary>A frame larger than this compares its own end with the limit, and touches its pages in order.</summary>
    private const int SmallFrame = 2048, PageBytes = 4096;

    private int _frameBytesSite, _osrFrameBytesSite;

    private int SavedBytes => _plan.Saved.Gprs.Count * CallingConvention.SlotBytes;

    /// <summary>Bytes from RBP down to RSP. Outgoing arguments are known at the end.</summary>
    private int FrameBytes
    {
        get
        {
            int bytes = SavedBytes + (_frameSlots * CallingConvention.SlotBytes) + _outgoing;
            return (bytes + _convention.StackAlignment - 1) & -_convention.StackAlignment;
        }
    }

    /// <summary>The classes of a function's parameters, without the environment.</summary>
    private static ValueClass ClassOf(TypeId type) => IsFloat(type) ? ValueClass.Float : ValueClass.Int;

    private void EmitPrologue()
    {
        if (_options.CountFuel)
        {
            Label none = _emitter.NewLabel();
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), 1);
            _emitter.Jcc(ConditionCode.Sign, none);
            _cold.Add(new ColdPath(ColdKind.EntryWithoutBudget, none));
        }
        // Without room, or when someone wants attention, the interpreter takes the call: everything is still where the caller put it.
        int slotBytes = _frameSlots * CallingConvention.SlotBytes;
        if (slotBytes > SmallFrame)
        {
            _emitter.Lea(Scratch, Mem.At(Gpr.Rsp, -slotBytes));
            _emitter.Arithmetic(ArithmeticOp.Cmp, Scratch, Mem.InRange(_layout.StackLimit));
        }
        else
        {
            _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(_layout.StackLimit));
        }
        _emitter.JccInRange(ConditionCode.Below, _stubs.Interpreter);
        _prologue = _emitter.Position;
        _frameBytesSite = EmitFrame();
        StoreArguments();
        ZeroVariables();
    }

    /// <summary>Makes the frame. Returns where its size is patched in.</summary>
    private int EmitFrame()
    {
        _emitter.Push(Gpr.Rbp);
        _emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        foreach (Gpr register in _plan.Saved.Gprs)
            _emitter.Push(register);
        // Pages of a stack are committed in order on Windows; elsewhere a guard page could be jumped.
        for (int depth = PageBytes; depth < _frameSlots * CallingConvention.SlotBytes; depth += PageBytes)
            _emitter.Test(Mem.At(Gpr.Rbp, -depth), 0, Width.Bits8);
        _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, int.MaxValue);
        return _emitter.Position - sizeof(int);
    }

    private void EmitEpilogue()
    {
        int saved = 0;
        foreach (Gpr register in _plan.Saved.Gprs)
            _emitter.Mov(register, Mem.At(Gpr.Rbp, saved -= CallingConvention.SlotBytes));
        _emitter.Mov(Gpr.Rsp, Gpr.Rbp);
        _emitter.Pop(Gpr.Rbp);
        _returns.Add(_emitter.Position);
        _emitter.Ret();
    }

    // Registers of float arguments may be those of float variables: such arguments go through their slots.
    private void StoreArguments()
    {
        int variable = 0;
        if (_function.Environment.Exists)
            StoreArgument(variable++, ArgumentLocation.In(CallingConvention.HiddenArgument));
        int first = variable;
        var assigner = new ArgumentAssigner(_convention);
        foreach (TypeId parameter in _function.Parameters)
        {
            ArgumentLocation location = assigner.Next(ClassOf(parameter));
            if (location.IsXmm && _plan.FloatRegisters.Contains(location.Xmm))
                _emitter.Mov(SlotAt(variable), location.Xmm);
            variable++;
        }
        variable = first;
        assigner = new ArgumentAssigner(_convention);
        foreach (TypeId parameter in _function.Parameters)
        {
            ArgumentLocation location = assigner.Next(ClassOf(parameter));
            if (!location.IsXmm || !_plan.FloatRegisters.Contains(location.Xmm))
                StoreArgument(variable, location);
            else if (_plan.RegisterOf(variable) != RegisterPlan.None)
                _emitter.Mov((Xmm)_plan.RegisterOf(variable), SlotAt(variable));
            variable++;
        }
    }

    private void StoreArgument(int variable, ArgumentLocation location)
    {
        byte register = _plan.RegisterOf(variable);
        bool inSlot = register == RegisterPlan.None, isFloat = IsFloat(_function.Variables[variable]);
        if (location.IsXmm && inSlot)
            _emitter.Mov(SlotAt(variable), location.Xmm);
        else if (location.IsXmm)
            _emitter.Mov((Xmm)register, location.Xmm);
        else if (location.IsGpr && inSlot)
            _emitter.Mov(SlotAt(variable), location.Gpr);
        else if (location.IsGpr)
            _emitter.Mov((Gpr)register, location.Gpr);
        else
            LoadStackArgument(variable, Mem.At(Gpr.Rbp, CallingConvention.SlotBytes + location.IncomingOffset), inSlot, isFloat);
    }

    private void LoadStackArgument(int variable, Mem argument, bool inSlot, bool isFloat)
    {
        if (inSlot)
        {
            _emitter.Mov(Scratch, argument);
            _emitter.Mov(SlotAt(variable), Scratch);
        }
        else if (isFloat)
        {
            _emitter.Mov((Xmm)_plan.RegisterOf(variable), argument);
        }
        else
        {
            _emitter.Mov((Gpr)_plan.RegisterOf(variable), argument);
        }
    }

    private void ZeroVariables()
    {
        ReadOnlySpan<bool> zeroed = _slots.ReadBeforeAssigned.AsSpan();
        for (int variable = _function.ArgumentSlots; variable < zeroed.Length; variable++)
        {
            if (!zeroed[variable])
                continue;
            byte register = _plan.RegisterOf(variable);
            if (register == RegisterPlan.None)
                _emitter.Mov(SlotAt(variable), 0);
            else if (IsFloat(_function.Variables[variable]))
                _emitter.Zero((Xmm)register);
            else
                _emitter.Zero((Gpr)register);
        }
    }

    /// <summary>
    /// Emits <c>result osr(long* frame, void* loop)</c>: takes over an interpreter's frame, variables and operand-stack homes, and goes on at the
    /// loop. Returns where it begins.
    /// </summary>
    private int EmitOsrEntry()
    {
        int entry = _emitter.Position;
        Gpr frame = _convention.IntArguments[0], loop = _convention.IntArguments[1];
        _osrFrameBytesSite = EmitFrame();
        if (_frameSlots > 0)
        {
            _emitter.MovImmediate(Scratch, _frameSlots);
            Label next = _emitter.MarkLabel();
            _emitter.Mov(Gpr.Rax, Mem.At(frame, Scratch, CallingConvention.SlotBytes, -CallingConvention.SlotBytes));
            _emitter.Mov(Mem.At(Gpr.Rbp, Scratch, CallingConvention.SlotBytes, _slotBase - CallingConvention.SlotBytes), Gpr.Rax);
            _emitter.Arithmetic(ArithmeticOp.Sub, Scratch, 1);
            _emitter.Jcc(ConditionCode.NotEqual, next);
        }
        for (int variable = 0; variable < _variables; variable++)
        {
            byte register = _plan.RegisterOf(variable);
            if (register == RegisterPlan.None)
                continue;
            Mem slot = Mem.At(frame, variable * CallingConvention.SlotBytes);
            if (IsFloat(_function.Variables[variable]))
                _emitter.Mov((Xmm)register, slot);
            else
                _emitter.Mov((Gpr)register, slot);
        }
        _emitter.Jmp(loop);
        return entry;
    }
}
