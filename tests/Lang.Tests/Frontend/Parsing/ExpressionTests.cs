using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

public sealed class ExpressionTests
{
    [Theory]
    [InlineData("a + b * c", "(a + (b * c))")]
    [InlineData("a * b + c", "((a * b) + c)")]
    [InlineData("a + b - c + d", "(a + b - c + d)")]
    [InlineData("a * b / c % d", "(a * b / c % d)")]
    [InlineData("a + b * c - d / e + f", "(a + (b * c) - (d / e) + f)")]
    [InlineData("a << b + c >> d >>> e", "(a << (b + c) >> d >>> e)")]
    [InlineData("a & b << c", "(a & (b << c))")]
    [InlineData("a ^ b & c ^ d", "(a ^ (b & c) ^ d)")]
    [InlineData("a | b ^ c", "(a | (b ^ c))")]
    [InlineData("a & 1 == 0", "((a & 1) == 0)")]
    [InlineData("a < b | c", "(a < (b | c))")]
    [InlineData("a < b && c >= d", "((a < b) && (c >= d))")]
    [InlineData("a && b || c && d || e", "((a && b) || (c && d) || e)")]
    [InlineData("a || b ? c : d", "((a || b) ? c : d)")]
    [InlineData("a ? b : c ? d : e", "(a ? b : (c ? d : e))")]
    [InlineData("a ? b ? c : d : e", "(a ? (b ? c : d) : e)")]
    [InlineData("a || b && c == d | e ^ f & g << h + i * j", "(a || (b && (c == (d | (e ^ (f & (g << (h + (i * j)))))))))")]
    [InlineData("a * b + c << d & e ^ f | g == h && i || j", "(((((((((a * b) + c) << d) & e) ^ f) | g) == h) && i) || j)")]
    public void Operators_group_by_precedence(string text, string shape) => Shape.OfExpression(text).Should().Be(shape);

    [Theory]
    [InlineData("-a * b", "((-a) * b)")]
    [InlineData("-a.f()", "(-a.f())")]
    [InlineData("!~-a", "(!(~(-a)))")]
    [InlineData("a - -b", "(a - (-b))")]
    [InlineData("a--b", "(a - (-b))")]
    [InlineData("!a == b", "((!a) == b)")]
    [InlineData("(a + b) * c", "((a + b) * c)")]
    [InlineData("((a))", "a")]
    public void Prefixes_bind_tighter_than_operators_and_looser_than_postfixes(string text, string shape) =>
        Shape.OfExpression(text).Should().Be(shape);

    [Theory]
    [InlineData("f()")]
    [InlineData("f(a, b)(c)[0].g(d)[1..2]")]
    [InlineData("a[..]")]
    [InlineData("a[i..]")]
    [InlineData("a[..j]")]
    [InlineData("a[i..j]")]
    [InlineData("'x'.len()", "\"x\".len()")]
    [InlineData("5.abs()")]
    [InlineData("[1, 2][0]")]
    public void Postfixes_follow_in_one_chain(string shape, string? text = null) => Shape.OfExpression(text ?? shape).Should().Be(shape);

    [Theory]
    [InlineData("f(a, b,)", "f(a, b)")]
    [InlineData("[a, b,]", "[a, b]")]
    [InlineData("[]", "[]")]
    [InlineData("[a; n + 1]", "[a; (n + 1)]")]
    [InlineData("fn(a, b,) => a", "fn(a, b => a)")]
    public void Lists_allow_a_trailing_comma(string text, string shape) => Shape.OfExpression(text).Should().Be(shape);

    [Theory]
    [InlineData("fn(x) => x + 1", "fn(x => (x + 1))")]
    [InlineData("fn() { return 1 }", "fn( {1})")]
    [InlineData("fn(a: int, b) -> float[] => a", "fn(a: int, b -> float[] => a)")]
    [InlineData("fn(x) => fn(y) => x + y", "fn(x => fn(y => (x + y)))")]
    [InlineData("fn(x) => x ? a : b", "fn(x => (x ? a : b))")]
    [InlineData("c ? fn(x) => x : fn(y) => y", "(c ? fn(x => x) : fn(y => y))")]
    [InlineData("(fn(x) => x)(1)", "fn(x => x)(1)")]
    [InlineData("f(fn(x) => x, 1)", "f(fn(x => x), 1)")]
    public void A_function_literal_extends_as_far_as_it_can(string text, string shape) => Shape.OfExpression(text).Should().Be(shape);

    [Theory]
    [InlineData("1 + fn(x) => x")]
    [InlineData("-fn() => 1")]
    [InlineData("fn() { } + 1")]
    [InlineData("fn() { }()")]
    public void A_function_literal_is_no_operand_and_takes_no_postfix(string text) =>
        Parser.ParseExpression(new SourceText("", text)).Diagnostics.Should().ContainSingle();

    [Fact]
    public void Step_is_an_ordinary_name_outside_a_for_header() =>
        Shape.OfExpression("step + step(step).step(step)").Should().Be("(step + step(step).step(step))");

    [Fact]
    public void Identifiers_are_numbered_from_0_in_source_order()
    {
        var result = Parser.Parse(new SourceText("", "let a = b\nfn f(c) { return a.g(c) }\n"));
        result.Script.IdentifierCount.Should().Be(7);
        var function = ((FunctionStatement)result.Script.Statements[1]).Function;
        function.Name!.Value.Id.Should().Be(2);
        function.Parameters[0].Name.Id.Should().Be(3);
    }

    [Fact]
    public void Neither_types_nor_the_keyword_step_have_numbers_of_identifiers()
    {
        var result = Parser.Parse(new SourceText("", "fn f(a: fn(int) -> int[], step: int) { for i in 0..9 step step { a(i) } }"));
        result.Script.IdentifierCount.Should().Be(7);
        var function = ((FunctionStatement)result.Script.Statements[0]).Function;
        function.Parameters[1].Name.Id.Should().Be(2);
        ((NameExpression)((ForRangeStatement)function.Body!.Statements[0]).Step!).Name.Id.Should().Be(4);
    }

    [Theory]
    [InlineData("a + (b * c)", "a + (b * c)")]
    [InlineData("(a + b) * c", "(a + b) * c")]
    [InlineData(" -(a)[1] ", "-(a)[1]")]
    [InlineData("(a) ? (b) : (c)", "(a) ? (b) : (c)")]
    [InlineData(" [1, 2] ", "[1, 2]")]
    public void The_span_of_an_expression_is_its_text(string text, string covered)
    {
        Expression expression = Parser.ParseExpression(new SourceText("", text)).Expression;
        Shape.TextOf(text, expression.Span).Should().Be(covered);
    }

    [Fact]
    public void A_postfix_span_covers_the_postfix_alone()
    {
        const string text = "f(1)[2].g(3)";
        var chain = (PostfixChain)Parser.ParseExpression(new SourceText("", text)).Expression;
        chain.Postfixes.Select(postfix => Shape.TextOf(text, postfix.Span)).Should().Equal("(1)", "[2]", ".g(3)");
    }

    [Theory]
    [InlineData("")]
    [InlineData("1 2")]
    [InlineData("let x = 1")]
    [InlineData("1 +")]
    [InlineData("f(1)\nf(2)")]
    public void A_lonely_expression_is_the_whole_text(string text)
    {
        var result = Parser.ParseExpression(new SourceText("", text));
        result.Diagnostics.Should().ContainSingle();
        result.Expression.Should().BeOfType<ErrorExpression>();
    }
}
