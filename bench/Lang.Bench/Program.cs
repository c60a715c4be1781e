using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Lang.Bench;
using Lang.Bench.Kernels;
using Lang.Bench.Micro;
using Lang.Bench.Peers;
using Lang.Bench.Warmup;

(string Name, string What, Action<BenchOptions> Run)[] benchmarks =
[
    ("kernels", "TL and Lua 5.4 run the same kernels in turn, and TL and C (tcc); prints ratios", KernelBenchmark.Run),
    ("startup", "process time of a hello script and of one with 20 lines, against lua5.4 and an empty .NET program", StartupBenchmark.Run),
    ("compilation", "what a process's first compilation to machine code costs it", FirstCompilationBenchmark.Run),
    ("memory", "bytes per array element; resident memory of a script that drops 10 GB of strings", MemoryBenchmark.Run),
    ("frontend", "source to verified bytecode in MB/s, from 10 KB to 10 MB", FrontEndBenchmark.Run),
    ("peers", "the same kernels by TL, gcc, clang, tcc, LuaJIT, Lua, Node, Java and .NET, in turn", PeerBenchmark.Run),
    ("warmup", "the same kernels with ever more work, by each tier alone and by all together: how soon scripts are fast", WarmupBenchmark.Run),
    ("profiling", "what it costs that the interpreter and template code count, on the kernels of the first benchmark", ProfilingBenchmark.Run),
    ("limits", "the same kernels by TL alone: without limits, with time and heap limits, with fuel, with the profiler", LimitsBenchmark.Run),
    ("embedding", "calls over the border, making VMs, a formula over 100,000 rows by TL, C#, expressions, Roslyn and NLua", EmbeddingBenchmark.Run),
    ("micro", "BenchmarkDotNet: front-end stages, verifier, interpreter per instruction", MicroBenchmarks.Run),
];
const string All = "all";
const int OfAll = 5;
string[] names = [.. benchmarks.Select(benchmark => benchmark.Name)];

var wanted = new Argument<string[]>("BENCHMARK") { Arity = ArgumentArity.OneOrMore, HelpName = "BENCHMARK", Description = $"One of those above, or {All}: the first {OfAll}." };
wanted.AcceptOnlyFromAmong([.. names, All]);
var quick = new Option<bool>("--quick") { Description = "Small sizes, and one round unless --rounds says more." };
var rounds = new Option<int>("--rounds") { HelpName = "N", Description = "How often each pair runs.", DefaultValueFactory = result => result.GetValue(quick) ? 1 : 5 };
rounds.Validators.Add(result =>
{
    if (result.Tokens is [var count] && !(int.TryParse(count.Value, CultureInfo.InvariantCulture, out int value) && value > 0))
        result.AddError("--rounds takes a whole number from 1.");
});
var only = new Option<string>("--only") { HelpName = "NAMES", Description = "Only kernels or micro-benchmarks whose names contain one of NAMES (a,b,c).", DefaultValueFactory = _ => "" };
var noPublish = new Option<bool>("--no-publish") { Description = "Measure the lang in out/, published earlier." };
var save = new Option<bool>("--save") { Description = "Write bench/results/ and the tables of docs/performance.md." };
string list = string.Concat(benchmarks.Select(benchmark => $"\n{benchmark.Name,-13}{benchmark.What}"));
var run = new Command("bench/run", $"Runs benchmarks, one after the other:{list}") { wanted, quick, rounds, only, noPublish, save, new HelpOption() };
run.SetAction(line =>
{
    var options = new BenchOptions(line.GetValue(quick), line.GetValue(rounds), line.GetValue(only)!, !line.GetValue(noPublish), line.GetValue(save));
    foreach (string name in line.GetValue(wanted)!.SelectMany(name => name == All ? names[..OfAll] : [name]))
        benchmarks.First(benchmark => benchmark.Name == name).Run(options);
});

ParseResult line = run.Parse(args);
string? error = line.Errors.FirstOrDefault()?.Message;
try
{
    if (error is null)
        return line.Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (BenchException e)
{
    error = e.Message;
}
Console.Error.WriteLine($"bench: {error}");
return 2;
