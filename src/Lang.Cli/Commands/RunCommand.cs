using System.CommandLine;
using Lang.Cli.Hosting;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary><c>lang run</c>: compiles a script, or loads a module, and runs it.</summary>
internal sealed class RunCommand : Command
{
    private const string CodeName = "-e";

    private readonly Option<string?> _code = new(CodeName)
    {
        HelpName = "CODE",
        Description = "Run CODE instead of a file; print the value when it is a single expression.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<TimeSpan?> _timeLimit = new("--time-limit")
    { HelpName = "TIME", Description = "Stop the script after TIME, such as 500ms or 2s.", CustomParser = Quantity.ParseDuration };

    private readonly Option<long?> _fuel = new("--fuel")
    { HelpName = "N", Description = "Stop the script after N calls and loop iterations.", CustomParser = result => Quantity.ParseCount(result, long.MaxValue) };

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

    private readonly Option<ExecutionTier> _tier = new("--tier")
    {
        HelpName = "TIER",
        Description = "Execute with: auto (compile what is hot), interpreter, template (compile every function at its first call), optimizing (the same, optimised).",
        CustomParser = Tiers.Parse,
    };

    private readonly Option<int?> _callThreshold = new("--call-threshold")
    { HelpName = "N", Description = "Compile a function at its Nth call.", CustomParser = Tiers.ParseThreshold };

    private readonly Option<int?> _optimizeThreshold = new("--optimize-threshold")
    {
        HelpName = "N", Description = "Optimise code after N rounds of loops in compiled code; a call counts as eight.", CustomParser = Tiers.ParseThreshold,
    };

    private readonly Option<int?> _loopThreshold = new("--loop-threshold")
    { HelpName = "N", Description = "Go on in machine code when a loop has gone round about N times.", CustomParser = Tiers.ParseThreshold };

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

    public RunCommand(CliHost host)
        : base("run", "Run a script (.tl) or a compiled module (.tlb).")
    {
        // Never filled by the parser, which does not see them: they are here to be shown in the usage line.
        var scriptArguments = new Argument<string[]>("ARGS") { Description = "Arguments of the script.", Arity = ArgumentArity.ZeroOrMore };
        var file = new Argument<string?>("FILE") { Description = "The script or module; - reads standard input.", Arity = ArgumentArity.ZeroOrOne };
        Arguments.Add(file.RejectingOptions());
        Arguments.Add(scriptArguments);
        foreach (Option option in new Option[] { _code, _timeLimit, _fuel, _heapLimit, _maxDepth, _outputLimit, _tier, _callThreshold, _loopThreshold, _optimizeThreshold, _codeCache, _traceJit, _perfMap, _gdb, _stats, _profile, _collectAlways })
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

    /// <summary>What follows <c>-e</c> on the command line.</summary>
    public string? Code { get; set; }

    /// <summary>What follows FILE or CODE on the command line.</summary>
    public string[] ScriptArguments { get; set; } = [];

    /// <summary>Whether an argument is the option that introduces code.</summary>
    public static bool IsCode(string argument) => argument == CodeName;

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
        Tier = result.GetValue(_tier),
        CallThreshold = result.GetValue(_callThreshold),
        LoopThreshold = result.GetValue(_loopThreshold),
        OptimizeThreshold = result.GetValue(_optimizeThreshold),
        CodeCache = result.GetValue(_codeCache),
        TraceJit = result.GetValue(_traceJit),
        PerfMap = result.GetValue(_perfMap),
        GdbJit = result.GetValue(_gdb),
    };
}
