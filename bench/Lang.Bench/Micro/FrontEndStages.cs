using BenchmarkDotNet.Attributes;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Verification;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Bench.Micro;

/// <summary>Each stage alone, on 100 KB of ordinary source.</summary>
public class FrontEndStages
{
    private string _source = "";
    private Script _script = null!;
    private CheckedProgram _program = null!;
    private BytecodeModule _module = null!;
    private VerifiedModule _verified = null!;
    private byte[] _container = [];

    [GlobalSetup]
    public void Prepare()
    {
        _source = OrdinarySource.Write(100_000);
        _script = FrontEndPipeline.Parse(_source);
        _program = FrontEndPipeline.Check(_script);
        _module = FrontEndPipeline.Emit(_program);
        _verified = FrontEndPipeline.Verify(_module);
        _container = ModuleWriter.Write(_module);
    }

    [Benchmark]
    public object Parse() => FrontEndPipeline.Parse(_source);

    [Benchmark]
    public object Check() => FrontEndPipeline.Check(_script);

    [Benchmark]
    public object Emit() => FrontEndPipeline.Emit(_program);

    [Benchmark]
    public object Verify() => FrontEndPipeline.Verify(_module);

    [Benchmark]
    public int Decode()
    {
        int words = 0;
        for (int i = 0; i < _module.Functions.Length; i++)
        {
            using DecodedFunction function = Decoder.Decode(_verified, i, functionTable: 0);
            words += function.Count;
        }
        return words;
    }

    [Benchmark]
    public object WriteContainer() => ModuleWriter.Write(_module);

    [Benchmark]
    public object ReadContainer() => ModuleReader.Read(_container);
}
