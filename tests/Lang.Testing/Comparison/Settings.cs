using System.Globalization;

namespace Lang.Testing.Comparison;

/// <summary>What eng/stress.sh says to tests with random input; without it they try a few cases, always the same.</summary>
internal static class Settings
{
    /// <summary>LANG_SEED, the first of consecutive seeds.</summary>
    public static ulong Seed { get; } = Read("LANG_SEED", 1);

    /// <summary>LANG_SAMPLES, how many cases to try.</summary>
    public static int Samples(int otherwise) => (int)Read("LANG_SAMPLES", (ulong)otherwise);

    private static ulong Read(string name, ulong otherwise) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out ulong value) ? value : otherwise;
}
