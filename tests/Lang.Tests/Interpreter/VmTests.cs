using Lang.Bytecode;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Verification;
using Lang.Hosting;
using Lang.Native;
using Lang.Tests.Bytecode;

namespace Lang.Tests.Interpreter;

public class VmTests
{
    [Fact]
    public void A_disposed_vm_refuses_to_run()
    {
        var vm = new Vm(Script.Compile("print(1)"));
        vm.Dispose();
        vm.Dispose();
        vm.Invoking(v => v.Run()).Should().Throw<ObjectDisposedException>();
    }

    private static TestCode CallOfHost()
    {
        var code = new TestCode();
        return code.Op(Opcode.CallHost, code.Builder.AddHostImport("callback", TypeId.None));
    }

    private static Vm WithCallback(Action callback)
    {
        var host = new ScriptHost();
        host.Register("callback", callback);
        return new Vm(CallOfHost().Accept(), new VmOptions { Host = host });
    }

    [Fact]
    public void A_host_function_cannot_use_the_vm_that_calls_it()
    {
        Vm? vm = null;
        using (vm = WithCallback(() => vm!.Run()))
            vm.Invoking(v => v.Run()).Should().Throw<HostFunctionException>().WithMessage("host function callback failed: *cannot be used from there*");
    }

    [Fact]
    public void Another_thread_cannot_use_a_running_vm()
    {
        Vm? vm = null;
        Exception? seen = null;
        using (vm = WithCallback(() =>
               {
                   var thread = new Thread(() => seen = Record.Exception(() => vm!.Run()));
                   thread.Start();
                   thread.Join();
               }))
            vm.Run();
        seen.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Contain("another thread");
    }

