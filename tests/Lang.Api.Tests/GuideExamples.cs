using Lang.Frontend;
using Lang.Frontend.Semantics;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>The examples of docs/embedding.md, compiled and run. <see cref="GuideTests"/> compares the two.</summary>
public sealed class GuideExamples
{
    private readonly List<string> _log = [];

    [Fact]
    public void First()
    {
        // guide: first
        var module = Compilation.Compile("rules.tl", """
            fn fee(amount: float, express: bool) -> float => amount * 0.01 + (express ? 15.0 : 0.0)
            """).EnsureSuccess();

        using var vm = new Vm(module);
        var fee = vm.GetFunction<double, bool, double>("fee");
        double result = fee(1000, true);
        // :guide
        result.Should().Be(25);
    }

    [Fact]
    public void Diagnostics()
    {
        // guide: diagnostics
        string text = "fn fee(amount: float) -> float => amuont * 2";
        CompilationResult result = Compilation.Compile("rules.tl", text);
        if (!result.Success)
        {
            foreach (var diagnostic in result.Diagnostics)
                Log($"{result.Source.PositionOf(diagnostic.Span).Line}: {diagnostic.Code} {diagnostic.Message} {diagnostic.Hint}");
        }
        // :guide
        _log.Should().Equal("1: E201 `amuont` is not defined did you mean `amount`?");
    }

    [Fact]
    public void Host()
    {
        // guide: host
        var host = new ScriptHost();
        host.Register("log", (string message) => Log(message));
        host.Register("customer", (long id) => id == 7 ? "Ada" : "unknown");
        host.Register("mean", (ReadOnlySpan<double> xs) => xs.IsEmpty ? 0 : xs.ToArray().Average());

        var module = Compilation.Compile("report.tl", """
            log("hello " + customer(7))
            log("mean " + string(mean([1.0, 2.0, 6.0])))
            """, new() { Host = host }).EnsureSuccess();

        using var vm = new Vm(module, new() { Host = host });
        vm.Run();
        // :guide
        _log.Should().Equal("hello Ada", "mean 3.0");
    }

    [Fact]
    public void Arrays()
    {
        // guide: arrays
        var module = Compilation.Compile("series.tl", """
            fn total(xs: float[]) -> float {
                let sum = 0.0
                for x in xs { sum += x }
                return sum
            }
            fn letters(text: string) -> string[] {
                let result: string[] = []
                for i in 0..text.len() { result.push(text[i..i + 1]) }
                return result
            }
            fn smooth(xs: float[]) {
                for i in 1..xs.len() { xs[i] = (xs[i - 1] + xs[i]) / 2.0 }
            }
            """).EnsureSuccess();

        using var vm = new Vm(module);
        var total = vm.GetFunction<ReadOnlySpan<double>, double>("total");  // a span instead of an array
        var letters = vm.GetFunction<string, string[]>("letters");          // a copy comes back
        var smooth = vm.GetAction<Span<double>>("smooth");                  // elements are copied in, and back

        double sum = total([1, 2, 3]);
        string[] abc = letters("abc");
        double[] series = [0, 4, 8];
        smooth(series);
        // :guide
        sum.Should().Be(6);
        abc.Should().Equal("a", "b", "c");
        series.Should().Equal(0, 2, 5);
    }

    [Fact]
    public void Exports()
    {
        // guide: exports
        var options = new CompilationOptions
        {
            Exports = [new ExportRequest("twice", [TlType.Int]), new ExportRequest("twice", [TlType.String])],
            GlobalExports = ["version"],
        };
        var module = Compilation.Compile("plugin.tl", """
            let version = 3
            fn twice(x) => x + x
            """, options).EnsureSuccess();

        using var vm = new Vm(module);
        vm.Run();
        long version = vm.GetGlobal<long>("version");
        long six = vm.GetFunction<long, long>("twice")(3);
        string haha = vm.GetFunction<string, string>("twice")("ha");
        // :guide
        (version, six, haha).Should().Be((3, 6, "haha"));
    }

