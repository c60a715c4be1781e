using System.Text;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native;

namespace Lang.Tests.Interpreter;

/// <summary>Compiles and runs TL for tests of the interpreter.</summary>
internal static class Script
{
    public static VerifiedModule Compile(string source)
    {
        CompilationResult result = Compilation.Compile("test.tl", source);
        result.Diagnostics.Where(d => d.Severity == Lang.Frontend.Diagnostics.DiagnosticSeverity.Error).Should().BeEmpty();
        return result.Verified!;
    }

    /// <summary>What a script prints; if it fails, then the formatted error as well.</summary>
    public static string Run(string source, VmOptions? options = null)
    {
        using var output = new MemoryStream();
        using var vm = new Vm(Compile(source), (options ?? new VmOptions()) with { Output = output });
        string error = "";
        try
        {
            vm.Run();
        }
        catch (ScriptException exception)
        {
            error = exception.Format();
        }
        return Encoding.UTF8.GetString(output.ToArray()) + error;
    }
}
