using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>What a program that embeds TL does, with the public surface alone.</summary>
public sealed class EmbeddingTests
{
    [Fact]
    public void Script_is_compiled_once_and_runs_in_many_vms_at_once()
    {
        VerifiedModule module = Compile("let sum = 0\nfor i in 0..1000 { sum += i }\nprint(sum, args())");
        string[] outputs = new string[8];
        Parallel.For(0, outputs.Length, i => outputs[i] = Run(module, new VmOptions { Arguments = [$"{i}"] }));
        outputs.Should().Equal(Enumerable.Range(0, 8).Select(i => $"499500 [\"{i}\"]\n"));
    }

    [Fact]
    public void Bad_source_gives_diagnostics_and_never_throws()
    {
        CompilationResult result = Compilation.Compile("bad.tl", "let x = 1\nprint(y)\nlet z: string = x\n");
        result.Success.Should().BeFalse();
        result.Module.Should().BeNull();
        result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => result.Source.PositionOf(diagnostic.Span).Line).Should().Equal(2, 3);
        DiagnosticFormatter.Format(result.Source, result.Diagnostics[0]).Should().StartWith("bad.tl:");
    }

    [Fact]
    public void Expression_with_typed_parameters_becomes_a_function()
    {
        ExpressionCompilationResult result = Compilation.CompileExpression("x * x + y", [("x", TlType.Int), ("y", TlType.Float)]);
        result.Success.Should().BeTrue();
        result.ResultType.Should().Be(TlType.Float);

        using var vm = new Vm(result.EnsureSuccess());
        vm.GetFunction<long, double, double>(Compilation.ExpressionName)(3, 0.5).Should().Be(9.5);
    }

    [Fact]
    public void Expression_with_an_error_gives_diagnostics() =>
        Compilation.CompileExpression("x + nothing", [("x", TlType.Int)]).Diagnostics.Should().ContainSingle()
            .Which.Message.Should().Contain("nothing");

    [Fact]
    public void Expression_is_given_the_type_that_is_wanted()
    {
        using var vm = new Vm(Compilation.CompileExpression("n + 1", [("n", TlType.Int)], result: TlType.Float).EnsureSuccess());
        vm.GetFunction<long, double>(Compilation.ExpressionName)(3).Should().Be(4.0);
        Compilation.CompileExpression("n + 1", [("n", TlType.Int)], result: TlType.String).Diagnostics.Should().ContainSingle()
            .Which.Message.Should().Be("expected string, got int");
    }

    [Fact]
    public void Errors_can_be_had_as_an_exception()
    {
        ScriptCompilationException failure = FluentActions.Invoking(() => Compilation.Compile("bad.tl", "print(y)\nlet x: int = \"a\"").EnsureSuccess())
            .Should().Throw<ScriptCompilationException>().Which;
        failure.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Should().HaveCount(2);
        failure.Message.Should().StartWith("bad.tl:1:7: error[E201]: `y` is not defined\n");
    }

    [Fact]
    public void Source_beyond_its_limit_is_not_looked_at()
    {
        var options = new CompilationOptions { SourceLimit = 12 };
        Compilation.Compile("a.tl", "print(1)", options).Success.Should().BeTrue();
        Compilation.Compile("a.tl", "print(\"ääääää\")", options).Diagnostics.Should().ContainSingle()
            .Which.Message.Should().Be("the source is too large: it has 21 bytes, the limit is 12");
        Compilation.CompileExpression("1 + 2 + 3 + 4 + 5", [], options).Success.Should().BeFalse();
    }

    [Fact]
    public void Annotated_functions_can_be_called_between_runs()
    {
        VerifiedModule module = Compile("let calls = 0\nfn next(step: int) -> int { calls += step  return calls }\ncalls = 100");
        using var vm = new Vm(module);
        Func<long, long> next = vm.GetFunction<long, long>("next");
        next(5).Should().Be(5);
        vm.Run();
        next(5).Should().Be(105);
        next(1).Should().Be(106);
    }

    [Fact]
    public void Failure_carries_code_place_and_trace_and_leaves_the_vm_usable()
    {
        VerifiedModule module = Compile("fn half(n: int) -> int {\n    return 100 / n\n}\nprint(half(2))\nprint(half(0))\n");
        using var vm = new Vm(module);
        ScriptRuntimeException failure = vm.Invoking(v => v.Run()).Should().Throw<ScriptRuntimeException>().Which;
        failure.Error.Code.Should().Be(RuntimeErrorCode.DivisionByZero);
        failure.Error.Position!.Value.Line.Should().Be(2);
        failure.Error.Trace.Innermost.Select(line => line.Function).Should().Equal("half", "script");
        failure.Format().Should().StartWith("test.tl:2:12: error[R001]: division by zero\n");

        vm.GetFunction<long, long>("half")(4).Should().Be(25);
    }

    [Fact]
    public void Capability_that_is_withheld_is_a_compile_error()
    {
        var options = new CompilationOptions { Capabilities = ScriptCapabilities.Output };
        Compilation.Compile("a.tl", "print(read_line())", options).Diagnostics.Should().ContainSingle()
            .Which.Message.Should().Contain("read_line");
        Compilation.Compile("a.tl", "print(1)", options).Success.Should().BeTrue();
    }

    [Fact]
    public void Vm_refuses_a_module_that_needs_more_than_is_granted()
    {
        VerifiedModule module = Compile("print(read_line())");
        FluentActions.Invoking(() => new Vm(module, new VmOptions { Grants = Capabilities.Output })).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Container_read_back_and_verified_runs_as_before()
    {
        byte[] container = ModuleWriter.Write(Compile("print(\"same\")").Module);
        BytecodeModule module = ModuleReader.Read(container).Module!;
        Run(Verifier.Verify(module).Module!, new VmOptions()).Should().Be("same\n");
    }

    [Fact]
    public void Input_and_output_are_the_hosts_streams()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("one\ntwo\n"));
        Run(Compile("while !eof() { print(read_line() + \"!\") }"), new VmOptions { Input = input }).Should().Be("one!\ntwo!\n");
    }

    [Fact]
    public void Profiler_writes_where_the_time_went()
    {
        var profiler = new ScriptProfiler();
        VerifiedModule module = Compile("fn spin(n: int) -> int {\n  let s = 0\n  for i in 0..n { s += i % 7 }\n  return s\n}");
        using var vm = new Vm(module, new VmOptions { Profiler = profiler });
        var spin = vm.GetFunction<long, long>("spin");
        while (profiler.SampleCount == 0)
            spin(100_000);
        using var file = new MemoryStream();
        profiler.WriteSpeedscope(file);
        Encoding.UTF8.GetString(file.ToArray()).Should().Contain("""{"name":"spin","file":"test.tl","line":""");
    }

    private static VerifiedModule Compile(string text) => Embed.Compile(text);

    private static string Run(VerifiedModule module, VmOptions options) => Embed.Run(module, options);
}