    [Fact]
    public void Expression()
    {
        // guide: expression
        var formula = Compilation.CompileExpression(
            "quantity * price * (1.0 - discount)",
            [("quantity", TlType.Int), ("price", TlType.Float), ("discount", TlType.Float)], result: TlType.Float).EnsureSuccess();

        using var vm = new Vm(formula);
        var evaluate = vm.GetFunction<long, double, double, double>(Compilation.ExpressionName);
        double value = evaluate(3, 10, 0.5);
        // :guide
        value.Should().Be(15);
    }

    [Fact]
    public void Inputs()
    {
        // guide: inputs
        var host = new ScriptHost();
        host.DeclareInput<double>("rate");
        host.DeclareInput<double[]>("prices");

        var options = new CompilationOptions { Host = host, GlobalExports = ["converted"] };
        var module = Compilation.Compile("table.tl", """
            let converted: float[] = []
            for price in prices { converted.push(price * rate) }
            """, options).EnsureSuccess();

        using var vm = new Vm(module, new() { Host = host });
        vm.SetInput("prices", new double[] { 10, 20 });
        double[] buffer = new double[2];
        foreach (double rate in (double[])[0.5, 2.0])
        {
            vm.SetInput("rate", rate);
            vm.Run();
            vm.CopyGlobal("converted", buffer);
            Log(string.Join(' ', buffer));
        }
        // :guide
        _log.Should().Equal("5 10", "20 40");
    }

    [Fact]
    public void Limits()
    {
        // guide: limits
        var module = Compilation.Compile("plugin.tl", "fn spin() { while true { } }").EnsureSuccess();
        using var vm = new Vm(module, new VmOptions
        {
            TimeLimit = TimeSpan.FromMilliseconds(50),
            HeapLimit = 16 << 20,
            OutputLimit = 64 << 10,
            MaxCallDepth = 1000,
        });
        try
        {
            vm.GetAction("spin")();
        }
        catch (ScriptLimitException limit)
        {
            Log($"{limit.GetType().Name}: {limit.Message}");
        }
        // :guide
        _log.Should().Equal("ScriptTimeoutException: time limit exceeded (50 ms)");
    }

    [Fact]
    public void Errors()
    {
        // guide: errors
        var host = new ScriptHost();
        host.Register("load", (string name) => File.ReadAllText(name).Length.ToString());
        var module = Compilation.Compile("main.tl", """
            fn size(name: string) -> int => int(load(name))
            print(size("no such file"))
            """, new() { Host = host }).EnsureSuccess();
        using var vm = new Vm(module, new() { Host = host });
        try
        {
            vm.Run();
        }
        catch (HostFunctionException fault)
        {
            Log(fault.InnerException!.GetType().Name);  // what the host function threw
            Log(fault.Error.Position!.Value.Line.ToString());
            Log(fault.ToString());                      // one trace: C#, script, C#
        }
        // :guide
        _log[0].Should().Be("FileNotFoundException");
        _log[1].Should().Be("1");
        _log[2].Should().Contain("at size in main.tl:line 1").And.Contain("at script in main.tl:line 2");
    }

    [Fact]
    public async Task Worker()
    {
        // guide: worker
        var module = Compilation.Compile("job.tl", "while true { }").EnsureSuccess();
        using var vm = new Vm(module);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        try
        {
            await vm.RunAsync(stop.Token);
        }
        catch (ScriptCancelledException)
        {
            Log("stopped");
        }
        // :guide
        _log.Should().Equal("stopped");
    }

    [Fact]
    public void Pool()
    {
        // guide: pool
        var module = Compilation.Compile("score.tl", "fn score(n: int) -> int => n * n").EnsureSuccess();
        using var pool = new VmPool(module, new() { TimeLimit = TimeSpan.FromSeconds(1) });
        long[] scores = new long[100];
        Parallel.For(0, scores.Length, i =>
        {
            Vm vm = pool.Rent();
            try
            {
                scores[i] = vm.GetFunction<long, long>("score")(i);
            }
            finally
            {
                pool.Return(vm);
            }
        });
        // :guide
        scores.Should().Equal(Enumerable.Range(0, 100).Select(i => (long)i * i));
    }

    private void Log(string line) => _log.Add(line);
}
