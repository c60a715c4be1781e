using System.Globalization;
using System.Text;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>The optimising tier as a host sees it: when it comes in, and that its guesses are given up where they are wrong.</summary>
public sealed class OptimizingTierTests
{
    private static readonly VmOptions s_optimizing = new() { Tier = ExecutionTier.Optimizing, ChecksCompiler = true };

    [Fact]
    public void Running_loop_moves_from_template_code_to_optimised_code()
    {
        NativeStatistics native = Run(
            "let s = 0\nfor i in 0..50000 { s += i % 7 }\nprint(s)", new VmOptions { OptimizeThreshold = 1000 }, out string output);
        output.Should().Be("149997\n");
        (native.OptimizedFunctions, native.OptimizedLoops).Should().Be((0, 1));
        native.OsrEntries.Should().Be(2, "the loop is entered in the one and then in the other");
    }

    [Fact]
    public void Function_is_optimised_when_calls_have_counted_it_down()
    {
        // The loop never gets hot, so that the calls come one by one.
        NativeStatistics native = Run(
            "fn f(n: int) -> int { if n < 2 { return n }\n return f(n - 1) + n }\nlet s = 0\nfor i in 0..3000 { s += f(2) }\nprint(s)",
            new VmOptions { CallThreshold = 10, LoopThreshold = 1_000_000, OptimizeThreshold = 8_000 }, out string output);
        output.Should().Be("9000\n");
        native.OptimizedFunctions.Should().Be(1);
    }

    [Fact]
    public void Function_whose_loop_gets_hot_in_call_after_call_begins_in_optimised_code()
    {
        NativeStatistics native = Run(
            "fn f(n: int) -> int {\n let t = 0\n for i in 0..n { t += i }\n return t }\nlet s = 0\nfor k in 0..100 { s += f(1000) }\nprint(s)",
            new VmOptions { CallThreshold = 2, LoopThreshold = 1_000_000, OptimizeThreshold = 300 }, out string output);
        output.Should().Be("49950000\n");
        native.OptimizedFunctions.Should().Be(1);
        native.OsrEntries.Should().BeLessThan(5, "only the first calls enter the loop while it runs");
    }

    [Theory]
    [InlineData(true, "fn f(n: int) -> int {\nif n < 2 { return n }\nreturn f(n - 1) + f(n - 2) }\nprint(f(70))", "190392490709135\n", 0)]
    [InlineData(true, "fn f(n: int) -> int {\nif n < 2 { return n }\nreturn f(n - 1) + 1 }\nprint(f(70))", "70\n", 70)]
    [InlineData(true, "let t = 0\nfn f(n: int) -> int {\nt += 1\nif n < 2 { return n }\nreturn f(n - 1) + f(n - 2) }\nprint(f(10) + t)", "232\n", 177)]
    [InlineData(false, "fn f(n: int) -> int {\nif n < 2 { return n }\nreturn f(n - 1) + f(n - 2) }\nprint(f(10))", "55\n", 177)]
    public void Pure_function_that_calls_itself_twice_is_optimised_at_its_first_call(bool atOnce, string source, string expected, int interpreted)
    {
        using var stream = new MemoryStream();
        using var vm = new Vm(Script.Compile(source), new VmOptions { Output = stream, OptimizesMergingCallsAtOnce = atOnce, ChecksCompiler = true });
        vm.Run();
        Encoding.UTF8.GetString(stream.ToArray()).Should().Be(expected);
        int f = vm.Module.Functions.ToList().FindIndex(function => function.Name == "f");
        (vm.ProfileOf(f)?.Calls ?? 0).Should().Be(interpreted);
        vm.Statistics.Native.OptimizedFunctions.Should().Be(interpreted == 0 ? 1 : 0);
    }

    [Theory]
    [InlineData("if false { print(f(20)) }", 1)]
    [InlineData("print(f(20))", 2)]
    public void Calls_are_counted_from_none_whenever_a_function_is_optimised(string call, int calls)
    {
        using var vm = new Vm(Script.Compile($"fn f(n: int) -> int {{\nif n < 2 {{ return n }}\nreturn f(n - 1) + f(n - 2) }}\n{call}"),
            new VmOptions { Output = Stream.Null, OptimizesMergingCallsAtOnce = true });
        vm.Run();
        vm.Statistics.InterpretedCalls.Should().Be(calls, "the script body is a function, too");
    }

