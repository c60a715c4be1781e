using Lang.Frontend;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>Values that the host sets and reads between runs.</summary>
public sealed class InputTests
{
    public static TheoryData<ExecutionTier, bool> Tiers => Embed.Tiers;

    private static ScriptHost NewHost()
    {
        var host = new ScriptHost();
        host.DeclareInput<double>("tax");
        host.DeclareInput<string>("country");
        host.DeclareInput<double[]>("prices");
        host.DeclareInput<long>("unused");
        return host;
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Inputs_are_set_before_and_between_runs(ExecutionTier tier, bool collectAlways)
    {
        ScriptHost host = NewHost();
        using var output = new MemoryStream();
        using Vm vm = Embed.NewVm("""
            let runs = 0
            fn gross(net: float) -> float => net + net * tax
            fn sum() -> float { let s = 0.0 for p in prices { s += gross(p) } return s }
            runs += 1
            print(country, tax, prices, sum(), runs)
            """, host, new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways, Output = output });
        vm.Run();
        vm.SetInput("tax", 0.5);
        vm.SetInput("country", "CH");
        vm.SetInput<ReadOnlySpan<double>>("prices", [1, 2]);
        vm.SetInput("unused", 4L);
        vm.Run();
        vm.SetInput("tax", 1.0);
        vm.Run();
        vm.GetFunction<double, double>("gross")(4).Should().Be(8);
        System.Text.Encoding.UTF8.GetString(output.ToArray()).Should().Be(" 0.0 [] 0.0 1\nCH 0.5 [1.0, 2.0] 4.5 1\nCH 1.0 [1.0, 2.0] 6.0 1\n");
    }

    [Fact]
    public void Script_cannot_assign_an_input_but_may_declare_a_variable_of_that_name()
    {
        Compilation.Compile("a.tl", "tax = 2.0", new CompilationOptions { Host = NewHost() }).Diagnostics.Should().ContainSingle()
            .Which.Message.Should().Be("`tax` is an input of the host and cannot be assigned");
        Compilation.Compile("a.tl", "fn f() { tax += 1 }", new CompilationOptions { Host = NewHost() }).Success.Should().BeFalse();
        Embed.Run("let tax = 1\ntax += 1\nprint(tax)", NewHost()).Should().Be("2\n");
    }

    [Fact]
    public void Wrong_inputs_are_refused()
    {
        using Vm vm = Embed.NewVm("print(tax)", NewHost());
        vm.Invoking(v => v.SetInput("tax", 1L)).Should().Throw<ArgumentException>().WithMessage("The input tax is float, not int.*");
        vm.Invoking(v => v.SetInput("taxes", 1.0)).Should().Throw<ArgumentException>().WithMessage("No input taxes*");
    }

    [Fact]
    public void Exported_globals_are_read()
    {
        var options = new CompilationOptions { GlobalExports = ["count", "names", "ratio"] };
        using var vm = new Vm(Compilation.Compile("a.tl", "let count = 3\nlet names = [\"a\", \"b\"]\nlet ratio = 0.5\nlet own = 1\nprint(own)", options).EnsureSuccess());
        vm.GetGlobal<long>("count").Should().Be(0);
        vm.Run();
        vm.GetGlobal<long>("count").Should().Be(3);
        vm.GetGlobal<string[]>("names").Should().Equal("a", "b");
        vm.GetGlobal<double>("ratio").Should().Be(0.5);
        vm.Invoking(v => v.GetGlobal<long>("own")).Should().Throw<ArgumentException>()
            .WithMessage("The module does not export own: int. It exports count: int, names: string[], ratio: float. Top-level variables*");
    }

    [Fact]
    public void Elements_of_exported_arrays_are_copied_into_spans()
    {
        var options = new CompilationOptions { GlobalExports = ["xs", "ns", "bs"] };
        using var vm = new Vm(Compilation.Compile("a.tl", "let xs = [0.5, 1.5]\nlet ns = [1, 2, 3]\nlet bs = [true]", options).EnsureSuccess());
        Span<double> xs = stackalloc double[3];
        vm.CopyGlobal("xs", xs).Should().Be(0);
        vm.Run();
        vm.CopyGlobal("xs", xs).Should().Be(2);
        xs.ToArray().Should().Equal(0.5, 1.5, 0);
        Span<long> ns = stackalloc long[2];
        vm.CopyGlobal("ns", ns).Should().Be(3);
        ns.ToArray().Should().Equal(1, 2);
        Span<bool> bs = stackalloc bool[1];
        vm.CopyGlobal("bs", bs).Should().Be(1);
        bs[0].Should().BeTrue();
        vm.Invoking(v => v.CopyGlobal("ns", new double[1])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Reset_makes_a_vm_as_new()
    {
        ScriptHost host = NewHost();
        using Vm vm = Embed.NewVm("let n = 0\nfn next() -> int { n += 1 return n }\nfn t() -> float => tax\nn = 10", host);
        Func<long> next = vm.GetFunction<long>("next");
        vm.SetInput("tax", 2.0);
        vm.Run();
        next().Should().Be(11);
        vm.Reset();
        next().Should().Be(1);
        vm.GetFunction<double>("t")().Should().Be(0);
    }
}
