using System.Text.RegularExpressions;

namespace Lang.Tests.Cli;

/// <summary>What <c>lang run</c> says of its compilers: <c>--stats</c> and <c>--trace-jit</c>, with every number written N.</summary>
public sealed partial class CompilerReportTests : IDisposable
{
    private const string Program = """
        fn twice(n: int) -> int => n * 2
        fn get(a: int[], i: int) -> int => a[i]
        let sum = 0
        for i in 0..300 { sum += twice(i) + get([i], 0) }
        print(sum)
        print(get([1], 1))

        """;

    private readonly TemporaryDirectory _directory = new();

    public CompilerReportTests() => _directory.Write("report.tl", Program);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Statistics_of_the_interpreter_name_no_compiler() => ErrorOf("--stats", "--tier", "interpreter").Should().Be("""
        report.tl:N:N: error[RN]: index N is out of bounds: the array has N element
            N | fn get(a: int[], i: int) -> int => a[i]
              |                                    ^^^^
          at get (report.tl:N:N)
          at script (report.tl:N:N)
        compile   N ms
        run       N ms
        tiers     interpreter
        calls     N by the interpreter
        output    N bytes
        heap      N bytes at most, N bytes allocated, N collections

        """);

    [Fact]
    public void Statistics_of_machine_code_tell_what_was_compiled_entered_left_and_evicted() =>
        ErrorOf("--stats", "--fuel", "1000", "--tier", "template").Should().EndWith("""
        compile   N ms
        run       N ms
        tiers     template: N functions; optimizing: N functions, N loops; N bytes of code
        jit       N compilations, N ms, N ns and N bytes an instruction
        jit       N loops entered, N frames left, N functions evicted, N invalidated
        calls     N by the interpreter
        fuel      N units
        output    N bytes
        heap      N bytes at most, N bytes allocated, N collections

        """);

    [Fact]
    public void Trace_tells_each_decision_when_everything_is_compiled_at_once() => TraceOf("--tier", "template").Should().Equal(
        "jit: script: compiled, N instructions, N bytes",
        "jit: twice: compiled, N instructions, N bytes",
        "jit: get: compiled, N instructions, N bytes",
        "jit: get: leaves native code at N");

    [Fact]
    public void Trace_tells_of_loops_that_go_on_in_native_code() => TraceOf("--call-threshold", "20", "--loop-threshold", "30").Should().Equal(
        "jit: twice: compiled, N instructions, N bytes",
        "jit: get: compiled, N instructions, N bytes",
        "jit: script: compiled, N instructions, N bytes",
        "jit: script: loop at N goes on in native code",
        "jit: get: leaves native code at N");

    [Fact]
    public void Trace_tells_what_is_freed_to_make_room()
    {
        const int Functions = 400;
        _directory.Write("report.tl", string.Concat(Enumerable.Range(0, Functions).Select(i =>
            $"fn f{i}(a: int, b: int) -> int => a * {i + 3} + b % 17 * a - a / 5 + b / 7 + a % 9\n"))
            + string.Concat(Enumerable.Range(0, Functions).Select(i => $"let r{i} = f{i}({i}, 2) + f{i}(1, {i})\n")));
        TraceOf("--tier", "template", "--code-cache", "64KB").Should().Contain("jit: fN: code freed");
    }

    [Fact]
    public void Machine_code_is_shown_for_either_convention_and_written_to_a_file()
    {
        _directory.Lang("emit", "--asm", "--abi", "win64", "-o", "win64.asm", "report.tl").ErrorText.Should().BeEmpty();
        File.ReadAllText(_directory.PathOf("win64.asm")).Should().Be(_directory.Lang("emit", "--asm", "--abi", "win64", "report.tl").OutputText)
            .And.NotBe(_directory.Lang("emit", "--asm", "--abi", "sysv", "report.tl").OutputText)
            .And.Contain("twice: ").And.Contain("; 1: fn twice(n: int) -> int => n * 2\n").And.Contain("LOAD_VAR n").And.Contain("call qword ptr [entry get]");
    }

    [Fact]
    public void Optimised_code_is_shown_with_the_bytecode_that_may_leave_or_call() =>
        _directory.Lang("emit", "--asm", "--tier", "optimizing", "--abi", "sysv", "report.tl").OutputText.Should().Contain("""
                    e  mov rbp, rsp
            ; 2: fn get(a: int[], i: int) -> int => a[i]
            ;   4 ARRAY_GET
                   11  cmp rsi, [rdi + 8]
            """);

    [Theory]
    [InlineData("--asm")]
    [InlineData("--asm --tier optimizing")]
    public void Machine_code_is_shown_as_it_counts_fuel(string options)
    {
        string[] arguments = ["emit", .. options.Split(' ')];
        _directory.Lang([.. arguments, "--fuel", "report.tl"]).OutputText.Should().Contain("sub qword ptr [budget], 1");
        _directory.Lang([.. arguments, "report.tl"]).OutputText.Should().NotContain("[budget]");
    }

