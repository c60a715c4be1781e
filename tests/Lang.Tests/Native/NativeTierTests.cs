using System.Globalization;
using System.Text;
using Lang.Bytecode.Runtime;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>The native tier as a host sees it: what is compiled, entered, left and freed, and that limits hold in it.</summary>
public sealed class NativeTierTests
{
    private static readonly VmOptions s_template = new() { Tier = ExecutionTier.Template };

    [Fact]
    public void Functions_are_compiled_at_their_first_call()
    {
        NativeStatistics native = Run("fn twice(n) => n * 2\nprint(twice(21))", s_template, out string output);
        output.Should().Be("42\n");
        native.Refusal.Should().BeNull();
        native.Functions.Should().Be(2);
        native.CodeBytes.Should().BePositive();
    }

    [Fact]
    public void Nothing_is_compiled_that_is_not_hot()
    {
        NativeStatistics native = Run("fn twice(n) => n * 2\nprint(twice(21))", new VmOptions(), out _);
        native.Should().Be(NativeStatistics.Interpreted);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(5000)]
    public void Running_loop_goes_on_in_native_code(int threshold)
    {
        NativeStatistics native = Run(
            "let s = 0\nfor i in 0..20000 { s += i % 7 }\nprint(s)", new VmOptions { LoopThreshold = threshold, OptimizeThreshold = long.MaxValue }, out string output);
        output.Should().Be("59997\n");
        native.OsrEntries.Should().Be(1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(100)]
    [InlineData(1000)]
    [InlineData(5000)]
    public void Loop_whose_jumps_and_calls_take_turns_goes_on_in_native_code(int threshold)
    {
        NativeStatistics native = Run(
            "fn next(n) => n + 1\nlet s = 0\nfor i in 1..=30 { for j in 1..=1500 { s += next(j) } }\nprint(s)",
            new VmOptions { LoopThreshold = threshold, OptimizeThreshold = long.MaxValue }, out string output);
        output.Should().Be("33817500\n");
        native.OsrEntries.Should().Be(1);
    }

    [Fact]
    public void Failed_check_leaves_one_frame_and_keeps_the_trace_of_all()
    {
        string source = "fn get(a, i) => a[i]\nfn outer(a, i) => get(a, i) + 1\nprint(outer([1, 2], 1))\nprint(outer([1, 2], 2))\n";
        using var output = new MemoryStream();
        using var vm = new Vm(Script.Compile(source), s_template with { Output = output });
        var thrown = vm.Invoking(v => v.Run()).Should().Throw<ScriptRuntimeException>().Which;
        thrown.Error.Trace.Innermost.Select(line => line.Function).Should().Equal("get", "outer", "script");
        vm.Statistics.Native.Exits.Should().Be(1);
        Encoding.UTF8.GetString(output.ToArray()).Should().Be("3\n");
    }

    [Fact]
    public void Far_more_code_than_the_cache_holds_is_compiled_and_keeps_running()
    {
        const int Functions = 600;
        var source = new StringBuilder();
        for (int i = 0; i < Functions; i++)
            source.Append(CultureInfo.InvariantCulture, $"fn f{i}(a: int, b: int) -> int {{ let x = a * {i + 3} + b\n let y = x % 17 + b * a - x\n return x * y + (x ^ {i}) % 5 + f{(i + 1) % Functions}_(y) }}\n")
                .Append(CultureInfo.InvariantCulture, $"fn f{i}_(n: int) -> int => n * {i} + n / 3\n");
        source.Append("fn all() -> int {\n let s = 0\n");
        for (int i = 0; i < Functions; i++)
            source.Append(CultureInfo.InvariantCulture, $" s += f{i}(s % 100, {i})\n");
        source.Append(" return s\n}\nprint(all())\nprint(all())\nprint(all())\n");
        Run(source.ToString(), new VmOptions { Tier = ExecutionTier.Interpreter }, out string expected);

        NativeStatistics native = Run(source.ToString(), s_template with { CodeCacheLimit = VmOptions.SmallestCodeCache }, out string output);

        output.Should().Be(expected);
        native.Evictions.Should().BeGreaterThan(Functions / 2);
        native.CodeBytes.Should().BeLessThanOrEqualTo(VmOptions.SmallestCodeCache);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(3000)]
    public void Recursion_ends_in_an_error_whatever_the_size_of_the_frame(int variables)
    {
        var source = new StringBuilder("fn down(n: int) -> int {\n");
        for (int i = 0; i < variables; i++)
            source.Append(CultureInfo.InvariantCulture, $" let v{i} = n + {i}\n");
        source.Append(" return down(n + 1)");
        for (int i = 0; i < variables; i++)
            source.Append(CultureInfo.InvariantCulture, $" + v{i}");
        source.Append("\n}\nprint(down(0))\n");
        foreach (int stack in new[] { 512 << 10, 4 << 20 })
        {
            OnThread(stack, () =>
            {
                using var vm = new Vm(Script.Compile(source.ToString()), s_template with { MaxCallDepth = 20_000 });
                for (int i = 0; i < 2; i++)
                    vm.Invoking(v => v.Run()).Should().Throw<ScriptException>().Which.Error.Code.Should().Be(RuntimeErrorCode.CallDepth);
            });
        }
    }

    [Fact]
    public void Deep_recursion_on_a_small_stack_goes_on_in_the_interpreter()
    {
        const string Source = "fn sum(n) { return n == 0 ? 0 : n + sum(n - 1) }\nprint(sum(100000))";
        OnThread(400 << 10, () =>
        {
            Run(Source, s_template, out string output);
            output.Should().Be("5000050000\n");
        });
    }

    [Fact]
    public async Task Cancellation_stops_a_native_loop()
    {
        using var cancellation = new CancellationTokenSource();
        using var vm = new Vm(Script.Compile("let n = 1\nwhile n != 0 { n = n * 3 + 1 | 1 }\nprint(n)"), s_template with { Cancellation = cancellation.Token });
        Task run = Task.Run(() => vm.Run(), CancellationToken.None);
        await Task.Delay(50, CancellationToken.None);
        await cancellation.CancelAsync();
        await run.Awaiting(task => task).Should().ThrowAsync<ScriptCancelledException>();
    }

    [Fact]
    public void Time_limit_stops_a_native_loop_and_leaves_the_vm_usable()
    {
        using var vm = new Vm(Script.Compile("let n = 1\nwhile n != 0 { n = n * 3 + 1 | 1 }\nprint(n)"), s_template with { TimeLimit = TimeSpan.FromMilliseconds(30) });
        for (int i = 0; i < 3; i++)
            vm.Invoking(v => v.Run()).Should().Throw<ScriptException>().Which.Error.Code.Should().Be(RuntimeErrorCode.TimeLimit);
    }

    private static NativeStatistics Run(string source, VmOptions options, out string output)
    {
        using var stream = new MemoryStream();
        using var vm = new Vm(Script.Compile(source), options with { Output = stream });
        vm.Run();
        output = Encoding.UTF8.GetString(stream.ToArray());
        return vm.Statistics.Native;
    }

    private static void OnThread(int stack, Action action)
    {
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(action), stack);
        thread.Start();
        thread.Join();
        failure.Should().BeNull();
    }
}
