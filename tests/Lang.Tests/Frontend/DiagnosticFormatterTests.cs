using System.Text;
using System.Text.Json;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend;

public sealed class DiagnosticFormatterTests
{
    private static readonly DiagnosticDescriptor s_error = new("E999", DiagnosticSeverity.Error, "");
    private static readonly DiagnosticDescriptor s_warning = new("W999", DiagnosticSeverity.Warning, "");

    [Fact]
    public void Place_message_line_marks_notes_and_hint_stand_in_this_order()
    {
        var source = new SourceText("a.tl", "let x = 1\nlet y = \"s\" - x\n");
        var diagnostic = new Diagnostic(s_error, SpanOf(source, "\"s\" - x"), "no `-` for string and int",
            [new DiagnosticNote("called from here with (int)", SpanOf(source, "x = 1")), new DiagnosticNote("both must be numbers")],
            "write `int(\"s\")`");

        DiagnosticFormatter.Format(source, diagnostic).Should().Be("""
            a.tl:2:9: error[E999]: no `-` for string and int
                2 | let y = "s" - x
                  |         ^^^^^^^
            a.tl:1:5: note: called from here with (int)
            note: both must be numbers
            hint: write `int("s")`

            """);
    }

    [Fact]
    public void Control_characters_of_the_script_never_reach_the_terminal()
    {
        var source = new SourceText("a\e.tl", "\tx\e[31m = \u009b1\n");
        var diagnostic = new Diagnostic(s_warning, SpanOf(source, "x"), "odd \e[2J\n thing", [], null);

        DiagnosticFormatter.Format(source, diagnostic).Should().Be(
            "a\uFFFD.tl:1:2: warning[W999]: odd \uFFFD[2J\uFFFD thing\n    1 |  x\uFFFD[31m = \uFFFD1\n      |  ^\n");
    }

    [Fact]
    public void Colour_is_added_only_when_asked_for()
    {
        var source = new SourceText("a.tl", "x");
        var diagnostic = new Diagnostic(s_error, new SourceSpan(0, 1), "m", [], null);

        DiagnosticFormatter.Format(source, diagnostic).Should().NotContain("\e");
        DiagnosticFormatter.Format(source, diagnostic, colour: true).Should().Contain("\e[1;31merror[E999]:\e[0m m");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(150)]
    [InlineData(5_000)]
    [InlineData(9_999)]
    public void Long_line_is_cut_around_the_mark(int column)
    {
        string line = new string('a', column - 1) + "X" + new string('b', 10_000 - column);
        var text = new StringBuilder();
        SourceExcerpt.Append(text, line, new SourcePosition(7, column, 1));

        string[] lines = text.ToString().Split('\n');
        lines[0].Length.Should().BeLessThan(SourceExcerpt.MaxWidth + 20);
        lines[0][lines[1].IndexOf('^')].Should().Be('X');
    }

    [Fact]
    public void Columns_count_code_points_and_marks_end_with_the_line()
    {
        var source = new SourceText("a.tl", "let s = \"\U0001F600\" + 1\nnext");
        var diagnostic = new Diagnostic(s_error, new SourceSpan(source.Text.IndexOf('+'), source.Text.Length), "m", [], null);

        DiagnosticFormatter.Format(source, diagnostic).Should().Be(
            "a.tl:1:13: error[E999]: m\n    1 | let s = \"\U0001F600\" + 1\n      |             ^^^\n");
    }

    [Fact]
    public void Json_carries_the_same_facts()
    {
        var source = new SourceText("a.tl", "let x = 1\nx\n");
        var diagnostic = new Diagnostic(s_error, new SourceSpan(10, 11), "\"quoted\"",
            [new DiagnosticNote("there", new SourceSpan(4, 5)), new DiagnosticNote("nowhere")], "do this");
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
            DiagnosticJson.Write(writer, source, diagnostic);

        JsonElement json = JsonDocument.Parse(stream.ToArray()).RootElement;
        json.GetProperty("file").GetString().Should().Be("a.tl");
        json.GetProperty("line").GetInt32().Should().Be(2);
        json.GetProperty("column").GetInt32().Should().Be(1);
        json.GetProperty("severity").GetString().Should().Be("error");
        json.GetProperty("message").GetString().Should().Be("\"quoted\"");
        json.GetProperty("notes")[0].GetProperty("column").GetInt32().Should().Be(5);
        json.GetProperty("notes")[1].TryGetProperty("line", out _).Should().BeFalse();
        json.GetProperty("hint").GetString().Should().Be("do this");
    }

    private static SourceSpan SpanOf(SourceText source, string part)
    {
        int start = source.Text.IndexOf(part, StringComparison.Ordinal);
        return new SourceSpan(start, start + part.Length);
    }
}
