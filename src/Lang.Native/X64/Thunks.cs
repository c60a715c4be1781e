using System.Diagnostics;
using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>The ways in and out of native code, for any signature: arguments in an array of 64-bit slots here, in their registers there.</summary>
/// <remarks>
/// Slot i holds argument i, and slot 0 the result afterwards. One thunk serves all functions of a signature. Both frames:
/// <code>
///   [rbp+16 ..]    arguments of the caller on the stack (above shadow space)
///   [rbp+8]        return address
///   [rbp]          caller's rbp
///   [rbp-8]        entry thunk: caller's rbx
///   [rsp+shadow..] bridge: the slots;  entry thunk: arguments on the stack
///   [rsp]          shadow space of the callee
/// </code>
/// </remarks>
internal static class Thunks
{
    // Neither an argument, nor saved by the callee, nor one of the two hidden arguments, in either convention.
    private const Gpr Scratch = Gpr.R11;

    // Above RBP: the caller's RBP; then what IncomingOffset counts from.
    private const int AboveFramePointer = CallingConvention.SlotBytes;

    /// <summary>Emits <c>void thunk(void* code, long* slots)</c>, which calls code of a signature with the slots as arguments.</summary>
    /// <param name="emitter">Where the thunk is written.</param>
    /// <param name="outer">The convention of the thunk: the host's, when managed code calls it.</param>
    /// <param name="inner">The convention of the code, which must save all that the outer one wants saved.</param>
    /// <param name="signature">The signature of the code.</param>
    public static void EmitEntry(ref Emitter emitter, CallingConvention outer, CallingConvention inner, in Signature signature)
    {
        Debug.Assert(inner.CalleeSaved.Contains(outer.CalleeSaved));
        const Gpr Slots = Gpr.Rbx;
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        emitter.Push(Slots);

        // A second word, so that RSP stays aligned.
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, OutgoingBytes(inner, signature) + CallingConvention.SlotBytes);
        emitter.Mov(Scratch, outer.IntArguments[0]);
        emitter.Mov(Slots, outer.IntArguments[1]);
        LoadArguments(ref emitter, inner, signature, Slots, 0);
        emitter.Call(Scratch);

