using System.CommandLine;

namespace Lang.Cli.Commands;

/// <summary>A command that runs a script: whatever follows the script on the command line is the script's.</summary>
internal abstract class ScriptCommand : Command
{
    protected ScriptCommand(string name, string description)
        : base(name, description)
    {
    }

    /// <summary>What follows FILE or CODE on the command line.</summary>
    public string[] ScriptArguments { get; set; } = [];

    /// <summary>What follows the option that introduces code.</summary>
    public string? Code { get; set; }

    /// <summary>Whether an argument is the option that introduces code.</summary>
    public virtual bool IsCode(string argument) => false;

    /// <summary>Whether an argument is an option whose value is the next argument.</summary>
    public bool TakesValue(string argument)
    {
        foreach (Option option in Options)
        {
            if (option.Name == argument)
                return option is not Option<bool>;
        }
        return false;
    }

    /// <summary>Adds FILE and ARGS. The parser never fills ARGS, which it does not see: it is there to be shown in the usage line.</summary>
    protected Argument<string?> AddFileAndArguments()
    {
        var file = new Argument<string?>("FILE") { Description = "The script or module; - reads standard input.", Arity = ArgumentArity.ZeroOrOne };
        Arguments.Add(file.RejectingOptions());
        Arguments.Add(new Argument<string[]>("ARGS") { Description = "Arguments of the script.", Arity = ArgumentArity.ZeroOrMore });
        return file;
    }
}
