using Lang.Bytecode.Runtime;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>Limits, cancellation, and what misuse gives.</summary>
public sealed class ContainmentTests
{
    [Theory]
    [InlineData("while true { }", RuntimeErrorCode.TimeLimit, typeof(ScriptTimeoutException))]
    [InlineData("let i = 0 while i < 100_000_000 { i += 1 }", RuntimeErrorCode.Fuel, typeof(ScriptFuelException))]
    [InlineData("let a = [\"\"] while true { push(a, \"x\") }", RuntimeErrorCode.OutOfMemory, typeof(ScriptMemoryException))]
    [InlineData("let s = \"x\" while true { s += s }", RuntimeErrorCode.OutOfMemory, typeof(ScriptMemoryException))]
    [InlineData("let a = [0; 1_000_000_000] print(a.len())", RuntimeErrorCode.OutOfMemory, typeof(ScriptMemoryException))]
    [InlineData("while true { write(\"xxxxxxxx\") }", RuntimeErrorCode.OutputLimit, typeof(ScriptOutputException))]
    [InlineData("fn f(n) => 1 + f(n + 1) print(f(0) * 1)", RuntimeErrorCode.CallDepth, typeof(ScriptCallDepthException))]
    public void Each_limit_has_an_exception_of_its_own_and_leaves_the_vm_usable(string script, RuntimeErrorCode code, Type type)
    {
        var options = new VmOptions
        {
            TimeLimit = code == RuntimeErrorCode.TimeLimit ? TimeSpan.FromMilliseconds(20) : null,
            Fuel = code == RuntimeErrorCode.Fuel ? 1_000_000 : null,
            HeapLimit = code == RuntimeErrorCode.OutOfMemory ? 1 << 20 : null,
            OutputLimit = code == RuntimeErrorCode.OutputLimit ? 10_000 : null,
            MaxCallDepth = 1000,
        };
        // Recursion whose type hangs on itself needs one written.
        string source = script.Replace("fn f(n) =>", "fn f(n: int) -> int =>", StringComparison.Ordinal) + "\nfn add(a: int, b: int) -> int => a + b";
        using Vm vm = Embed.NewVm(source, options: options);
        for (int i = 0; i < 2; i++)
        {
            ScriptLimitException failure = vm.Invoking(v => v.Run()).Should().Throw<ScriptLimitException>().Which;
            failure.Should().BeOfType(type);
            failure.Error.Code.Should().Be(code);
            vm.GetFunction<long, long, long>("add")(1, 2).Should().Be(3);
        }
    }

    [Fact]
    public void Every_outermost_call_has_a_budget_of_its_own()
    {
        using Vm vm = Embed.NewVm("fn spin(n: int) -> int { let s = 0 for i in 0..n { s += i } return s }", options: new VmOptions { Fuel = 1000 });
        Func<long, long> spin = vm.GetFunction<long, long>("spin");
        for (int i = 0; i < 5; i++)
            spin(900).Should().Be(900 * 899 / 2);
        spin.Invoking(call => call(1100)).Should().Throw<ScriptFuelException>();
    }

    [Fact]
    public void Time_that_a_host_function_takes_counts()
    {
        var host = new ScriptHost();
        host.Register("sleep", (long milliseconds) => Thread.Sleep((int)milliseconds));
        using Vm vm = Embed.NewVm("fn f() { sleep(200) sleep(1) }\nf()", host, new VmOptions { TimeLimit = TimeSpan.FromMilliseconds(50) });
        vm.Invoking(v => v.Run()).Should().Throw<ScriptTimeoutException>();
    }

