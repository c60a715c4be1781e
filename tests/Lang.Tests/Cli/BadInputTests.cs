using System.Text;
using Lang.Tests.Golden;

namespace Lang.Tests.Cli;

/// <summary>Input that no one would write by hand: it gets a clear error and the documented exit code, and neither hangs nor kills the process.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Empty_file_is_a_script_that_does_nothing() => Run("").Should().BeEquivalentTo(new { ExitCode = 0, OutputText = "", ErrorText = "" });

    [Fact]
    public void Binary_garbage_is_refused()
    {
        var garbage = new byte[100_000];
        new Random(1).NextBytes(garbage);
        ShouldBeRefused(Run(garbage));
    }

    [Fact]
    public void Text_that_is_not_utf8_is_refused_at_its_place()
    {
        LangResult result = Run([.. "print(1)\nprint(\"a"u8, 0xFF, .. "\")"u8]);
        ShouldBeRefused(result);
        result.ErrorText.Should().StartWith("x.tl:2:9: error[").And.Contain("UTF-8");
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("[", "]")]
    [InlineData("-", "")]
    [InlineData("!", "")]
    [InlineData("true ? 1 : ", "")]
    [InlineData("fn() => ", "")]
    public void Expression_nested_ten_thousand_deep_is_refused_at_the_limit(string open, string close)
    {
        string source = "let x = " + Repeat(open, 10_000) + "1" + Repeat(close, 10_000);
        LangResult result = Run(source);
        ShouldBeRefused(result);
        result.ErrorText.Should().Contain("1000");
    }

    [Theory]
    [InlineData("{", "}")]
    [InlineData("if true {", "}")]
    [InlineData("while false {", "}")]
    [InlineData("for i in 0..1 {", "}")]
    [InlineData("fn f() {", "}")]
    public void Blocks_nested_ten_thousand_deep_are_refused(string open, string close) =>
        ShouldBeRefused(Run(Repeat(open, 10_000) + Repeat(close, 10_000)));

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{")]
    public void Brackets_that_are_never_closed_are_refused(string open) => ShouldBeRefused(Run("let x = " + Repeat(open, 10_000)));

    [Fact]
    public void Nesting_up_to_the_limit_works()
    {
        string source = "print(" + Repeat("(", 990) + "1" + Repeat(")", 990) + ")";
        Run(source).OutputText.Should().Be("1\n");
    }

    [Fact]
    public void Expression_of_five_megabytes_on_one_line_works()
    {
        LangResult result = Run("print(" + Repeat("1 + ", 1_250_000) + "1)");
        result.ErrorText.Should().BeEmpty();
        result.OutputText.Should().Be("1250001\n");
    }

    [Fact]
    public void Error_on_a_line_of_five_megabytes_shows_a_part_of_it()
    {
        LangResult result = Run("print(" + Repeat("1 + ", 1_250_000) + "nothing)");
        ShouldBeRefused(result);
        result.Error.Length.Should().BeLessThan(1_000);
    }

    [Fact]
    public void Three_hundred_parameters_are_refused_with_the_limit()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, 300).Select(i => $"p{i}: int"));
        LangResult result = Run($"fn f({parameters}) {{ }}");
        ShouldBeRefused(result);
        result.ErrorText.Should().StartWith("x.tl:1:").And.Contain("error[E511]").And.Contain("200");
    }

    [Fact]
    public void Two_hundred_parameters_work()
    {
        string parameters = string.Join(", ", Enumerable.Range(0, 200).Select(i => "p" + i));
        string arguments = string.Join(", ", Enumerable.Range(0, 200));
        string sum = string.Join(" + ", Enumerable.Range(0, 200).Select(i => "p" + i));
        Run($"fn f({parameters}) => {sum}\nprint(f({arguments}))").OutputText.Should().Be("19900\n");
    }

    [Fact]
    public void Seventy_thousand_constants_work()
    {
        string numbers = string.Join(", ", Enumerable.Range(1_000_000, 70_000));
        Run($"let a = [{numbers}]\nprint(len(a), a[69_999])").OutputText.Should().Be("70000 1069999\n");
    }

    [Fact]
    public void Seventy_thousand_variables_of_one_function_are_refused_with_the_limit()
    {
        var source = new StringBuilder();
        for (int i = 0; i < 70_000; i++)
            source.Append("let v").Append(i).Append(" = ").Append(i).Append("  write(v").Append(i).Append(")\n");
        LangResult result = Run(source.ToString());
        ShouldBeRefused(result);
        result.ErrorText.Should().Contain("error[E510]").And.Contain("65000");
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(201, "error[E512]: this function uses 201 variables of the functions around it: the limit is 200")]
    public void Function_literal_captures_two_hundred_variables_at_most(int count, string error)
    {
        string lets = string.Concat(Enumerable.Range(0, count).Select(i => $"    let v{i} = {i}\n"));
        string sum = string.Join(" + ", Enumerable.Range(0, count).Select(i => "v" + i));
        LangResult result = Run($"fn outer() {{\n{lets}    return fn() => {sum}\n}}\nprint(outer()())");
        result.ErrorText.Contains(error, StringComparison.Ordinal).Should().BeTrue(result.ErrorText);
        result.OutputText.Should().Be(error.Length == 0 ? "19900\n" : "");
    }

    [Theory]
    [InlineData(65_536, "")]
    [InlineData(65_537, "error[E513]: the script has 65537 top-level variables that functions use: the limit is 65536")]
    public void Functions_use_sixty_five_thousand_globals_at_most(int count, string error)
    {
        string lets = string.Concat(Enumerable.Range(0, count).Select(i => $"let g{i} = {i}\n"));
        string uses = string.Concat(Enumerable.Range(0, count).Select(i => $"    g0 += g{i}\n"));
        LangResult result = Run($"{lets}fn use() {{\n{uses}}}\nuse()\nprint(g0)");
        result.ErrorText.Contains(error, StringComparison.Ordinal).Should().BeTrue(result.ErrorText);
        result.OutputText.Should().Be(error.Length == 0 ? "2147450880\n" : "");
    }

    [Theory]
    [InlineData(1_000, "")]
    [InlineData(1_001, "error[E403]: `f` is called with too many combinations of argument types")]
    public void Function_has_a_thousand_instances_at_most(int count, string error)
    {
        string[] values = ["1", "1.5", "true", "\"s\""];
        IEnumerable<string> calls = Enumerable.Range(0, count).Select(i =>
            "f(" + string.Join(", ", Enumerable.Range(0, 5).Select(k => values[(i >> (2 * k)) % 4])) + ")\n");
        LangResult result = Run("fn f(a, b, c, d, e) { }\n" + string.Concat(calls));
        result.ErrorText.Contains(error, StringComparison.Ordinal).Should().BeTrue(result.ErrorText);
        result.ExitCode.Should().Be(error.Length == 0 ? 0 : 3);
    }

    [Fact]
    public void Endless_recursion_ends_in_an_error()
    {
        LangResult result = Run("fn f(n) { return f(n + 1) + 1 }\nprint(f(0))");
        result.ErrorText.Should().Contain("R012").And.MatchRegex(@"  at f \(x.tl:1:18\) x \d{6,7}\n");
        result.ExitCode.Should().Be(1);
    }

    [Fact]
    public void Memory_that_grows_without_end_ends_in_an_error()
    {
        _directory.Write("x.tl", "let s = \"x\"\nwhile true { s += s }");
        LangResult result = _directory.Lang("run", "--heap-limit", "64MB", "x.tl");
        result.ErrorText.Should().Contain("R022");
        result.ExitCode.Should().Be(4);
    }

    [Fact]
    public void Module_that_is_cut_off_anywhere_is_refused()
    {
        byte[] module = ModuleBytes();
        for (int length = 4; length < module.Length; length++)
        {
            _directory.Write("cut.tlb", module[..length]);
            ShouldBeRefused(_directory.Lang("run", "cut.tlb"));
        }
    }

    [Fact]
    public void Module_with_any_bit_flipped_is_refused()
    {
        byte[] module = ModuleBytes();
        for (int bit = 32; bit < module.Length * 8; bit += 3)
        {
            byte[] broken = [.. module];
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            _directory.Write("broken.tlb", broken);
            ShouldBeRefused(_directory.Lang("run", "broken.tlb"));
        }
    }

    [Fact]
    public void Magic_number_alone_is_refused()
    {
        _directory.Write("x.tlb", "TLBC"u8.ToArray());
        ShouldBeRefused(_directory.Lang("run", "x.tlb"));
    }

    private byte[] ModuleBytes()
    {
        _directory.Write("m.tl", "fn f(x: int) -> string { return \"<\" + x + \">\" }\nlet a = [1.5, 2.5]\nprint(f(1), a)\n");
        _directory.Lang("emit", "--bytecode", "m.tl", "-o", "m.tlb").ErrorText.Should().BeEmpty();
        return File.ReadAllBytes(_directory.PathOf("m.tlb"));
    }

    private LangResult Run(string source) => Run(Encoding.UTF8.GetBytes(source));

    private LangResult Run(byte[] source)
    {
        _directory.Write("x.tl", source);
        return _directory.Lang("run", "x.tl");
    }

    private static void ShouldBeRefused(LangResult result)
    {
        result.ExitCode.Should().Be(3, result.ErrorText);
        result.OutputText.Should().BeEmpty();
        result.ErrorText.Should().Contain("error");
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();
}