    [Fact]
    public void Only_the_thread_that_runs_a_vm_can_look_at_its_counters()
    {
        Vm? vm = null;
        VmStatistics? own = null;
        Exception? foreign = null;
        using (vm = WithCallback(() =>
               {
                   own = vm!.Statistics;
                   var thread = new Thread(() => foreign = Record.Exception(() => vm!.ProfileOf(0)));
                   thread.Start();
                   thread.Join();
               }))
            vm.Run();
        own!.InterpretedCalls.Should().Be(1);
        foreign.Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public void What_a_host_function_throws_is_the_inner_exception()
    {
        var thrown = new FormatException("no such thing");
        using Vm vm = WithCallback(() => throw thrown);
        vm.Invoking(v => v.Run()).Should().Throw<HostFunctionException>().Which.InnerException.Should().BeSameAs(thrown);
    }

    [Fact]
    public void A_message_of_the_script_is_cut_after_a_megabyte()
    {
        using var vm = new Vm(Script.Compile("let s = \"ä\" while s.len() < 3_000_000 { s += s } error(\"x\" + s)"));
        vm.Invoking(v => v.Run()).Should().Throw<ScriptRuntimeException>()
            .Which.Message.Should().Be("x" + new string('ä', (1 << 19) - 1) + "...");
    }

    [Fact]
    public void A_running_vm_cannot_be_disposed()
    {
        Vm? vm = null;
        using (vm = WithCallback(() => vm!.Dispose()))
            vm.Invoking(v => v.Run()).Should().Throw<HostFunctionException>().WithMessage("host function callback failed*");
    }

    [Fact]
    public void Missing_host_functions_and_capabilities_are_refused()
    {
        FluentActions.Invoking(() => new Vm(CallOfHost().Accept())).Should().Throw<ArgumentException>().WithMessage("*callback*");
        FluentActions.Invoking(() => new Vm(Script.Compile("print(1)"), new VmOptions { Grants = Capabilities.Clock }))
            .Should().Throw<ArgumentException>().WithMessage("*Output*");
    }

    [Fact]
    public void Each_run_begins_with_fresh_globals()
    {
        using var output = new MemoryStream();
        using var vm = new Vm(Script.Compile("fn add() { xs.push(1) return xs.len() } let xs = [0] print(add())"), new VmOptions { Output = output });
        vm.Run();
        vm.Run();
        System.Text.Encoding.UTF8.GetString(output.ToArray()).Should().Be("2\n2\n");
    }

    [Fact]
    public void A_vm_is_usable_after_an_error()
    {
        var code = new BytecodeBuilder("half");
        int n = code.AddParameter(TypeId.I64);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(100)).AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.Div);
        using var vm = new Vm(Verifier.Verify(code.Build()).Module!);
        vm.Invoking(v => v.Call(0, 0)).Should().Throw<ScriptRuntimeException>().WithMessage("division by zero");
        vm.Call(0, 4).Should().Be(25);
    }

    [Fact]
    public void Wrong_arguments_are_refused()
    {
        var code = new BytecodeBuilder("f");
        code.AddParameter(TypeId.Bool);
        using var vm = new Vm(Verifier.Verify(code.Build()).Module!);
        vm.Invoking(v => v.Call(0)).Should().Throw<ArgumentException>().WithMessage("*takes 1 arguments*");
        vm.Invoking(v => v.Call(0, 2)).Should().Throw<ArgumentException>().WithMessage("*bool*");
        vm.Invoking(v => v.Call(9)).Should().Throw<ArgumentException>().WithMessage("*no function 9*");
    }

    private sealed class ClosedPipe : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new IOException("Broken pipe");
    }

    [Theory]
    [InlineData("print(1)")]
    [InlineData("while true { print(1) }")]
    public void A_closed_pipe_ends_the_run_quietly(string source)
    {
        using var vm = new Vm(Script.Compile(source), new VmOptions { Output = new ClosedPipe() });
        vm.Invoking(v => v.Run()).Should().Throw<OutputClosedException>();
    }

    [Fact]
    public void Output_is_flushed_before_input_is_read()
    {
        using var output = new MemoryStream();
        var input = new Lookout(output);
        using var vm = new Vm(Script.Compile("write(\"name? \") print(read_line())"), new VmOptions { Output = output, Input = input });
        vm.Run();
        input.Seen.Should().Be(6);
    }

    private sealed class Lookout(MemoryStream output) : MemoryStream("tl\n"u8.ToArray())
    {
        public long Seen { get; private set; }

        public override int Read(Span<byte> buffer)
        {
            Seen = Math.Max(Seen, Position == 0 ? output.Length : 0);
            return base.Read(buffer);
        }
    }

    [Fact]
    public void Calls_branches_and_callees_are_counted()
    {
        VerifiedModule module = Script.Compile("""
            fn twice(f: fn(int) -> int, x: int) { return f(f(x)) }
            let a = 0
            for i in 0..10 { if i % 2 == 0 { a += twice(fn(x: int) => x + 1, i) } else { a += twice(fn(x: int) => x * 2, i) } }
            print(a)
            """);
        using var vm = new Vm(module);
        vm.Run();
        int twice = module.Module.Functions.ToList().FindIndex(function => function.Name == "twice");
        FunctionProfile profile = vm.ProfileOf(twice)!;
        profile.Calls.Should().Be(10);
        profile.Callees.Should().HaveCount(2).And.OnlyContain(site => site.Known.Length == 2 && site.Known.All(callee => callee.Calls == 5));
        FunctionProfile script = vm.ProfileOf(module.Module.Entry)!;
        script.BackEdges.Should().Be(9);
        script.Branches.Should().Contain(branch => !branch.IsBackward && branch.Taken == 5 && branch.NotTaken == 5);
        vm.Statistics.InterpretedCalls.Should().Be(31);
    }

    [Fact]
    public void Nothing_is_counted_without_a_profile()
    {
        using var vm = new Vm(Script.Compile("for i in 0..10 { }"), new VmOptions { Profile = false, Tier = ExecutionTier.Interpreter });
        vm.Run();
        vm.ProfileOf(vm.Module.Entry)!.BackEdges.Should().Be(0);
        vm.Statistics.InterpretedCalls.Should().Be(0);
    }
}
