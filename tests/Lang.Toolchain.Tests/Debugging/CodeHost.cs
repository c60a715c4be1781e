using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Lang.Native.Diagnostics;
using Lang.Native.Memory;
using Lang.Native.Target;
using Lang.Native.X64;
using CallingConvention = Lang.Native.Target.CallingConvention;

namespace Lang.Toolchain.Tests.Debugging;

/// <summary>
/// A program with generated code in it, to be debugged and profiled: C calls the entry thunk, that calls <c>outer</c>, that calls
/// <c>inner</c>, that calls C and leaves by an exit which it shares with others.
/// </summary>
internal static unsafe class CodeHost
{
    /// <summary>The names of the generated functions, and their source.</summary>
    public const string Entry = "entry thunk", Outer = "primes::outer@template", Inner = "primes::inner@template", Exit = "shared exit",
        Source = "primes.tl";

    /// <summary>Lines of the source: where inner begins, where it calls C, where outer calls inner.</summary>
    public const int InnerLine = 3, CallLine = 5, OuterLine = 9;

    /// <summary>What outer keeps in RBX and R12 while inner runs, which saves both and changes them.</summary>
    public const int KeptInRbx = 0x1111, KeptInR12 = 0x2222;

    // Offsets in the data area, and in the code.
    private const int FunctionSlot = 0, InnerSlot = 8;
    private const int EntryPlace = 0, OuterPlace = 128, InnerPlace = 256, ExitPlace = 384;

    private static readonly ImmutableArray<Gpr> s_saved = [Gpr.Rbx, Gpr.R12];

    /// <summary>Runs it.</summary>
    /// <param name="arguments">
    /// A C library, the name of a function in it, how often generated code counts before it calls that, how often all of it happens, and who is
    /// told of the code: perf, gdb.
    /// </param>
    public static int Run(string[] arguments)
    {
        bool gdb = arguments.Contains("gdb");
        using ExecutableMemory memory = (gdb
            ? ExecutableMemory.TryReserveDebuggable(1, 1, out MemoryRefusal refusal)
            : ExecutableMemory.TryReserve(1, 1, out refusal)) ?? throw new InvalidOperationException(refusal.Describe());
        ICodeListener listener = CodeListeners.TryCreate(arguments.Contains("perf"), gdb, out IReadOnlyList<string> refusals)
            ?? throw new InvalidOperationException(string.Join(' ', refusals));
        (CodeRegion entry, CodeRegion outer, CodeRegion inner, CodeRegion exit) = (PlaceEntry(memory), PlaceOuter(memory), PlaceInner(memory), PlaceExit(memory));
        foreach (CodeRegion region in (ReadOnlySpan<CodeRegion>)[entry, outer, inner, exit])
            listener.Added(region);
        Console.WriteLine($"{Environment.ProcessId} {inner.Address:x} {inner.Length:x}");

        nint library = NativeLibrary.Load(arguments[0]);
        *(nint*)(memory.Base + FunctionSlot) = NativeLibrary.GetExport(library, arguments[1]);
        *(nint*)(memory.Base + InnerSlot) = inner.Address;
        var enter = (delegate* unmanaged<nint, nint, long*, void>)NativeLibrary.GetExport(library, "enter");
        long rounds = long.Parse(arguments[2], CultureInfo.InvariantCulture);
        for (int calls = int.Parse(arguments[3], CultureInfo.InvariantCulture); calls > 0; calls--)
        {
            long slot = rounds;
            enter(entry.Address, outer.Address, &slot);
        }

        listener.Removed(inner);
        ((delegate* unmanaged<nint, nint, void>)NativeLibrary.GetExport(library, "removed"))(inner.Address, outer.Address);
        listener.Dispose();
        return 0;
    }

    private static CodeRegion PlaceEntry(ExecutableMemory memory)
    {
        var emitter = new Emitter(256);
        Thunks.EmitEntry(ref emitter, CallingConvention.Host, CallingConvention.Host, new Signature([ValueClass.Int], null));
        return Place(memory, EntryPlace, emitter, Entry, FrameShape.FramePointer([Gpr.Rbx], [emitter.Position - 1]));
    }

    private static CodeRegion PlaceOuter(ExecutableMemory memory)
    {
        var emitter = new Emitter(256);
        EmitPrologue(ref emitter);
        emitter.MovImmediate(Gpr.Rbx, KeptInRbx);
        emitter.MovImmediate(Gpr.R12, KeptInR12);
        emitter.CallInRange(memory.DataBytes + InnerPlace);
        int end = EmitEpilogue(ref emitter);
        return Place(memory, OuterPlace, emitter, Outer, FrameShape.FramePointer(s_saved, [end]), new CodeSource(Source, [new(0, OuterLine)]));
    }

    // Counts its argument down, then calls C with its own address. A path that is never taken returns in the middle.
    private static CodeRegion PlaceInner(ExecutableMemory memory)
    {
        var emitter = new Emitter(256);
        EmitPrologue(ref emitter);
        emitter.Zero(Gpr.Rbx);
        emitter.Zero(Gpr.R12);
        Label count = emitter.MarkLabel(), call = emitter.NewLabel();
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rdi, 1);
        emitter.Jcc(ConditionCode.NotEqual, count);
        emitter.JccShort(ConditionCode.Equal, call);
        int end = EmitEpilogue(ref emitter);
        emitter.Bind(call);
        var source = new CodeSource(Source, [new(0, InnerLine), new(emitter.Position, CallLine)]);
        emitter.Mov(Gpr.Rdi, Mem.InRange(InnerSlot));
        emitter.Call(Mem.InRange(FunctionSlot));
        emitter.JmpInRange(memory.DataBytes + ExitPlace);
        return Place(memory, InnerPlace, emitter, Inner, FrameShape.FramePointer(s_saved, [end]), source);
    }

    private static CodeRegion PlaceExit(ExecutableMemory memory)
    {
        var emitter = new Emitter(256);
        int end = EmitEpilogue(ref emitter);
        return Place(memory, ExitPlace, emitter, Exit, FrameShape.OfJumper(s_saved, [end]));
    }

    private static void EmitPrologue(ref Emitter emitter)
    {
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        foreach (Gpr register in s_saved)
            emitter.Push(register);
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, 32);
    }

    // Returns where the last instruction stands.
    private static int EmitEpilogue(ref Emitter emitter)
    {
        emitter.Lea(Gpr.Rsp, Mem.At(Gpr.Rbp, -CallingConvention.SlotBytes * s_saved.Length));
        foreach (Gpr register in s_saved.Reverse())
            emitter.Pop(register);
        emitter.Pop(Gpr.Rbp);
        emitter.Ret();
        return emitter.Position - 1;
    }

    private static CodeRegion Place(ExecutableMemory memory, int place, Emitter emitter, string name, FrameShape frame, CodeSource? source = null) =>
        new((nint)memory.Write(place, emitter.Code, emitter.Relocations), emitter.Position, name, frame, source);
}
