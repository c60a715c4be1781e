using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Lang.Cli.Commands;
using Lang.Cli.Hosting;

namespace Lang.Cli;

/// <summary>From arguments to an exit code: the same path for the process and for tests.</summary>
/// <remarks>
/// Whatever follows FILE or <c>-e CODE</c> belongs to the script, dashes and all, as with every other interpreter.
/// So arguments are split there first, and the parser of options sees the front half only. A plain <c>run FILE</c>
/// has no options and needs no such parser, which would be a third of the time a small script takes.
/// </remarks>
internal static class CommandLine
{
    private const string RunName = "run";

    /// <summary>Runs what <paramref name="args"/> ask for. Throws nothing: our own faults are exit code 70.</summary>
    public static int Run(string[] args, CliHost host)
    {
        try
        {
            int exitCode = Dispatch(args, host);
            return host.Output.Failed ? ReportOutputFailure(host) : exitCode;
        }
        catch (IOException) when (host.Output.ReaderGone)
        {
            return ExitCode.Success;
        }
        catch (IOException) when (host.Output.Failed)
        {
            return ReportOutputFailure(host);
        }
        catch (OutOfMemoryException e)
        {
            host.Report($"out of memory: {e.Message}");
            return ExitCode.LimitReached;
        }
        catch (Exception e)
        {
            host.Report($"internal fault: {e.GetType().Name}: {e.Message}");
            host.WriteError($"{e.StackTrace}\nThis is a fault of lang, not of the script. Please report it with the script that shows it.\n");
            return ExitCode.InternalFault;
        }
    }

    private static int Dispatch(string[] args, CliHost host)
    {
        if (args is [RunName, var file, .. var rest] && IsFile(file))
            return new ScriptRun(rest, RunSettings.Default, host).RunFile(file);
        if (args is [var script, .. var scriptRest] && IsScriptPath(script))
            return new ScriptRun(scriptRest, RunSettings.Default, host).RunFile(script);
        return Parse(args, host);
    }

    private static int ReportOutputFailure(CliHost host)
    {
        host.Report("cannot write to standard output");
        return ExitCode.Usage;
    }

    private static bool IsFile(string argument) => argument is "-" || !argument.StartsWith('-');

    /// <summary>A first word with a dot or a slash can't be a command: it is a script, so that <c>#!/usr/bin/env lang</c> works.</summary>
    private static bool IsScriptPath(string argument) =>
        argument[..Math.Min(1, argument.Length)] is not ("-" or "[") && argument.AsSpan().ContainsAny('.', '/', '\\');

    private static int Parse(string[] args, CliHost host)
    {
        var run = new RunCommand(host);
        var explain = new ExplainCommand(host);
        foreach (ScriptCommand command in (ScriptCommand[])[run, explain])
        {
            if (args is [var name, ..] && name == command.Name)
                args = TakeScriptArguments(args, command);
        }

        var root = new RootCommand("TL, a small statically checked scripting language: runs, checks and compiles scripts.")
        {
            run,
            new CheckCommand(host),
            explain,
            new EmitCommand(host),
            new AssembleCommand(host),
            new CompletionCommand(host),
        };
        foreach (Option option in root.Options)
        {
            if (option is VersionOption)
                option.Action = new VersionAction(host);
            else if (option is HelpOption { Action: HelpAction help })
                option.Action = new ExamplesHelpAction(help);
        }

        // No @file expansion and no bundling: arguments mean what they say.
        var configuration = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        ParseResult result = root.Parse(EmitCommand.WithPass(args), configuration);
        if (result.Action is ParseErrorAction)
            return ReportUsage(result, host);
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int exitCode = result.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        host.WriteOutput(output.ToString());
        host.WriteError(error.ToString());
        return exitCode;
    }

    /// <summary>Hands the script's share of the arguments over and returns ours.</summary>
    private static string[] TakeScriptArguments(string[] args, ScriptCommand command)
    {
        for (int i = 1; i < args.Length; i++)
        {
            if (command.IsCode(args[i]) && i + 1 < args.Length)
            {
                // Handed over too: code may be empty or begin with a dash.
                command.Code = args[i + 1];
                command.ScriptArguments = args[(i + 2)..];
                return args[..(i + 1)];
            }
            if (args[i] == "--" && i + 1 < args.Length)
                i++;
            if (args[i - 1] == "--" || IsFile(args[i]))
            {
                command.ScriptArguments = args[(i + 1)..];
                return args[..(i + 1)];
            }
            if (command.TakesValue(args[i]))
                i++;
        }
        return args;
    }

    private static int ReportUsage(ParseResult result, CliHost host)
    {
        // Messages that list what is allowed have a line for each.
        foreach (ParseError error in result.Errors)
            host.Report(error.Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal));
        string command = result.CommandResult.Command is RootCommand ? "" : result.CommandResult.Command.Name + " ";
        host.WriteError($"Try 'lang {command}--help'.\n");
        return ExitCode.Usage;
    }

    private sealed class VersionAction(CliHost host) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            host.WriteOutput($"lang {typeof(CommandLine).Assembly.GetName().Version?.ToString(3)}\n");
            return ExitCode.Success;
        }
    }

    /// <summary>The usual help, then the command's examples.</summary>
    private sealed class ExamplesHelpAction(HelpAction help) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            parseResult.InvocationConfiguration.Output.Write(Examples.For(parseResult.CommandResult.Command.Name));
            return ExitCode.Success;
        }
    }
}
