using Lang.Bytecode.Interpretation;
using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>Shared pieces of code, one of each in a VM: the ways out of generated code. Offsets from the start of the VM's range.</summary>
/// <param name="Interpreter">Stands for every function without code: calls it in the interpreter. RAX holds its index, R10 its environment.</param>
/// <param name="Host">Stands for every host function: calls it in C#. RAX holds its index.</param>
/// <param name="Execute">Executes an operation; its word and slots are the first two arguments.</param>
/// <param name="Exit">Called from cold code: leaves the frame or polls, as the descriptor of the return address says.</param>
internal readonly record struct StubOffsets(int Interpreter, int Host, int Execute, int Exit)
{
    /// <summary>Where stubs that failed go on: drops all frames down to the newest thunk. The first stub.</summary>
    public int Unwind { get; init; }

    /// <summary>Goes on in the interpreter with a frame that was left.</summary>
    public int Resume { get; init; }

    /// <summary>The routines, by <see cref="RuntimeRoutine"/>; behind all stubs.</summary>
    public required int[] Routines { get; init; }

    /// <summary>Behind the last routine.</summary>
    public int End { get; init; }

    /// <summary>What executes an operation: a routine of its own where there is one.</summary>
    public int ExecutorOf(in RuntimeWords words) => RuntimeRoutineTable.Of(words) is { } routine ? Routines[(int)routine] : Execute;
}

/// <summary>Writes the stubs.</summary>
/// <remarks>
/// Every stub that calls C# makes a frame with RBP, pushes the registers that callees save (they may hold the only reference to an object)
/// and stores where it stands, so that the stack above it can be walked and scanned:
/// <code>
///   [rbp+8]   return address into generated code    ◀ its position is known
///   [rbp]     RBP of that code                      ◀ context: ExitFrame
///   ...       callee-saved registers, or all of them
///   [rsp]     shadow space                          ◀ context: ExitStack
/// </code>
/// A helper that fails has recorded the error; the stub then restores RBP to the newest thunk's and returns from that.
/// </remarks>
internal static class Stubs
{
    /// <summary>64-bit words of a dump of all registers: general-purpose ones by number, then vector registers, lower half first.</summary>
    public const int DumpWords = DumpXmm + (16 * XmmWords);

    /// <summary>Words of a vector register.</summary>
    public const int XmmWords = 2;

    private const int DumpXmm = 16;

    private const int DumpBytes = DumpWords * sizeof(long);

    /// <summary>The word of a dump in which a vector register begins.</summary>
    public static int DumpWordOf(Xmm register) => DumpXmm + ((int)register * XmmWords);

    /// <summary>Emits all stubs; the code will lie at <paramref name="layout"/>'s start of code.</summary>
    public static StubOffsets Emit(ref Emitter emitter, CallingConvention convention, VmLayout layout)
    {
        Label unwind = emitter.MarkLabel();
        EmitUnwind(ref emitter, convention, layout);
        emitter.Align(16);
        Label resume = emitter.MarkLabel();
        EmitResume(ref emitter, convention, layout, unwind);
        emitter.Align(16);
        int interpreter = layout.Code + emitter.Position;
        EmitBridge(ref emitter, convention, layout, Helper.CallInterpreter, unwind);
        emitter.Align(16);
        int host = layout.Code + emitter.Position;
        EmitBridge(ref emitter, convention, layout, Helper.CallHost, unwind);
        emitter.Align(16);
        int execute = layout.Code + emitter.Position;
        EmitExecute(ref emitter, convention, layout, unwind);
        emitter.Align(16);
        int exit = layout.Code + emitter.Position;
        EmitExit(ref emitter, convention, layout, unwind, resume);
        emitter.Align(16);
        var routines = new int[(int)RuntimeRoutine.Count];
        for (int i = 0; i < routines.Length; i++)
        {
            routines[i] = layout.Code + emitter.Position;
            RuntimeRoutines.Emit(ref emitter, convention, layout, execute, (RuntimeRoutine)i);
            emitter.Align(16);
        }
        return new StubOffsets(interpreter, host, execute, exit)
        {
            Unwind = layout.Code + emitter.PositionOf(unwind),
            Resume = layout.Code + emitter.PositionOf(resume),
            Routines = routines,
            End = layout.Code + emitter.Position,
        };
    }

    private static void EmitUnwind(ref Emitter emitter, CallingConvention convention, VmLayout layout)
    {
        emitter.Mov(Gpr.Rbp, Mem.InRange(layout.ThunkFrame));
        Thunks.EmitEntryEpilogue(ref emitter, convention, layout);
    }

    private static void EmitResume(ref Emitter emitter, CallingConvention convention, VmLayout layout, Label unwind)
    {
        EnterSaving(ref emitter, convention, layout);
        CallHelper(ref emitter, convention, layout, Helper.Resume);
        LeaveWithResult(ref emitter, layout, unwind);
    }

    private static void EmitBridge(ref Emitter emitter, CallingConvention convention, VmLayout layout, Helper helper, Label unwind)
    {
        EnterSaving(ref emitter, convention, layout, DumpBytes);
        int dump = convention.ShadowSpace;
        foreach (Gpr register in convention.IntArguments)
            emitter.Mov(Mem.At(Gpr.Rsp, dump + ((int)register * sizeof(long))), register);
        foreach (Xmm register in convention.FloatArguments)
            emitter.Mov(Mem.At(Gpr.Rsp, dump + (DumpWordOf(register) * sizeof(long))), register);
        emitter.Mov(convention.IntArguments[1], CallingConvention.StubArgument);
        emitter.Lea(convention.IntArguments[2], Mem.At(Gpr.Rsp, dump));
        emitter.Mov(convention.IntArguments[3], CallingConvention.HiddenArgument);
        CallHelper(ref emitter, convention, layout, helper);
        LeaveWithResult(ref emitter, layout, unwind);
    }

