using System.Text.Json;
using Lang.Tests.Golden;

namespace Lang.Tests.Cli;

public sealed class CommandLineTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Version_is_printed() => _directory.Lang("--version").OutputText.Should().MatchRegex(@"^lang \d+\.\d+\.\d+\n$");

    [Theory]
    [InlineData("--help", "Commands:")]
    [InlineData("run --help", "--time-limit")]
    [InlineData("check --help", "--json")]
    [InlineData("emit --help", "--bytecode")]
    [InlineData("assemble --help", "--output")]
    [InlineData("completion --help", "pwsh")]
    public void Help_names_the_options_and_gives_examples(string arguments, string expected)
    {
        LangResult result = _directory.Lang(arguments.Split(' '));
        result.OutputText.Should().Contain(expected).And.Contain("Examples:\n  ");
        result.ErrorText.Should().BeEmpty();
        result.ExitCode.Should().Be(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("frobnicate")]
    [InlineData("run")]
    [InlineData("run --bogus x.tl")]
    [InlineData("run -e")]
    [InlineData("run --fuel x x.tl")]
    [InlineData("run --fuel 0 x.tl")]
    [InlineData("run --time-limit 5 x.tl")]
    [InlineData("run --time-limit 99999999999m x.tl")]
    [InlineData("run --heap-limit 12XB x.tl")]
    [InlineData("check")]
    [InlineData("check --bogus")]
    [InlineData("emit x.tl")]
    [InlineData("emit --ast --bytecode x.tl")]
    [InlineData("emit --ast --fuel x.tl")]
    [InlineData("assemble x.tla")]
    [InlineData("completion csh")]
    public void Wrong_usage_is_explained_and_gives_exit_code_2(string arguments)
    {
        _directory.Write("x.tl", "print(1)");
        LangResult result = _directory.Lang(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        result.OutputText.Should().BeEmpty();
        result.ErrorText.Should().StartWith("lang: ").And.Contain("--help'.\n");
        result.ExitCode.Should().Be(2);
    }

    [Fact]
    public void What_is_allowed_stands_on_the_line_of_the_message()
    {
        _directory.Write("x.tl", "print(1)");
        LangResult result = _directory.Lang("emit", "--ir=nowhere", "x.tl");
        result.ErrorText.Should().Contain("'nowhere'").And.Contain(" Must be one of: 'built' 'full-unrolling' 'scalar-replacement'");
    }

    [Theory]
    [InlineData("run missing.tl", "lang: cannot read 'missing.tl': there is no such file or directory\n")]
    [InlineData("run no/such/folder.tl", "lang: cannot read 'no/such/folder.tl': there is no such file or directory\n")]
    [InlineData("run .", "lang: cannot read '.': it is a directory\n")]
    [InlineData("check missing.tl", "lang: cannot read 'missing.tl': there is no such file or directory\n")]
    [InlineData("emit --ast missing.tl", "lang: cannot read 'missing.tl': there is no such file or directory\n")]
    [InlineData("assemble missing.tla -o x.tlb", "lang: cannot read 'missing.tla': there is no such file or directory\n")]
    [InlineData("emit --ast x.tl -o no/such/folder.txt", "lang: cannot write 'no/such/folder.txt': there is no such file or directory\n")]
    public void File_that_cannot_be_used_gives_exit_code_2(string arguments, string message)
    {
        _directory.Write("x.tl", "print(1)");
        LangResult result = _directory.Lang(arguments.Split(' '));
        result.ErrorText.Should().Be(message);
        result.ExitCode.Should().Be(2);
    }

    [Fact]
    public void Name_of_a_file_cannot_carry_escape_sequences() =>
        _directory.Lang("run", "a\e[2J.tl").ErrorText.Should().Be("lang: cannot read 'a\uFFFD[2J.tl': there is no such file or directory\n");

    [Fact]
    public void Check_reports_all_files_and_runs_nothing()
    {
        _directory.Write("good.tl", "print(\"never\")");
        _directory.Write("bad.tl", "let x = 1\nprint(y)\nprint(z)\n");
        LangResult result = _directory.Lang("check", "good.tl", "bad.tl");
        result.OutputText.Should().BeEmpty();
        result.ErrorText.Should().Contain("bad.tl:2:7: error[").And.Contain("bad.tl:3:7: error[");
        result.ExitCode.Should().Be(3);
        _directory.Lang("check", "good.tl").ExitCode.Should().Be(0);
        _directory.Lang("check", "missing.tl", "bad.tl").ErrorText.Should().Contain("missing.tl").And.Contain("bad.tl:2:7");
    }

    [Fact]
    public void Check_writes_json_for_tools()
    {
        _directory.Write("bad.tl", "print(y)\n");
        LangResult result = _directory.Lang("check", "--json", "bad.tl");
        result.ErrorText.Should().BeEmpty();
        result.ExitCode.Should().Be(3);
        JsonElement[] diagnostics = [.. JsonDocument.Parse(result.Output).RootElement.EnumerateArray()];
        diagnostics.Should().ContainSingle();
        diagnostics[0].GetProperty("file").GetString().Should().Be("bad.tl");
        diagnostics[0].GetProperty("column").GetInt32().Should().Be(7);

        _directory.Write("good.tl", "print(1)\n");
        _directory.Lang("check", "--json", "good.tl").OutputText.Trim().Should().Be("[]");
    }

    [Fact]
    public void Warning_alone_is_no_failure()
    {
        _directory.Write("w.tl", "let unused = 1\nprint(2)\n");
        LangResult result = _directory.Lang("run", "w.tl");
        result.ErrorText.Should().StartWith("w.tl:1:5: warning[W101]");
        result.OutputText.Should().Be("2\n");
        result.ExitCode.Should().Be(0);
    }

    [Fact]
    public void Listing_assembles_to_the_same_module()
    {
        _directory.Write("a.tl", "fn twice(x: int) -> int { return x * 2 }\nprint(twice(21), \"\\\"quoted\\\"\")\n");
        _directory.Lang("emit", "--bytecode", "a.tl", "-o", "a.tlb").ErrorText.Should().BeEmpty();
        _directory.Lang("emit", "--bytecode", "a.tl", "-o", "a.tla").ErrorText.Should().BeEmpty();
        _directory.Lang("assemble", "a.tla", "-o", "b.tlb").ErrorText.Should().BeEmpty();

        string listing = _directory.Lang("emit", "--bytecode", "a.tl").OutputText;
        File.ReadAllText(_directory.PathOf("a.tla")).Should().Be(listing);
        _directory.Lang("emit", "--bytecode", "b.tlb").OutputText.Should().Be(listing);
        _directory.Lang("run", "b.tlb").OutputText.Should().Be("42 \"quoted\"\n");
    }

    [Fact]
    public void Error_in_a_listing_names_its_line()
    {
        _directory.Write("a.tla", "this is no listing\n");
        LangResult result = _directory.Lang("assemble", "a.tla", "-o", "a.tlb");
        result.ErrorText.Should().StartWith("a.tla:1:");
        result.ExitCode.Should().Be(3);
        File.Exists(_directory.PathOf("a.tlb")).Should().BeFalse();
    }

    [Fact]
    public void Tree_is_shown()
    {
        _directory.Write("a.tl", "let x = 1 + 2\nprint(x)\n");
        LangResult result = _directory.Lang("emit", "--ast", "a.tl");
        result.ErrorText.Should().BeEmpty();
        result.OutputText.Should().Contain("x").And.Contain("print");
    }

    [Fact]
    public void Completions_are_suggested()
    {
        _directory.Lang("[suggest:8]", "lang com").OutputText.Should().Be("completion\n");
        _directory.Lang("[suggest:13]", "lang run --fu").OutputText.Should().Be("--fuel\n");
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public void Completion_script_asks_lang(string shell) =>
        _directory.Lang("completion", shell).OutputText.Should().Contain("lang \"[suggest:");
}
