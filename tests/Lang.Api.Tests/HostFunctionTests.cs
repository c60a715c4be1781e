using System.Runtime.InteropServices;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Hosting;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>C# functions that scripts call.</summary>
public sealed class HostFunctionTests
{
    public static TheoryData<ExecutionTier, bool> Tiers => Embed.Tiers;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Values_of_every_type_go_in_and_come_back(ExecutionTier tier, bool collectAlways)
    {
        var host = new ScriptHost();
        host.Register("int", (long n) => -n);
        host.Register("float", (double x) => x / 2);
        host.Register("bool", (bool b) => !b);
        host.Register("text", (string s) => $"<{s}é>");
        host.Register("ints", (long[] a) => a.Reverse().ToArray());
        host.Register("floats", (double[] a) => a.Select(x => x * 2).ToArray());
        host.Register("bools", (bool[] a) => a.Append(true).ToArray());
        host.Register("texts", (string[] a) => a.Select(s => s + "!").ToArray());
        const string source = """
            fn all(i) {
                let s = text("a" + string(i))
                print(int(i), float(0.5), bool(i > 1), s, s.len())
                print(ints([1, 2, i]), floats([0.25, 1.5]), bools([false]), texts(["x", s, ""]))
            }
            for i in 0..3 { all(i) }
            """;
        string expected = string.Concat(Enumerable.Range(0, 3).Select(i => $"""
            {-i} 0.25 {(i > 1 ? "false" : "true")} <a{i}é> 6
            [{i}, 2, 1] [0.5, 3.0] [false, true] ["x!", "<a{i}é>!", "!"]

            """));
        Embed.Run(source, host, new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways }).Should().Be(expected);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Spans_are_windows_onto_the_scripts_array(ExecutionTier tier, bool collectAlways)
    {
        var host = new ScriptHost();
        host.Register("sum", (ReadOnlySpan<double> a) => { double sum = 0; foreach (double x in a) sum += x; return sum; });
        host.Register("count", (ReadOnlySpan<long> a, ReadOnlySpan<bool> b) => (long)(a.Length + b.Length));
        host.Register("double_all", (Span<long> a) => { foreach (ref long n in a) n *= 2; });
        const string source = """
            fn f() {
                let a = [1, 2, 3]
                double_all(a)
                double_all(a)
                print(a, sum([0.5, 2.0]), sum([]), count(a, [true]))
                return a[2]
            }
            for i in 0..30 { f() }
            print(f())
            """;
        string line = "[4, 8, 12] 2.5 0.0 4\n";
        Embed.Run(source, host, new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways })
            .Should().Be(string.Concat(Enumerable.Repeat(line, 31)) + "12\n");
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Eight_parameters_go_in_order(ExecutionTier tier, bool collectAlways)
    {
        var host = new ScriptHost();
        host.Register("eight", (long a, double b, string c, bool d, long e, double f, string g, long[] h) => $"{a}{b}{c}{d}{e}{f}{g}{h.Length}");
        Embed.Run("fn f() => eight(1, 2.5, \"c\", true, 5, 6.5, \"g\", [7])\nfor i in 0..3 { print(f()) }", host,
            new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways }).Should().Be("12.5cTrue56.5g1\n12.5cTrue56.5g1\n12.5cTrue56.5g1\n");
    }

    [Fact]
    public void Host_function_is_a_value_too()
    {
        var host = new ScriptHost();
        host.Register("twice", (long n) => 2 * n);
        Embed.Run("fn map(f, xs) { let r = [] for x in xs { r.push(f(x)) } return r }\nprint(map(twice, [1, 2]), 3.twice())", host)
            .Should().Be("[2, 4] 6\n");
    }

    [Fact]
    public void Scripts_own_names_win()
    {
        var host = new ScriptHost();
        host.Register("area", (double r) => 0.0);
        host.Register("sqrt", (double r) => 7.0);
        Embed.Run("fn area(r) => r * r\nprint(area(3), sqrt(4.0))", host).Should().Be("9 7.0\n");
    }

    [Fact]
    public void Wrong_calls_are_compile_errors_that_show_the_signature()
    {
        var host = new ScriptHost();
        host.Register("rate", (long year, string country) => 0.5);
        Errors("print(rate(\"CH\", 2026))", host).Should().Equal(
            "expected int, got string | expected (int, string): the host declares `rate(int, string) -> float`",
            "expected string, got int | expected (int, string): the host declares `rate(int, string) -> float`");
        Errors("print(rate(2026))", host).Should().Equal(
            "`rate` takes 2 arguments, got 1 | expected (int, string): the host declares `rate(int, string) -> float`");
        Errors("print(rates(2026, \"CH\"))", host).Should().Equal("`rates` is not defined");
        Compilation.Compile("a.tl", "print(rates(1, \"CH\"))", new CompilationOptions { Host = host }).Diagnostics[0].Hint.Should().Be("did you mean `rate`?");
    }

    [Fact]
    public void Int_widens_to_a_float_parameter()
    {
        var host = new ScriptHost();
        host.Register("half", (double x) => x / 2);
        Embed.Run("print(half(3))", host).Should().Be("1.5\n");
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Null_from_a_host_function_is_its_failure(ExecutionTier tier, bool collectAlways)
    {
        var host = new ScriptHost();
        host.Register("name", (long i) => i < 3 ? "x" : null!);
        host.Register("names", () => new string[] { "a", null! });
        var options = new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways };
        using Vm vm = Embed.NewVm("for i in 0..5 { print(name(i)) }", host, options);
        vm.Invoking(v => v.Run()).Should().Throw<HostFunctionException>().WithInnerException<ArgumentNullException>();
        using Vm other = Embed.NewVm("print(names())", host, options);
        other.Invoking(v => v.Run()).Should().Throw<HostFunctionException>().WithInnerException<ArgumentNullException>();
    }

    [Fact]
    public void Names_and_types_that_scripts_do_not_have_are_refused()
    {
        var host = new ScriptHost();
        host.Register("f", (long n) => n);
        host.Invoking(h => h.Register("f", () => 1L)).Should().Throw<ArgumentException>().WithMessage("'f' is registered already*");
        host.Invoking(h => h.DeclareInput<long>("f")).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Register("2f", () => 1L)).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Register("a b", () => 1L)).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Register("g", (int n) => 1L)).Should().Throw<ArgumentException>().WithMessage("System.Int32 does not go to scripts*");
        host.Invoking(h => h.RegisterSlots("h", [HostType.String], HostType.Int, _ => 0)).Should().Throw<ArgumentException>();
        host.Invoking(h => h.Register("g", (Func<long>)null!)).Should().Throw<ArgumentNullException>();
        host.Functions.Select(function => function.ToString()).Should().Equal("f(int) -> int");
    }

    [Fact]
    public void Keywords_are_refused_by_name()
    {
        var host = new ScriptHost();
        foreach (string keyword in (string[])["while", "true", "struct", "nil"])
        {
            host.Invoking(h => h.Register(keyword, (long n) => n)).Should().Throw<ArgumentException>()
                .WithMessage($"'{keyword}' can't be a name in a script: it is a keyword.*");
            host.Invoking(h => h.DeclareInput<long>(keyword)).Should().Throw<ArgumentException>();
            host.Invoking(h => h.RegisterSlots(keyword, [], HostType.Int, _ => 0)).Should().Throw<ArgumentException>();
        }
        // The one word of the grammar that is a name besides.
        host.Register("step", (long n) => n + 1);
        Embed.Run("print(step(1))", host).Should().Be("2\n");
    }

    [Fact]
    public void Vm_refuses_a_host_that_does_not_fit()
    {
        var compiled = new ScriptHost();
        compiled.Register("f", (long n) => n);
        var module = Embed.Compile("print(f(1))", compiled);
        FluentActions.Invoking(() => new Vm(module)).Should().Throw<ArgumentException>().WithMessage("*the host function f*");
        var other = new ScriptHost();
        other.Register("f", (string s) => s);
        FluentActions.Invoking(() => new Vm(module, new VmOptions { Host = other })).Should().Throw<ArgumentException>()
            .WithMessage("The module was compiled for the host function f(int) -> int, but the host has f(string) -> string.*");
    }

    [Fact]
    public unsafe void Unmanaged_function_is_called_without_a_detour()
    {
        var host = new ScriptHost();
        host.Register("add", (long a, long b) => a + b).Address = (nint)(delegate* unmanaged<long, long, long>)&Add;
        Embed.Run("let s = 0\nfor i in 0..5000 { s = add(s, i) }\nprint(s)", host).Should().Be("12497500\n");
        host.Invoking(h => h.Register("shout", (string s) => s).Address = 1).Should().Throw<InvalidOperationException>();
    }

    [UnmanagedCallersOnly]
    private static long Add(long a, long b) => a + b;

    private static IEnumerable<string> Errors(string text, ScriptHost host) =>
        Compilation.Compile("a.tl", text, new CompilationOptions { Host = host }).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => string.Join(" | ", diagnostic.Notes.Select(note => note.Message).Prepend(diagnostic.Message)));
}