    [Theory]
    [InlineData(700)]
    [InlineData(701)]
    [InlineData(702)]
    public void Hot_loop_with_calls_goes_on_in_optimised_code_at_once(int threshold)
    {
        // Calls are units, too: whichever unit finds the loop hot, it is the loop that must go on.
        NativeStatistics native = Run("""
            fn fold(n: int, f: fn(int) -> int) -> int {
                let t = 0
                for i in 0..n { t = f(t) + i }
                return t
            }
            let s = 0
            for k in 0..400 { s += fold(100, k % 2 == 0 ? fn(x: int) => x + 1 : fn(x: int) => x) }
            print(s)
            """, new VmOptions { CallThreshold = 2, LoopThreshold = 1_000_000, OptimizeThreshold = threshold }, out string output);
        output.Should().Be("2000000\n");
        native.OsrEntries.Should().BePositive();
        native.Exits.Should().BeLessThan(10, "calls enter the function's own optimised code when its loop has been entered once");
    }

    [Fact]
    public void Selection_by_an_element_needs_no_more_than_four_registers()
    {
        // The element, its address of two parts, what it is compared with and both values: made small from a random program.
        Run("""
            fn f156(p144: int, p145: int, p146: int, p148: bool) -> int {
                let v149 = p144
                let v150 = 0
                let v151 = p145
                let v152 = [0; 2]
                let i153_first = p145
                for i153 in i153_first..i153_first + 1 {
                    v150 += (v150 | i153 >= i153 / 500001 ? v152[p146 & 1] >>> 1 : i153) >> 1
                    v152[p145 & 1] = 0xFFFFFFFF00000000
                    v149 -= i153 * -1
                    if p145 != 0 {
                        if p148 {
                            v150 -= i153
                        }
                        v152[i153 & 1] += i153
                    }
                }
                let i154_first = p145
                for i154 in i154_first..i154_first + 3 {
                    v149 += v152[0] * p144
                    for i155 in 0..=1 {
                        if v152[i154 & 1] + i155 == 1 + i154 {
                            v149 = i154 / 0 & (max(0, i155) < (v149 % 7 < [0; 0][p145] ? v149 : i155) ? 0 : i155) % 5
                            if p146 % 3 == 0 {
                                v150 = i154 * 3
                            } else {
                                v149 *= 0xFFFFFFFE00000000
                            }
                        }
                        if p144 & 1 > 0 {
                            v149 = i154 << 1 >= p144 & 3 ? 0 : 0
                        }
                        if p145 & 1 != 0 {
                            v151 = max(2 * p146, i154 * p146 + i155)
                        }
                    }
                }
                return v150 - v151
            }
            print(f156(0, 0, 0, false))
            """, s_optimizing with { RegisterLimit = 4, Fuel = 3_000_000 }, out string output);
        output.Should().Be("0\n");
    }

    [Fact]
    public void Tail_calls_without_end_reach_the_limit_of_call_depth()
    {
        Action run = () => Run("fn f(n: int) -> int { if n < 0 { return 0 }\n return f(n + 1) }\nprint(f(0))", s_optimizing with { MaxCallDepth = 1000 }, out _);
        run.Should().Throw<ScriptException>().Which.Message.Should().Contain("call depth exceeded");
    }

    [Fact]
    public void Tail_calls_without_end_reach_the_limit_of_call_depth_whatever_returns_on_the_way()
    {
        // On the way are more tail calls than become jumps, in code that the function's own is inlined into.
        Action run = () => Run("""
            fn climb(n: int, isSide: bool) -> int {
                if isSide {
                    if n & 511 == 0 { return 1 }
                    return climb(n - 1, true)
                }
                return climb(n + climb(n | 511, true), false)
            }
            print(climb(0, false))
            """, s_optimizing with { MaxCallDepth = 1000 }, out _);
        run.Should().Throw<ScriptException>().Which.Message.Should().Contain("call depth exceeded");
    }

    [Fact]
    public void Function_that_is_too_large_stays_in_template_code_and_says_so()
    {
        var trace = new List<string>();
        string body = string.Concat(Enumerable.Repeat("s = s * 31 + n ^ s >>> 7\n", 10_000));
        NativeStatistics native = Run(
            $"fn big(n: int) -> int {{\nlet s = n\n{body}return s }}\nlet t = 0\nfor i in 0..9 {{ t ^= big(i) }}",
            new VmOptions { CallThreshold = 2, OptimizeThreshold = 10, TraceJit = trace.Add }, out _);
        trace.Should().Contain("big: is not optimised: it is too large");
        native.OptimizedFunctions.Should().Be(0);
    }

