using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

public sealed class StatementTests
{
    [Fact]
    public void Statements_need_no_separator_and_semicolons_are_allowed()
    {
        Shape.Statements("let a = 1 let b = 2; f(a) a = b;; ; g()").Should().HaveCount(5);
        Shape.Statements("").Should().BeEmpty();
        Shape.Statements(";").Should().BeEmpty();
    }

    [Fact]
    public void An_expression_extends_over_lines_as_far_as_it_can()
    {
        Shape.Statements("let a = b\n(c)\n[d]\n- e\nf()").Should().HaveCount(2);
    }

    [Fact]
    public void Line_ends_and_comments_are_white_space() =>
        Shape.Statements("let a =\r\n\t1 // one\r\n/* two\n * three **/ let b = /**/ 2 /***/").Should().HaveCount(2);

    [Fact]
    public void Block_comments_do_not_nest() => Shape.Errors("/* /* */ */").Should().NotBeEmpty();

    [Fact]
    public void A_first_line_that_starts_with_hash_bang_is_skipped()
    {
        Shape.Statements("#!/usr/bin/env lang\nf()").Should().ContainSingle();
        Shape.Statements("#!/usr/bin/env lang").Should().BeEmpty();
        Shape.Errors("\n#!/usr/bin/env lang").Should().ContainSingle().Which.Should().StartWith("2:1 E109");
    }

    [Theory]
    [InlineData("let x = 1", null)]
    [InlineData("let x: float = 1", "float")]
    [InlineData("let x: int[][] = []", "int[][]")]
    [InlineData("let x: fn(int, int) -> int[] = f", "fn(int, int) -> int[]")]
    [InlineData("let x: (fn(int, int) -> int)[] = []", "(fn(int, int) -> int)[]")]
    [InlineData("let x: fn() = f", "fn()")]
    [InlineData("let x: fn(fn(int) -> fn(), (int)[],) -> fn(int) -> string = f", "fn(fn(int) -> fn(), int[]) -> fn(int) -> string")]
    public void Let_takes_an_optional_type(string text, string? type)
    {
        var let = Shape.Statements(text).Should().ContainSingle().Which.Should().BeOfType<LetStatement>().Subject;
        (let.Type is null ? null : AstPrinter.Print(let.Type)).Should().Be(type);
    }

    [Theory]
    [InlineData("=", null)]
    [InlineData("+=", BinaryOperator.Add)]
    [InlineData("-=", BinaryOperator.Subtract)]
    [InlineData("*=", BinaryOperator.Multiply)]
    [InlineData("/=", BinaryOperator.Divide)]
    [InlineData("%=", BinaryOperator.Remainder)]
    [InlineData("&=", BinaryOperator.BitAnd)]
    [InlineData("|=", BinaryOperator.BitOr)]
    [InlineData("^=", BinaryOperator.BitXor)]
    [InlineData("<<=", BinaryOperator.ShiftLeft)]
    [InlineData(">>=", BinaryOperator.ShiftRight)]
    [InlineData(">>>=", BinaryOperator.ShiftRightLogical)]
    public void Assignments_go_to_names_and_elements(string spelling, BinaryOperator? op)
    {
        foreach (string target in new[] { "x", "x[0]", "x.f()[1]", "step" })
        {
            Shape.Statements($"{target} {spelling} 1").Should().ContainSingle()
                .Which.Should().BeOfType<AssignStatement>().Which.Operator.Should().Be(op);
        }
    }

    [Theory]
    [InlineData("f() = 1", "E159")]
    [InlineData("a.f() += 1", "E159")]
    [InlineData("a[1..2] = b", "E160")]
    [InlineData("a", "E158")]
    [InlineData("a[1]", "E158")]
    [InlineData("a[..]", "E158")]
    [InlineData("a + b", "E158")]
    [InlineData("{ a }", "E158")]
    [InlineData("1 + 2", "E155")]
    [InlineData("(a)", "E155")]
    [InlineData("\"a\".len()", "E155")]
    [InlineData("fn(x) => x", "E153")]
    public void Anything_else_that_starts_like_an_expression_is_an_error(string text, string code) =>
        Shape.OnlyError(text).Code.Should().Be(code);

    [Fact]
    public void Else_if_chains_are_flat()
    {
        var conditional = (IfStatement)Shape.Statements("if a { f() } else if (b) { } else if c { } else { g() }").Single();
        conditional.Arms.Should().HaveCount(3);
        conditional.Arms[0].Body.Statements.Should().HaveCount(1);
        conditional.Else!.Statements.Should().HaveCount(1);
        ((IfStatement)Shape.Statements("if a { } else if b { }").Single()).Else.Should().BeNull();
    }

