using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

public sealed class SyntaxErrorTests
{
    /// <summary>A script with one error for each row of the table, and the text the error marks.</summary>
    public static TheoryData<string, string, string> Rows => new()
    {
        { "E102", "let a = 1 § 2", "§" },
        { "E103", "let a = \"abc", "\"" },
        { "E104", "f() /* never closed", "/*" },
        { "E105", "let a = 3x", "3x" },
        { "E106", "let a = 9223372036854775808", "9223372036854775808" },
        { "E107", "let a = \"\\q\"", "\\q" },
        { "E108", "let a = 'abc'", "'abc'" },
        { "E109", "# comment (", "#" },
        { "E120", "let a = b ** c", "**" },
        { "E121", "let a = b and c", "and" },
        { "E122", "let a = b.len", "len" },
        { "E123", "let a = fn(x) => { return x }", "=>" },
        { "E124", "if a = b { }", "=" },
        { "E125", "let a = if b { 1 } else { 2 }", "if" },
        { "E126", "print \"a\", b", "print" },
        { "E150", "f(a", "(" },
        { "E151", "f(a]", "]" },
        { "E152", "f(a))", ")" },
        { "E153", "for i = 1 { }", "=" },
        { "E154", "let a = 1 + * 2", "*" },
        { "E155", "(a)", "(" },
        { "E156", "struct A { }", "struct" },
        { "E157", "let while = 1", "while" },
        { "E158", "a + b", "a" },
        { "E159", "f() = 1", "f()" },
        { "E160", "a[1..] = b", "a[1..]" },
        { "E161", "let a = b < c < d", "<" },
        { "E162", "let a\nf()", "a" },
        { "E163", "if a f()", "f" },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_has_a_script_that_provokes_it_alone(string code, string text, string marked)
    {
        Diagnostic error = Shape.OnlyError(text);
        error.Code.Should().Be(code);
        Shape.TextOf(text, error.Span).Should().Be(marked);
    }

    [Fact]
    public void Every_row_of_the_table_is_provoked_by_a_test()
    {
        string[] elsewhere = ["E100", "E101", "E501", "E502"];
        DiagnosticCodes.Syntax.Select(row => row.Code).Should().BeEquivalentTo([.. Rows.Select(row => (string)row[0]), .. elsewhere]);
        DiagnosticCodes.Syntax.Select(row => row.Code).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("f(1 2)", "1:5 E153 expected `,` or `)` to close the call that began at 1:2, found `2`")]
    [InlineData("let a = [1 2]", "1:12 E153 expected `,`, `;` or `]` to close the array that began at 1:9, found `2`")]
    [InlineData("let a = [1, 2 3]", "1:15 E153 expected `,` or `]` to close the array that began at 1:9, found `3`")]
    [InlineData("a[1, 2] = 3", "1:4 E153 expected `]` to close the index that began at 1:2, found `,`")]
    [InlineData("let a = (1, 2)", "1:11 E153 expected `)` to close the parenthesis that began at 1:9, found `,`")]
    [InlineData("let a = b ? c", "1:13 E153 expected `:` and the other value of `?`")]
    [InlineData("let a = 1 +\nlet b = 2", "1:11 E154 expected an expression after `+`")]
    [InlineData("let a =", "1:7 E154 expected an expression after `=`")]
    [InlineData("f(, 1)", "1:3 E154 expected an expression after `(`, found `,`")]
    [InlineData("let = 1", "1:5 E153 expected a name after `let`, found `=`")]
    [InlineData("let a: = 1", "1:8 E153 expected a type, found `=`")]
    [InlineData("let a: int[1] = b", "1:12 E153 expected `]`, found `1`")]
    [InlineData("let a: 3 = 1", "1:8 E153 expected a type, found `3`")]
    [InlineData("fn f { }", "1:6 E153 expected `(` and the function's parameters, found `{`")]
    [InlineData("fn f(1) { }", "1:6 E153 expected the name of a parameter, found `1`")]
    [InlineData("fn f(a b) { }", "1:8 E153 expected `,` or `)` after the parameter, found `b`")]
    [InlineData("fn f()\nf()", "1:6 E153 expected a function's body: `{` or `=>`")]
    [InlineData("for 1 in a { }", "1:5 E153 expected the name of the loop variable after `for`, found `1`")]
    [InlineData("for i in { }", "1:10 E154 expected an expression after `in`, found `{`")]
    [InlineData("while a\nf()", "1:7 E163 expected `{` after the condition")]
    [InlineData("if a { } else f()", "1:15 E163 expected `{` or `if` after `else`")]
    [InlineData("else { }", "1:1 E155 a statement can't begin with `else`")]
    public void Messages_say_what_was_expected_and_for_what(string text, string message) => Shape.Errors(text).Should().Equal(message);

    [Fact]
    public void All_independent_errors_come_in_one_go_and_in_source_order() => Shape.Errors("""
        let a = 1 +
        let b 2
        fn f(x y) {
            let c = g(1 2) + h(3 4)
            return *
        }
        if a ? { let d = ] }
        while { k( = ) }
        let ok = f(1)
        let e = "abc
        let g = 'x'
        x.len
        """).Select(error => error[..error.IndexOf(' ', 6)]).Should().Equal(
            "1:11 E154", "2:7 E162", "3:8 E153", "4:17 E153", "4:26 E153", "5:12 E154", "7:8 E154", "7:18 E152", "8:7 E154", "8:12 E154",
            "10:9 E103", "11:9 E108", "12:3 E122");

    [Theory]
    [InlineData("foo bar baz\nf()")]
    [InlineData("whlie a < 3 { f() }\nf()")]
    [InlineData("let a = if b {\n    1\n} else {\n    2\n}\nf()")]
    [InlineData("match a {\n    1 => 2\n    b => { }\n}\nf()")]
    [InlineData("for (i = 0; i < 3; i += 1) { f() }\nf()")]
    [InlineData("print(\"abc)\nf()")]
    [InlineData("f(1, \"abc)\nf()")]
    [InlineData("f(((1)\nf()")]
    [InlineData("let a = [1, 2\nlet b = 3\nf()")]
    [InlineData("f(1\ng(2)\ng(3)")]
    [InlineData("fn f(a, b { return a }\nf()")]
    [InlineData("fn f() {\n    if a {\n        f()\n}\nf()")]
    [InlineData("try { f() } catch e { g() }\nf()")]
    [InlineData("let f = fn(x) x + 1\nf()")]
    [InlineData("type A = int\nf()")]
    public void One_slip_is_one_error(string text) => Shape.Errors(text).Should().ContainSingle();

    [Fact]
    public void Statements_after_an_error_are_in_the_tree()
    {
        ParseResult result = Parser.Parse(new SourceText("", "f()\nlet a = +\nwhile ) { g() }\nh()"));
        result.Succeeded.Should().BeFalse();
        result.Script.Statements.Select(statement => statement.GetType().Name).Should().Equal(
            nameof(CallStatement), nameof(ErrorStatement), nameof(WhileStatement), nameof(CallStatement));
    }

    [Fact]
    public void An_unclosed_brace_is_the_one_whose_closer_is_indented_less()
    {
        Diagnostic error = Shape.OnlyError("fn f() {\n    while a {\n        g()\n}\nfn h() { }\n");
        error.Code.Should().Be("E150");
        error.Span.Start.Should().Be("fn f() {\n    while a ".Length);
    }

    [Fact]
    public void Columns_count_code_points()
    {
        var source = new SourceText("", "f(\"é😀\") §");
        source.PositionOf(Parser.Parse(source).Diagnostics.Single().Span).Column.Should().Be(9);
    }
}
