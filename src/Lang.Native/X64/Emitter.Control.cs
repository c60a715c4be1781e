using Lang.Native.Target;

namespace Lang.Native.X64;

// Jumps, calls and the stack.
internal unsafe partial struct Emitter
{
    // Bytes of jumps that reach everything.
    private const int JmpBytes = 5, JccBytes = 6;

    /// <summary>Jumps to a label: in two bytes when it is known to be near, else in five.</summary>
    public void Jmp(Label target)
    {
        if (IsNear(target) || ReachesForward(target, JmpBytes))
            JmpShort(target);
        else
            Relative32(Opcode(Begin(), 0xE9, 0), target);
    }

    /// <summary>Jumps in two bytes to a label that is at most 127 bytes away, which the caller knows.</summary>
    public void JmpShort(Label target) => Relative8(Opcode(Begin(), 0xEB, 0), target);

    /// <summary>Jumps to a label: in two bytes when it is known to be near, else in six.</summary>
    public void Jcc(ConditionCode condition, Label target)
    {
        if (IsNear(target) || ReachesForward(target, JccBytes))
            JccShort(condition, target);
        else
            Relative32(Opcode(Begin(), Encoding.Map0F | 0x80 | (int)condition, 0), target);
    }

    /// <summary>Jumps in two bytes to a label that is at most 127 bytes away, which the caller knows.</summary>
    public void JccShort(ConditionCode condition, Label target) => Relative8(Opcode(Begin(), 0x70 | (int)condition, 0), target);

    /// <summary>Calls code of the same function.</summary>
    public void Call(Label target) => Relative32(Opcode(Begin(), 0xE8, 0), target);

    /// <summary>Calls code at an offset from the start of the VM's range: a shared stub.</summary>
    public void CallInRange(int offset) => RelativeInRange(Opcode(Begin(), 0xE8, 0), offset);

    /// <summary>Jumps to code at an offset from the start of the VM's range.</summary>
    public void JmpInRange(int offset) => RelativeInRange(Opcode(Begin(), 0xE9, 0), offset);

    /// <inheritdoc cref="JmpInRange"/>
    public void JccInRange(ConditionCode condition, int offset) =>
        RelativeInRange(Opcode(Begin(), Encoding.Map0F | 0x80 | (int)condition, 0), offset);

    /// <summary>Calls what the register points to.</summary>
    public void Call(Gpr target) => RegisterForm(0xFF, 2, (int)target);

    /// <summary>Calls what the 64-bit pointer in memory points to: an entry slot.</summary>
    public void Call(Mem target) => MemoryForm(0xFF, 2, target);

    public void Jmp(Gpr target) => RegisterForm(0xFF, 4, (int)target);

    public void Jmp(Mem target) => MemoryForm(0xFF, 4, target);

    public void Push(Gpr source) => _next = Opcode(Begin(), 0x50 | (int)source & 7, (int)source >> 3);

    public void Pop(Gpr destination) => _next = Opcode(Begin(), 0x58 | (int)destination & 7, (int)destination >> 3);

    public void Push(Mem source) => MemoryForm(0xFF, 6, source);

    public void Ret() => _next = Opcode(Begin(), 0xC3, 0);

    /// <summary>One instruction of so many bytes that does nothing, from 1 to 8. Source: Intel's manual, at NOP.</summary>
    public void Nop(int bytes)
    {
        ReadOnlySpan<long> codes = [0x90, 0x9066, 0x1F0F, 0x401F0F, 0x441F0F, 0x441F0F66, 0x801F0F, 0x841F0F];
        byte* p = Begin();
        *(long*)p = codes[bytes - 1];
        _next = p + bytes;
    }

    /// <summary>Stops a debugger.</summary>
    public void Int3() => _next = Opcode(Begin(), 0xCC, 0);

    /// <summary>Faults: a place that is never reached.</summary>
    public void Ud2() => _next = Opcode(Begin(), Encoding.Map0F | 0x0B, 0);

    // Near enough for a jump of two bytes back to a label that is already bound.
    private readonly bool IsNear(Label target)
    {
        int position = _labels[target.Index];
        return position >= 0 && position - (Position + 2) >= sbyte.MinValue;
    }

    private void Relative8(byte* p, Label target)
    {
        *p = 0;
        _next = p + 1;
        Refer(target, (int)(p - _start), isShort: true);
    }

    private void Relative32(byte* p, Label target)
    {
        *(int*)p = 0;
        _next = p + 4;
        Refer(target, (int)(p - _start), isShort: false);
    }

    private void RelativeInRange(byte* p, int offset)
    {
        int site = (int)(p - _start);
        *(int*)p = offset - (site + 4);
        _next = p + 4;
        AddRelocation(site);
    }
}
