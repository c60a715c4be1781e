using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Native.Memory;
using Lang.Native;
using Lang.Native.Deopt;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.Template;
using Lang.Native.Tiering;
using Lang.Native.X64;
using Lang.Testing.Modules;

namespace Lang.Tests.Native;

/// <summary>Records of frames for Windows, against the code they describe and a decoder of their own.</summary>
public sealed class UnwindWriterTests
{
    public static TheoryData<string> Conventions => ["sysv", "win64"];

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Every_place_in_compiled_functions_can_be_unwound(string name)
    {
        CallingConvention convention = Named(name);
        int places = 0;
        var shapes = new HashSet<string>();
        for (ulong seed = 1; seed <= 40; seed++)
        {
            VerifiedModule module = Verifier.Verify(ModuleGenerator.Generate(seed).Build()).Module!;
            TemplateCompiler compiler = Compiler(module, convention, countFuel: seed % 2 == 0);
            for (int function = 0; function < module.Module.Functions.Length; function++)
            {
                CompiledCode code = compiler.Compile(function);
                shapes.Add(string.Join(' ', code.Shape.Saved));
                places += Walk(convention, code);
            }
        }
        places.Should().BeGreaterThan(10_000);
        shapes.Should().HaveCountGreaterThan(2);
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Every_place_in_optimised_functions_can_be_unwound(string name)
    {
        CallingConvention convention = Named(name);
        int places = 0, vectors = 0;
        for (ulong seed = 1; seed <= 40; seed++)
        {
            VerifiedModule module = Verifier.Verify(ModuleGenerator.Generate(seed).Build()).Module!;
            OptimizingCompiler compiler = Optimizer(module, convention, countFuel: seed % 2 == 0);
            for (int function = 0; function < module.Module.Functions.Length; function++)
            {
                if (compiler.TryCompile(function, -1, out CompiledCode code, Guesses.Static) != BailoutReason.None)
                    continue;
                vectors += code.Shape.SavedXmms.Length;
                places += Walk(convention, code);
            }
        }
        places.Should().BeGreaterThan(10_000);
        // System V has no vector registers that callees save.
        (vectors > 0).Should().Be(convention == CallingConvention.Win64);
    }

    private static int Walk(CallingConvention convention, in CompiledCode code)
    {
        int places = FrameWalk.Check(convention, code.Code, 0, code.BodyEnd, code.Shape);
        if (code.OsrEntry >= 0)
            places += FrameWalk.Check(convention, code.Code, code.OsrEntry, code.Frameless, code.OsrShape);
        return places + FrameWalk.Check(convention, code.Code, code.Frameless, code.InstructionBytes, FrameShape.None);
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Every_place_in_thunks_can_be_unwound(string name)
    {
        CallingConvention convention = Named(name);
        var random = new Random(5);
        for (int parameters = 0; parameters < 20; parameters++)
        {
            var signature = new Signature([.. Enumerable.Range(0, parameters).Select(_ => random.Next(2) == 0 ? ValueClass.Int : ValueClass.Float)],
                random.Next(3) switch { 0 => null, 1 => ValueClass.Int, _ => ValueClass.Float });
            var emitter = new Emitter(256);
            int savedAt = Thunks.EmitVmEntry(ref emitter, convention, signature, hasEnvironment: parameters % 2 == 0, Layout);
            FrameWalk.Check(convention, emitter.Code, 0, emitter.Position, FrameShapes.OfVmEntry(convention, emitter.Position, savedAt));
        }
    }

    [Theory]
    [MemberData(nameof(Conventions))]
    public void Every_place_in_stubs_can_be_unwound(string name)
    {
        CallingConvention convention = Named(name);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, convention, Layout);
        int next = 0;
        foreach ((string stub, int start, int end, FrameShape shape) in FrameShapes.OfStubs(convention, stubs, Layout.Code))
        {
            start.Should().Be(next, "the stubs are described without gaps");
            next = end;
            // Behind its return the exit stub takes the dropped frame's place, with that frame's registers.
            int checkedEnd = stub == "stub: exit" ? start + emitter.Code[start..end].IndexOf((byte)0xC3) + 1 : end;
            FrameWalk.Check(convention, emitter.Code, start, checkedEnd, shape);
        }
        next.Should().Be(emitter.Position);
    }

    [Fact]
    public void Random_frames_with_vector_registers_can_be_unwound()
    {
        var random = new Random(11);
        for (int n = 0; n < 300; n++)
        {
            Gpr[] gprs = [.. Members((CallingConvention.Win64.CalleeSaved - Gpr.Rbp).Gprs).Where(_ => random.Next(2) == 0)];
            Xmm[] xmms = [.. Members(CallingConvention.Win64.CalleeSaved.Xmms).Where(_ => random.Next(2) == 0)];
            if (n == 0)
                (gprs, xmms) = ([.. Members((CallingConvention.Win64.CalleeSaved - Gpr.Rbp).Gprs)], [.. Members(CallingConvention.Win64.CalleeSaved.Xmms)]);
            random.Shuffle(gprs);
            random.Shuffle(xmms);
            var emitter = new Emitter(512);
            FrameShape shape = EmitFunction(ref emitter, random, gprs, xmms);
            FrameWalk.Check(CallingConvention.Win64, emitter.Code, 0, emitter.Position, shape);
        }
    }

    [Fact]
    public void Functions_that_save_the_same_registers_share_a_record()
    {
        Span<byte> first = stackalloc byte[UnwindWriter.MaxBytes], second = stackalloc byte[UnwindWriter.MaxBytes];
        int length = UnwindWriter.Write(FrameShape.FramePointer([Gpr.Rbx], [40], 13), first);
        UnwindWriter.Write(FrameShape.FramePointer([Gpr.Rbx], [70, 90], 13), second).Should().Be(length);
        first.SequenceEqual(second).Should().BeTrue();
    }

    [Fact]
    public void Record_of_a_plain_frame_is_as_the_documentation_says()
    {
        Span<byte> record = stackalloc byte[UnwindWriter.MaxBytes];
        int length = UnwindWriter.Write(FrameShape.FramePointer([Gpr.Rbx, Gpr.R12], [], 2), record);
        // Header; R12 at base + 224 once 9 bytes were executed, RBX at base + 232 once 7 were; RBP = base + 240, which was allocated; RBP pushed.
        Convert.ToHexString(record[..length]).Should().Be(
            "010908F5" + "09C41C00" + "07341D00" + "0603" + "06011E00" + "0350");
    }

    private static FrameShape EmitFunction(ref Emitter emitter, Random random, Gpr[] gprs, Xmm[] xmms)
    {
        bool hasLink = random.Next(2) == 0;
        for (int n = random.Next(4); n > 0; n--)
            emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rsp, Mem.InRange(16));
        int prologue = emitter.Position;
        emitter.Push(Gpr.Rbp);
        emitter.Mov(Gpr.Rbp, Gpr.Rsp);
        if (hasLink)
            emitter.Push(Mem.InRange(8));
        foreach (Gpr register in gprs)
            emitter.Push(register);
        int pushed = (gprs.Length + (hasLink ? 1 : 0)) * 8, bottom = (pushed + 15) & -16;
        emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rsp, bottom - pushed + (16 * xmms.Length) + (16 * random.Next(1, 40)));
        for (int n = 0; n < xmms.Length; n++)
            emitter.MovAligned128(Mem.At(Gpr.Rbp, -bottom - (16 * (n + 1))), xmms[n]);
        int savedAt = emitter.Position;
        foreach (Gpr register in gprs)
            emitter.MovImmediate(register, 77);
        foreach (Xmm register in xmms)
            emitter.Zero(register);
        emitter.Call(Mem.InRange(24));
        for (int n = 0; n < xmms.Length; n++)
            emitter.MovAligned128(xmms[n], Mem.At(Gpr.Rbp, -bottom - (16 * (n + 1))));
        for (int n = 0; n < gprs.Length; n++)
            emitter.Mov(gprs[n], Mem.At(Gpr.Rbp, -(8 * (n + 1)) - (hasLink ? 8 : 0)));
        emitter.Mov(Gpr.Rsp, Gpr.Rbp);
        emitter.Pop(Gpr.Rbp);
        emitter.Ret();
        return FrameShape.FramePointer([.. gprs], [], prologue) with
        {
            LinkBytes = hasLink ? 6 : 0, SavedXmms = [.. xmms], XmmsSavedAt = savedAt,
        };
    }

    private static VmLayout Layout { get; } = NativeContext.LayoutOf(new BytecodeBuilder("layout").Build(), out _);

    private static OptimizingCompiler Optimizer(VerifiedModule module, CallingConvention convention, bool countFuel)
    {
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, convention, layout);
        return new OptimizingCompiler(module, convention, layout, stubs, new OptimizerOptions { CountFuel = countFuel });
    }

    private static TemplateCompiler Compiler(VerifiedModule module, CallingConvention convention, bool countFuel)
    {
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, convention, layout);
        return new TemplateCompiler(module, convention, layout, stubs, new TemplateOptions { CountFuel = countFuel });
    }

    private static CallingConvention Named(string name) => name == "sysv" ? CallingConvention.SystemV : CallingConvention.Win64;

    private static List<Gpr> Members(RegisterSet.GprSequence registers)
    {
        var list = new List<Gpr>();
        foreach (Gpr register in registers)
            list.Add(register);
        return list;
    }

    private static List<Xmm> Members(RegisterSet.XmmSequence registers)
    {
        var list = new List<Xmm>();
        foreach (Xmm register in registers)
            list.Add(register);
        return list;
    }
}
