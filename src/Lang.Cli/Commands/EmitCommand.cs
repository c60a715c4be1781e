using System.CommandLine;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;
using Lang.Cli.Hosting;
using Lang.Frontend;
using Lang.Frontend.Syntax;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary><c>lang emit</c>: shows or stores what the compiler makes of a script.</summary>
internal sealed class EmitCommand : Command
{
    private const string ContainerExtension = ".tlb", IrOption = "--ir";

    public EmitCommand(CliHost host)
        : base("emit", "Show or store what the compiler makes of a script.")
    {
        var file = new Argument<string>("FILE") { Description = "The script, or a module to list; - reads standard input." };
        var bytecode = new Option<bool>("--bytecode") { Description = "The bytecode: as a listing, or as a module when OUT ends in .tlb." };
        var tree = new Option<bool>("--ast") { Description = "The syntax tree." };
        var assembly = new Option<bool>("--asm") { Description = "The machine code, beside its bytecode and source." };
        var ir = new Option<string?>(IrOption)
        {
            HelpName = "PASS", Description = "The optimising compiler's intermediate form, after PASS or after the last one.",
        };
        ir.AcceptOnlyFromAmong([.. AssemblyListing.IrForms]);
        var graph = new Option<bool>("--cfg") { Description = "The same as a graph for Graphviz." };
        var tier = new Option<string?>("--tier") { HelpName = "TIER", Description = "The compiler of --asm: template unless given, or optimizing." };
        tier.AcceptOnlyFromAmong("template", "optimizing");
        var abi = new Option<string?>("--abi") { HelpName = "ABI", Description = "The calling convention of --asm: sysv or win64; this system's unless given." };
        abi.AcceptOnlyFromAmong("sysv", "win64");
        var fuel = new Option<bool>("--fuel") { Description = "The code of --asm, --ir or --cfg as it counts fuel." };
        var output = new Option<string?>("--output", "-o") { HelpName = "OUT", Description = "The file to write instead of standard output." };
        Arguments.Add(file.RejectingOptions());
        foreach (Option option in new Option[] { bytecode, tree, ir, graph, assembly, tier, abi, fuel, output })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (new Option[] { bytecode, tree, ir, graph, assembly }.Count(option => result.GetResult(option) is not null) != 1)
                result.AddError("Say what to emit: --bytecode, --ast, --ir, --cfg or --asm.");
            if (result.GetResult(abi) is not null && result.GetResult(assembly) is null)
                result.AddError("--abi goes with --asm.");
            if (result.GetResult(tier) is not null && result.GetResult(assembly) is null)
                result.AddError("--tier goes with --asm.");
            if (result.GetResult(fuel) is not null && new Option[] { assembly, ir, graph }.All(option => result.GetResult(option) is null))
                result.AddError("--fuel goes with --asm, --ir or --cfg.");
        });

        SetAction(result =>
        {
            string path = result.GetRequiredValue(file);
            string? target = result.GetValue(output);
            if (Files.Read(path, host) is not { } content)
                return ExitCode.Usage;
            byte[]? emission = result.GetValue(tree) ? EmitTree(path, content, host)
                : result.GetValue(assembly) ? EmitAssembly(path, content, result.GetValue(abi), result.GetValue(tier), result.GetValue(fuel), host)
                : result.GetResult(ir) is not null || result.GetValue(graph) ? EmitIr(path, content, result.GetValue(ir), result.GetValue(graph), result.GetValue(fuel), host)
                : EmitBytecode(path, content, IsContainerName(target), host);
            return emission is null ? ExitCode.SourceErrors : Write(emission, target, host);
        });
    }

    /// <summary>
    /// Says which form <c>--ir</c> without a value means: the parser, whose values may stand behind their option, would take the script for one.
    /// </summary>
    public static string[] WithPass(string[] args) => args is ["emit", ..]
        ? [.. args.Select(argument => argument == IrOption ? $"{IrOption}={AssemblyListing.IrForms.Last()}" : argument)]
        : args;

    private static bool IsContainerName(string? path) =>
        path is not null && path.EndsWith(ContainerExtension, StringComparison.OrdinalIgnoreCase);

    private static byte[]? EmitBytecode(string path, byte[] content, bool asContainer, CliHost host)
    {
        if (ModuleLoader.Load(path, content, host) is not VerifiedModule { Module: var module })
            return null;
        return asContainer ? ModuleWriter.Write(module) : Encoding.UTF8.GetBytes(ListingWriter.Write(module));
    }

    private static byte[]? EmitAssembly(string path, byte[] content, string? abi, string? tier, bool countsFuel, CliHost host) =>
        ModuleLoader.Load(path, content, host) is { } module
            ? Encoding.UTF8.GetBytes(AssemblyListing.Write(module, abi, tier == "optimizing" ? ExecutionTier.Optimizing : ExecutionTier.Template, countsFuel))
            : null;

    private static byte[]? EmitIr(string path, byte[] content, string? pass, bool asGraph, bool countsFuel, CliHost host) =>
        ModuleLoader.Load(path, content, host) is { } module ? Encoding.UTF8.GetBytes(AssemblyListing.WriteIr(module, pass, asGraph, countsFuel)) : null;

    private static byte[]? EmitTree(string path, byte[] content, CliHost host)
    {
        if (ModuleLoader.Decode(path, content, host) is not { } source)
            return null;
        var result = Compilation.Parse(source);
        ModuleLoader.Report(source, result.Diagnostics, host);
        return result.Succeeded ? Encoding.UTF8.GetBytes(AstPrinter.Print(result.Script)) : null;
    }

    private static int Write(byte[] emission, string? target, CliHost host)
    {
        if (target is not null)
            return Files.Write(target, emission, host) ? ExitCode.Success : ExitCode.Usage;
        host.Output.Write(emission);
        return ExitCode.Success;
    }
}
