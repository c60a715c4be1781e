using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Testing.Engines;
using Lang.Testing.Modules;

namespace Lang.Testing.Comparison;

/// <summary>Runs random modules on an engine and on the reference, and makes small what they do not agree on.</summary>
internal static class ModuleComparison
{
    // Fuel ends the recursion that does not end by itself, and never the depth of calls, which tiers may count differently.
    private const int MostFuel = 200, EnoughDepth = 100 * MostFuel;

    /// <summary>The report on a disagreement, with the module made small; null when there is none.</summary>
    public static string? Report(IEngine engine, ulong seed)
    {
        RandomModule found = ModuleGenerator.Generate(seed);
        RunLimits[] budgets = [.. Enumerable.Range(0, 3).Select(i => Limits(i == 0 ? MostFuel : (long)(seed * 31 + (ulong)i * 173) % MostFuel))];
        foreach (RunLimits limits in budgets)
        {
            if (Fault(engine, found, limits) is null)
                continue;
            RandomModule small = Minimize(engine, found, limits);
            string listing = ListingWriter.Write(small.Build());
            return Verifier.Verify(small.Build()).Module is { } verified
                ? EngineComparison.Describe(engine, verified, limits, ProgramComparison.Repeat(seed), listing)
                : $"A random module is rejected: {Fault(engine, small, limits)}; seed {seed}\n{listing}";
        }
        return null;
    }

    /// <summary>The smallest module found on which the engine goes wrong in the same way.</summary>
    public static RandomModule Minimize(IEngine engine, RandomModule module, RunLimits limits) =>
        Shrinking.Minimize(module, m => m.Shrink(), m => Fault(engine, m, limits));

    private static RunLimits Limits(long fuel) => new() { Fuel = fuel, MaxCallDepth = EnoughDepth };

    private static string? Fault(IEngine engine, RandomModule module, RunLimits limits)
    {
        VerificationResult result = Verifier.Verify(module.Build());
        return result.Module is { } verified ? EngineComparison.Fault(engine, verified, limits) : result.Errors[0].Reason;
    }
}
