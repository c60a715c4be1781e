using System.Diagnostics;
using System.Text;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

/// <summary>Input made by accident or malice: a clear answer, soon.</summary>
public sealed class BadInputTests
{
    /// <summary>Seconds at the most on a machine of its own; what is quadratic takes hours.</summary>
    private static readonly TimeSpan s_soon = TimeSpan.FromMinutes(3);

    public static TheoryData<string, string, string> Nestings => new()
    {
        { "parentheses", "(", ")" },
        { "arrays", "[", "]" },
        { "prefixes", "-", "" },
        { "prefixes and parentheses", "-(", ")" },
        { "calls", "f(", ")" },
        { "indices", "a[", "]" },
        { "conditions", "a ? ", " : b" },
        { "conditionals", "a ? b : ", "" },
        { "function literals", "fn() => ", "" },
        { "blocks in function literals", "fn() { return ", " }" },
    };

    /// <summary>How often a nesting may be repeated. The parentheses of the innermost parameters are a level, too.</summary>
    private static int Limit(string name) => name switch
    {
        "prefixes and parentheses" or "blocks in function literals" => 500,
        "function literals" => 999,
        _ => 1000,
    };

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Nesting_up_to_the_limit_parses(string name, string open, string close)
    {
        int count = Limit(name);
        Parse($"let x = {Repeat(open, count)}1{Repeat(close, count)}").Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Nestings))]
    public void Nesting_beyond_the_limit_is_an_error_at_that_token(string name, string open, string close)
    {
        int count = Limit(name) + 1;
        foreach (int times in new[] { count, 10_000 })
        {
            Diagnostic error = Parse($"let x = {Repeat(open, times)}1{Repeat(close, times)}").Should().ContainSingle().Subject;
            error.Code.Should().Be("E501");
            error.Span.Start.Should().BeInRange(8 + open.Length * (count - 1), 8 + open.Length * count);
        }
    }

    [Fact]
    public void Blocks_and_types_nest_up_to_the_limit()
    {
        Parse(Repeat("{ ", 1000) + Repeat("} ", 1000)).Should().BeEmpty();
        Parse(Repeat("if a { ", 1000) + Repeat("} ", 1000)).Should().BeEmpty();
        Parse($"let x: int{Repeat("[]", 1000)} = 1").Should().BeEmpty();
        Parse($"let x: {Repeat("fn() -> ", 999)}int = 1").Should().BeEmpty();
        Parse(Repeat("{ ", 1001) + Repeat("} ", 1001)).Should().ContainSingle().Which.Code.Should().Be("E501");
        Parse($"let x: int{Repeat("[]", 1001)} = 1").Should().ContainSingle().Which.Code.Should().Be("E501");
        Parse($"let x: {Repeat("fn() -> ", 1000)}int = 1").Should().ContainSingle().Which.Code.Should().Be("E501");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("[")]
    [InlineData("{")]
    [InlineData("f(")]
    [InlineData("if a {")]
    [InlineData("fn() {")]
    [InlineData("let x = [")]
    public void Ten_thousand_unclosed_brackets_are_one_error(string open) =>
        Parse(Repeat(open, 10_000)).Should().ContainSingle().Which.Code.Should().Be("E501");

    [Theory]
    [InlineData(")")]
    [InlineData("}")]
    [InlineData("(]")]
    [InlineData("f(}\n")]
    [InlineData("*\n")]
    [InlineData("let\n")]
    [InlineData("x §\n")]
    [InlineData("\"\n")]
    [InlineData("if a {\n")]
    public void Errors_without_end_are_reported_up_to_the_limit(string text) =>
        Parse(Repeat(text, 900)).Length.Should().BeInRange(1, DiagnosticBag.MaxErrors);

    [Fact]
    public void What_follows_one_after_another_has_no_limit()
    {
        const int many = 20_000;
        Parse($"let x = 1{Repeat(" + 1", many)}").Should().BeEmpty();
        Parse($"let x = 1{Repeat(" + 2 * -3", many)}").Should().BeEmpty();
        Parse($"let x = f{Repeat("(1)[2].g()", many)}").Should().BeEmpty();
        Parse($"if a {{ }}{Repeat(" else if a { }", many)}").Should().BeEmpty();
        Parse($"let x = [{Repeat("1, ", many)}]").Should().BeEmpty();
        Parse($"f({Repeat("-1, ", many)})").Should().BeEmpty();
        Parse(Repeat("x = -a ? b : fn() => c\n", many)).Should().BeEmpty();
        Parse(Repeat("let f: fn(int[]) -> int[] = fn(x) => [x]\n", many)).Should().BeEmpty();
    }

    [Fact]
    public void A_single_expression_of_5_MB_parses()
    {
        string text = $"let x = 1{Repeat(" + a * 2 - f(b)", 5_000_000 / 15)}";
        Parse(text).Should().BeEmpty();
    }

    [Fact]
    public void A_wrong_expression_of_1_MB_is_one_error() =>
        Parse($"let x = 1{Repeat(" + a * 2 - f(b)", 1_000_000 / 15)} + ").Should().ContainSingle();

    [Fact]
    public void Deep_nesting_parses_on_a_thread_with_a_small_stack()
    {
        int errors = -1;
        var thread = new Thread(() => errors = Parse($"let x = {Repeat("f(-", 500)}1{Repeat(")", 500)}").Length, 160 << 10);
        thread.Start();
        thread.Join();
        errors.Should().Be(0);
    }

    [Theory]
    [InlineData(new byte[] { 0x61, 0xFF, 0x62 }, "E100", "found the byte 0xFF")]
    [InlineData(new byte[] { 0x61, 0xC3 }, "E100", "0xC3")]
    [InlineData(new byte[] { 0x61, 0xED, 0xA0, 0x80 }, "E100", "0xED")]
    [InlineData(new byte[] { 0x61, 0x00, 0xFF }, "E101", "NUL")]
    public void What_is_no_text_is_one_error_at_its_first_bad_byte(byte[] bytes, string code, string message)
    {
        var diagnostics = new DiagnosticBag();
        SourceText source = SourceDecoder.Decode("test.tl", bytes, diagnostics);
        Diagnostic error = diagnostics.ToSorted().Should().ContainSingle().Subject;
        error.Code.Should().Be(code);
        error.Message.Should().Contain(message);
        source.PositionOf(error.Span).Column.Should().Be(2);
    }

    [Fact]
    public void A_byte_order_mark_is_skipped()
    {
        var diagnostics = new DiagnosticBag();
        SourceDecoder.Decode("test.tl", [0xEF, 0xBB, 0xBF, (byte)'f'], diagnostics).Text.Should().Be("f");
        diagnostics.Count.Should().Be(0);
    }

    [Fact]
    public void Too_large_a_source_is_refused()
    {
        var diagnostics = new DiagnosticBag();
        SourceDecoder.Decode("test.tl", new byte[SourceDecoder.MaxBytes + 1], diagnostics);
        diagnostics.ToSorted().Should().ContainSingle().Which.Code.Should().Be("E502");
    }

    [Fact]
    public void Random_tokens_never_throw_or_hang()
    {
        string[] tokens =
        [
            "let", "fn", "if", "else", "while", "for", "in", "break", "return", "true", "step", "nil", "a", "b", "1", "2.5", "\"s\"", "'q'",
            "+", "-", "++", "=", "==", "=>", "->", "!", "?", ":", ";", ",", ".", "..", "..=", "(", ")", "[", "]", "{", "}", "(", ")", "{", "}",
            "\n", "\n", "and", "elif", "print", "§", "\"", "/*", "#", "3x", "...", "var", "def",
        ];
        var random = new Random(20_26);
        for (int i = 0; i < 2_000; i++)
        {
            var text = new StringBuilder();
            for (int count = random.Next(1, 60); count > 0; count--)
                text.Append(tokens[random.Next(tokens.Length)]).Append(random.Next(4) == 0 ? "" : " ");
            Action parse = () => AstPrinter.Print(Parser.Parse(new SourceText("", text.ToString())).Script);
            parse.Should().NotThrow(text.ToString());
        }
    }

    private static string Repeat(string text, int count) => new StringBuilder(text.Length * count).Insert(0, text, count).ToString();

    private static Diagnostic[] Parse(string text)
    {
        var clock = Stopwatch.StartNew();
        Diagnostic[] diagnostics = [.. Parser.Parse(new SourceText("test.tl", text)).Diagnostics];
        clock.Elapsed.Should().BeLessThan(s_soon);
        return diagnostics;
    }
}
