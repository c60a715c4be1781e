using Lang.Bytecode.Verification;
using Lang.Native;
using Lang.Testing.Comparison;
using Lang.Testing.Engines;
using Lang.Testing.Programs;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Differential;

/// <summary>
/// Every way out of optimised code in turn: of all checks that a program makes one fails although it holds, first the first one, then the second, and so on; the interpreter
/// goes on with what the exit rebuilds, and nothing may be different. <c>eng/stress.sh</c> tries more programs.
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

    private static ModuleEngine EngineOf(long check) => new(
        $"optimizing, check {check} fails", plain => plain with { Tier = ExecutionTier.Optimizing, Fuel = null, FailingCheck = check })
    { CountsDepthExactly = false, CountsFuelExactly = false };
}
