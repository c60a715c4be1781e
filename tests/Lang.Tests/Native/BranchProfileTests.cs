using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Profiling;
using Lang.Bytecode.Verification;
using Lang.Native;
using Lang.Native.Ir;
using Lang.Native.Optimizer;
using Lang.Tests.Interpreter;
using Lang.Tests.Native.Ir;

namespace Lang.Tests.Native;

/// <summary>Who counts which way branches go, and what becomes of sides that were never taken.</summary>
public sealed class BranchProfileTests
{
    /// <summary>Calls make template code, calls make optimised code; loops run where they began.</summary>
    private static readonly VmOptions s_byCalls = new()
    {
        CallThreshold = 10, LoopThreshold = int.MaxValue, OptimizeThreshold = 8 * 300, CompilesInBackground = false, ChecksCompiler = true,
    };

    private const string Rare = """
        fn step(i: int, rare: int) -> int {
            if i == rare { return i * 1000 }
            return i + 1
        }

        """;

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(50)]
    public void Interpreter_and_template_code_count_the_same_branches(int calls)
    {
        using var vm = new Vm(
            Script.Compile("fn odd(i: int, x: float) -> int { if x == 3.0 { return 0 }\nif i % 4 == 1 { return 1 }\nreturn 2 }\nlet t = 0\nfor i in 0..400 { t += odd(i, float(i % 5)) }\nprint(t)"),
            new VmOptions { Output = Stream.Null, CallThreshold = calls, LoopThreshold = int.MaxValue, OptimizeThreshold = long.MaxValue });
        vm.Run();
        int odd = vm.Module.Functions.ToList().FindIndex(function => function.Name == "odd");
        vm.ProfileOf(odd)!.Branches.Select(branch => (long)Math.Min(branch.Taken, branch.NotTaken)).Should().Equal(80, 80);
        vm.ProfileOf(odd)!.Branches.Select(branch => (long)branch.Taken + branch.NotTaken).Should().Equal(400, 320);
    }

    [Fact]
    public void Side_that_was_never_taken_is_not_compiled_and_left_for_the_interpreter_when_it_is()
    {
        string output = Run(Rare + "let t = 0\nfor i in 0..5000 { t += step(i, 4000) }\nprint(t)", s_byCalls, out List<string> trace, out ExecutionReport report);
        output.Should().Be($"{Enumerable.Range(0, 5000).Sum(i => i == 4000 ? 4_000_000 : i + 1)}\n");
        trace.Count(line => line.StartsWith("step: leaves native code", StringComparison.Ordinal)).Should().Be(1);
        Remarks(report).Should().Contain(remark => remark.Message == "assumed: this is never reached, as it was not when this was compiled")
            .And.Contain(remark => remark.Message == "optimised code was left once: a branch took the side that it had never taken");
    }

    [Fact]
    public void Side_that_is_taken_after_all_is_compiled_after_a_few_times_and_the_profile_is_kept()
    {
        string output = Run(
            Rare + "let t = 0\nfor i in 0..20000 { t += step(i, i < 4000 || i % 8 > 0 ? -1 : i) }\nprint(t)", s_byCalls, out List<string> trace, out _);
        output.Should().Be($"{Enumerable.Range(0, 20000).Sum(i => i >= 4000 && i % 8 == 0 ? i * 1000L : i + 1)}\n");
        trace.Count(line => line == "step: optimised code is left too often").Should().Be(1);
        trace.Count(line => line.StartsWith("step: optimised,", StringComparison.Ordinal)).Should().Be(2);
        trace.Count(line => line.StartsWith("step: leaves native code", StringComparison.Ordinal)).Should().Be(8);
    }

    [Fact]
    public void Recompilations_end_however_many_sides_turn_out_to_be_taken()
    {
        string sides = string.Concat(Enumerable.Range(0, 40).Select(side => $"    if k == {side} {{ return i * {side} }}\n"));
        string output = Run(
            $"fn pick(k: int, i: int) -> int {{\n{sides}    return i\n}}\nlet t = 0\nfor k in 0..40 {{ for i in 0..3000 {{ t += pick(40 - k, i) }} }}\nprint(t)",
            s_byCalls, out List<string> trace, out _);
        output.Should().Be($"{Enumerable.Range(0, 40).Sum(k => Enumerable.Range(0, 3000).Sum(i => (long)i * (k == 0 ? 1 : 40 - k)))}\n");
        trace.Count(line => line.StartsWith("pick: optimised,", StringComparison.Ordinal)).Should().BeLessThan(10);
    }

    [Fact]
    public void Side_in_an_inlined_function_rebuilds_all_frames()
    {
        string output = Run(
            """
            fn inner(a: int[], i: int) -> int {
                if i == 6000 { a.push(7) }
                if i >= 6000 { assert(a.len() == 1, "pushed {a}") }
                return i & 3
            }
            fn outer(a: int[], i: int) -> int => inner(a, i) + 2 * inner(a, i - 1)
            let a: int[] = []
            let t = 0
            for i in 0..6001 { t += outer(a, i) }
            print(t, a)
            """, s_byCalls, out List<string> trace, out _);
        output.Should().Be($"{Enumerable.Range(0, 6001).Sum(i => (i & 3) + (2 * ((i - 1) & 3)))} [7]\n");
        trace.Should().Contain(line => line.StartsWith("outer: leaves native code", StringComparison.Ordinal));
    }

    [Fact]
    public void What_comes_behind_a_running_loop_is_not_compiled_for_it()
    {
        string output = Run(
            "let t = 0\nfor i in 0..100000 { t += i & 7 }\nprint(t)\nlet u = 0\nfor i in 0..100000 { u += i & 3 }\nprint(u)",
            new VmOptions { LoopThreshold = 100, OptimizeThreshold = 1000, CompilesInBackground = false, ChecksCompiler = true }, out List<string> trace, out _);
        output.Should().Be("349968\n150000\n".Replace("349968", $"{Enumerable.Range(0, 100000).Sum(i => i & 7)}", StringComparison.Ordinal));
        int[] sizes = [.. trace.Where(line => line.Contains(" optimised, ", StringComparison.Ordinal)).Select(line => int.Parse(line.Split(", ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture))];
        sizes.Should().HaveCount(2);
        sizes[0].Should().BeLessThanOrEqualTo(sizes[1] + 2, "the first loop's code does not hold the second loop");
    }

    [Fact]
    public void Loops_are_as_frequent_as_their_rounds_were_counted()
    {
        VerifiedModule module = Script.Compile("fn sum(n: int) -> int { let t = 0\nlet i = 0\nwhile i < n { t += i\ni += 1 }\nreturn t }\nfor k in 0..50 { print(sum(1)) }");
        using var vm = new Vm(module, new VmOptions { Output = Stream.Null, Tier = ExecutionTier.Interpreter });
        vm.Run();
        FunctionProfile profile = vm.ProfileOf(module.Module.Functions.ToList().FindIndex(function => function.Name == "sum"))!;
        HighestFrequency(new Guesses { Profile = new Profile(profile) }).Should().BeInRange(1, 2, "the loop makes one round");
        HighestFrequency(Guesses.Static).Should().BeGreaterThan(3, "nothing is known then");

        float HighestFrequency(Guesses guesses)
        {
            IrFunction ir = new IrSource(module).Build("sum", guesses);
            return Enumerable.Range(0, ir.BlockCount).Max(block => ir.Block(block).Frequency);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Function_that_was_never_called_is_no_part_of_a_running_loops_code(bool fuel)
    {
        string output = Run(
            """
            fn late(a: int[], i: int) -> int {
                for k in 0..3 { a[k] += i }
                return a[0] + a[2]
            }
            let a = [0, 0, 0]
            let t = 0
            for round in 0..12 {
                for i in 0..4000 { t += i % 7 }
                t += late(a, round)
            }
            print(t)
            """,
            new VmOptions { OptimizeThreshold = 1000, CompilesInBackground = false, ChecksCompiler = true, Fuel = fuel ? long.MaxValue : null }, out List<string> trace, out ExecutionReport report);
        output.Should().Be($"{12 * Enumerable.Range(0, 4000).Sum(i => i % 7) + (2 * Enumerable.Range(0, 12).Sum(round => round * (round + 1) / 2))}\n");
        trace.Count(line => line.StartsWith("script: leaves native code", StringComparison.Ordinal)).Should().BeInRange(1, 10);
        Remarks(report).Should().Contain(remark => remark.Kind == RemarkKind.Left && remark.Message.EndsWith(": a call was made that never had been", StringComparison.Ordinal))
            .And.NotContain(remark => remark.Message.Contains("function value", StringComparison.Ordinal), "it is called by its name");
    }

    [Fact]
    public void Loops_around_one_that_was_entered_while_it_ran_go_round_in_the_same_code()
    {
        Run(
            "let t = 0\nfor i in 0..50 {\nfor j in 0..4000 { t += i ^ j }\nt *= 3\n}\nprint(t)",
            new VmOptions { OptimizeThreshold = 1000, CompilesInBackground = false, ChecksCompiler = true }, out List<string> trace, out ExecutionReport report);
        trace.Count(line => line.StartsWith("script: loop at", StringComparison.Ordinal) && line.Contains("optimised", StringComparison.Ordinal)).Should().Be(1);
        report.Functions.Single().Lines.Select(line => (line.Line, line.Tier)).Should().Equal((2, ReachedTier.Optimizing), (3, ReachedTier.Optimizing), (6, ReachedTier.Template));
    }

    [Fact]
    public void Loop_of_a_recursive_function_that_goes_on_in_the_middle_calls_the_function_and_does_not_contain_it_again()
    {
        string output = Run(
            """
            fn sum(a: int[], low: int, high: int) -> int {
                let t = 0
                for i in low..high { t += a[i] }
                if high - low < 2 { return t }
                let middle = (low + high) / 2
                return t + sum(a, low, middle) + sum(a, middle, high)
            }
            let a = [1; 4096]
            print(sum(a, 0, 4096))
            """,
            new VmOptions { CallThreshold = 10, LoopThreshold = 100, OptimizeThreshold = 1000, CompilesInBackground = false, ChecksCompiler = true }, out List<string> trace, out _);
        output.Should().Be($"{4096 * 13}\n");
        int whole = Instructions(trace, "sum: optimised, "), loop = Instructions(trace, "sum: loop at ");
        loop.Should().BeLessThan(whole);
    }

    private static int Instructions(List<string> trace, string beginning)
    {
        string line = trace.First(line => line.StartsWith(beginning, StringComparison.Ordinal) && line.Contains("optimised", StringComparison.Ordinal));
        string number = line[(line.IndexOf("optimised, ", StringComparison.Ordinal) + "optimised, ".Length)..];
        return int.Parse(number[..number.IndexOf(' ', StringComparison.Ordinal)], System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed class Profile(FunctionProfile profile) : IProfileSource
    {
        public CalleeProfile CalleesOf(int function, int offset) => new(offset, [], 0);

        public bool WasCalled(int function) => true;

        public System.Collections.Immutable.ImmutableArray<BranchProfile> BranchesOf(int function) => profile.Branches;
    }

    private static IEnumerable<Remark> Remarks(ExecutionReport report) => report.Functions.SelectMany(function => function.Lines).SelectMany(line => line.Remarks);

    private static string Run(string source, VmOptions options, out List<string> trace, out ExecutionReport report)
    {
        using var stream = new MemoryStream();
        List<string> lines = trace = [];
        using var vm = new Vm(Script.Compile(source), options with { Output = stream, TraceJit = lines.Add, Explains = true });
        vm.Run();
        report = vm.Explain();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
