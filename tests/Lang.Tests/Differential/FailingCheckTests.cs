using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native;
using Lang.Testing.Comparison;
using Lang.Testing.Engines;
using Lang.Testing.Programs;
using Lang.Tests.Golden;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Differential;

/// <summary>
/// Every way out of optimised code in turn: of all checks that the code has, or of those that it makes, one fails although it holds, first the first one, then the second, and so
/// on; the interpreter goes on with what the exit rebuilds, and nothing may be different. <c>eng/stress.sh</c> tries all checks of all golden programs, and more random ones.
/// </summary>
public sealed class FailingCheckTests
{
    /// <summary>Checks that fail in turn, and up to which one every fifth does.</summary>
    private static readonly long[] s_checks = [.. Enumerable.Range(1, 40).Select(n => (long)n), .. Enumerable.Range(9, 40).Select(n => 5L * n)];

    /// <summary>Loops with widened checks, inlined frames with operand stacks, closures, recursion, conversions.</summary>
    private const string Exits = """
        fn at(xs: int[], i: int) -> int { return xs[i] / (i + 1) }
        fn depth(n: int, xs: int[]) -> int { return n == 0 ? at(xs, 1) : 1 + depth(n - 1, xs) * 2 % 7 }
        fn sum(xs: int[], n: int) -> int {
            let s = 0
            for i in 0..n { s = s * 3 + at(xs, i) + xs[n - 1 - i] }
            return s
        }
        fn dot(a: float[], b: float[], n: int, row: int) -> float {
            let s = 0.0
            for k in 0..n { s += a[row * n + k] * b[k * n + row] }
            return s
        }
        fn apply(f: fn(int) -> int, n: int) -> int {
            let s = 0
            for i in 0..n { s += f(i) }
            return s
        }
        let xs = [7, 9, 11, 13, 15]
        let a = [0.5, 1.5, 2.5, 3.5]
        let text = "some text"
        let total = 0
        let count = 0
        for round in 0..3 {
            total += sum(xs, 5) + depth(4, xs) + int(dot(a, a, 2, round % 2))
            total += apply(fn(n) { count += 1
                return xs[n] + round }, 4)
            total = total * 31 + text[round] + int("12")
            let grown: int[] = []
            for i in 0..6 { grown.push(i * total) }
            while grown.len() > 2 { total ^= grown.pop() }
        }
        print(total, count)
        """;

    [Fact]
    public void Program_with_one_failing_check_does_what_it_does_without()
    {
        VerifiedModule module = Script.Compile(Exits);
        RunResult expected = EngineTable.Reference.Run(module, new RunLimits());
        foreach (long check in s_checks)
            EngineComparison.Fault(EngineOf(check), module, new RunLimits(), expected).Should().BeNull($"check {check} fails");
    }

    [Fact]
    public void Random_programs_with_one_failing_check_do_what_they_do_without()
    {
        for (int i = 0; i < Settings.Samples(4); i++)
        {
            TestCase test = TestCase.Of(Settings.Seed + (ulong)i, RandomPrograms.Of(Features.All, Settings.Seed + (ulong)i));
            foreach (long check in s_checks)
            {
                if (ProgramComparison.Report(EngineOf(check), test) is { } report)
                    Assert.Fail(report);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Program_does_the_same_whichever_check_always_fails(bool countsFuel)
    {
        VerifiedModule module = Script.Compile(Exits);
        CountChecks(module, new RunLimits(), countsFuel).Should().BeGreaterThan(10);
        CompareExits(module, new RunLimits(), "the program", int.MaxValue, countsFuel);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Golden_program_does_the_same_whichever_check_always_fails(string suite, string path)
    {
        var program = new GoldenProgram(suite, path);
        string source = Path.Combine(program.Directory, program.Source);
        VerifiedModule module = Compilation.Compile(program.Source, File.ReadAllText(source)).Verified!;
        CompareExits(module, new RunLimits { Input = program.Input, Arguments = program.Arguments }, program.Source, Settings.Samples(2));
    }

    /// <summary>Those that run without options of their own, and grants.</summary>
    public static TheoryData<string, string> Programs()
    {
        var programs = new TheoryData<string, string>();
        foreach ((string suite, string path) in GoldenProgram.All())
        {
            var program = new GoldenProgram(suite, path);
            if (program.Flags.Length == 0
                && Compilation.Compile(program.Source, File.ReadAllText(Path.Combine(program.Directory, program.Source))).Verified is { } verified
                && (verified.Capabilities & ~new VmOptions().Grants) == Capabilities.None)
            {
                programs.Add(suite, path);
            }
        }
        return programs;
    }

    /// <summary>Lets checks fail one after the other: all, or so many of them.</summary>
    private static void CompareExits(VerifiedModule module, RunLimits limits, string name, int samples, bool countsFuel = false)
    {
        int checks = CountChecks(module, limits, countsFuel);
        RunResult expected = EngineTable.Reference.Run(module, limits);
        IEnumerable<int> chosen = checks <= samples ? Enumerable.Range(0, checks)
            : new Random((int)Settings.Seed).GetItems(Enumerable.Range(0, checks).ToArray(), samples);
        foreach (int check in chosen)
            EngineComparison.Fault(EngineOfExit(check, countsFuel), module, limits, expected).Should().BeNull($"check {check} of {name} always fails");
    }

    private static int CountChecks(VerifiedModule module, RunLimits limits, bool countsFuel)
    {
        int checks = 0;
        var engine = new ModuleEngine("counting checks", plain => plain with { Tier = ExecutionTier.Optimizing, Fuel = countsFuel ? plain.Fuel : null }) { Inspect = vm => checks = vm.CompiledChecks };
        engine.Run(module, limits);
        return checks;
    }

    private static ModuleEngine EngineOfExit(int check, bool countsFuel) => new(
        $"optimizing, check {check} always fails", plain => plain with { Tier = ExecutionTier.Optimizing, FailingExit = check, Fuel = countsFuel ? plain.Fuel : null })
    { CountsDepthExactly = false, CountsFuelExactly = countsFuel };

    private static ModuleEngine EngineOf(long check) => new(
        $"optimizing, check {check} fails", plain => plain with { Tier = ExecutionTier.Optimizing, Fuel = null, FailingCheck = check })
    { CountsDepthExactly = false, CountsFuelExactly = false };
}
