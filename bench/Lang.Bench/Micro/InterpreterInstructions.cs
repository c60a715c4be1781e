using BenchmarkDotNet.Attributes;
namespace Lang.Bench.Micro;
public class InterpreterInstructions { [Benchmark] public int Nothing() => 1; }