    // So few rounds that a loop of nothing else never looks at the limits: the operations themselves must.
    [Theory]
    [InlineData("if xs[i % 2] == y { n += 1 }")]
    [InlineData("if xs[i % 2] != y { n += 1 }")]
    [InlineData("if xs[i % 2] <= y { n += 1 }")]
    [InlineData("n += int(xs[i % 2])")]
    [InlineData("if float(xs[i % 2]) < 0.5 { n += 1 }")]
    [InlineData("n += xs[i % 2][i..1_000_000].len()")]
    [InlineData("let z = [i; 130_000] n += z[n % 1000] % 2")]
    [InlineData("let z = a[i..] n += z[n % 1000]")]
    public void Time_limit_holds_in_a_few_long_operations(string operation)
    {
        string script = $"fn work(xs: string[], y: string, a: int[]) -> int {{ let n = 0 for i in 0..1000 {{ {operation} }} return n }}";
        string zeros = new('0', 16 << 20);
        foreach (ExecutionTier tier in Enum.GetValues<ExecutionTier>())
        {
            using Vm vm = Embed.NewVm(script, options: new VmOptions { Tier = tier, TimeLimit = TimeSpan.FromMilliseconds(20) });
            var work = vm.GetFunction<string[], string, long[], long>("work");
            work.Invoking(call => call([zeros, zeros + "1"], zeros, new long[131_000])).Should().Throw<ScriptTimeoutException>($"of {tier}");
        }
    }

