using System.CommandLine;
using Lang.Cli.Hosting;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary><c>lang explain</c>: runs a script and tells, line by line, how it was executed and what kept it from being faster.</summary>
/// <remarks>Standard output is the explanation's alone; what the script prints goes to standard error, unless it is to be dropped.</remarks>
internal sealed class ExplainCommand : ScriptCommand
{
    private readonly Option<bool> _json = new("--json") { Description = "Write the explanation as a JSON object." };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Drop what the script prints, which goes to standard error otherwise." };

    private readonly Option<TimeSpan?> _timeLimit = RunOptions.TimeLimit();
    private readonly Option<long?> _fuel = RunOptions.Fuel();
    private readonly Option<ExecutionTier> _tier = RunOptions.Tier();
    private readonly Option<int?> _callThreshold = RunOptions.CallThreshold();
    private readonly Option<int?> _loopThreshold = RunOptions.LoopThreshold();
    private readonly Option<int?> _optimizeThreshold = RunOptions.OptimizeThreshold();

    public ExplainCommand(CliHost host)
        : base("explain", "Run a script and tell how each line was executed, and what kept it from being faster.")
    {
        Argument<string?> file = AddFileAndArguments();
        foreach (Option option in new Option[] { _json, _quiet, _timeLimit, _fuel, _tier, _callThreshold, _loopThreshold, _optimizeThreshold })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(file) is not { Tokens.Count: > 0 })
                result.AddError("Name a FILE to run and explain.");
        });
        SetAction(result => Explain(result.GetValue(file)!, result, host));
    }

    private int Explain(string path, ParseResult result, CliHost host)
    {
        bool asJson = result.GetValue(_json);
        var settings = new RunSettings
        {
            Explains = true,
            TimeLimit = result.GetValue(_timeLimit),
            Fuel = result.GetValue(_fuel),
            Tier = result.GetValue(_tier),
            CallThreshold = result.GetValue(_callThreshold),
            LoopThreshold = result.GetValue(_loopThreshold),
            OptimizeThreshold = result.GetValue(_optimizeThreshold),
        };
        return new ScriptRun(ScriptArguments, settings, host)
        {
            Output = result.GetValue(_quiet) ? Stream.Null : host.Error,
            Ended = vm => host.Output.Write(
                asJson ? ExplanationJson.Write(vm.Explain(), Files.DisplayName(path)) : ExplanationText.Write(vm.Explain(), vm.Module.Source?.Text)),
        }.RunFile(path);
    }
}