    [Fact]
    public void Intermediate_form_is_shown_as_it_counts_fuel() => _directory.Lang("emit", "--ir", "--fuel", "report.tl").OutputText.Should().Contain("poll @s0");

    /// <summary>The sum belongs in one register, its square in the other one's place: the next round waits for no move.</summary>
    [Fact]
    public void Optimised_code_copies_what_is_squared_next_instead_of_moving_it_there_and_back()
    {
        _directory.Write("squares.tl", """
            fn f(n: int, c: float) -> float {
                let x = 0.5
                let square = 0.25
                let i = 0
                while i < n && square < 4.0 {
                    x = square - x + c
                    square = x * x
                    i += 1
                }
                return square
            }
            print(f(3, 0.1))
            """);
        _directory.Lang("emit", "--asm", "--tier", "optimizing", "squares.tl").OutputText
            .Should().MatchRegex("subsd (xmm\\d+), (xmm\\d+)\n.* addsd \\1, xmm\\d+\n.* movapd \\2, \\1\n.* mulsd \\1, \\1\n");
    }

    [Fact]
    public void Optimised_code_compares_memory_with_a_constant_in_place()
    {
        _directory.Write("long.tl", "fn size(a: int[]) -> int { if a.len() > 3 { return 7 }\n return 9 }\nprint(size([1]))\n");
        string text = _directory.Lang("emit", "--asm", "--tier", "optimizing", "--abi", "sysv", "long.tl").OutputText;
        text.Should().Contain("cmp qword ptr [rdi + 8], 3");
    }

    [Fact]
    public void Optimised_code_tests_a_bool_of_an_array_in_place()
    {
        _directory.Write("bools.tl", "fn first(a: bool[]) -> int {\nlet i = 0\nwhile i < a.len() && !a[i] { i += 1 }\nreturn i }\nprint(first([true]))\n");
        string text = _directory.Lang("emit", "--asm", "--tier", "optimizing", "--abi", "sysv", "bools.tl").OutputText;
        text.Should().Contain("cmp byte ptr [").And.NotContain("movzx");
    }

    [Fact]
    public void Loop_keeps_its_registers_around_a_call_that_few_rounds_reach()
    {
        _directory.Write("rare.tl", """
            fn count(n: int, a: bool[], b: bool[], c: bool[]) -> int {
                let found = 0
                for i in 0..n {
                    if a[i] && b[n - i] && c[i ^ n] { found += count(n / 2, a, b, c) }
                }
                return found
            }
            print(count(0, [], [], []))
            """);
        string text = _directory.Lang("emit", "--asm", "--tier", "optimizing", "--abi", "sysv", "rare.tl").OutputText;
        string function = text[text.IndexOf("count: ", StringComparison.Ordinal)..], call = "call qword ptr [entry count]";
        int ret = function.IndexOf("  ret\n", StringComparison.Ordinal);
        function.IndexOf(call, StringComparison.Ordinal).Should().BeGreaterThan(ret, "it stands out of the way");
        function[..ret].Should().NotContain("mov [rbp", "nothing is stored but around the call");
    }

    [Fact]
    public void Intermediate_form_is_shown_as_built_after_a_pass_and_at_the_end()
    {
        string built = _directory.Lang("emit", "--ir=built", "report.tl").OutputText, last = _directory.Lang("emit", "--ir", "report.tl").OutputText;
        built.Should().Contain("; twice\nfunction 1\n").And.Contain("const int 2").And.Contain("@s0").And.NotBe(last);
        last.Should().Contain("; get\n").And.Contain("guard v");
        _directory.Lang("emit", "--ir=dead-code-3", "report.tl").OutputText.Should().Be(last, "it is the last pass");
        _directory.Lang("emit", "--ir=nonsense", "report.tl").ExitCode.Should().Be(2);
    }

    [Fact]
    public void Flow_is_drawn_for_graphviz() => _directory.Lang("emit", "--cfg", "report.tl").OutputText
        .Should().StartWith("digraph \"script\" {\n").And.Contain("  b0 -> b10;\n").And.Contain(" [label=false];\n").And.Contain("digraph \"twice\" {\n");

    private string[] TraceOf(params string[] options) =>
        [.. ErrorOf([.. options, "--trace-jit"]).Split('\n').Where(line => line.StartsWith("jit: ", StringComparison.Ordinal))];

    private string ErrorOf(params string[] options) =>
        Number().Replace(_directory.Lang(["run", .. options, "report.tl"]).ErrorText, "N");

    // Numbers with fractions and thousands, also in names.
    [GeneratedRegex(@"\d[\d_,.]*(?<=\d)")]
    private static partial Regex Number();
}
