using System.Collections.Immutable;

namespace Lang.Native.Target;

/// <summary>How functions of a platform call each other. A value: both conventions are generated and tested on every host.</summary>
/// <remarks>
/// Sources: "System V Application Binary Interface, AMD64 Architecture Processor Supplement" 3.2; "x64 calling convention" and
/// "x64 stack usage" in Microsoft's documentation. Only what 64-bit integers and floats need: no aggregates, no variable arguments.
/// </remarks>
internal sealed class CallingConvention
{
    /// <summary>Bytes of a stack argument, of a pushed register and of a return address.</summary>
    public const int SlotBytes = 8;

    /// <summary>Carries a closure's environment beside the declared arguments: volatile and no argument in either convention.</summary>
    public const Gpr HiddenArgument = Gpr.R10;

    /// <summary>Carries a function's index into code shared by many functions: volatile and no argument in either convention.</summary>
    public const Gpr StubArgument = Gpr.Rax;

    private CallingConvention(string name) => Name = name;

    /// <summary>Linux and most other systems.</summary>
    public static CallingConvention SystemV { get; } = new("sysv")
    {
        IntArguments = [Gpr.Rdi, Gpr.Rsi, Gpr.Rdx, Gpr.Rcx, Gpr.R8, Gpr.R9],
        FloatArguments = [Xmm.Xmm0, Xmm.Xmm1, Xmm.Xmm2, Xmm.Xmm3, Xmm.Xmm4, Xmm.Xmm5, Xmm.Xmm6, Xmm.Xmm7],
        CalleeSaved = RegisterSet.Of(Gpr.Rbx, Gpr.Rbp, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15),
        RedZone = 128,
    };

    /// <summary>Windows.</summary>
    public static CallingConvention Win64 { get; } = new("win64")
    {
        IntArguments = [Gpr.Rcx, Gpr.Rdx, Gpr.R8, Gpr.R9],
        FloatArguments = [Xmm.Xmm0, Xmm.Xmm1, Xmm.Xmm2, Xmm.Xmm3],
        SharesPositions = true,
        CalleeSaved = RegisterSet.Of(Gpr.Rbx, Gpr.Rbp, Gpr.Rsi, Gpr.Rdi, Gpr.R12, Gpr.R13, Gpr.R14, Gpr.R15)
            | RegisterSet.Of(Xmm.Xmm6, Xmm.Xmm7, Xmm.Xmm8, Xmm.Xmm9, Xmm.Xmm10, Xmm.Xmm11, Xmm.Xmm12, Xmm.Xmm13, Xmm.Xmm14, Xmm.Xmm15),
        ShadowSpace = 32,
    };

    /// <summary>The convention of the system this process runs on.</summary>
    public static CallingConvention Host => OperatingSystem.IsWindows() ? Win64 : SystemV;

    /// <summary>The name on the command line: <c>sysv</c> or <c>win64</c>.</summary>
    public string Name { get; }

    /// <summary>Registers of the first integer arguments, in order.</summary>
    public required ImmutableArray<Gpr> IntArguments { get; init; }

    /// <summary>Registers of the first float arguments, in order.</summary>
    public required ImmutableArray<Xmm> FloatArguments { get; init; }

    public Gpr IntResult => Gpr.Rax;

    public Xmm FloatResult => Xmm.Xmm0;

    /// <summary>True when argument n uses register n of its file and takes that position from the other file too.</summary>
    public bool SharesPositions { get; private init; }

    /// <summary>
    /// Registers a function hands back as it got them. Of vector registers all 128 bits count. RSP is in neither set: a return restores it.
    /// </summary>
    public required RegisterSet CalleeSaved { get; init; }

    /// <summary>Registers a call may change.</summary>
    public RegisterSet CallerSaved => (RegisterSet.AllGprs | RegisterSet.AllXmms) - CalleeSaved - Gpr.Rsp;

    /// <summary>Bytes the caller leaves free for the callee directly above the return address.</summary>
    public int ShadowSpace { get; private init; }

    /// <summary>Bytes below RSP that signal handlers leave alone, so that a function that calls nothing may use them without moving RSP.</summary>
    public int RedZone { get; private init; }

    /// <summary>RSP is a multiple of this at every call instruction, so that it is 8 off at a function's first instruction.</summary>
    public int StackAlignment => 16;

    public override string ToString() => Name;
}
