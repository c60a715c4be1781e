using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Emit;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Bench;

/// <summary>The front end's stages one by one, as <c>Compilation</c> runs them. The source must be free of errors.</summary>
internal static class FrontEndPipeline
{
    public static Script Parse(string source)
    {
        var bag = new DiagnosticBag();
        Script script = Parser.Parse(new SourceText("ordinary.tl", source), bag);
        return Checked(script, bag);
    }

    public static CheckedProgram Check(Script script)
    {
        var bag = new DiagnosticBag();
        return Checked(Checker.Check(script, CompilationOptions.Default, bag), bag);
    }

    public static BytecodeModule Emit(CheckedProgram program)
    {
        var bag = new DiagnosticBag();
        return Checked(BytecodeEmitter.Emit(program, bag), bag);
    }

    public static VerifiedModule Verify(BytecodeModule module)
    {
        VerificationResult result = Verifier.Verify(module);
        return result.Module ?? throw new BenchException($"rejected: {result.Errors[0]}");
    }

    private static T Checked<T>(T? result, DiagnosticBag bag) where T : class =>
        bag.HasErrors || result is null ? throw new BenchException($"the source has errors: {bag.ToSorted().FirstOrDefault()}") : result;
}