        StoreResult(ref emitter, inner, signature, Mem.At(Slots));
        emitter.Mov(Slots, Mem.At(Gpr.Rbp, -CallingConvention.SlotBytes));
        EmitEpilogue(ref emitter);
    }

    /// <summary>
    /// Emits <c>int thunk(void* code, long* slots, long index)</c>, the way into a VM's code: like <see cref="EmitEntry"/>, and code can leave through it from any depth.
    /// </summary>
    /// <remarks>
    /// It saves all that callees save, since the frames between may be dropped, and makes itself the newest thunk. The result is a
    /// <see cref="LeaveAction"/>: Continue when the code returned.
    /// <code>
    ///   [rbp]      caller's rbp          ◀ context: ThunkFrame
    ///   [rbp-8]    the outer ThunkFrame
    ///   [rbp-16..] callee-saved registers, the vector registers at multiples of 16
    ///   [rsp]      outgoing arguments, shadow space
    /// </code>
    /// </remarks>
    /// <param name="emitter">Where the thunk is written.</param>
    /// <param name="convention">The convention of thunk and code.</param>
    /// <param name="signature">The signature of the code.</param>
    /// <param name="hasEnvironment">Whether slot 0 holds an environment and the arguments follow it.</param>
    /// <param name="layout">Where the VM keeps what it shares.</param>
    /// <returns>The offset at which all vector registers are saved: <see cref="FrameShape.XmmsSavedAt"/>.</returns>
    public static int EmitVmEntry(ref Emitter emitter, CallingConvention convention, in Signature signature, bool hasEnvironment, VmLayout layout)
    {
        const Gpr Slots = Gpr.Rbx;
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        emitter.Push(Mem.InRange(layout.ThunkFrame));
        RegisterSet saved = convention.CalleeSaved & RegisterSet.AllGprs - Gpr.Rbp;
        foreach (Gpr register in saved.Gprs)
            emitter.Push(register);
        int pushed = (saved.Gprs.Count + 1) * CallingConvention.SlotBytes, alignment = convention.StackAlignment;
        int xmms = convention.CalleeSaved.Xmms.Count;
        int total = (FrameShape.SavedBytes(pushed, xmms) + OutgoingBytes(convention, signature) + alignment - 1) & -alignment;
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, total - pushed);
        int stored = 0;
        foreach (Xmm register in convention.CalleeSaved.Xmms)
            emitter.MovAligned128(Mem.At(Gpr.Rbp, -FrameShape.SavedBytes(pushed, ++stored)), register);
        int xmmsSavedAt = emitter.Position;
        emitter.Mov(Mem.InRange(layout.ThunkFrame), Gpr.Rbp);
        emitter.Mov(Scratch, convention.IntArguments[0]);
        emitter.Mov(Slots, convention.IntArguments[1]);
        emitter.Mov(Gpr.R12, convention.IntArguments[2]);
        LoadArguments(ref emitter, convention, signature, Slots, hasEnvironment ? CallingConvention.SlotBytes : 0);
        if (hasEnvironment)
            emitter.Mov(CallingConvention.HiddenArgument, Mem.At(Slots));
        emitter.Mov(CallingConvention.StubArgument, Gpr.R12);
        emitter.Call(Scratch);

        StoreResult(ref emitter, convention, signature, Mem.At(Slots));
        emitter.Zero(Gpr.Rax);
        LoadXmms(ref emitter, convention.CalleeSaved, pushed);
        emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rsp, total - pushed);
        for (Gpr register = Gpr.R15; !saved.IsEmpty; register--)
        {
            if (!saved.Contains(register))
                continue;
            emitter.Pop(register);
            saved -= register;
        }
        emitter.Pop(Scratch);
        emitter.Mov(Mem.InRange(layout.ThunkFrame), Scratch);
        emitter.Pop(Gpr.Rbp);
        emitter.Ret();
        return xmmsSavedAt;
    }

    /// <summary>Returns from an entry thunk whose frame is in RBP, whatever lies below it; EAX is its result.</summary>
    public static void EmitEntryEpilogue(ref Emitter emitter, CallingConvention convention, VmLayout layout)
    {
        RegisterSet saved = convention.CalleeSaved - Gpr.Rbp;
        int offset = -CallingConvention.SlotBytes;
        emitter.Mov(Scratch, Mem.At(Gpr.Rbp, offset));
        emitter.Mov(Mem.InRange(layout.ThunkFrame), Scratch);
        foreach (Gpr register in saved.Gprs)
            emitter.Mov(register, Mem.At(Gpr.Rbp, offset -= CallingConvention.SlotBytes));
        LoadXmms(ref emitter, saved, -offset);
        EmitEpilogue(ref emitter);
    }

    /// <summary>Loads saved vector registers; those that were pushed take some bytes below RBP.</summary>
    public static void LoadXmms(ref Emitter emitter, RegisterSet saved, int pushed)
    {
        int loaded = 0;
        foreach (Xmm register in saved.Xmms)
            emitter.MovAligned128(register, Mem.At(Gpr.Rbp, -FrameShape.SavedBytes(pushed, ++loaded)));
    }

    /// <summary>
    /// Emits a function of a signature that stores its arguments to slots and calls <c>void handler(long index, long* slots, long environment)</c>.
    /// </summary>
    /// <param name="emitter">Where the function is written.</param>
    /// <param name="convention">The convention of the function and of the handler.</param>
    /// <param name="signature">The signature of the function.</param>
    /// <param name="handler">Where the handler's address is stored: in the VM's range.</param>
    /// <remarks>
    /// The index is what <see cref="CallingConvention.StubArgument"/> holds, the environment what
    /// <see cref="CallingConvention.HiddenArgument"/> holds.
    /// </remarks>
    public static void EmitBridge(ref Emitter emitter, CallingConvention convention, in Signature signature, Mem handler)
    {
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        int bytes = convention.ShadowSpace + signature.SlotCount * CallingConvention.SlotBytes;
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, (bytes + convention.StackAlignment - 1) & -convention.StackAlignment);
        StoreArguments(ref emitter, convention, signature, Gpr.Rsp, convention.ShadowSpace);

        emitter.Mov(convention.IntArguments[0], CallingConvention.StubArgument);
        emitter.Lea(convention.IntArguments[1], Mem.At(Gpr.Rsp, convention.ShadowSpace));
        emitter.Mov(convention.IntArguments[2], CallingConvention.HiddenArgument);
        emitter.Call(handler);

        LoadResult(ref emitter, convention, signature, Mem.At(Gpr.Rsp, convention.ShadowSpace));
        EmitEpilogue(ref emitter);
    }

    /// <summary>Loads the arguments of a call from slots to where its convention wants them; the outgoing area lies at RSP.</summary>
    /// <param name="emitter">Where the instructions are written.</param>
    /// <param name="convention">The convention of the call.</param>
    /// <param name="signature">The signature of the call.</param>
    /// <param name="slots">Points to the slots. No argument register, and not <see cref="CallingConvention.StubArgument"/>, which is overwritten.</param>
    /// <param name="offset">Bytes from there to slot 0.</param>
    public static void LoadArguments(ref Emitter emitter, CallingConvention convention, in Signature signature, Gpr slots, int offset)
    {
        const Gpr Copy = CallingConvention.StubArgument;
        Debug.Assert(slots != Copy && !convention.IntArguments.Contains(slots));
        var assigner = new ArgumentAssigner(convention);
        foreach (ValueClass parameter in signature.Parameters)
        {
            ArgumentLocation location = assigner.Next(parameter);
            Mem slot = Mem.At(slots, offset);
            if (location.IsGpr)
            {
                emitter.Mov(location.Gpr, slot);
            }
            else if (location.IsXmm)
            {
                emitter.Mov(location.Xmm, slot);
            }
            else
            {
                emitter.Mov(Copy, slot);
                emitter.Mov(Mem.At(Gpr.Rsp, location.OutgoingOffset), Copy);
            }
            offset += CallingConvention.SlotBytes;
        }
    }

    /// <summary>Bytes that a call keeps free at RSP: shadow space and stack arguments, a multiple of the alignment.</summary>
    public static int OutgoingBytes(CallingConvention convention, in Signature signature)
    {
        var assigner = new ArgumentAssigner(convention);
        foreach (ValueClass parameter in signature.Parameters)
            assigner.Next(parameter);
        return assigner.OutgoingBytes;
    }

    // The callee's view, with a frame pointer. Keeps both hidden arguments.
    private static void StoreArguments(ref Emitter emitter, CallingConvention convention, in Signature signature, Gpr slots, int offset)
    {
        var assigner = new ArgumentAssigner(convention);
        foreach (ValueClass parameter in signature.Parameters)
        {
            ArgumentLocation location = assigner.Next(parameter);
            Mem slot = Mem.At(slots, offset);
            if (location.IsGpr)
            {
                emitter.Mov(slot, location.Gpr);
            }
            else if (location.IsXmm)
            {
                emitter.Mov(slot, location.Xmm);
            }
            else
            {
                emitter.Mov(Scratch, Mem.At(Gpr.Rbp, AboveFramePointer + location.IncomingOffset));
                emitter.Mov(slot, Scratch);
            }
            offset += CallingConvention.SlotBytes;
        }
    }

    private static void StoreResult(ref Emitter emitter, CallingConvention convention, in Signature signature, Mem slot)
    {
        if (signature.Result == ValueClass.Int)
            emitter.Mov(slot, convention.IntResult);
        else if (signature.Result == ValueClass.Float)
            emitter.Mov(slot, convention.FloatResult);
    }

    private static void LoadResult(ref Emitter emitter, CallingConvention convention, in Signature signature, Mem slot)
    {
        if (signature.Result == ValueClass.Int)
            emitter.Mov(convention.IntResult, slot);
        else if (signature.Result == ValueClass.Float)
            emitter.Mov(convention.FloatResult, slot);
    }

    private static void EmitEpilogue(ref Emitter emitter)
    {
        emitter.Mov(Gpr.Rsp, Gpr.Rbp);
        emitter.Pop(Gpr.Rbp);
        emitter.Ret();
    }
}
