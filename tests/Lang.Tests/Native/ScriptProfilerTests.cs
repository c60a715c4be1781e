using System.Text;
using Lang.Bytecode.Interpretation;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;
using Lang.Native.Profiling;

namespace Lang.Tests.Native;

public sealed class ScriptProfilerTests
{
    // Works until the profiler has seen enough of it.
    private const string Busy = """
        fn work(n: int) -> int {
            let sum = 0
            for i in 0..n {
                sum += i % 7
            }
            return sum
        }
        fn all(n: int) -> int => work(n) + 1
        let total = 0
        while samples() < 30 {
            total += all(300000)
        }
        print(total > 0)
        """;

    [Theory]
    [InlineData(ExecutionTier.Auto)]
    [InlineData(ExecutionTier.Interpreter)]
    [InlineData(ExecutionTier.Template)]
    [InlineData(ExecutionTier.Optimizing)]
    public void Samples_name_functions_and_lines_in_every_tier(ExecutionTier tier)
    {
        var profiler = new ScriptProfiler();
        Run(Busy, profiler, new VmOptions { Tier = tier });
        SpeedscopeFile file = Read(profiler);
        List<string[]> samples = file.Profiles.Should().ContainSingle().Subject;
        samples.Count.Should().Be(profiler.SampleCount).And.BeGreaterThanOrEqualTo(30);
        samples.Should().OnlyContain(stack => stack[0].StartsWith("script:"));
        samples.Should().Contain(stack => stack.Length == 3 && stack[0] == "script:11" && stack[1] == "all:8" && stack[2].StartsWith("work:"));
        file.Files.Should().BeEquivalentTo(["busy.tl"]);
    }

    [Fact]
    public void Weights_of_short_runs_add_up_to_the_time_of_all()
    {
        var profiler = new ScriptProfiler();
        VerifiedModule module = Compile("fn work(n: int) -> int { let s = 0  for i in 0..n { s += i % 7 }  return s }", "short.tl");
        using var vm = new Vm(module, new VmOptions { Profiler = profiler });
        int function = module.Module.FunctionExports.Single().Function;
        int calls = 0;
        for (; profiler.SampleCount < 5; calls++)
            vm.Call(function, 2000);
        calls.Should().BeGreaterThan(5, "each call is shorter than the time between two samples");
        Read(profiler).Profiles[0].Should().OnlyContain(stack => stack[0].StartsWith("work:"));
    }

    [Fact]
    public void Stack_that_is_too_deep_keeps_both_ends()
    {
        var profiler = new ScriptProfiler();
        Run("""
            fn dive(n: int) -> int {
                if n == 0 { return samples() }
                return dive(n - 1) + 0
            }
            while dive(5000) < 30 { }
            """, profiler, new VmOptions());
        // While the calls return nothing looks at the clock: about half of the samples are of the next dive's beginning.
        string[] deepest = Read(profiler).Profiles[0].MaxBy(stack => stack.Length)!;
        deepest.Length.Should().BeLessThanOrEqualTo(SampleRecorder.MostFrames + 1);
        deepest[0].Should().Be("script:5");
        deepest[SampleRecorder.MostFrames / 2].Should().Be("(calls left out)");
    }

    [Fact]
    public void Several_VMs_share_a_profiler_and_have_a_profile_each()
    {
        var profiler = new ScriptProfiler();
        Parallel.For(0, 3, _ => Run(Busy, profiler, new VmOptions()));
        Read(profiler).Profiles.Should().HaveCount(3);
    }

    [Fact]
    public void Limits_and_results_are_the_same_with_a_profiler()
    {
        const string source = "fn f(n: int) -> int { if n < 2 { return n }\n return f(n - 1) + f(n - 2) }\nprint(f(20))";
        foreach (ExecutionTier tier in Enum.GetValues<ExecutionTier>())
        {
            (string Output, long Fuel) plain = RunWithFuel(null), sampled = RunWithFuel(new ScriptProfiler());
            sampled.Should().Be(plain);

            (string, long) RunWithFuel(ScriptProfiler? profiler)
            {
                using var output = new MemoryStream();
                using var vm = new Vm(Compile(source, "fuel.tl"), new VmOptions { Tier = tier, Fuel = 10_000_000, Output = output, Profiler = profiler });
                vm.Run();
                return (Encoding.UTF8.GetString(output.ToArray()), vm.Statistics.FuelUsed);
            }
        }
    }

    [Fact]
    public void Profile_of_nothing_is_a_valid_file()
    {
        var profiler = new ScriptProfiler(TimeSpan.FromMinutes(1));
        Run("print(samples())", profiler, new VmOptions());
        Read(profiler).Profiles.Should().ContainSingle().Which.Should().BeEmpty();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(61_000)]
    public void Interval_has_bounds(int milliseconds)
    {
        Action make = () => _ = new ScriptProfiler(TimeSpan.FromMilliseconds(milliseconds));
        make.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static void Run(string source, ScriptProfiler profiler, VmOptions options)
    {
        ScriptHost host = HostOf(profiler);
        using var vm = new Vm(Compile(source, "busy.tl", host), options with { Profiler = profiler, Host = host });
        vm.Run();
    }

    private static ScriptHost HostOf(ScriptProfiler profiler)
    {
        var host = new ScriptHost();
        host.Register("samples", () => (long)profiler.SampleCount);
        return host;
    }

    private static VerifiedModule Compile(string source, string path, ScriptHost? host = null)
    {
        CompilationResult result = Compilation.Compile(path, source, new CompilationOptions { Host = host });
        result.Diagnostics.Should().BeEmpty();
        return result.Verified!;
    }

    private static SpeedscopeFile Read(ScriptProfiler profiler)
    {
        using var content = new MemoryStream();
        profiler.WriteSpeedscope(content);
        return SpeedscopeFile.Read(content.ToArray());
    }
}
