using BenchmarkDotNet.Attributes;
using Lang.Bytecode.Verification;
using Lang.Frontend;
using Lang.Native;

namespace Lang.Bench.Micro;

/// <summary>
/// The interpreter, one kind of instruction at a time: each benchmark is a counting loop whose body repeats one
/// statement eight times, and its figure is the time of one such statement (a loop's own share is an eighth of the
/// figure of <see cref="Loop"/>).
/// </summary>
public class InterpreterInstructions
{
    private const int Rounds = 20_000, Repeats = 8;

    private readonly List<Vm> _machines = [];
    private Vm _loop = null!, _add = null!, _divide = null!, _multiplyFloats = null!, _branch = null!, _element = null!, _store = null!, _call = null!, _callValue = null!, _global = null!, _append = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _loop = Machine("", "");
        _add = Machine("let x = 1", "x = x + i");
        _divide = Machine("let x = 1", "x = (x + i) / 7");
        _multiplyFloats = Machine("let x = 1.5", "x = x * 0.999");
        _branch = Machine("let x = 1", "if i > x { x = i }");
        _element = Machine("let a = [1, 2, 3, 4]\nlet x = 0", "x += a[i & 3]");
        _store = Machine("let a = [1, 2, 3, 4]", "a[i & 3] = i");
        _call = Machine("let x = 0", "x = add(x, i)", "fn add(a, b) => a + b");
        _callValue = Machine("let f = adder()\nlet x = 0", "x = f(x, i)", "fn adder() { let f: fn(int, int) -> int = fn(a: int, b: int) => a + b  return f }");
        _global = Machine("", "g = g + i", "let g = 0\nfn read() => g\nread()");
        _append = Machine("let s = \"\"", "s += \"x\"");
    }

    [GlobalCleanup]
    public void Dispose() => _machines.ForEach(vm => vm.Dispose());

    [Benchmark(OperationsPerInvoke = Rounds)]
    public long Loop() => _loop.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long Add() => _add.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long AddAndDivide() => _divide.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long MultiplyFloats() => _multiplyFloats.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long CompareAndBranch() => _branch.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long ReadElement() => _element.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long WriteElement() => _store.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long Call() => _call.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long CallFunctionValue() => _callValue.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long ReadAndWriteGlobal() => _global.Run();

    [Benchmark(OperationsPerInvoke = Rounds * Repeats)]
    public long AppendByte() => _append.Run();

    private Vm Machine(string before, string statement, string functions = "")
    {
        string body = string.Concat(Enumerable.Repeat(statement + "\n", Repeats));
        string source = $"{functions}\n{before}\nfor i in 0..{Rounds} {{\n{body}}}\n";
        CompilationResult compiled = Compilation.Compile("micro.tl", source);
        VerifiedModule module = compiled.Verified ?? throw new BenchException($"{compiled.Diagnostics[0]}");
        var vm = new Vm(module, new VmOptions { Profile = false, Tier = ExecutionTier.Interpreter });
        _machines.Add(vm);
        return vm;
    }
}