    [Fact]
    public void Code_that_was_compiled_beside_the_script_is_put_to_use_at_the_next_poll()
    {
        // The script goes round until its host sees the code; the bound is there so that a fault fails and does not hang.
        long optimized = 0;
        var host = new ScriptHost();
        Vm? vm = null;
        host.Register("optimized", () => optimized = vm!.Statistics.Native.OptimizedLoops);
        CompilationResult compiled = Compilation.Compile("test.tl", """
            let s = 0
            let rounds = 0
            while optimized() == 0 && rounds < 200000 {
                for i in 0..50000 { s += i % 7 }
                rounds += 1
            }
            print(s == rounds * 149997)
            """, new CompilationOptions { Host = host });
        compiled.Diagnostics.Should().BeEmpty();
        using var stream = new MemoryStream();
        using (vm = new Vm(compiled.Verified!, new VmOptions { Output = stream, Host = host }))
            vm.Run();
        Encoding.UTF8.GetString(stream.ToArray()).Should().Be("true\n");
        optimized.Should().BePositive();
    }

    [Fact]
    public void Optimised_code_counts_fuel()
    {
        const string Loop = "let s = 0\nfor i in 0..50000 { s += i }\nprint(s)";
        NativeStatistics native = Run(Loop, s_optimizing with { Fuel = 1_000_000 }, out string output);
        output.Should().Be("1249975000\n");
        native.OptimizedFunctions.Should().Be(1);
        Action run = () => Run(Loop, s_optimizing with { Fuel = 49_000 }, out _);
        run.Should().Throw<ScriptFuelException>();
    }

    [Fact]
    public void Fuel_ends_in_the_same_round_of_a_loop_as_in_the_interpreter()
    {
        // Loops that do not call, entered often and left by their end, by `break`, by `return` and by a failing check; one grows an array now and then.
        const string Loops = """
            fn search(a: int[], from: int, wanted: int) -> int {
                for i in from..a.len() {
                    let k = 0
                    while true { k += 1 if k * k > a[i] { break } }
                    if k == wanted { return i }
                }
                let squares: int[] = []
                for i in 0..wanted { if i % 3 != 1 { squares.push(i * a[i]) } }
                return squares.len()
            }
            let a = [0; 60]
            for i in 0..60 { a[i] = i * i % 97 }
            let s = 0
            for round in 0..12 {
                s += search(a, round * 3, 3 + round % 9)
                print(round, s)
            }
            print(a[s])
            """;
        ShouldEndInTheSamePlaces(Loops, 37);
    }

    [Fact]
    public void Fuel_that_neighbours_count_together_ends_in_the_same_place_as_in_the_interpreter()
    {
        // Each round enters one function or several, inlined, and jumps back; a check between two entries fails at last.
        const string Calls = """
            fn fold(a: int[], f: fn(int, int) -> int) -> int {
                let s = 1
                for x in a { s = f(s, x) }
                return s
            }
            fn twice(n) => n * 2
            fn both(a, b) => twice(a) + twice(b)
            fn pick(a: int[], i) => a[twice(i) % 12]
            let a = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3]
            let steps: (fn(int, int) -> int)[] = [fn(a: int, b: int) => a + b, fn(a: int, b: int) => a > b ? a - b : b - a]
            for round in 0..4 {
                let s = fold(a, steps[round % 2])
                for i in 0..9 { s = both(s, i) % 1000 }
                let k = 0
                while k < 9 && twice(k) < 15 { k += 1 }
                print(round, s, k)
            }
            let t = 0
            for i in 0..9 { t += pick(a, i) }
            print(t)
            """;
        ShouldEndInTheSamePlaces(Calls, 5);
    }

