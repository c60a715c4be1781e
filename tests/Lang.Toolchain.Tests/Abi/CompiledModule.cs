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

namespace Lang.Toolchain.Tests.Abi;

/// <summary>A module compiled by either compiler for either convention, in memory of its own and without a VM: its functions call nothing in C#.</summary>
internal sealed unsafe class CompiledModule : IDisposable
{
    private readonly ExecutableMemory _memory;
    private readonly VmLayout _layout;

    /// <param name="module">The module.</param>
    /// <param name="convention">The convention of its functions and of the host's.</param>
    /// <param name="isOptimized">Whether the optimising compiler makes its code.</param>
    /// <param name="host">The addresses of the module's host functions, by import.</param>
    public CompiledModule(BytecodeModule module, CallingConvention convention, bool isOptimized, Func<int, nint> host)
    {
        VerificationResult result = Verifier.Verify(module);
        result.Errors.Should().BeEmpty();
        _layout = NativeContext.LayoutOf(module, out int dataBytes);
        _memory = ExecutableMemory.TryReserve(dataBytes, 64 << 20, out MemoryRefusal refusal) ?? throw new InvalidOperationException(refusal.Describe());
        _memory.CommitData(dataBytes);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, convention, _layout);
        var template = new TemplateCompiler(result.Module!, convention, _layout, stubs, new TemplateOptions());
        var optimizer = new OptimizingCompiler(result.Module!, convention, _layout, stubs, new OptimizerOptions());
        int place = 0;
        Place(emitter.Code, emitter.Relocations, ref place);
        for (int i = 0; i < module.Functions.Length; i++)
        {
            CompiledCode code;
            if (isOptimized)
                optimizer.TryCompile(i, -1, out code, Guesses.Static).Should().Be(BailoutReason.None);
            else
                code = template.Compile(i);
            EntrySlots[i] = Place(code.Code, code.Relocations, ref place);
        }
        for (int i = 0; i < module.HostImports.Length; i++)
            ((nint*)(_memory.Base + _layout.HostSlots))[i] = host(i);
    }

    /// <summary>The values of the globals.</summary>
    public long* Globals => (long*)(_memory.Base + _layout.Globals);

    private nint* EntrySlots => (nint*)(_memory.Base + _layout.EntrySlots);

    /// <summary>Where a function's code begins.</summary>
    public nint AddressOf(int function) => EntrySlots[function];

    public void Dispose() => _memory.Dispose();

    private nint Place(ReadOnlySpan<byte> code, ReadOnlySpan<int> relocations, ref int place)
    {
        _memory.CommitCode(place + code.Length).Should().Be(MemoryRefusal.None);
        var address = (nint)_memory.Write(place, code, relocations);
        place = (place + code.Length + 31) & -32;
        return address;
    }
}
