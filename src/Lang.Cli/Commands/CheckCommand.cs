using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Lang.Bytecode;
using Lang.Cli.Hosting;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Cli.Commands;

/// <summary><c>lang check</c>: reports errors and warnings, runs nothing.</summary>
internal sealed class CheckCommand : Command
{
    public CheckCommand(CliHost host)
        : base("check", "Report the errors and warnings of scripts or modules without running them.")
    {
        var files = new Argument<string[]>("FILE") { Description = "Scripts or modules; - reads standard input.", Arity = ArgumentArity.OneOrMore };
        var json = new Option<bool>("--json") { Description = "Write the diagnostics as a JSON array to standard output." };
        Arguments.Add(files.RejectingOptions());
        Options.Add(json);
        SetAction(result =>
        {
            string[] paths = result.GetRequiredValue(files);
            return result.GetValue(json) ? CheckAsJson(paths, host) : Check(paths, host);
        });
    }

    private static int Check(string[] paths, CliHost host)
    {
        int exitCode = ExitCode.Success;
        foreach (string path in paths)
        {
            if (Files.Read(path, host) is not { } content)
                exitCode = ExitCode.Usage;
            else if (!IsGood(path, content, host) && exitCode == ExitCode.Success)
                exitCode = ExitCode.SourceErrors;
        }
        return exitCode;
    }

    private static bool IsGood(string path, byte[] content, CliHost host)
    {
        if (ModuleFormat.IsContainer(content))
            return ModuleLoader.LoadContainer(path, content, host) is not null;
        if (ModuleLoader.Decode(path, content, host) is not { } source)
            return false;
        CheckResult result = Compilation.Check(source);
        ModuleLoader.Report(source, result.Diagnostics, host);
        return result.Success;
    }

    private static int CheckAsJson(string[] paths, CliHost host)
    {
        int exitCode = ExitCode.Success;
        using var output = new MemoryStream();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartArray();
            foreach (string path in paths)
            {
                if (Files.Read(path, host) is not { } content)
                    exitCode = ExitCode.Usage;
                else if (!WriteDiagnostics(writer, path, content, host) && exitCode == ExitCode.Success)
                    exitCode = ExitCode.SourceErrors;
            }
            writer.WriteEndArray();
        }
        output.WriteByte((byte)'\n');
        host.Output.Write(output.GetBuffer().AsSpan(0, (int)output.Length));
        return exitCode;
    }

    // A module has no places in a source: its errors go to standard error in either form.
    private static bool WriteDiagnostics(Utf8JsonWriter writer, string path, byte[] content, CliHost host)
    {
        if (ModuleFormat.IsContainer(content))
            return ModuleLoader.LoadContainer(path, content, host) is not null;
        SourceText source = ModuleLoader.Decode(path, content, out ImmutableArray<Diagnostic> diagnostics);
        bool good = diagnostics.IsEmpty;
        if (good)
        {
            CheckResult result = Compilation.Check(source);
            (good, diagnostics) = (result.Success, result.Diagnostics);
        }
        foreach (Diagnostic diagnostic in diagnostics)
            DiagnosticJson.Write(writer, source, diagnostic);
        return good;
    }
}
