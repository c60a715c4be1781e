using Lang.Tests.Golden;
using Lang.Tests.Native;

namespace Lang.Tests.Cli;

public sealed class RunCommandTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Everything_after_the_file_belongs_to_the_script()
    {
        _directory.Write("show.tl", "print(args())");
        _directory.Lang("run", "show.tl", "--stats", "-e", "--", "@x", "").OutputText
            .Should().Be("[\"--stats\", \"-e\", \"--\", \"@x\", \"\"]\n");
        _directory.Lang("run", "--fuel", "1000", "show.tl", "--fuel", "1").OutputText.Should().Be("[\"--fuel\", \"1\"]\n");
        _directory.Lang("run", "--", "show.tl", "a").OutputText.Should().Be("[\"a\"]\n");
    }

    [Fact]
    public void Path_with_a_dot_or_a_slash_needs_no_command()
    {
        _directory.Write("show.tl", "print(args())");
        _directory.Lang("show.tl", "a").OutputText.Should().Be("[\"a\"]\n");
        _directory.Lang("./show.tl", "--help").OutputText.Should().Be("[\"--help\"]\n");
    }

    [Theory]
    [InlineData("2 + 3 * 4", "14\n")]
    [InlineData("-5", "-5\n")]
    [InlineData("\"a\" + 1", "a1\n")]
    [InlineData("[1.5, 2]", "[1.5, 2.0]\n")]
    [InlineData("len(\"abc\")", "3\n")]
    [InlineData("fn(x) => x", "fn\n")]
    [InlineData("print(1)", "1\n")]
    [InlineData("let x = 1  print(x + 1)", "2\n")]
    [InlineData("", "")]
    public void Code_prints_its_value_when_it_is_an_expression(string code, string output)
    {
        LangResult result = _directory.Lang("run", "-e", code);
        result.ErrorText.Should().BeEmpty();
        result.OutputText.Should().Be(output);
        result.ExitCode.Should().Be(0);
    }

    [Fact]
    public void Code_takes_arguments() =>
        _directory.Lang("run", "--fuel", "100", "-e", "args()", "--x", "y").OutputText.Should().Be("[\"--x\", \"y\"]\n");

    [Fact]
    public void Error_in_code_is_shown_at_its_place()
    {
        LangResult result = _directory.Lang("run", "-e", "1 + ");
        result.ExitCode.Should().Be(3);
        result.ErrorText.Should().StartWith("<code>:1:");
    }

    [Fact]
    public void Profile_is_written_however_the_run_ends()
    {
        _directory.Write("busy.tl", "fn work() {\n  let s = 0\n  for i in 0..500000000 { s += i % 7 }\n  error(\"enough: \" + s)\n}\nwork()");
        _directory.Lang("run", "--profile", "out.json", "busy.tl").ExitCode.Should().Be(1);
        var file = SpeedscopeFile.Read(File.ReadAllBytes(_directory.PathOf("out.json")));
        file.Profiles.Should().ContainSingle().Which.Should().OnlyContain(stack => stack[0] == "script:6");
    }

    [Fact]
    public void Profile_that_cannot_be_written_is_reported()
    {
        LangResult result = _directory.Lang("run", "--profile", "no/such/directory.json", "-e", "print(1)");
        result.OutputText.Should().Be("1\n");
        result.ExitCode.Should().Be(2);
        result.ErrorText.Should().Contain("cannot write 'no/such/directory.json'");
    }

    [Fact]
    public void Dash_reads_the_script_from_standard_input()
    {
        _directory.LangWithInput("print(1 + 1)\n", "run", "-").OutputText.Should().Be("2\n");
        _directory.LangWithInput("print(1 +", "run", "-").ErrorText.Should().StartWith("<stdin>:1:");
    }

    [Fact]
    public void Script_reads_standard_input()
    {
        _directory.Write("lines.tl", "while !eof() { print(read_line()) }");
        _directory.LangWithInput("a\nb\r\n\nc", "run", "lines.tl").OutputText.Should().Be("a\nb\n\nc\n");
    }

    [Fact]
    public void Module_runs_as_its_script_does()
    {
        _directory.Write("a.tl", "print(args())\nerror(\"end\")");
        _directory.Lang("emit", "--bytecode", "a.tl", "-o", "a.tlb").ExitCode.Should().Be(0);
        LangResult script = _directory.Lang("run", "a.tl", "x"), module = _directory.Lang("run", "a.tlb", "x");
        module.OutputText.Should().Be("[\"x\"]\n");
        module.ErrorText.Should().Be(script.ErrorText);
        module.ExitCode.Should().Be(1);
    }

    [Theory]
    [InlineData("--time-limit=50ms", "while true { }", "R020]: time limit exceeded (50 ms)")]
    [InlineData("--fuel=1_000", "while true { }", "R021]: fuel exhausted (1000 units)")]
    [InlineData("--heap-limit=1MB", "let a = [1] while true { push(a, 1) }", "R022]: out of memory: the heap limit of 1048576 bytes is reached")]
    [InlineData("--output-limit=1KB", "while true { print(1) }", "R023]: output limit exceeded (1024 bytes)")]
    public void Limit_stops_the_script_with_exit_code_4(string flag, string code, string message)
    {
        LangResult result = _directory.Lang("run", flag, "-e", code);
        result.ErrorText.Should().Contain("error[" + message);
        result.ExitCode.Should().Be(4);
    }

    [Fact]
    public void Depth_limit_is_an_error_of_the_script()
    {
        LangResult result = _directory.Lang("run", "--max-depth", "50", "-e", "fn f(n: int) -> int { return f(n + 1) + 1 } print(f(0))");
        result.ErrorText.Should().Contain("error[R012]: call depth exceeded: more than 50 nested calls");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public void Hundred_thousand_nested_calls_are_held() =>
        _directory.Lang("run", "-e", "fn f(n: int) -> int { if n == 0 { return 0 } return f(n - 1) + 1 } print(f(100_000))")
            .OutputText.Should().Be("100000\n");

    [Fact]
    public void What_was_printed_before_an_error_stays_printed()
    {
        LangResult result = _directory.Lang("run", "-e", "print(1) print(1 / 0)");
        result.OutputText.Should().Be("1\n");
        result.ErrorText.Should().StartWith("<code>:1:");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public void Statistics_go_to_standard_error()
    {
        LangResult result = _directory.Lang("run", "--stats", "-e", "print(1)");
        result.OutputText.Should().Be("1\n");
        result.ErrorText.Should().Contain("compile").And.Contain("run").And.Contain("heap");
    }

    [Fact]
    public void Collecting_always_changes_nothing_but_time() =>
        _directory.Lang("run", "--collect-always", "-e", "let s = \"\" for i in 0..20 { s += string(i) } print(s)").OutputText
            .Should().Be("012345678910111213141516171819\n");
}
