using Lang.Native.Memory;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Toolchain.Tests.Abi;

/// <summary>Calls a function with every register set to something known, and keeps what every register holds afterwards.</summary>
/// <remarks>Made with the emitter and the assigner alone: all it knows of a convention is what they say. Reaches everything relative to RIP.</remarks>
internal sealed unsafe class Probe
{
    private const int Target = 0, Slots = 64, Before = 512, After = 1024, XmmBefore = 1536, XmmAfter = 2048, StackBefore = 2560;

    /// <summary>The first byte of the data area that is free for others.</summary>
    public const int End = 4096;

    private readonly ExecutableMemory _memory;
    private readonly CallingConvention _convention;
    private readonly delegate* unmanaged<void> _code;

    /// <summary>Emits the probe for a signature at an offset of the code.</summary>
    public Probe(ExecutableMemory memory, int place, CallingConvention convention, Signature signature)
    {
        (_memory, _convention) = (memory, convention);
        var emitter = new Emitter(1024);
        Emit(ref emitter, convention, signature);
        _code = (delegate* unmanaged<void>)memory.Write(place, emitter.Code, emitter.Relocations);
    }

    public long IntResult => Word(After)[(int)_convention.IntResult];

    public long FloatResultBits => Word(XmmAfter)[2 * (int)_convention.FloatResult];

    /// <summary>Calls a function; fails when it loses a register it must save, or the stack pointer.</summary>
    public void Call(nint target, ReadOnlySpan<long> arguments, long index = 0, long environment = 0)
    {
        *Word(Target) = target;
        arguments.CopyTo(new Span<long>(Word(Slots), 32));
        for (int n = 0; n < 16; n++)
            Word(Before)[n] = 0x5A5A_0000_0000_0000 + n;
        for (int n = 0; n < 32; n++)
            Word(XmmBefore)[n] = unchecked((long)0xA5A5_0000_0000_0000) + n;
        Word(Before)[(int)CallingConvention.StubArgument] = index;
        Word(Before)[(int)CallingConvention.HiddenArgument] = environment;
        _code();

        Word(After)[(int)Gpr.Rsp].Should().Be(*Word(StackBefore));
        foreach (Gpr register in _convention.CalleeSaved.Gprs)
            Word(After)[(int)register].Should().Be(Word(Before)[(int)register], $"{register} is saved by the callee");
        foreach (Xmm register in _convention.CalleeSaved.Xmms)
        {
            for (int half = 0; half < 2; half++)
                Word(XmmAfter)[2 * (int)register + half].Should().Be(Word(XmmBefore)[2 * (int)register + half], $"{register} is saved by the callee");
        }
    }

    private static void Emit(ref Emitter emitter, CallingConvention convention, Signature signature)
    {
        // The host wants back what System V saves; on the stack that is six words, and a seventh aligns it.
        foreach (Gpr register in CallingConvention.SystemV.CalleeSaved.Gprs)
            emitter.Push(register);
        int bytes = Thunks.OutgoingBytes(convention, signature) + CallingConvention.SlotBytes;
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, bytes);
        EmitStackArguments(ref emitter, convention, signature);
        foreach (Gpr register in (RegisterSet.AllGprs - Gpr.Rsp).Gprs)
            emitter.Mov(register, Mem.InRange(Before + 8 * (int)register));
        foreach (Xmm register in RegisterSet.AllXmms.Xmms)
            emitter.MovAligned128(register, Mem.InRange(XmmBefore + 16 * (int)register));
        EmitRegisterArguments(ref emitter, convention, signature);
        emitter.Mov(Mem.InRange(StackBefore), Gpr.Rsp);
        emitter.Call(Mem.InRange(Target));

        foreach (Gpr register in RegisterSet.AllGprs.Gprs)
            emitter.Mov(Mem.InRange(After + 8 * (int)register), register);
        foreach (Xmm register in RegisterSet.AllXmms.Xmms)
            emitter.MovAligned128(Mem.InRange(XmmAfter + 16 * (int)register), register);
        emitter.Mov(Gpr.Rsp, Mem.InRange(StackBefore));
        emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rsp, bytes);
        for (int register = 15; register >= 0; register--)
        {
            if (CallingConvention.SystemV.CalleeSaved.Contains((Gpr)register))
                emitter.Pop((Gpr)register);
        }
        emitter.Ret();
    }

    private static void EmitStackArguments(ref Emitter emitter, CallingConvention convention, Signature signature)
    {
        var assigner = new ArgumentAssigner(convention);
        for (int n = 0; n < signature.Parameters.Length; n++)
        {
            ArgumentLocation location = assigner.Next(signature.Parameters[n]);
            if (!location.IsOnStack)
                continue;
            emitter.Mov(Gpr.Rax, Mem.InRange(Slots + 8 * n));
            emitter.Mov(Mem.At(Gpr.Rsp, location.OutgoingOffset), Gpr.Rax);
        }
    }

    private static void EmitRegisterArguments(ref Emitter emitter, CallingConvention convention, Signature signature)
    {
        var assigner = new ArgumentAssigner(convention);
        for (int n = 0; n < signature.Parameters.Length; n++)
        {
            ArgumentLocation location = assigner.Next(signature.Parameters[n]);
            if (location.IsGpr)
                emitter.Mov(location.Gpr, Mem.InRange(Slots + 8 * n));
            else if (location.IsXmm)
                emitter.Mov(location.Xmm, Mem.InRange(Slots + 8 * n));
        }
    }

    private long* Word(int offset) => (long*)(_memory.Base + offset);
}
