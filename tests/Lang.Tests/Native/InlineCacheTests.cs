using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Profiling;
using Lang.Native;
using Lang.Native.Optimizer;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>What calls of function values count, who counts it, and what becomes of it.</summary>
public sealed class InlineCacheTests
{
    private const string Turns = """
        fn add(a: int) -> int => a + 1
        fn two(a: int) -> int => a + 2
        fn turns(fs: (fn(int) -> int)[], n: int) -> int {
            let t = 0
            for i in 0..n { t = fs[i % fs.len()](t) }
            return t
        }

        """;

    [Theory]
    [InlineData(1_000_000, 1_000_000)]
    [InlineData(1, 1)]
    [InlineData(1, 200)]
    public void Interpreter_and_template_code_feed_the_same_cache(int calls, int loops)
    {
        CalleeProfile site = Profile(
            Turns + "print(turns([add, two, two, abs, fn(a: int) => a, fn(a: int) => -a, fn(a: int) => a * 2], 700))",
            new VmOptions { CallThreshold = calls, LoopThreshold = loops, OptimizeThreshold = long.MaxValue });
        site.Known.Select(known => known.Calls).Should().Equal(100u, 200u, 100u, 100u);
        site.Others.Should().Be(200);
    }

    [Fact]
    public void Counts_move_along_when_native_code_begins()
    {
        CalleeProfile site = Profile(
            Turns + "let t = 0\nfor i in 0..50 { t += turns([add, two], 6) }\nprint(t)",
            new VmOptions { CallThreshold = 20, LoopThreshold = 1_000_000, OptimizeThreshold = long.MaxValue });
        site.Known.Select(known => known.Calls).Should().Equal(150u, 150u);
    }

    [Fact]
    public void Code_that_took_one_function_for_granted_is_compiled_again_for_two()
    {
        var trace = new List<string>();
        string output = Run(
            Turns + "for i in 0..60 { print(turns(i < 20 ? [add] : [add, two], 40)) }",
            new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true, TraceJit = trace.Add }, out VmStatistics statistics);
        output.Should().Be(string.Concat(Enumerable.Range(0, 60).Select(i => i < 20 ? "40\n" : "60\n")));
        trace.Should().Contain("turns: optimised code is left too often");
        statistics.Native.Exits.Should().BeLessThan(40, "guesses are given up after a few failures");
    }

    [Fact]
    public void Code_that_asks_for_two_functions_is_left_for_a_third()
    {
        CalleeProfile site = Profile(
            Turns + "let fs: (fn(int) -> int)[] = [add, two, fn(a: int) => -a]\nlet t = 0\nfor i in 0..300 { t += turns([fs[i / 100]], 40) }\nprint(t)",
            new VmOptions { CallThreshold = 2, LoopThreshold = 1_000_000, OptimizeThreshold = 300 });
        site.Known.Should().HaveCount(3, "optimised code counts nothing and asks for what was counted");
    }

    [Fact]
    public void Recompilations_end_however_often_the_callee_changes()
    {
        // New functions for ever: each is the only one that its phase calls.
        string functions = string.Concat(Enumerable.Range(0, 40).Select(i => $"fs.push(fn(a: int) => a + {i})\n"));
        var trace = new List<string>();
        string output = Run(
            $"{Turns}let fs: (fn(int) -> int)[] = []\n{functions}let t = 0\nfor f in fs {{ for i in 0..30 {{ t += turns([f], 20) }} }}\nprint(t)",
            new VmOptions { Tier = ExecutionTier.Optimizing, TraceJit = trace.Add }, out _);
        output.Should().Be($"{Enumerable.Range(0, 40).Sum(i => 30 * 20 * i)}\n");
        trace.Count(line => line.StartsWith("turns: optimised", StringComparison.Ordinal)).Should().BeLessThan(10);
    }

    [Fact]
    public void What_never_ran_is_an_exit_and_what_is_called_by_all_is_called_through_the_value()
    {
        CallPlan.Of(null, mayExit: true).Should().Match<CallPlan>(plan => plan.Targets.IsEmpty && !plan.IsExit);
        CallPlan.Of(Site(0), mayExit: true).Should().Match<CallPlan>(plan => plan.Targets.IsEmpty && plan.IsExit);
        CallPlan.Of(Site(0), mayExit: false).IsExit.Should().BeFalse();
        CallPlan.Of(Site(900, 10, 10, 10, 10), mayExit: true).Targets.Should().BeEmpty();
    }

    [Fact]
    public void One_callee_is_taken_for_granted_and_several_are_asked_for_the_most_frequent_first()
    {
        CallPlan.Of(Site(0, 7), mayExit: true).Should().Match<CallPlan>(plan => plan.IsExit && plan.Targets.Single().Function == 0);
        CallPlan.Of(Site(0, 7), mayExit: false).Should().Match<CallPlan>(plan => !plan.IsExit && plan.Targets.Single().Function == 0);
        CallPlan several = CallPlan.Of(Site(0, 30, 60), mayExit: true);
        several.IsExit.Should().BeTrue("it has never been another one");
        several.Targets.Select(target => target.Function).Should().Equal(1, 0);
        CallPlan.Of(Site(0, 30, 60), mayExit: false).IsExit.Should().BeFalse();
        CallPlan withRareOne = CallPlan.Of(Site(0, 30, 60, 1), mayExit: true);
        withRareOne.IsExit.Should().BeFalse("the third one comes again");
        withRareOne.Targets.Select(target => target.Function).Should().Equal(1, 0);
    }

    [Fact]
    public void Sites_are_numbered_through_the_module()
    {
        BytecodeModule module = Script.Compile(Turns + "fn again(f: fn(int) -> int) -> int => f(f(1))\nprint(turns([add], 1), again(two))").Module;
        module.CallSites.Count.Should().Be(3);
        int again = module.Functions.ToList().FindIndex(function => function.Name == "again");
        module.CallSites.OffsetsOf(again).Length.Should().Be(2);
        module.CallSites.IndexOf(again, module.CallSites.OffsetsOf(again)[1]).Should().Be(module.CallSites.IndexOf(again, module.CallSites.OffsetsOf(again)[0]) + 1);
        module.CallSites.IndexOf(again, 0).Should().Be(-1);
    }

    private static CalleeProfile Site(uint others, params uint[] calls) => new(0, [.. calls.Select((count, i) => new CalleeCount(i, count))], others);

    private static CalleeProfile Profile(string source, VmOptions options)
    {
        // Code that comes late leaves more calls to be counted.
        using var vm = new Vm(Script.Compile(source), options with { Output = Stream.Null, CompilesInBackground = false });
        vm.Run();
        int turns = vm.Module.Functions.ToList().FindIndex(function => function.Name == "turns");
        return vm.ProfileOf(turns)!.Callees.Single();
    }

    private static string Run(string source, VmOptions options, out VmStatistics statistics)
    {
        using var stream = new MemoryStream();
        using var vm = new Vm(Script.Compile(source), options with { Output = stream });
        vm.Run();
        statistics = vm.Statistics;
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
