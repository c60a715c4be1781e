using BenchmarkDotNet.Attributes;
using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Native.Target;
using Lang.Native.Tiering;

namespace Lang.Bench.Micro;

/// <summary>The optimising compiler, warm: the time of one bytecode instruction, those of inlined functions counted too, over all functions of ordinary source.</summary>
public class OptimizingCompilation
{
    private CompilerSetup _setup = null!;
    private OptimizingCompiler _compiler = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _setup = CompilerSetup.Make();
        _compiler = new OptimizingCompiler(_setup.Module, CallingConvention.Host, _setup.Layout, _setup.Stubs, new OptimizerOptions());
    }

    [Benchmark(OperationsPerInvoke = CompilerSetup.Instructions)]
    public int Instruction() => _setup.CompileAll(i =>
        _compiler.TryCompile(i, -1, out var code, Guesses.Static) == BailoutReason.None ? (_compiler.InstructionCount, code.Code.Length) : (0, 0));
}