    [Theory]
    [InlineData("for i in 0..n { }", false, false)]
    [InlineData("for i in 0..=n { }", true, false)]
    [InlineData("for i in a..b step s { }", false, true)]
    [InlineData("for i in 10..0 step -1 { }", false, true)]
    [InlineData("for step in step..step step step { }", false, true)]
    public void Ranges_are_half_open_or_inclusive_and_may_have_a_step(string text, bool inclusive, bool hasStep)
    {
        var loop = Shape.Statements(text).Single().Should().BeOfType<ForRangeStatement>().Subject;
        loop.Inclusive.Should().Be(inclusive);
        (loop.Step is not null).Should().Be(hasStep);
    }

    [Fact]
    public void Step_names_a_sequence_without_range() =>
        Shape.Statements("for v in step { }").Single().Should().BeOfType<ForEachStatement>()
            .Which.Sequence.Should().BeOfType<NameExpression>();

    [Theory]
    [InlineData("fn f() { return }")]
    [InlineData("fn f() { return; f() }")]
    [InlineData("fn f() { return let x = 1 }")]
    [InlineData("fn f() { return if a { } }")]
    [InlineData("fn f() { return return }")]
    [InlineData("fn f() { return { } }")]
    [InlineData("fn f() { return fn g() { } }")]
    [InlineData("fn f() { return fn step() { } }")]
    public void Return_takes_nothing_where_no_expression_can_begin(string text)
    {
        var function = (FunctionStatement)Shape.Statements(text).Single();
        ((ReturnStatement)function.Function.Body!.Statements[0]).Value.Should().BeNull();
    }

    [Theory]
    [InlineData("fn f() { return\n x }", "x")]
    [InlineData("fn f() { return fn(x) => x }", "fn(x => x)")]
    [InlineData("fn f() { return\nf() }", "f()")]
    [InlineData("fn f() { return -1 }", "(-1)")]
    [InlineData("fn f() { return step }", "step")]
    [InlineData("fn f() { return (a)\n[1] }", "a[1]")]
    [InlineData("fn f() { return [1, 2] }", "[1, 2]")]
    [InlineData("fn f() { return true }", "true")]
    public void Return_takes_the_expression_that_follows(string text, string value)
    {
        var function = (FunctionStatement)Shape.Statements(text).Single();
        Shape.Of(((ReturnStatement)function.Function.Body!.Statements.Single()).Value!).Should().Be(value);
    }

    [Fact]
    public void Function_heads_are_what_messages_mark()
    {
        const string text = "fn add(a: int, b) -> int { return a }\nfn g() => 1";
        FunctionSyntax[] functions = [.. Shape.Statements(text).Cast<FunctionStatement>().Select(statement => statement.Function)];
        Shape.TextOf(text, functions[0].HeadSpan).Should().Be("fn add(a: int, b) -> int");
        Shape.TextOf(text, functions[1].HeadSpan).Should().Be("fn g()");
        Shape.TextOf(text, functions[1].Span).Should().Be("fn g() => 1");
    }

    [Fact]
    public void Statement_spans_are_their_text()
    {
        string[] statements =
        [
            "let x: int = 1 + 2", "x[1] += f(2)", "f(1)", "if a { } else if b { } else { f() }", "while a { }",
            "for i in 0..n step 2 { }", "for v in xs { }", "{ }", "fn f(a) => a",
        ];
        string text = string.Join("  ", statements);
        Shape.Statements(text).Select(statement => Shape.TextOf(text, statement.Span)).Should().Equal(statements);
    }

    [Theory]
    [InlineData("let", "E153")]
    [InlineData("let if = 1", "E157")]
    [InlineData("fn while() { }", "E157")]
    [InlineData("for in in xs { }", "E157")]
    [InlineData("let match = 1", "E156")]
    [InlineData("fn f(nil) { }", "E156")]
    public void Keywords_and_reserved_words_are_no_names(string text, string code) => Shape.OnlyError(text).Code.Should().Be(code);

    [Fact]
    public void A_script_knows_its_source()
    {
        var source = new SourceText("a.tl", "f()\n");
        Script script = Parser.Parse(source).Script;
        script.Source.Should().BeSameAs(source);
        script.Span.Should().Be(new SourceSpan(0, 4));
    }
}