    [Theory]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Optimizing)]
    public void Cancellation_holds_between_a_few_long_outputs(ExecutionTier tier)
    {
        using var cancellation = new CancellationTokenSource();
        using var output = new CancellingStream(cancellation);
        var options = new VmOptions { Tier = tier, Output = output, Cancellation = cancellation.Token };
        using Vm vm = Embed.NewVm("fn work(s: string) { for _i in 0..1000 { write(s) } }", options: options);
        Action<string> work = vm.GetAction<string>("work");
        work.Invoking(call => call(new string('x', 1 << 20))).Should().Throw<ScriptCancelledException>();
        output.Writes.Should().Be(1);
    }

    private sealed class CancellingStream(CancellationTokenSource cancellation) : MemoryStream
    {
        public int Writes { get; private set; }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Writes++;
            cancellation.Cancel();
        }
    }

    [Fact]
    public void Cancellation_stops_a_run_from_another_thread()
    {
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using Vm vm = Embed.NewVm("while true { }", options: new VmOptions { Cancellation = cancellation.Token });
        vm.Invoking(v => v.Run()).Should().Throw<ScriptCancelledException>().Which.Error.Code.Text().Should().Be("R024");
    }

    [Fact]
    public async Task Worker_runs_a_script_until_its_token_is_cancelled()
    {
        using Vm vm = Embed.NewVm("fn spin() { while true { } }\nfn add(a: int, b: int) -> int => a + b\nspin()");
        using (var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
            await vm.Awaiting(v => v.RunAsync(cancellation.Token)).Should().ThrowAsync<ScriptCancelledException>();
        Action spin = vm.GetAction("spin");
        Func<long, long, long> add = vm.GetFunction<long, long, long>("add");
        using (var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(50)))
        {
            Func<long> calls = () =>
            {
                spin();
                return 0;
            };
            await vm.Awaiting(v => v.RunAsync(calls, cancellation.Token)).Should().ThrowAsync<ScriptCancelledException>();
        }
        // The token of a call is forgotten with it.
        (await vm.RunAsync(() => add(1, 2))).Should().Be(3);
        add(3, 4).Should().Be(7);
    }

    [Fact]
    public async Task Worker_may_dispose_of_the_vm_when_its_calls_are_over()
    {
        Vm vm = Embed.NewVm("fn add(a: int, b: int) -> int => a + b");
        long sum = await vm.RunAsync(() =>
        {
            using (vm)
                return vm.GetFunction<long, long, long>("add")(1, 2);
        });
        sum.Should().Be(3);
        await vm.Awaiting(v => v.RunAsync(() => 1)).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Worker_makes_calls_without_a_result()
    {
        using Vm vm = Embed.NewVm("let n = 0\nfn add(k: int) { n += k }\nfn get() -> int => n");
        Action<long> add = vm.GetAction<long>("add");
        await vm.RunAsync(() => add(5));
        vm.GetFunction<long>("get")().Should().Be(5);
    }

    [Fact]
    public void Threads_that_use_one_vm_at_once_are_refused_and_do_no_harm()
    {
        using Vm vm = Embed.NewVm("fn sum(n: int) -> int { let s = 0 for i in 0..n { s += i } return s }");
        Func<long, long> sum = vm.GetFunction<long, long>("sum");
        int done = 0;
        Parallel.For(0, 4, _ =>
        {
            for (int i = 0; i < 2000; i++)
            {
                Exception? failure = Record.Exception(() => sum(100).Should().Be(4950));
                if (failure is null)
                    Interlocked.Increment(ref done);
                else
                    failure.Should().BeOfType<InvalidOperationException>().Which.Message.Should().Be("The VM is in use by another thread.");
            }
        });
        done.Should().BePositive();
    }

    [Fact]
    public async Task Vm_that_runs_on_another_thread_cannot_be_disposed()
    {
        using var inside = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        var host = new ScriptHost();
        host.Register("wait", () =>
        {
            inside.Set();
            goOn.Wait();
        });
        using Vm vm = Embed.NewVm("wait()\nfn f() -> int => 1", host);
        Task<long> run = vm.RunAsync();
        inside.Wait();
        vm.Invoking(v => v.Dispose()).Should().Throw<InvalidOperationException>();
        goOn.Set();
        await run;
        vm.GetFunction<long>("f")().Should().Be(1);
    }

    [Fact]
    public async Task Token_that_is_cancelled_already_stops_at_once()
    {
        using Vm vm = Embed.NewVm("print(1)");
        await vm.Awaiting(v => v.RunAsync(new CancellationToken(canceled: true))).Should().ThrowAsync<ScriptCancelledException>();
    }

    [Fact]
    public void Host_function_that_obeys_the_token_is_a_cancelled_run()
    {
        using var cancellation = new CancellationTokenSource();
        var host = new ScriptHost();
        host.Register("wait", () =>
        {
            cancellation.Cancel();
            cancellation.Token.ThrowIfCancellationRequested();
        });
        using Vm vm = Embed.NewVm("wait()", host, new VmOptions { Cancellation = cancellation.Token });
        vm.Invoking(v => v.Run()).Should().Throw<ScriptCancelledException>();
    }

    [Theory]
    [InlineData(64)]
    [InlineData(256)]
    [InlineData(16 * 1024)]
    public void Any_stack_is_enough(int kilobytes)
    {
        using Vm vm = Embed.NewVm("fn endless(n: int) -> int => 1 + endless(n + 1)\nfn depth(n: int) -> int => n == 0 ? 0 : 1 + depth(n - 1)\nfn name(n: int) -> string => n == 0 ? \"\" : \"x\" + name(n - 1)");
        Func<long, long> depth = vm.GetFunction<long, long>("depth");
        Func<long, string> name = vm.GetFunction<long, string>("name");
        Func<long, long> endless = vm.GetFunction<long, long>("endless");
        var results = new List<long>();
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                for (int i = 0; i < 5; i++)
                    results.Add(depth(100_000) + name(1000).Length);
                failure = Record.Exception(() => endless(0));
            },
            kilobytes << 10);
        thread.Start();
        thread.Join();
        results.Should().Equal(Enumerable.Repeat(101_000L, 5));
        failure.Should().BeOfType<ScriptCallDepthException>();
    }

    /// <summary>Whether there is enough is a matter of the system, which may give more than was asked for; with less than 32 KB .NET itself has no threads on Linux.</summary>
    [Theory]
    [InlineData(36)]
    [InlineData(40)]
    [InlineData(48)]
    [InlineData(56)]
    public void Stack_that_is_not_enough_is_an_exception(int kilobytes)
    {
        var host = new ScriptHost();
        host.Register("same", (long n) => n);
        using Vm vm = Embed.NewVm("fn sum(n: int) -> int { let s = 0 for i in 0..n { s += same(i) } return s }\nfn name(s: string) -> string => s + s", host);
        Func<long, long> sum = vm.GetFunction<long, long>("sum");
        Func<string, string> name = vm.GetFunction<string, string>("name");
        for (int i = 0; i < 2; i++)
        {
            long result = 0;
            Exception? failure = null;
            var thread = new Thread(
                () =>
                {
                    try
                    {
                        result = sum(5000) + name("a").Length;
                    }
                    catch (Exception exception)
                    {
                        failure = exception;
                    }
                },
                kilobytes << 10);
            thread.Start();
            thread.Join();
            if (failure is not null)
                failure.Should().BeOfType<InsufficientExecutionStackException>();
            else
                result.Should().Be(12_497_502);
            // The VM goes on elsewhere, and what is compiled then is there for the second thread.
            sum(2000).Should().Be(1_999_000);
        }
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1024)]
    public void Scripts_that_run_scripts_without_end_come_to_an_end_before_the_stack_does(int kilobytes)
    {
        var host = new ScriptHost();
        VerifiedModule? module = null;
        host.Register("again", () =>
        {
            using var vm = new Vm(module!, new VmOptions { Host = host });
            vm.Run();
        });
        module = Embed.Compile("again()", host);
        Exception? failure = null;
        var thread = new Thread(
            () =>
            {
                using var vm = new Vm(module, new VmOptions { Host = host });
                failure = Record.Exception(() => vm.Run());
            },
            kilobytes << 10);
        thread.Start();
        thread.Join();
        failure.Should().BeOfType<HostFunctionException>();
        failure!.Message.Length.Should().BeLessThan(5000);
        failure.GetBaseException().Should().BeOfType<InsufficientExecutionStackException>();
    }

    [Fact]
    public void Vm_cannot_be_used_from_within_its_host_functions()
    {
        var host = new ScriptHost();
        Vm? vm = null;
        Func<long>? f = null;
        Func<string>? g = null;
        var seen = new List<Exception?>();
        host.Register("again", () =>
        {
            seen.Add(Record.Exception(() => f!()));
            seen.Add(Record.Exception(() => g!()));
            seen.Add(Record.Exception(() => vm!.Run()));
            seen.Add(Record.Exception(() => vm!.Reset()));
            seen.Add(Record.Exception(() => vm!.SetInput("x", 1L)));
            seen.Add(Record.Exception(() => vm!.GetGlobal<long>("x")));
            seen.Add(Record.Exception(() => vm!.Dispose()));
        });
        using (vm = Embed.NewVm("fn f() -> int => 1\nfn g() -> string => \"\"\nagain()", host))
        {
            f = vm.GetFunction<long>("f");
            g = vm.GetFunction<string>("g");
            vm.Run();
        }
        seen.Should().HaveCount(7).And.AllBeOfType<InvalidOperationException>();
    }

    [Fact]
    public void Host_function_can_use_another_vm()
    {
        using Vm inner = Embed.NewVm("fn square(n: int) -> int => n * n");
        Func<long, long> square = inner.GetFunction<long, long>("square");
        var host = new ScriptHost();
        host.Register("square", (long n) => square(n));
        Embed.Run("let s = 0\nfor i in 0..3000 { s += square(i) }\nprint(s)", host).Should().Be("8995500500\n");
    }

    [Fact]
    public void Clock_is_withheld_unless_it_is_granted()
    {
        VerifiedModule module = Embed.Compile("print(clock() > 0.0)");
        FluentActions.Invoking(() => new Vm(module)).Should().Throw<ArgumentException>().WithMessage("*Clock*");
        Embed.Run(module, new VmOptions { Grants = Capabilities.All }).Should().Be("true\n");
        Compilation.Compile("a.tl", "print(clock())", new CompilationOptions { Capabilities = ScriptCapabilities.Output }).Success.Should().BeFalse();
    }
}
