using System.CommandLine;
using Lang.Cli.Hosting;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary><c>lang run</c>: compiles a script, or loads a module, and runs it.</summary>
internal sealed class RunCommand : ScriptCommand
{
    private const string CodeName = "-e";

    private readonly Option<string?> _code = new(CodeName)
    {
        HelpName = "CODE",
        Description = "Run CODE instead of a file; print the value when it is a single expression.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<TimeSpan?> _timeLimit = RunOptions.TimeLimit();

    private readonly Option<long?> _fuel = RunOptions.Fuel();

    private readonly Option<long?> _heapLimit = new("--heap-limit")
    { HelpName = "SIZE", Description = "Stop the script when its strings, arrays and closures need more than SIZE, such as 64MB.", CustomParser = Quantity.ParseSize };

    private readonly Option<int> _maxDepth = new("--max-depth")
    {
        HelpName = "N",
        Description = $"Let calls nest at most N deep, up to {VmOptions.LargestCallDepth}.",
        CustomParser = result => (int)Quantity.ParseCount(result, VmOptions.LargestCallDepth),
        DefaultValueFactory = _ => RunSettings.Default.MaxDepth,
    };

    private readonly Option<long?> _outputLimit = new("--output-limit")
    { HelpName = "SIZE", Description = "Stop the script when it has printed SIZE.", CustomParser = Quantity.ParseSize };

    private readonly Option<ExecutionTier> _tier = RunOptions.Tier();

    private readonly Option<int?> _callThreshold = RunOptions.CallThreshold();

    private readonly Option<int?> _optimizeThreshold = RunOptions.OptimizeThreshold();

    private readonly Option<bool> _jitSync = new("--jit-sync")
    { Description = "Wait for the optimising compiler instead of going on in slower code: runs are the same each time." };

    private readonly Option<int?> _loopThreshold = RunOptions.LoopThreshold();

    private readonly Option<long?> _codeCache = new("--code-cache")
    { HelpName = "SIZE", Description = "Keep at most SIZE of machine code, from 64KB to 1GB.", CustomParser = Quantity.ParseSize };

    private readonly Option<bool> _traceJit = new("--trace-jit")
    { Description = "Report to standard error what is compiled, entered, left and freed." };

    private readonly Option<bool> _perfMap = new("--perf-map") { Description = "Let perf name TL functions: writes perf-PID.map (Linux)." };

    private readonly Option<bool> _gdb = new("--gdb") { Description = "Let gdb name TL functions (Linux)." };

    private readonly Option<bool> _stats = new("--stats") { Description = "Report times and counts to standard error after the run." };

    private readonly Option<string?> _profile = new("--profile")
    { HelpName = "OUT.json", Description = "Write where the time goes, function by function and line by line, to a file for speedscope.app." };

    private readonly Option<bool> _collectAlways = new("--collect-always")
    { Description = "Collect garbage at every allocation: slow, to find faults in lang itself." };

    private readonly Option<int?> _failChecks = new("--fail-checks")
    { HelpName = "SEED", Description = "Let checks of optimised code fail at random: slow, to find faults in lang itself.", CustomParser = Tiers.ParseThreshold };

    public RunCommand(CliHost host)
        : base("run", "Run a script (.tl) or a compiled module (.tlb).")
    {
        Argument<string?> file = AddFileAndArguments();
        foreach (Option option in new Option[] { _code, _timeLimit, _fuel, _heapLimit, _maxDepth, _outputLimit, _tier, _callThreshold, _loopThreshold, _optimizeThreshold, _jitSync, _codeCache, _traceJit, _perfMap, _gdb, _stats, _profile, _collectAlways, _failChecks })
            Options.Add(option);
        Validators.Add(result =>
        {
            if (result.GetResult(_code) is { Tokens.Count: 0 } && Code is null)
                result.AddError($"Required argument missing for option: '{CodeName}'.");
            if (result.GetResult(_codeCache) is not null && result.GetValue(_codeCache) is not (>= VmOptions.SmallestCodeCache and <= VmOptions.LargestCodeCache))
                result.AddError("The size after --code-cache is not from 64KB to 1GB.");
            if (result.GetResult(file) is not { Tokens.Count: > 0 } && result.GetResult(_code) is null)
                result.AddError("Name a FILE to run, or give the code itself with -e.");
        });

        SetAction(result =>
        {
            var run = new ScriptRun(ScriptArguments, SettingsFrom(result), host);
            return (Code ?? result.GetValue(_code)) is { } code ? run.RunCode(code) : run.RunFile(result.GetValue(file)!);
        });
    }

    public override bool IsCode(string argument) => argument == CodeName;

    private RunSettings SettingsFrom(ParseResult result) => new()
    {
        TimeLimit = result.GetValue(_timeLimit),
        Fuel = result.GetValue(_fuel),
        HeapLimit = result.GetValue(_heapLimit),
        MaxDepth = result.GetValue(_maxDepth),
        OutputLimit = result.GetValue(_outputLimit),
        Stats = result.GetValue(_stats),
        ProfilePath = result.GetValue(_profile),
        CollectAlways = result.GetValue(_collectAlways),
        FailureSeed = result.GetValue(_failChecks),
        Tier = result.GetValue(_tier),
        CallThreshold = result.GetValue(_callThreshold),
        LoopThreshold = result.GetValue(_loopThreshold),
        OptimizeThreshold = result.GetValue(_optimizeThreshold),
        JitSync = result.GetValue(_jitSync),
        CodeCache = result.GetValue(_codeCache),
        TraceJit = result.GetValue(_traceJit),
        PerfMap = result.GetValue(_perfMap),
        GdbJit = result.GetValue(_gdb),
    };
}
