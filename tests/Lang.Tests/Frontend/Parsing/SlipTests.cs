using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Parsing;

public sealed class SlipTests
{
    [Theory]
    [InlineData("i++", "write `i += 1`")]
    [InlineData("i--", "write `i -= 1`")]
    [InlineData("++i", "write `i += 1`")]
    [InlineData("a[i]++", "write `x += 1`")]
    [InlineData("let a = b === c", "write `==`")]
    [InlineData("let a = b !== c", "write `!=`")]
    [InlineData("let a = b <> c", "write `!=`")]
    [InlineData("let a = b =< c", "write `<=`")]
    [InlineData("let a = b ** c", "write `pow(a, b)`")]
    [InlineData("a := 1", "declare with `let x = ...`, assign with `x = ...`")]
    [InlineData("for i in 0...n { }", "write `a..b`, which ends before b, or `a..=b`, which ends with it")]
    [InlineData("if a and b { }", "write `&&`")]
    [InlineData("if a or b { }", "write `||`")]
    [InlineData("if not a { }", "write `!`")]
    [InlineData("if a { } elif b { } else { }", "write `else if`")]
    [InlineData("if a { } elseif b { }", "write `else if`")]
    [InlineData("if a then { }", "leave it out")]
    [InlineData("while a do { }", "leave it out")]
    [InlineData("def f(a) { }", "write `fn`")]
    [InlineData("func f(a) { }", "write `fn`")]
    [InlineData("function f(a) => a", "write `fn`")]
    [InlineData("var a = 1", "write `let`")]
    [InlineData("const a = 1", "write `let`")]
    [InlineData("int a = 1", "write `let name: int = ...`")]
    [InlineData("foreach a in b { }", "write `for`")]
    [InlineData("let f = fn(x) => { return x }", "leave the `=>` out: `fn(x) { ... }`")]
    [InlineData("fn f(x) => { return x }", "leave the `=>` out: `fn(x) { ... }`")]
    [InlineData("let n = a.len", "write `.len()`")]
    [InlineData("a.b = 1", "values have no fields: use variables or arrays")]
    [InlineData("if a = 1 { }", "to compare, write `==`")]
    [InlineData("while (a = 1) { }", "to compare, write `==`")]
    [InlineData("print \"a\", b", "write `print(\"a\", b)`")]
    [InlineData("let a = 'b'", "write `\"b\"`")]
    [InlineData("# comment", "a comment begins with `//`")]
    [InlineData("let a = if b { 1 } else { 2 }", "write `condition ? a : b`")]
    [InlineData("let a", "give it a first value: `let a = 0`")]
    [InlineData("if a f()", "a block stands in braces, even a single statement")]
    [InlineData("if a { } else f()", "a block stands in braces, even a single statement")]
    [InlineData("let a = nil", "every value is there: use an empty array, or a bool that says whether there is one")]
    [InlineData("let a = b < c < d", "write `a < b && b < c`")]
    [InlineData("f", "to call it, write `f()`; to show it, `print(f)`")]
    public void A_common_slip_is_one_error_with_a_hint(string text, string hint) => Shape.OnlyError(text).Hint.Should().Be(hint);

    [Fact]
    public void Slips_do_not_hide_other_errors() =>
        Shape.Errors("if a and b { i++ }\nlet c = d.len +\n").Select(error => error[..8].TrimEnd()).Should()
            .Equal("1:6 E121", "1:15 E12", "2:11 E12", "2:15 E15");

    [Fact]
    public void Right_code_beside_an_error_is_not_taken_for_a_slip() => Shape.Errors("""
        let and = 1
        and = 2
        let or = and
        or = and
        let not = fn(x) => !x
        let a = not(b)
        def(a)
        def = 3
        let then = 1
        print(-a - -b)
        print
            (a)
        let int = 1
        int = 2
        let b = a
        foreach(a)
        if a == b { c = d }
        let = 1
        """).Should().ContainSingle().Which.Should().StartWith("18:5");
}
