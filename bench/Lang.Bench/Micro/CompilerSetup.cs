using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native.Target;
using Lang.Native.Tiering;
using Lang.Native.X64;

namespace Lang.Bench.Micro;

/// <summary>What both compilers are measured on: the functions of ordinary source, and where their code would lie.</summary>
internal sealed record CompilerSetup(VerifiedModule Module, VmLayout Layout, StubOffsets Stubs)
{
    /// <summary>BenchmarkDotNet wants a constant: the source is cut so that it has about so many instructions.</summary>
    public const int Instructions = 10_000;

    public static CompilerSetup Make()
    {
        CompilationResult compiled = Compilation.Compile("micro.tl", OrdinarySource.Write(100_000));
        VerifiedModule module = compiled.Verified ?? throw new BenchException($"{compiled.Diagnostics[0]}");
        VmLayout layout = NativeContext.LayoutOf(module.Module, out _);
        var emitter = new Emitter(1024);
        return new CompilerSetup(module, layout, Lang.Native.X64.Stubs.Emit(ref emitter, CallingConvention.Host, layout));
    }

    /// <summary>Compiles functions in turn until there were enough instructions.</summary>
    /// <param name="compile">Compiles one; returns its instructions and bytes of code.</param>
    /// <returns>All bytes of code.</returns>
    public int CompileAll(Func<int, (int Instructions, int Bytes)> compile)
    {
        int count = 0, bytes = 0;
        while (count < Instructions)
        {
            for (int i = 0; i < Module.Module.Functions.Length && count < Instructions; i++)
            {
                (int instructions, int made) = compile(i);
                count += instructions;
                bytes += made;
            }
        }
        return bytes;
    }
}
