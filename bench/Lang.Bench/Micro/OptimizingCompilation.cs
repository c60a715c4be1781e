using BenchmarkDotNet.Attributes;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.Tiering;
using Lang.Native.X64;

namespace Lang.Bench.Micro;

/// <summary>The optimising compiler, warm: the time of one bytecode instruction, those of inlined functions counted too, over all functions of ordinary source.</summary>
public class OptimizingCompilation
{
    // BenchmarkDotNet wants a constant: the source is cut so that it has about so many instructions.
    private const int Instructions = 10_000;

    private VerifiedModule _module = null!;
    private OptimizingCompiler _compiler = null!;

    [GlobalSetup]
    public void Prepare()
    {
        CompilationResult compiled = Compilation.Compile("micro.tl", OrdinarySource.Write(100_000));
        _module = compiled.Verified ?? throw new BenchException($"{compiled.Diagnostics[0]}");
        VmLayout layout = NativeContext.LayoutOf(_module.Module, out _);
        var emitter = new Emitter(1024);
        StubOffsets stubs = Stubs.Emit(ref emitter, CallingConvention.Host, layout);
        _compiler = new OptimizingCompiler(_module, CallingConvention.Host, layout, stubs, new OptimizerOptions());
    }

    [Benchmark(OperationsPerInvoke = Instructions)]
    public int Instruction()
    {
        int count = 0, bytes = 0;
        while (count < Instructions)
        {
            for (int i = 0; i < _module.Module.Functions.Length && count < Instructions; i++)
            {
                if (_compiler.TryCompile(i, -1, out var code, Guesses.Static) != BailoutReason.None)
                    continue;
                bytes += code.Code.Length;
                count += _compiler.InstructionCount;
            }
        }
        return bytes;
    }
}
