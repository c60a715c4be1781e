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

    /// <summary>Where the frame's size, known at the end, belongs.</summary>
    private readonly List<int> _frameBytesSites = [];
    private Label _withoutBudget;

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

    /// <summary>Which kind of register a value of the type is passed in.</summary>
    internal static ValueClass ClassOf(TypeId type) => IsFloat(type) ? ValueClass.Float : ValueClass.Int;

    private void EmitPrologue()
    {
        CheckStack();
        if (_options.CountRounds)
        {
            // The call that counts down to nothing is the interpreter's, which has the function optimised.
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(Counter), _options.RoundsOfCall);
            _emitter.JccInRange(ConditionCode.Sign, _stubs.Interpreter);
        }
        // Only now: where the interpreter takes the call, it counts it.
        if (_options.CountFuel)
        {
            _withoutBudget = _emitter.NewLabel();
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), 1);
            _emitter.Jcc(ConditionCode.Sign, _withoutBudget);
        }
        _prologue = _emitter.Position;
        EmitFrame();
        StoreArguments();
        ZeroVariables();
    }

    private int Counter => _layout.Counters + (_index * sizeof(long));

    // Without room, or when someone wants attention, the interpreter takes the call: everything is still where the caller put it. A small frame
    // that calls nothing fits into what every caller leaves below the limit, and its loops ask by themselves.
    private void CheckStack()
    {
        int slotBytes = _frameSlots * CallingConvention.SlotBytes;
        if (slotBytes > SmallFrame)
        {
            _emitter.Lea(Scratch, Mem.At(Gpr.Rsp, -slotBytes));
            _emitter.Arithmetic(ArithmeticOp.Cmp, Scratch, Mem.InRange(_layout.StackLimit));
        }
        else if (_plan.IsLeaf)
        {
            return;
        }
        else
        {
            _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(_layout.StackLimit));
        }
        _emitter.JccInRange(ConditionCode.Below, _stubs.Interpreter);
    }

    /// <summary>Cold paths of what comes before the frame is made, behind everything that has it: so each part is unwound in one way.</summary>
    private void EmitFramelessPaths()
    {
        if (!_options.CountFuel)
            return;
        _emitter.Bind(_withoutBudget);
        // The interpreter counts the entry again.
        _emitter.Arithmetic(ArithmeticOp.Add, Mem.InRange(_layout.Budget), 1);
        _emitter.JmpInRange(_stubs.Interpreter);
    }

    private void EmitFrame()
    {
        _emitter.Push(Gpr.Rbp);
        _emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        foreach (Gpr register in _plan.Saved.Gprs)
            _emitter.Push(register);
        // Pages of a stack are committed in order on Windows; elsewhere a guard page could be jumped.
        for (int depth = PageBytes; depth < _frameSlots * CallingConvention.SlotBytes; depth += PageBytes)
            _emitter.Test(Mem.At(Gpr.Rbp, -depth), 0, Width.Bits8);
        _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, int.MaxValue);
        _frameBytesSites.Add(_emitter.Position - sizeof(int));
    }

    // RSP is added to and not copied from RBP: a return would wait for RBP to come out of memory first.
    private void EmitEpilogue()
    {
        _emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rsp, int.MaxValue);
        _frameBytesSites.Add(_emitter.Position - sizeof(int));
        RegisterSet saved = _plan.Saved;
        for (Gpr register = Gpr.R15; !saved.IsEmpty; register--)
        {
            if (!saved.Contains(register))
                continue;
            _emitter.Pop(register);
            saved -= register;
        }
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
            Move((Xmm)register, location.Xmm);
        else if (location.IsGpr && inSlot)
            _emitter.Mov(SlotAt(variable), location.Gpr);
        else if (location.IsGpr)
            Move((Gpr)register, location.Gpr);
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
        // In registers that no variable has.
        const Gpr Frame = Gpr.R10, Loop = Gpr.Rax, Copy = Gpr.Rdx;
        int entry = _emitter.Position;
        EmitFrame();
        _emitter.Mov(Frame, _convention.IntArguments[0]);
        _emitter.Mov(Loop, _convention.IntArguments[1]);
        if (_frameSlots > 0)
        {
            _emitter.MovImmediate(Scratch, _frameSlots);
            Label next = _emitter.MarkLabel();
            _emitter.Mov(Copy, Mem.At(Frame, Scratch, CallingConvention.SlotBytes, -CallingConvention.SlotBytes));
            _emitter.Mov(Mem.At(Gpr.Rbp, Scratch, CallingConvention.SlotBytes, _slotBase - CallingConvention.SlotBytes), Copy);
            _emitter.Arithmetic(ArithmeticOp.Sub, Scratch, 1);
            _emitter.Jcc(ConditionCode.NotEqual, next);
        }
        for (int variable = 0; variable < _variables; variable++)
        {
            byte register = _plan.RegisterOf(variable);
            if (register == RegisterPlan.None)
                continue;
            Mem slot = Mem.At(Frame, variable * CallingConvention.SlotBytes);
            if (IsFloat(_function.Variables[variable]))
                _emitter.Mov((Xmm)register, slot);
            else
                _emitter.Mov((Gpr)register, slot);
        }
        if (_plan.HasStripLoops)
            BeginStrip();
        _emitter.Jmp(Loop);
        return entry;
    }
}
