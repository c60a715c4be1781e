using System.Collections.Immutable;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Cli.Hosting;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Cli.Commands;

/// <summary>From the content of a file, source or container, to a verified module. What is wrong with it is reported.</summary>
internal static class ModuleLoader
{
    /// <summary>The module that a file holds or compiles to; null when it has errors.</summary>
    public static VerifiedModule? Load(string path, byte[] content, CliHost host, CompilationOptions? options = null) =>
        ModuleFormat.IsContainer(content) ? LoadContainer(path, content, host) : Compile(path, content, host, options);

    /// <summary>Reads and verifies a container; null when it has errors.</summary>
    public static VerifiedModule? LoadContainer(string path, byte[] content, CliHost host)
    {
        ModuleReadResult read = ModuleReader.Read(content);
        if (read.Module is null)
        {
            ReportModuleError(path, $"offset {read.Offset}: {read.Error}", host);
            return null;
        }
        return Verify(path, read.Module, host);
    }

    /// <summary>Verifies a module; null when it has errors.</summary>
    public static VerifiedModule? Verify(string path, BytecodeModule module, CliHost host)
    {
        VerificationResult result = Verifier.Verify(module);
        foreach (VerificationError error in result.Errors)
            ReportModuleError(path, error.ToString(), host);
        return result.Module;
    }

    /// <summary>The text of a source file; null, and the error reported, when it is no text.</summary>
    public static SourceText? Decode(string path, byte[] content, CliHost host)
    {
        SourceText source = Decode(path, content, out ImmutableArray<Diagnostic> diagnostics);
        Report(source, diagnostics, host);
        return diagnostics.IsEmpty ? source : null;
    }

    /// <summary>The text of a source file, and what is wrong with its encoding.</summary>
    public static SourceText Decode(string path, byte[] content, out ImmutableArray<Diagnostic> diagnostics)
    {
        var bag = new DiagnosticBag();
        SourceText source = SourceDecoder.Decode(Files.DisplayName(path), content, bag);
        diagnostics = bag.ToSorted();
        return source;
    }

    /// <summary>Writes diagnostics to standard error.</summary>
    public static void Report(SourceText source, ImmutableArray<Diagnostic> diagnostics, CliHost host)
    {
        if (!diagnostics.IsEmpty)
            Write(source, diagnostics, host);
    }

    private static void Write(SourceText source, ImmutableArray<Diagnostic> diagnostics, CliHost host)
    {
        var text = new StringBuilder();
        foreach (Diagnostic diagnostic in diagnostics)
            DiagnosticFormatter.Append(text, source, diagnostic, host.Colour);
        host.WriteError(text.ToString());
    }

    private static VerifiedModule? Compile(string path, byte[] content, CliHost host, CompilationOptions? options)
    {
        if (Decode(path, content, host) is not { } source)
            return null;
        CompilationResult result = Compilation.Compile(source, options);
        Report(source, result.Diagnostics, host);
        return result.Verified;
    }

    private static void ReportModuleError(string path, string message, CliHost host) =>
        host.ReportAs(Files.DisplayName(path), $"error: {message}");
}
