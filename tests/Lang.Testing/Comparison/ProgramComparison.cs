using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Testing.Engines;
using Lang.Testing.Programs;

namespace Lang.Testing.Comparison;

/// <summary>Runs random programs on an engine and on the reference, and makes small what they do not agree on.</summary>
internal static class ProgramComparison
{
    /// <summary>The report on a disagreement, with the program made small; null when there is none.</summary>
    public static string? Report(IEngine engine, TestCase test)
    {
        if (Fault(engine, test, out _) is null)
            return null;
        TestCase small = Minimize(engine, test);
        Fault(engine, small, out RunLimits limits);
        return small.Module is null
            ? $"A random program does not compile: {CompileError(small)}; repeat with {Repeat(test.Seed)}\n--- program\n{small.Source}"
            : EngineComparison.Describe(engine, small.Module, limits, Repeat(test.Seed), small.Source);
    }

    /// <summary>The smallest program found on which the engine goes wrong in the same way.</summary>
    public static TestCase Minimize(IEngine engine, TestCase test) =>
        Shrinking.Minimize(test, t => ProgramShrinker.Shrink(t.Program).Select(program => TestCase.Of(t.Seed, program)), t => Fault(engine, t, out _));

    /// <summary>The command that makes a program again and runs it everywhere.</summary>
    public static string Repeat(ulong seed) => $"eng/stress.sh --seed {seed} --count 1";

    private static string? Fault(IEngine engine, TestCase test, out RunLimits limits)
    {
        limits = new RunLimits();
        if (test.Module is null)
            return CompileError(test);
        if (EngineComparison.Fault(engine, test.Module, limits, test.Expected) is { } fault)
            return fault;
        // Once more, and fuel ends the run somewhere on the way.
        limits = new RunLimits { Fuel = 1L << (int)(test.Seed * 7 % 13) };
        return engine.CountsFuelExactly ? EngineComparison.Fault(engine, test.Module, limits) : null;
    }

    private static string CompileError(TestCase test) =>
        Compilation.Compile("random.tl", test.Source).Diagnostics.FirstOrDefault(d => d.Severity == DiagnosticSeverity.Error)?.Message ?? "no error";
}
