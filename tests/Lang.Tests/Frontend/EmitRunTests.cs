using System.Text;
using Lang.Frontend;
using Lang.Native;

namespace Lang.Tests.Frontend;

/// <summary>Source to output: what emitted code does where its shape is not obvious.</summary>
public sealed class EmitRunTests
{
    private const string Largest = "9223372036854775807", Smallest = "-9223372036854775808";

    [Theory]
    [InlineData("0..3", "0 1 2 ")]
    [InlineData("3..0", "")]
    [InlineData("0..=3", "0 1 2 3 ")]
    [InlineData("3..=2", "")]
    [InlineData("0..=9 step 3", "0 3 6 9 ")]
    [InlineData("0..9 step 3", "0 3 6 ")]
    [InlineData("3..0 step -1", "3 2 1 ")]
    [InlineData("3..=0 step -1", "3 2 1 0 ")]
    [InlineData("9..0 step -4", "9 5 1 ")]
    [InlineData("0..5 step -1", "")]
    [InlineData($"9223372036854775805..={Largest}", "9223372036854775805 9223372036854775806 9223372036854775807 ")]
    [InlineData($"9223372036854775805..{Largest}", "9223372036854775805 9223372036854775806 ")]
    [InlineData($"9223372036854775800..={Largest} step 5", "9223372036854775800 9223372036854775805 ")]
    [InlineData($"-9223372036854775807..={Smallest} step -1", "-9223372036854775807 -9223372036854775808 ")]
    [InlineData($"-9223372036854775800..{Smallest} step -5", "-9223372036854775800 -9223372036854775805 ")]
    [InlineData($"0..{Largest} step {Largest}", "0 ")]
    [InlineData($"0..={Largest} step {Largest}", "0 9223372036854775807 ")]
    public void Range_visits_its_values_whether_its_parts_are_constants_or_not(string range, string values)
    {
        Run($"for i in {range} {{ write(i, \"\") }}").Should().Be(values);
        string[] parts = range.Split(["..=", "..", " step "], StringSplitOptions.None);
        string dots = range.Contains("..=", StringComparison.Ordinal) ? "..=" : "..", step = parts.Length > 2 ? " step s" : "";
        string function = $"fn go(a, b, s) {{ for i in a{dots}b{step} {{ if s == 77 {{ continue }} write(i, \"\") }} }}";
        Run($"{function}\ngo({parts[0]}, {parts[1]}, {(parts.Length > 2 ? parts[2] : "1")})").Should().Be(values);
    }

    [Theory]
    [InlineData("let x = 1 let f = fn() { x += 1 return x } print(x, f(), x, f())", "1 2 2 3\n")]
    [InlineData("let a = [1] print(a, a.pop(), a)", "[] 1 []\n")]
    [InlineData("fn f(x) { write(\"f\") return x } print(f(1), \"and\", f(2.5), f(true))", "fff1 and 2.5 true\n")]
    [InlineData("print() write() print(\"\") write(\"a\", 1)", "\n\na 1")]
    [InlineData("fn named(x) => x print(named, fn(x) => x, string(named) + string(len))", "fn named fn fn namedfn len\n")]
    public void Print_evaluates_first_and_writes_then(string source, string output) => Run(source).Should().Be(output);

    [Theory]
    [InlineData("let fs: (fn() -> int)[] = [] for i in 0..3 { let k = i fs.push(fn() { k += 1 return k * 10 + i }) } for f in fs { write(f(), f(), \"\") }", "10 20 21 31 32 42 ")]
    [InlineData("fn outer(p) { fn inc() { p += 1 return p } inc() return inc() + p } print(outer(1))", "6\n")]
    [InlineData("fn count(n) { fn down(k) { return k == 0 ? n : down(k - 1) } return down(5) } print(count(7))", "7\n")]
    [InlineData("fn outer() { let k = 1 fn a(x) => x + k fn b(x) => a(x) * 2 let c = fn(x) => b(a(x)) return c(1) } print(outer())", "6\n")]
    [InlineData("let twice = fn(f, x) => f(f(x)) fn go() => twice(fn(x) => x * 3, 2) print(go(), twice(abs, -4))", "18 4\n")]
    public void Closures_share_cells_and_capture_functions(string source, string output) => Run(source).Should().Be(output);

    [Fact]
    public void Unset_function_is_reported_after_its_arguments()
    {
        Run("fn go() { return f(g()) } fn g() { write(\"g \") return 1 } go() let f = fn(x) => x").Should().Be("g the function value is not set");
        Run("fn go() { return f(g()) } fn g() { write(\"g \") return 1 } go() let k = [1] let f: fn(int) -> int = fn(x) => x + k[0]").Should().Be("g the function value is not set");
    }

    [Fact]
    public void Step_of_zero_is_an_error_even_of_an_empty_range()
    {
        Run("for i in 5..0 step 0 { print(i) }").Should().Be("the step of a range is 0");
        Run("fn go(s) { for i in 5..0 step s { print(i) } } go(0)").Should().Be("the step of a range is 0");
    }

    [Fact]
    public void Deep_operands_keep_their_values_while_the_stack_is_moved()
    {
        string nested = string.Concat(Enumerable.Range(0, 900).Select(i => $"f({i}, {i % 7}, ")) + "0" + new string(')', 900);
        long expected = Enumerable.Range(0, 900).Sum(i => (long)i - i % 7);
        Run($"fn f(a, b, c) => a - b + c\nprint({nested})").Should().Be($"{expected}\n");
    }

    [Fact]
    public void Conditions_keep_the_meaning_of_nan()
    {
        Run("let n = 0.0 / 0.0 print(!(n < 1.0), n < 1.0 || n >= 1.0, n != n) if !(n < 1.0) { print(\"not less\") } while n >= 0.0 { print(\"never\") }")
            .Should().Be("true false true\nnot less\n");
    }

    private static string Run(string source)
    {
        CompilationResult compiled = Compilation.Compile("x.tl", source);
        compiled.Diagnostics.Where(diagnostic => diagnostic.Code[0] == 'E').Should().BeEmpty();
        using var output = new MemoryStream();
        using var vm = new Vm(compiled.Verified!, new VmOptions { Output = output });
        string error = "";
        try
        {
            vm.Run();
        }
        catch (ScriptException exception)
        {
            error = exception.Message;
        }
        return Encoding.UTF8.GetString(output.ToArray()) + error;
    }
}
