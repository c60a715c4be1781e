using System.CommandLine;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Cli.Hosting;
using Lang.Frontend.Syntax;

namespace Lang.Cli.Commands;

/// <summary><c>lang assemble</c>: makes a module from a listing, as <c>emit --bytecode</c> writes it or a person does.</summary>
internal sealed class AssembleCommand : Command
{
    public AssembleCommand(CliHost host)
        : base("assemble", "Make a module from a listing.")
    {
        var file = new Argument<string>("FILE") { Description = "The listing (.tla); - reads standard input." };
        var output = new Option<string>("--output", "-o") { HelpName = "OUT", Description = "The module to write (.tlb).", Required = true };
        Arguments.Add(file.RejectingOptions());
        Options.Add(output);
        SetAction(result => Assemble(result.GetRequiredValue(file), result.GetRequiredValue(output), host));
    }

    private static int Assemble(string path, string target, CliHost host)
    {
        if (Files.Read(path, host) is not { } content)
            return ExitCode.Usage;
        if (ModuleLoader.Decode(path, content, host) is not { } source)
            return ExitCode.SourceErrors;
        ListingResult listing = ListingReader.Read(source.Text);
        foreach (ListingError error in listing.Errors)
            ReportListingError(source, error, host);
        if (listing.Module is null || ModuleLoader.Verify(path, listing.Module, host) is not VerifiedModule { Module: var module })
            return ExitCode.SourceErrors;
        return Files.Write(target, ModuleWriter.Write(module), host) ? ExitCode.Success : ExitCode.Usage;
    }

    private static void ReportListingError(SourceText source, ListingError error, CliHost host)
    {
        host.ReportAs($"{source.Path}:{error.Line}:{error.Column}", $"error: {error.Message}");
        var excerpt = new StringBuilder();
        SourceExcerpt.Append(excerpt, source.Line(error.Line), new SourcePosition(error.Line, error.Column, 1));
        host.WriteError(excerpt.ToString());
    }
}
