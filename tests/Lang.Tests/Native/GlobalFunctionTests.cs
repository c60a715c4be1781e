using System.Text;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>
/// Optimised code takes for granted that a global goes on holding the function value that it was given first. When it is assigned again, the code is left wherever
/// it would use the global, is not entered any more, and goes.
/// </summary>
public sealed class GlobalFunctionTests
{
    private const string Thrown = "optimised code is thrown away: the global f was assigned again";

    private static readonly VmOptions s_optimizing = new() { Tier = ExecutionTier.Optimizing, ChecksCompiler = true, CompilesInBackground = false };

    /// <summary>Template code first, which stays for what is called little; loops are entered while they run.</summary>
    private static readonly VmOptions s_auto = new()
    {
        CallThreshold = 2, LoopThreshold = 30, OptimizeThreshold = 300, ChecksCompiler = true, CompilesInBackground = false,
    };

    public static TheoryData<bool> Tiers() => [true, false];

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Code_is_not_entered_any_more_when_the_global_is_assigned_between_calls(bool atOnce)
    {
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = f(t) }
                return t
            }
            let s = 0
            for k in 0..40 { s += work(100) }
            print(s)
            f = fn(x: int) => x + 2
            for k in 0..40 { s += work(100) }
            print(s)
            f = fn(x: int) => x + 3
            for k in 0..40 { s += work(100) }
            print(s)
            """, atOnce ? s_optimizing : s_auto);
        execution.Output.Should().Be("4000\n12000\n24000\n");
        execution.Native.Invalidations.Should().BePositive();
        execution.Trace.Should().Contain(line => line.EndsWith("assumes that these globals are never assigned again: f", StringComparison.Ordinal));
        int thrown = execution.Trace.FindLastIndex(line => line.EndsWith(Thrown, StringComparison.Ordinal));
        thrown.Should().BePositive();
        execution.Trace.Skip(thrown).Should().NotContain(line => line.Contains("assumes", StringComparison.Ordinal), "what was wrong once is not assumed again");
        execution.Trace.Skip(thrown).Should().Contain(line => line.StartsWith("work: ", StringComparison.Ordinal) && line.Contains("optimised, ", StringComparison.Ordinal));
    }

    public static TheoryData<string, bool> Callees()
    {
        var data = new TheoryData<string, bool>();
        string[] callees =
        [
            // Inlined.
            "fn swap(i: int) { if i == 777 { f = fn(x: int) => x + 5 } }",
            // A call, since it calls itself.
            "fn swap(i: int) { if i > 1000 { swap(i - 1000) }\n if i == 777 { f = fn(x: int) => x + 5 } }",
            // Through a value that is one function, and through one of many.
            "let s = fn(i: int) { if i == 777 { f = fn(x: int) => x + 5 } }\nfn swap(i: int) { s(i) }",
            """
            let ss: (fn(int) -> int)[] = [fn(i: int) => i, fn(i: int) => i + 1, fn(i: int) => i + 2, fn(i: int) => i + 3, fn(i: int) => i + 4]
            let last: fn(int) -> int = fn(i: int) -> int { if i == 777 { f = fn(x: int) => x + 5 }
                return i }
            ss.push(last)
            fn swap(i: int) { ss[i % 6](i)
                if i == 777 { ss[5](i) } }
            """,
            // By an operation of the runtime in between, and a host function, neither of which assigns.
            "fn swap(i: int) { text = string(i)\n tick()\n if i == 777 { f = fn(x: int) => x + 5 } }\nlet text = \"\"",
            // A value that does not change: assigned again all the same.
            "fn swap(i: int) { if i == 777 { f = f\n f = fn(x: int) => x + 5 } }",
        ];
        foreach (string callee in callees)
        {
            data.Add(callee, true);
            data.Add(callee, false);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Callees))]
    public void Next_use_in_a_running_loop_sees_what_a_callee_has_assigned(string callee, bool atOnce)
    {
        Execution execution = Run($$"""
            let f: fn(int) -> int = fn(x: int) => x + 1
            {{callee}}
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n {
                    t = f(t)
                    swap(i)
                    t = f(t) & 0xFFFFFF
                }
                return t
            }
            print(work(1000))
            print(work(1000))
            """, atOnce ? s_optimizing : s_auto);
        // 777 rounds and a half with 1, the rest with 5.
        execution.Output.Should().Be($"{(777 * 2) + 1 + 5 + (222 * 10)}\n10000\n");
        execution.Trace.Should().Contain(line => line.EndsWith(Thrown, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Value_that_was_read_before_the_assignment_is_the_one_that_is_called(bool atOnce)
    {
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            fn swap(i: int) -> int {
                if i == 400 { f = fn(x: int) => x * 1000 }
                return i
            }
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t += f(swap(i)) }
                return t
            }
            print(work(402))
            """, atOnce ? s_optimizing : s_auto);
        execution.Output.Should().Be($"{(401 * 402 / 2) + 401_000}\n");
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Captured_variables_are_those_of_the_closure_at_hand(bool atOnce)
    {
        Execution execution = Run("""
            fn adder(k: int) -> fn(int) -> int {
                let calls = 0
                return fn(x: int) -> int {
                    calls += 1
                    return x + k + calls
                }
            }
            let f: fn(int) -> int = adder(1)
            fn work(n: int, at: int) -> int {
                let t = 0
                for i in 0..n {
                    t = f(t) & 0xFFFF
                    if i == at { f = adder(7) }
                }
                return t
            }
            print(work(500, -1), work(500, 250), work(500, -1))
            """, atOnce ? s_optimizing : s_auto);
        execution.Output.Should().Be(Run(execution.Source, new VmOptions { Tier = ExecutionTier.Interpreter }).Output);
        execution.Native.Invalidations.Should().BePositive("another closure of the same function is another value");
    }

    [Fact]
    public void Activations_on_the_stack_go_on_with_what_was_assigned_and_the_code_is_freed_behind_the_last_of_them()
    {
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            fn deep(n: int, at: int) -> int {
                if n == at { f = fn(x: int) => x + 100 }
                if n == 0 { return 0 }
                let before = f(0)
                let below = deep(n - 1, at)
                return before * 1_000_000 + below + f(0)
            }
            let s = 0
            for k in 0..30 { s += deep(20, -1) }
            print(s)
            print(deep(20, 0))
            print(deep(20, -1))
            for k in 0..30 { s += deep(20, -1) }
            """, s_auto with { LoopThreshold = 1_000_000, OptimizeThreshold = 1000 });
        execution.Output.Should().Be("600000600\n20002000\n2000002000\n");
        int thrown = execution.Trace.IndexOf($"deep: {Thrown}");
        thrown.Should().BePositive();
        execution.Trace.Skip(thrown).Should().Contain("deep: code freed");
    }

    [Fact]
    public void Code_on_no_stack_is_freed_at_once()
    {
        var bytes = new List<long>();
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = f(t) }
                return t
            }
            print(work(100))
            tick()
            f = fn(x: int) => x + 2
            tick()
            print(work(100))
            """, s_optimizing with { LoopThreshold = 1_000_000, CallThreshold = 1 }, vm => bytes.Add(vm.Statistics.Native.CodeBytes));
        execution.Output.Should().Be("100\n200\n");
        bytes.Should().HaveCount(2);
        bytes[1].Should().BeLessThan(bytes[0]);
        execution.Native.Evictions.Should().Be(0, "nothing had to make room");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1_000_000)]
    public void Assignments_are_seen_in_whatever_tier_they_are_made(int calls)
    {
        // The loop of work is optimised; set is called by the script's body, and gets as far as the threshold lets it: never further than template code.
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            let g: fn(int) -> int = fn(x: int) => x + 2
            fn set(now: bool) { if now { f = g } }
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = f(t) }
                return t
            }
            set(false)
            set(false)
            print(work(5000))
            set(true)
            print(work(5000))
            """, s_auto with { CallThreshold = calls });
        execution.Output.Should().Be("5000\n10000\n");
        execution.Native.Invalidations.Should().Be(1);
        execution.Trace.Any(line => line.StartsWith("set: compiled", StringComparison.Ordinal)).Should().Be(calls == 1);
        execution.Trace.Should().NotContain(line => line.StartsWith("set: optimised", StringComparison.Ordinal));
    }

    [Fact]
    public void Globals_that_are_assigned_all_the_time_are_never_assumed_and_are_stored_as_any_other()
    {
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            let g: fn(int) -> int = fn(x: int) => x + 2
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n {
                    let h = f
                    f = g
                    g = h
                    t = f(t)
                }
                return t
            }
            print(work(3), work(2000))
            """, s_optimizing with { Explains = true });
        execution.Output.Should().Be("5 3000\n");
        execution.Native.Invalidations.Should().BeLessThan(3);
    }

    [Fact]
    public void Compilation_that_the_assignment_overtakes_is_not_used()
    {
        // The compilation that took f for what it was ends after f was assigned, however the system runs the two threads.
        using ManualResetEventSlim compiled = new(), assigned = new();
        var options = new VmOptions
        {
            CallThreshold = 2,
            LoopThreshold = 1000,
            OptimizeThreshold = 300,
            CompiledBeside = job =>
            {
                if (job.AssumedGlobals.IsDefaultOrEmpty)
                    return;
                compiled.Set();
                assigned.Wait();
            },
        };
        Execution execution = Run("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = f(t) }
                return t
            }
            let s = 0
            let calls = 0
            while !isReached() {
                s += work(100)
                calls += 1
            }
            print(s - 100 * calls)
            f = fn(x: int) => x + 2
            tick()
            s = 0
            calls = 0
            while !isReached() {
                s += work(100)
                calls += 1
            }
            print(s - 200 * calls)
            """, options, _ => assigned.Set(), trace => assigned.IsSet ? trace.Exists(IsNotUsed) : compiled.IsSet);
        execution.Output.Should().Be("0\n0\n");

        static bool IsNotUsed(string line) => line.EndsWith("optimised code is not used: the global f was assigned again meanwhile", StringComparison.Ordinal);
    }

    [Fact]
    public void Next_run_may_store_the_same_function_once_more_and_another_one_is_noticed()
    {
        var host = new ScriptHost();
        host.DeclareInput<long>("which");
        CompilationResult compiled = Compilation.Compile("test.tl", """
            fn one(x: int) -> int => x + 1
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = f(t) }
                return t
            }
            if which == 2 { print(work(1)) }
            let f: fn(int) -> int = which == 1 ? fn(x: int) => x + 2 : one
            print(work(100))
            """, new CompilationOptions { Host = host });
        compiled.Diagnostics.Should().BeEmpty();
        var trace = new List<string>();
        using var stream = new MemoryStream();
        using var vm = new Vm(compiled.Verified!, s_optimizing with { Output = stream, Host = host, TraceJit = trace.Add });
        vm.Run();
        vm.Run();
        vm.Reset();
        vm.Run();
        vm.Statistics.Native.Invalidations.Should().Be(0, "it is the same function");
        vm.SetInput("which", 2L);
        Action early = () => vm.Run();
        early.Should().Throw<ScriptRuntimeException>().Which.Message.Should().Contain("function", "the global is not set yet");
        vm.SetInput("which", 1L);
        vm.Run();
        vm.Statistics.Native.Invalidations.Should().BePositive();
        vm.SetInput("which", 0L);
        vm.Run();
        Encoding.UTF8.GetString(stream.ToArray()).Should().Be("100\n100\n100\n200\n100\n");
        trace.Count(line => line.Contains("assumes", StringComparison.Ordinal)).Should().BeLessThan(3);
    }

    [Fact]
    public void Pool_gives_out_machines_that_still_have_their_code()
    {
        using var stream = new MemoryStream();
        using var pool = new VmPool(Script.Compile("""
            let f: fn(int) -> int = fn(x: int) => x + 1
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = f(t) }
                return t
            }
            print(work(100))
            """), s_optimizing with { Output = stream });
        Vm vm = pool.Rent();
        vm.Run();
        long compilations = vm.Statistics.Native.Compilations;
        for (int i = 0; i < 3; i++)
        {
            pool.Return(vm);
            vm = pool.Rent();
            vm.Run();
        }
        vm.Statistics.Native.Compilations.Should().Be(compilations);
        vm.Statistics.Native.Invalidations.Should().Be(0);
        pool.Return(vm);
        Encoding.UTF8.GetString(stream.ToArray()).Should().Be("100\n100\n100\n100\n");
    }

    [Fact]
    public void Recompilations_end_however_many_globals_are_assigned_one_after_the_other()
    {
        const int Count = 30;
        string globals = string.Concat(Enumerable.Range(0, Count).Select(i => $"let g{i}: fn(int) -> int = fn(x: int) => x + 1\n"));
        string calls = string.Concat(Enumerable.Range(0, Count).Select(i => $"    t = g{i}(t)\n"));
        string assignments = string.Concat(Enumerable.Range(0, Count).Select(i => $"g{i} = fn(x: int) => x + 2\nfor k in 0..20 {{ s += work(0) }}\n"));
        Execution execution = Run($"{globals}fn work(t0: int) -> int {{\n    let t = t0\n{calls}    return t\n}}\nlet s = 0\nfor k in 0..20 {{ s += work(0) }}\n{assignments}print(s)", s_optimizing);
        execution.Output.Should().Be($"{20 * Enumerable.Range(0, Count + 1).Sum(i => Count + i)}\n");
        execution.Trace.Count(line => line.StartsWith("work: optimised, ", StringComparison.Ordinal)).Should().BeInRange(2, 12);
    }

    [Fact]
    public void Report_names_the_assumption_and_what_became_of_it()
    {
        const string Source = """
            let f: fn(int) -> int = fn(x: int) => x + 1
            let g: fn(int) -> int = fn(x: int) => x ^ 3
            fn work(n: int) -> int {
                let t = 0
                for i in 0..n { t = g(f(t)) }
                return t
            }
            print(work(100))
            f = fn(x: int) => x + 2
            print(work(100))
            """;
        using var vm = new Vm(Script.Compile(Source), s_optimizing with { Explains = true });
        vm.Run();
        Remark[] remarks = [.. vm.Explain().Functions.SelectMany(function => function.Lines).Where(line => line.Line == 5).SelectMany(line => line.Remarks)];
        remarks.Should().Contain(remark => remark.Kind == RemarkKind.Assumption && remark.Message.StartsWith("assumed: the global `g` is never assigned again", StringComparison.Ordinal));
        remarks.Should().NotContain(remark => remark.Kind == RemarkKind.Assumption && remark.Message.Contains("`f`", StringComparison.Ordinal));
        remarks.Should().Contain(remark => remark.Kind == RemarkKind.Invalidated && remark.Count == 1
            && remark.Message == "optimised code was thrown away once: the global `f` was assigned again");
    }

    private static Execution Run(string source, VmOptions options, Action<Vm>? tick = null, Func<List<string>, bool>? isReached = null)
    {
        var host = new ScriptHost();
        Vm? vm = null;
        host.Register("tick", () => tick?.Invoke(vm!));
        var trace = new List<string>();
        host.Register("isReached", () => isReached?.Invoke(trace) ?? false);
        CompilationResult compiled = Compilation.Compile("test.tl", source, new CompilationOptions { Host = host });
        compiled.Verified.Should().NotBeNull(string.Join('\n', compiled.Diagnostics));
        using var stream = new MemoryStream();
        using (vm = new Vm(compiled.Verified!, options with { Output = stream, Host = host, TraceJit = trace.Add }))
        {
            vm.Run();
            return new Execution(source, Encoding.UTF8.GetString(stream.ToArray()), trace, vm.Statistics.Native);
        }
    }

    private sealed record Execution(string Source, string Output, List<string> Trace, NativeStatistics Native);
}
