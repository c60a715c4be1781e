using Lang.Bytecode.Runtime;
using Lang.Native;

namespace Lang.Tests.Interpreter;

public class TraceTests
{
    [Fact]
    public void An_error_shows_place_line_and_calls()
    {
        const string Source = """
            fn half(n) {
                return 10 / n
            }
            let f: fn(int) -> int = fn(x: int) => half(x)
            print(f(5))
            print(f(0))
            """;
        Script.Run(Source).Should().Be("""
            2
            test.tl:2:12: error[R001]: division by zero
                2 |     return 10 / n
                  |            ^^^^^^
              at half (test.tl:2:12)
              at fn (test.tl:4:39)
              at script (test.tl:6:7)

            """);
    }

    [Fact]
    public void Equal_neighbours_are_folded() =>
        Script.Run("fn f(n) { return f(n + 1) } f(0)", new VmOptions { MaxCallDepth = 1000, Tier = ExecutionTier.Interpreter })
            .Should().EndWith("  at f (test.tl:1:18) x 1000\n  at script (test.tl:1:29)\n");

    [Fact]
    public void Long_traces_keep_20_innermost_and_5_outermost_lines()
    {
        var trace = new RuntimeErrorTrace();
        for (int i = 0; i < 100; i++)
            trace.Add($"f{i / 2}", null);
        ScriptTrace lines = trace.Finish();
        lines.Innermost.Should().HaveCount(20).And.OnlyContain(line => line.Count == 2);
        lines.Innermost[0].Function.Should().Be("f0");
        lines.Outermost.Select(line => line.Function).Should().Equal("f45", "f46", "f47", "f48", "f49");
        lines.Omitted.Should().Be(50);
    }

    [Fact]
    public void Traces_of_25_lines_are_whole()
    {
        var trace = new RuntimeErrorTrace();
        for (int i = 0; i < 25; i++)
            trace.Add($"f{i}", null);
        ScriptTrace lines = trace.Finish();
        lines.Innermost.Should().HaveCount(25);
        lines.Omitted.Should().Be(0);
    }

    [Fact]
    public void Control_characters_of_the_script_do_not_reach_the_terminal() =>
        Script.Run("error(\"a\\x1B[31m\\nb\")").Should().StartWith("test.tl:1:1: error[R011]: a\uFFFD[31m\uFFFDb\n");

    [Theory]
    [InlineData("let a = [1] print(a[3])", "R002", "index 3 is out of bounds: the array has 1 element")]
    [InlineData("print(\"ab\"[-1])", "R002", "index -1 is out of bounds: the string has 2 bytes")]
    [InlineData("let a = [1, 2] a[2] = 0", "R002", "index 2 is out of bounds: the array has 2 elements")]
    [InlineData("let a = [1, 2] print(a[1..3])", "R003", "slice 1..3 is out of bounds: the array has 2 elements")]
    [InlineData("print(\"ab\"[2..1])", "R003", "slice 2..1 is out of bounds: the string has 2 bytes")]
    [InlineData("let a = [1] a.pop() a.pop()", "R004", "cannot pop from an empty array")]
    [InlineData("let n = -2 print([0; n])", "R005", "cannot make an array of -2 elements: the count is negative")]
    [InlineData("print(int(1e20))", "R006", "cannot convert 1e+20 to int: it is out of range")]
    [InlineData("print(int(float(\"nan\")))", "R006", "cannot convert nan to int: it is not a number")]
    [InlineData("print(int(\"a\\nb\"))", "R006", "cannot convert \"a\\nb\" to int: it is not a decimal integer")]
    [InlineData("print(int(\"99999999999999999999\"))", "R006", "cannot convert \"99999999999999999999\" to int: it is out of range")]
    [InlineData("print(float(\"abc\"))", "R006", "cannot convert \"abc\" to float: it is not a number")]
    [InlineData("print(chr(-1))", "R007", "chr(-1): -1 is not a Unicode scalar value")]
    [InlineData("let s = 0 for i in 0..3 step s { }", "R008", "the step of a range is 0")]
    [InlineData("assert(1 > 2)", "R010", "assertion failed")]
    [InlineData("assert(1 > 2, \"why\")", "R010", "assertion failed: why")]
    [InlineData("print(1 % 0)", "R001", "division by zero")]
    public void Messages_are_exact(string source, string code, string message) =>
        Script.Run(source).Should().Contain($": error[{code}]: {message}\n");
}
