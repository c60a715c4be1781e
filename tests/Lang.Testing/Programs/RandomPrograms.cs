using FsCheck;
using FsCheck.Fluent;

namespace Lang.Testing.Programs;

/// <summary>Random programs as FsCheck wants them.</summary>
internal static class RandomPrograms
{
    /// <summary>Generator and shrinker of programs that use certain features.</summary>
    public static Arbitrary<RandomProgram> With(Features features) => Arb.From(
        Gen.Sized(size => Gen.Choose(0, int.MaxValue).Select(seed => new ProgramGenerator(new Random(seed), size, features).Program())),
        ProgramShrinker.Shrink);

    /// <summary>The program of a seed. The last digit of the seed also says how large it is.</summary>
    public static RandomProgram Of(Features features, ulong seed) =>
        With(features).Generator.Sample(1, new Rnd(seed), 10 + (int)(seed % 10) * 10).First();
}
