using Lang.Frontend;
using Lang.Frontend.Semantics;
using Lang.Native;

namespace Lang.Api.Tests;

/// <summary>Functions of scripts as C# delegates.</summary>
public sealed class ScriptFunctionTests
{
    public static TheoryData<ExecutionTier, bool> Tiers => Embed.Tiers;

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Numbers_go_in_and_come_out(ExecutionTier tier, bool collectAlways)
    {
        using Vm vm = Embed.NewVm("""
            fn mix(a: int, b: float, c: bool) -> float => c ? a + b : b
            fn is_even(n: int) -> bool => n % 2 == 0
            fn eight(a: int, b: int, c: int, d: int, e: int, f: int, g: int, h: int) -> int => ((((((a * 2 + b) * 2 + c) * 2 + d) * 2 + e) * 2 + f) * 2 + g) * 2 + h
            """, options: new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways });
        Func<long, double, bool, double> mix = vm.GetFunction<long, double, bool, double>("mix");
        Func<long, bool> isEven = vm.GetFunction<long, bool>("is_even");
        var eight = vm.GetFunction<long, long, long, long, long, long, long, long, long>("eight");
        for (int i = 0; i < 3000; i++)
        {
            mix(i, 0.5, true).Should().Be(i + 0.5);
            isEven(i).Should().Be(i % 2 == 0);
        }
        eight(1, 0, 1, 0, 1, 0, 1, 1).Should().Be(0b10101011);
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Strings_and_arrays_are_copied_in_and_out(ExecutionTier tier, bool collectAlways)
    {
        using Vm vm = Embed.NewVm("""
            fn greet(name: string, marks: int) -> string { let s = "hello " + name for _i in 0..marks { s += "!" } return s }
            fn squares(xs: int[]) -> int[] { let r: int[] = [] for x in xs { r.push(x * x) } return r }
            fn halves(xs: float[]) -> float[] { for i in 0..xs.len() { xs[i] = xs[i] / 2 } return xs }
            fn flip(xs: bool[]) -> bool[] { for i in 0..xs.len() { xs[i] = !xs[i] } return xs }
            fn sort(xs: string[], sep: string) -> string[] { let r: string[] = [] for x in xs { r.push(sep + x) } return r }
            fn nothing() -> string[] => []
            """, options: new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways });
        vm.GetFunction<string, long, string>("greet")("Zoë", 2).Should().Be("hello Zoë!!");
        vm.GetFunction<long[], long[]>("squares")([1, 2, 3]).Should().Equal(1, 4, 9);
        vm.GetFunction<double[], double[]>("halves")([1, 3]).Should().Equal(0.5, 1.5);
        vm.GetFunction<bool[], bool[]>("flip")([true, false]).Should().Equal(false, true);
        vm.GetFunction<string[], string, string[]>("sort")(["a", "", new string('x', 1000)], "-").Should().Equal("-a", "-", "-" + new string('x', 1000));
        vm.GetFunction<string[]>("nothing")().Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Tiers))]
    public void Spans_go_in_and_changes_come_back(ExecutionTier tier, bool collectAlways)
    {
        using Vm vm = Embed.NewVm("""
            fn total(xs: float[]) -> float { let s = 0.0 for x in xs { s += x } return s }
            fn scale(xs: float[], ys: int[], by: float) { for i in 0..xs.len() { xs[i] = xs[i] * by ys[i] = i } xs.push(99.0) }
            """, options: new VmOptions { Tier = tier, CollectAtEveryAllocation = collectAlways });
        ReadOnlySpan<double> prices = stackalloc double[] { 1, 2, 3.5 };
        vm.GetFunction<ReadOnlySpan<double>, double>("total")(prices).Should().Be(6.5);
        Span<double> xs = stackalloc double[] { 1, 2 };
        Span<long> ys = stackalloc long[] { 7, 7 };
        vm.GetAction<Span<double>, Span<long>, double>("scale")(xs, ys, 10);
        xs.ToArray().Should().Equal(10, 20);
        ys.ToArray().Should().Equal(0, 1);
    }

    [Fact]
    public void Action_drops_a_result()
    {
        using Vm vm = Embed.NewVm("let n = 0\nfn add(k: int) -> int { n += k return n }\nfn get() -> int => n");
        vm.GetAction<long>("add")(5);
        vm.GetFunction<long>("get")().Should().Be(5);
    }

    [Fact]
    public void Functions_without_types_are_exported_on_request_once_for_each_request()
    {
        var options = new CompilationOptions
        {
            Exports = [new ExportRequest("twice", [TlType.Int]), new ExportRequest("twice", [TlType.String]), new ExportRequest("twice", [TlType.ArrayOf(TlType.Int)])],
        };
        using var vm = new Vm(Compilation.Compile("a.tl", "fn twice(x) => [x, x]", options).EnsureSuccess());
        vm.GetFunction<long, long[]>("twice")(4).Should().Equal(4, 4);
        vm.GetFunction<string, string[]>("twice")("a").Should().Equal("a", "a");
        vm.Invoking(v => v.GetFunction<double, double[]>("twice")).Should().Throw<ArgumentException>().WithMessage(
            "The module does not export twice(float) -> float[]. It exports twice(int) -> int[], twice(string) -> string[], twice(int[]) -> int[][]. Functions*");
    }

    [Fact]
    public void What_is_not_exported_is_refused_with_a_list_of_what_is()
    {
        using Vm vm = Embed.NewVm("fn area(w: float, h: float) -> float => w * h\nfn log(s: string) { }\nfn other(x) => x");
        vm.Invoking(v => v.GetFunction<double, double>("area")).Should().Throw<ArgumentException>().WithMessage(
            "The module does not export area(float) -> float. It exports area(float, float) -> float, log(string). Functions whose parameters have no written types*");
        vm.Invoking(v => v.GetFunction<double, double, long>("area")).Should().Throw<ArgumentException>();
        vm.Invoking(v => v.GetFunction<long, long>("other")).Should().Throw<ArgumentException>();
        vm.Invoking(v => v.GetFunction<int, int>("other")).Should().Throw<ArgumentException>().WithMessage("System.Int32 does not go to scripts*");
    }

    [Fact]
    public void Null_is_no_argument_and_leaves_the_vm_usable()
    {
        using Vm vm = Embed.NewVm("fn f(a: string[], s: string) -> int => a.len() + s.len()");
        Func<string[], string, long> f = vm.GetFunction<string[], string, long>("f");
        f.Invoking(call => call(["a"], null!)).Should().Throw<ArgumentNullException>();
        f.Invoking(call => call([null!], "")).Should().Throw<ArgumentNullException>();
        f(["a"], "bc").Should().Be(3);
    }

    [Fact]
    public void Arguments_count_for_the_heap_limit()
    {
        using Vm vm = Embed.NewVm("fn f(a: float[]) -> int => a.len()", options: new VmOptions { HeapLimit = 1 << 20 });
        Func<double[], long> f = vm.GetFunction<double[], long>("f");
        f.Invoking(call => call(new double[1 << 20])).Should().Throw<ScriptMemoryException>();
        for (int i = 0; i < 100; i++)
            f(new double[10_000]).Should().Be(10_000);
    }

    [Fact]
    public void Delegate_of_a_disposed_vm_says_so()
    {
        Vm vm = Embed.NewVm("fn f(a: int) -> int => a\nfn g(a: string) -> string => a");
        Func<long, long> f = vm.GetFunction<long, long>("f");
        Func<string, string> g = vm.GetFunction<string, string>("g");
        vm.Dispose();
        f.Invoking(call => call(1)).Should().Throw<ObjectDisposedException>();
        g.Invoking(call => call("")).Should().Throw<ObjectDisposedException>();
        vm.Invoking(v => v.GetFunction<long, long>("f")).Should().Throw<ObjectDisposedException>();
        vm.Invoking(v => v.GetAction<long>("f")).Should().Throw<ObjectDisposedException>();
    }
}
