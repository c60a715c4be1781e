using BenchmarkDotNet.Attributes;
using Lang.Native.Target;
using Lang.Native.Template;

namespace Lang.Bench.Micro;

/// <summary>The template compiler, warm: the time of one bytecode instruction, over all functions of ordinary source.</summary>
public class TemplateCompilation
{
    private CompilerSetup _setup = null!;
    private TemplateCompiler _compiler = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _setup = CompilerSetup.Make();
        _compiler = new TemplateCompiler(_setup.Module, CallingConvention.Host, _setup.Layout, _setup.Stubs, new TemplateOptions());
    }

    [Benchmark(OperationsPerInvoke = CompilerSetup.Instructions)]
    public int Instruction() => _setup.CompileAll(i =>
    {
        int bytes = _compiler.Compile(i).Code.Length;
        return (_compiler.InstructionCount, bytes);
    });
}
