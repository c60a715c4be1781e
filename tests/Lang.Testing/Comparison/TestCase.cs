using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Testing.Engines;
using Lang.Testing.Programs;

namespace Lang.Testing.Comparison;

/// <summary>A random program, compiled, and what the reference engine does with it.</summary>
/// <param name="Seed">What makes it again.</param>
/// <param name="Program">The program.</param>
/// <param name="Source">Its text.</param>
/// <param name="Module">Its code; null when it does not compile, which is a fault of generator or front end.</param>
internal sealed record TestCase(ulong Seed, RandomProgram Program, string Source, VerifiedModule? Module)
{
    private readonly Lazy<RunResult> _expected = new(() => EngineTable.Reference.Run(Module!, new RunLimits()));

    /// <summary>What every engine must do.</summary>
    public RunResult Expected => _expected.Value;

    /// <summary>Compiles a program.</summary>
    public static TestCase Of(ulong seed, RandomProgram program)
    {
        string source = TlPrinter.Print(program);
        return new TestCase(seed, program, source, Compilation.Compile("random.tl", source).Verified);
    }
}
