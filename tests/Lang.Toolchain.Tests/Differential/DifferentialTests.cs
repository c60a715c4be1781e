using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>
/// Random programs must print the same, byte for byte, as their C twins compiled by gcc, run-time errors included.
/// <c>LANG_SEED</c> repeats a run, <c>LANG_SAMPLES</c> sets how many programs there are.
/// </summary>
public sealed class DifferentialTests
{
    private const int BatchSize = 100;

    private static readonly Arbitrary<RandomProgram> s_programs = Arb.From(
        Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => new ProgramGenerator(new Random(seed), size).Program())),
        ProgramShrinker.Shrink);

    [Fact]
    public void Random_programs_print_what_their_C_twins_print()
    {
        ulong seed = Setting("LANG_SEED", (ulong)Random.Shared.NextInt64(1, 1 << 30));
        var samples = (int)Setting("LANG_SAMPLES", 300);
        for (int done = 0; done < samples; done += BatchSize)
        {
            ulong batchSeed = seed + (ulong)(done / BatchSize);
            int count = Math.Min(BatchSize, samples - done);
            RandomProgram[] batch = [.. s_programs.Generator.Sample(count, new Rnd(batchSeed), 20 + done / BatchSize % 5 * 20)];
            if (FirstDisagreement(batch) is { } found)
                Assert.Fail(Report(Shrink(found), batchSeed));
        }
    }

    /// <summary>Many candidates share one run of gcc, which takes nearly all of the time.</summary>
    private static Disagreement Shrink(Disagreement found)
    {
        for (int round = 0; round < 40; round++)
        {
            Disagreement? smaller = s_programs.Shrinker(found.Program).Take(600).Chunk(60).Select(FirstDisagreement).FirstOrDefault(d => d is not null);
            if (smaller is null)
                break;
            found = smaller;
        }
        return found;
    }

    private static Disagreement? FirstDisagreement(RandomProgram[] programs)
    {
        string[] expected = CompiledC.Run(programs);
        for (int i = 0; i < programs.Length; i++)
        {
            string source = TlPrinter.Print(programs[i]);
            string actual = TlRunner.Run(source);
            if (actual != expected[i])
                return new Disagreement(programs[i], source, expected[i], actual);
        }
        return null;
    }

    private static string Report(Disagreement found, ulong seed)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"TL and C disagree; repeat with LANG_SEED={seed} LANG_SAMPLES={BatchSize}\n");
        text.Append("--- program\n").Append(found.Source);
        text.Append("--- C prints\n").Append(found.Expected);
        text.Append("--- TL prints\n").Append(found.Actual);
        return text.ToString();
    }

    private static ulong Setting(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out ulong value) ? value : otherwise;

    private sealed record Disagreement(RandomProgram Program, string Source, string Expected, string Actual);
}
