using Lang.Native;
using Lang.Testing.Comparison;
using Lang.Testing.Engines;
using Lang.Testing.Programs;

namespace Lang.Tests.Differential;

/// <summary>
/// Random programs do the same in every engine: output, error with place and trace, exit code, and where fuel ends.
/// <c>eng/stress.sh</c> tries as many more as wanted.
/// </summary>
public sealed class RandomProgramTests
{
    private static readonly IEnumerable<ulong> s_seeds = Enumerable.Range(0, Settings.Samples(120)).Select(i => Settings.Seed + (ulong)i);

    // Compiled once for all engines, unless there are too many to keep.
    private static readonly Lazy<TestCase[]> s_first = new(() => [.. s_seeds.Take(1000).Select(Case)]);

    public static TheoryData<string> Engines() => [.. EngineTable.Others.Select(engine => engine.Name)];

    private static IEnumerable<TestCase> Cases() => s_first.Value.Concat(s_seeds.Skip(1000).Select(Case));

    [Theory]
    [MemberData(nameof(Engines))]
    public void Engine_does_what_the_interpreter_does(string name)
    {
        IEngine engine = EngineTable.Get(name);
        foreach (TestCase test in Cases().Where(test => test.Module is not null))
        {
            if (ProgramComparison.Report(engine, test) is { } report)
                Assert.Fail(report);
        }
    }

    [Fact]
    public void Every_program_compiles()
    {
        foreach (TestCase test in Cases())
        {
            if (test.Module is null)
                Assert.Fail(ProgramComparison.Report(EngineTable.Reference, test));
        }
    }

    /// <summary>A generator that quietly loses a construct would make all the other tests pass.</summary>
    [Fact]
    public void Programs_use_what_the_language_has()
    {
        TestCase[] tests = [.. s_first.Value.Where(test => test.Module is not null)];
        tests.SelectMany(test => test.Module!.Module.Functions).SelectMany(ShrinkingTests.Opcodes).Distinct()
            .Should().HaveCountGreaterThan(95, "most of the opcodes that the front end emits should occur");
        tests.Count(test => test.Expected.Code is null).Should().BeGreaterThan(tests.Length / 2, "most programs run to their end");
        tests.Select(test => test.Expected.Code).Distinct().Should().HaveCountGreaterThan(5, "programs fail in various ways");
    }

    [Fact]
    public void Programs_assign_globals_that_code_had_taken_for_constant()
    {
        long invalidations = 0;
        int programs = 0;
        foreach (TestCase test in s_first.Value.Where(test => test.Module is not null))
        {
            using var vm = new Vm(test.Module!, new VmOptions { Tier = ExecutionTier.Optimizing, CompilesInBackground = false, MaxCallDepth = 1000 });
            try
            {
                vm.Run();
            }
            catch (ScriptException)
            {
            }
            invalidations += vm.Statistics.Native.Invalidations;
            programs += vm.Statistics.Native.Invalidations > 0 ? 1 : 0;
        }
        programs.Should().BeGreaterThan(s_first.Value.Length / 30, $"code should often be thrown away, and was {invalidations} times");
    }

    private static TestCase Case(ulong seed) => TestCase.Of(seed, RandomPrograms.Of(Features.All, seed));
}