    [Fact]
    public void Fuel_that_is_charged_for_a_strip_ends_in_the_same_round_as_in_the_interpreter()
    {
        // Thousands of rounds up and down, by one and by more, with inlined calls, a way out in the middle, and stores that are seen afterwards.
        const string Strips = """
            let a = [0; 3000]
            fn twice(n) => n * 2
            fn up(n: int) { for i in 0..n { a[i] = a[i] + twice(i) + twice(n) } }
            fn down(n: int) { for i in n..=1 step -1 { a[i] = a[i] ^ i } }
            fn thirds(n: int) -> int {
                let s = 0
                for i in 0..n step 3 { s = s * 31 + i if s % 1789 == 5 { return i } }
                return s
            }
            for round in 0..4 {
                up(2500 + round)
                down(2900)
                a[2999] += thirds(7000 + round * 1000)
                print(round, a[2999])
            }
            """;
        CompilationResult compiled = Compilation.Compile("test.tl", Strips, new CompilationOptions { GlobalExports = ["a"] });
        compiled.Diagnostics.Should().BeEmpty();
        var options = s_optimizing with { CompilesInBackground = false };
        var random = new Random(1);
        for (int i = 0; i < 150; i++)
        {
            long fuel = random.Next(60_000);
            Outcome(options with { Fuel = fuel }).Should().Be(Outcome(options with { Fuel = fuel, Tier = ExecutionTier.Interpreter }), "of {0} units", fuel);
        }

        string Outcome(VmOptions options)
        {
            using var stream = new MemoryStream();
            using var vm = new Vm(compiled.Verified!, options with { Output = stream });
            ScriptException? error = null;
            try { vm.Run(); } catch (ScriptException e) { error = e; }
            return $"{Encoding.UTF8.GetString(stream.ToArray())}{error?.Format()} {vm.Statistics.FuelUsed} {string.Join(' ', vm.GetGlobal<long[]>("a"))}";
        }
    }

    private static void ShouldEndInTheSamePlaces(string source, int step)
    {
        string[] Outcomes(VmOptions options) => [.. Enumerable.Range(1, 60).Select(i =>
        {
            using var stream = new MemoryStream();
            using var vm = new Vm(Script.Compile(source), options with { Fuel = i * step, Output = stream, CompilesInBackground = false });
            string end = Record(vm) is { } error ? $"{error.Message} {string.Join(", ", error.Error.Position)}" : "done";
            return $"{Encoding.UTF8.GetString(stream.ToArray())}{end} {vm.Statistics.FuelUsed}";
        })];

        Outcomes(s_optimizing).Should().Equal(Outcomes(s_optimizing with { Tier = ExecutionTier.Interpreter }));

        static ScriptException? Record(Vm vm)
        {
            try
            {
                vm.Run();
                return null;
            }
            catch (ScriptException error)
            {
                return error;
            }
        }
    }

    [Fact]
    public void Loop_that_ends_before_its_widened_check_would_fail_is_compiled_again_without_it()
    {
        // The bound is beyond the array's length in each call, but the search ends before.
        NativeStatistics native = Run("""
            fn find(a: int[], n: int, wanted: int) -> int {
                for i in 0..n { if a[i] == wanted { return i } }
                return -1
            }
            let a = [5, 6, 7, 8]
            let s = 0
            for i in 0..400 { s += find(a, 100 + i, 5 + i % 4) }
            print(s)
            """, s_optimizing, out string output);
        output.Should().Be("600\n");
        native.Exits.Should().BeLessThan(40, "the check is given up after a few failures");
    }

    [Theory]
    [InlineData(3)]
    [InlineData(-7)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(641)]
    [InlineData(long.MaxValue)]
    [InlineData(-4611686018427387904)]
    public void Divisibility_is_decided_right_at_the_corners(long divisor)
    {
        long[] dividends = [0, 1, -1, divisor, -divisor, unchecked(3 * divisor), unchecked((3 * divisor) + 1), long.MaxValue, long.MinValue, long.MinValue + 1];
        string numbers = string.Join(", ", dividends.Select(Literal));
        Run($"fn divides(n: int) -> bool => n % {Literal(divisor)} == 0\nfor n in [{numbers}] {{ print(divides(n)) }}", s_optimizing, out string output);
        output.Should().Be(string.Concat(dividends.Select(n => n % divisor == 0 ? "true\n" : "false\n")));

        static string Literal(long n) => n == long.MinValue ? "(-9223372036854775807 - 1)" : $"({n.ToString(CultureInfo.InvariantCulture)})";
    }

    private static NativeStatistics Run(string source, VmOptions options, out string output)
    {
        using var stream = new MemoryStream();
        using var vm = new Vm(Script.Compile(source), options with { Output = stream, CompilesInBackground = false });
        vm.Run();
        output = Encoding.UTF8.GetString(stream.ToArray());
        return vm.Statistics.Native;
    }
}
