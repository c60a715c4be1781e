using System.Text;
using Lang.Bytecode.Runtime;
using Lang.Testing.Comparison;
using Lang.Testing.Engines;
using Lang.Testing.Programs;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>
/// Random programs must print the same, byte for byte, as their C twins compiled by gcc, run-time errors included.
/// <c>eng/stress.sh --c</c> tries as many more as wanted.
/// </summary>
public sealed class CompiledCTests
{
    // Programs share runs of gcc, which take nearly all of the time.
    private const int BatchSize = 100, ShrinkBatch = 60, ShrinkRounds = 60;

    [Fact]
    public void Random_programs_print_what_their_C_twins_print()
    {
        IEnumerable<ulong> seeds = Enumerable.Range(0, Settings.Samples(200)).Select(i => Settings.Seed + (ulong)i);
        foreach (ulong[] batch in seeds.Chunk(BatchSize))
        {
            TestCase[] tests = [.. batch.Select(seed => TestCase.Of(seed, RandomPrograms.Of(Features.Scalars, seed)))];
            if (Array.Find(tests, test => test.Module is null) is { } broken)
                Assert.Fail(ProgramComparison.Report(EngineTable.Reference, broken));
            if (FirstDisagreement(tests) is { } found)
                Assert.Fail(Report(Shrink(found)));
        }
    }

    private static Disagreement Shrink(Disagreement found)
    {
        for (int round = 0; round < ShrinkRounds; round++)
        {
            Disagreement? smaller = ProgramShrinker.Shrink(found.Test.Program).Take(1200)
                .Select(program => TestCase.Of(found.Test.Seed, program)).Where(test => test.Module is not null)
                .Chunk(ShrinkBatch).Select(FirstDisagreement).FirstOrDefault(d => d is not null);
            if (smaller is null)
                break;
            found = smaller;
        }
        return found;
    }

    private static Disagreement? FirstDisagreement(TestCase[] tests)
    {
        // What a shrunk program lost may have made it end.
        tests = [.. tests.Where(test => test.Expected.Code is null or < RuntimeErrorCode.CallDepth)];
        string[] fromC = CompiledC.Run([.. tests.Select(test => test.Program)]);
        for (int i = 0; i < tests.Length; i++)
        {
            RunResult run = tests[i].Expected;
            string fromTl = Encoding.Latin1.GetString(run.Output) + (run.Code is { } code ? $"error {code.Text()}\n" : "");
            if (fromTl != fromC[i])
                return new Disagreement(tests[i], fromC[i], fromTl);
        }
        return null;
    }

    private static string Report(Disagreement found) =>
        EngineComparison.Describe(found.Test.Source, ProgramComparison.Repeat(found.Test.Seed) + " --c", "C", found.FromC, "TL", found.FromTl);

    private sealed record Disagreement(TestCase Test, string FromC, string FromTl);
}
