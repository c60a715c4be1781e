using System.Text;
using Lang.Native;
using Lang.Tests.Interpreter;

namespace Lang.Tests.Native;

/// <summary>Objects whose allocation was removed are there when optimised code is left: as they were, once each, whatever the heap looks like.</summary>
public sealed class RemovedAllocationTests
{
    private const string Array = """
        fn f(x: int, k: int) -> string {
            let a = [x, x * 2, 7]
            let b = a
            a[1] += k
            let q = 100 / k
            b[0] = q
            return string(a[0]) + " " + string(b[1]) + " " + string(a.len())
        }
        """;

    private const string Flags = """
        fn f(x: int, k: int) -> string {
            let a = [x > 3, false]
            let f = [0.5, 1.5]
            a[1] = x / k > 2
            f[0] += float(x % k)
            return string(a[0]) + " " + string(a[1]) + " " + string(f[0] * f[1])
        }
        """;

    private const string Cell = """
        fn f(x: int, k: int) -> string {
            let n = x
            let add = fn(by: int) { n += by / k }
            add(10)
            let m = n
            add(n % k)
            return string(n) + " " + string(m)
        }
        """;

    private const string TwoClosures = """
        fn f(x: int, k: int) -> string {
            let n = x
            let text = "a"
            let add = fn(by: int) -> int {
                n += by / k
                text = text + "b"
                return n
            }
            let read = fn() => n % k + 1
            let s = 0
            for i in 0..=k { s += add(i) * read() }
            return string(s) + " " + string(n) + text
        }
        """;

    private const string Nested = """
        fn f(x: int, k: int) -> string {
            let pair = [x, 1]
            let swap = fn() {
                let old = pair[0]
                pair[0] = pair[1] / k
                pair[1] = old % k
            }
            let twice = fn() { swap()
                swap() }
            twice()
            swap()
            return string(pair[0]) + " " + string(pair[1])
        }
        """;

    public static TheoryData<string> Scripts => [Array, Flags, Cell, TwoClosures, Nested];

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Interpreter_goes_on_with_the_object_at_whichever_check_code_is_left(string function)
    {
        string source = function + "\nlet last = \"\"\nlet ks = [1, 2, 3, 4]\nfor i in 0..60 { last = f(i, ks[i % 4])\n if i % 7 == 0 { print(last) } }\nprint(last)";
        Run(source, new VmOptions { Tier = ExecutionTier.Interpreter }, out string expected);
        long exits = 0;
        for (int check = 1; check <= 60; check++)
        {
            var options = new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true, FailingCheck = check, CollectAtEveryAllocation = check % 2 == 0 };
            exits += Run(source, options, out string output).Exits;
            output.Should().Be(expected, $"check {check} fails");
        }
        exits.Should().BePositive();
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Error_comes_with_the_same_message_and_trace(string function)
    {
        string source = function + "\nfor i in 0..60 { f(i, 3) }\nprint(f(5, 0))";
        Action interpreted = () => Run(source, new VmOptions { Tier = ExecutionTier.Interpreter }, out _);
        Action optimized = () => Run(source, new VmOptions { Tier = ExecutionTier.Optimizing, ChecksCompiler = true }, out _);
        string[] expected = TextOf(interpreted);
        expected[0].Should().Contain("division by zero");
        expected.Should().HaveCountGreaterThan(2);
        TextOf(optimized).Should().Equal(expected);
    }

    // The message and the script's part of the trace.
    private static string[] TextOf(Action failing) =>
        [.. failing.Should().Throw<ScriptException>().Which.ToString().Split('\n').Where(line => !line.Contains(".cs:") && !line.Contains("FluentAssertions"))];

    [Fact]
    public void Loop_over_objects_that_stay_inside_allocates_nothing()
    {
        const string Source = """
            fn divide(a: int, b: int) -> int[] { return [a / b, a % b] }
            fn sum(n: int) -> int {
                let t = 0
                let add = fn(x: int) { t += x }
                for i in 1..=n {
                    let p = divide(n, i)
                    add(p[0] - p[1])
                }
                return t
            }
            print(sum(10000))
            """;
        using var vm = new Vm(Script.Compile(Source), new VmOptions { Tier = ExecutionTier.Optimizing, Output = Stream.Null, CompilesInBackground = false });
        vm.Run();
        vm.Statistics.AllocatedBytes.Should().BeLessThan(4096);
    }

    private static NativeStatistics Run(string source, VmOptions options, out string output)
    {
        using var stream = new MemoryStream();
        using var vm = new Vm(Script.Compile(source), options with { Output = stream, CompilesInBackground = false });
        vm.Run();
        output = Encoding.UTF8.GetString(stream.ToArray());
        return vm.Statistics.Native;
    }
}