    private static void EmitExecute(ref Emitter emitter, CallingConvention convention, VmLayout layout, Label unwind)
    {
        EnterSaving(ref emitter, convention, layout);
        emitter.Mov(convention.IntArguments[2], convention.IntArguments[1]);
        emitter.Mov(convention.IntArguments[1], convention.IntArguments[0]);
        CallHelper(ref emitter, convention, layout, Helper.Execute);
        emitter.Test(Gpr.Rax, Gpr.Rax, Width.Bits32);
        emitter.Jcc(ConditionCode.NotEqual, unwind);
        LeaveFrame(ref emitter);
    }

    private static void EmitExit(ref Emitter emitter, CallingConvention convention, VmLayout layout, Label unwind, Label resume)
    {
        int dump = convention.ShadowSpace;
        Enter(ref emitter, DumpBytes + dump);
        foreach (Gpr register in (RegisterSet.AllGprs - Gpr.Rsp - Gpr.Rbp).Gprs)
            emitter.Mov(Mem.At(Gpr.Rsp, dump + ((int)register * sizeof(long))), register);
        foreach (Xmm register in RegisterSet.AllXmms.Xmms)
            emitter.MovAligned128(DumpOf(register, dump), register);
        StorePlace(ref emitter, layout);
        emitter.Lea(convention.IntArguments[1], Mem.At(Gpr.Rsp, dump));
        emitter.Mov(convention.IntArguments[2], Mem.At(Gpr.Rbp, sizeof(long)));
        CallHelper(ref emitter, convention, layout, Helper.Leave);

        Label leave = emitter.NewLabel();
        emitter.Test(Gpr.Rax, Gpr.Rax, Width.Bits32);
        emitter.Jcc(ConditionCode.NotEqual, leave);
        // What callees save is as it was.
        RegisterSet changed = convention.CallerSaved;
        foreach (Gpr register in changed.Gprs)
            emitter.Mov(register, Mem.At(Gpr.Rsp, dump + ((int)register * sizeof(long))));
        foreach (Xmm register in changed.Xmms)
            emitter.MovAligned128(register, DumpOf(register, dump));
        LeaveFrame(ref emitter);

        emitter.Bind(leave);
        emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rax, (int)LeaveAction.ResumeUnderNative, Width.Bits32);
        emitter.Jcc(ConditionCode.NotEqual, unwind);
        // The helper has put into the dump what the dropped frame had saved.
        foreach (Gpr register in (convention.CalleeSaved - Gpr.Rbp).Gprs)
            emitter.Mov(register, Mem.At(Gpr.Rsp, dump + ((int)register * sizeof(long))));
        foreach (Xmm register in convention.CalleeSaved.Xmms)
            emitter.MovAligned128(register, DumpOf(register, dump));
        emitter.Mov(Gpr.Rsp, Mem.At(Gpr.Rbp));
        emitter.Pop(Gpr.Rbp);
        emitter.Jmp(resume);
    }

    // RSP is aligned, and so is the dump.
    private static Mem DumpOf(Xmm register, int dump) => Mem.At(Gpr.Rsp, dump + (DumpWordOf(register) * sizeof(long)));

    // The frame of a stub that pushes what callees save; extra bytes lie above the shadow space.
    private static void EnterSaving(ref Emitter emitter, CallingConvention convention, VmLayout layout, int extra = 0)
    {
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        RegisterSet saved = convention.CalleeSaved - Gpr.Rbp;
        foreach (Gpr register in saved.Gprs)
            emitter.Push(register);
        int pushed = saved.Gprs.Count * CallingConvention.SlotBytes, wanted = pushed + extra + convention.ShadowSpace;
        int alignment = convention.StackAlignment, total = (wanted + alignment - 1) & -alignment;
        if (total > pushed)
            emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, total - pushed);
        StorePlace(ref emitter, layout);
    }

    private static void Enter(ref Emitter emitter, int bytes)
    {
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, bytes);
    }

    private static void StorePlace(ref Emitter emitter, VmLayout layout)
    {
        emitter.Mov(Mem.InRange(layout.ExitFrame), Gpr.Rbp);
        emitter.Mov(Mem.InRange(layout.ExitStack), Gpr.Rsp);
    }

    private static void CallHelper(ref Emitter emitter, CallingConvention convention, VmLayout layout, Helper helper)
    {
        emitter.Lea(convention.IntArguments[0], Mem.InRange(layout.Context));
        emitter.Call(layout.AddressOf(helper));
    }

    // Whatever class the result has, it is in the register of its class.
    private static void LeaveWithResult(ref Emitter emitter, VmLayout layout, Label unwind)
    {
        emitter.Test(Gpr.Rax, Gpr.Rax, Width.Bits32);
        emitter.Jcc(ConditionCode.NotEqual, unwind);
        emitter.Mov(Gpr.Rax, Mem.InRange(layout.Result));
        emitter.MovBits(Xmm.Xmm0, Gpr.Rax);
        LeaveFrame(ref emitter);
    }

    private static void LeaveFrame(ref Emitter emitter)
    {
        emitter.Mov(Gpr.Rsp, Gpr.Rbp);
        emitter.Pop(Gpr.Rbp);
        emitter.Ret();
    }
}
