using Lang.Frontend;
using Lang.Frontend.Semantics;

namespace Lang.Tests.Frontend.Semantics;

public sealed class CheckerErrorTests
{
    [Theory]
    [InlineData("print(x)", "E201@1:7")]
    [InlineData("x = 1", "E201@1:1")]
    [InlineData("let x = 1\nlet x = 2\nprint(x)", "E202@2:5")]
    [InlineData("fn f(a, a) { }", "E202@1:9")]
    [InlineData("fn f(a) { let a = 1\nprint(a) }", "E202@1:15")]
    [InlineData("for i in 0..3 { i = 1 }", "E203@1:17")]
    [InlineData("fn f() { }\nf = 1", "E204@2:1")]
    [InlineData("break", "E205@1:1")]
    [InlineData("fn f() { continue }", "E205@1:10")]
    [InlineData("while true { let f = fn() { break } f() }", "E205@1:29")]
    [InlineData("return 1", "E206@1:1")]
    [InlineData("let x: integer = 1\nprint(x)", "E208@1:8")]
    [InlineData("print(x)\nlet x = 1", "E209@1:7")]
    [InlineData("fn unused(a) { return b }", "E201@1:23")]
    public void Names(string source, string expected) => Checked.Errors(source).Should().Equal(expected);

    [Theory]
    [InlineData("let x: int = 1.5", "E301@1:14")]
    [InlineData("let x: string = 1", "E301@1:17")]
    [InlineData("fn f(a: int) { }\nf(\"a\")", "E301@2:3")]
    [InlineData("fn f() -> int { return \"a\" }", "E301@1:24")]
    [InlineData("let x = 1 - \"a\"", "E302@1:9")]
    [InlineData("let x = true & false", "E302@1:9")]
    [InlineData("let x = 1.5 << 2", "E302@1:9")]
    [InlineData("let x = !1", "E303@1:9")]
    [InlineData("let x = -\"a\"", "E303@1:9")]
    [InlineData("if 1 { }", "E304@1:4")]
    [InlineData("while \"a\" { }", "E304@1:7")]
    [InlineData("let x = 1 && true", "E304@1:9")]
    [InlineData("let x = 1\nx(2)", "E305@2:1")]
    [InlineData("let x = 1\nlet y = 2\ny.x()", "E305@3:3")]
    [InlineData("fn f(a) { }\nf(1, 2)", "E306@2:1")]
    [InlineData("len()", "E306@1:1")]
    [InlineData("let x = 1\nprint(x[0])", "E307@2:7")]
    [InlineData("print([1][1.5])", "E308@1:11")]
    [InlineData("let s = \"a\"\ns[0] = 1", "E309@2:1")]
    [InlineData("let x = print(1)", "E310@1:9")]
    [InlineData("fn f() { }\nlet x = f()", "E310@2:9")]
    [InlineData("fn f(a) { if a { return 1 } }\nf(true)", "E311@1:1")]
    [InlineData("fn f(a) -> int { if a { return 1 } }\nf(true)", "E311@1:1")]
    [InlineData("print([1] == [1])", "E312@1:7")]
    [InlineData("fn f() { }\nprint(f == f)", "E312@2:7")]
    [InlineData("print(true < false)", "E312@1:7")]
    [InlineData("print(int([1]))", "E313@1:11")]
    [InlineData("print([1, \"a\"])", "E314@1:11")]
    [InlineData("print(true ? 1 : \"a\")", "E315@1:7")]
    [InlineData("fn f(a) { if a { return 1 } return \"a\" }\nf(true)", "E316@1:36")]
    [InlineData("for i in 5 { }", "E317@1:10")]
    [InlineData("for i in 0..1.5 { }", "E318@1:13")]
    [InlineData("print(1[..])", "E319@1:7")]
    [InlineData("print(sqrt(\"a\"))", "E320@1:12")]
    [InlineData("assert(1)", "E320@1:8")]
    [InlineData("error(1)", "E320@1:7")]
    public void Types(string source, string expected) => Checked.Errors(source).Should().Equal(expected);

    [Fact]
    public void One_mistake_causes_one_error()
    {
        Checked.Errors("let x = undefined_thing\nlet y = x + 1\nprint(y.len(), x[0], -x)").Should().Equal("E201@1:9");
        Checked.Errors("fn f(a) => a + nothing_here\nlet y = f(1) * 2\nprint(y)").Should().Equal("E201@1:16");
    }

    [Fact]
    public void All_independent_errors_come_in_source_order() =>
        Checked.Errors("let a: int = \"x\"\nlet b: string = 1\nprint(c)").Should().Equal("E301@1:14", "E301@2:17", "E201@3:7");

    [Fact]
    public void An_error_inside_an_instance_names_the_call_that_made_it()
    {
        var diagnostic = Checked.Diagnostics("fn add(a, b) => a - b\nprint(add(1, \"x\"))").Should().ContainSingle().Subject;
        diagnostic.Code.Should().Be("E302");
        diagnostic.Notes.Should().ContainSingle().Which.Message.Should().Be("called from here with (int, string)");
    }

    [Fact]
    public void Equal_errors_of_several_instances_are_reported_once() =>
        Checked.Errors("fn f(a) { let x: int = \"s\"\nprint(a, x) }\nf(1)\nf(2.5)\nf(true)").Should().Equal("E301@1:24");

    [Theory]
    [InlineData("let x: string = 1", "write `string(1)`")]
    [InlineData("let count = 1\nprint(cuont, count)", "did you mean `count`?")]
    [InlineData("let xs = [0; 3]\nxs[0] = 1.5", "`xs` is int[] because of `0` here: write `0.0`")]
    [InlineData("let n = 1\nif n { }", "write `n != 0`")]
    [InlineData("for i in 10 { }", "write `0..10`")]
    [InlineData("println(1)", "write `print(...)`")]
    [InlineData("let x = True\nprint(x)", "write `true`")]
    [InlineData("let xs = [1]\nxs.append(2)", "write `xs.push(v)`")]
    public void Slips_get_a_hint(string source, string hint) =>
        Checked.Diagnostics(source).Should().Contain(item => item.Hint == hint);

    [Theory]
    [InlineData("fn f() { let x = 1 }\nf()", "W101@1:14")]
    [InlineData("fn f() { let _x = 1 }\nf()", "")]
    [InlineData("fn f() { return 1\nprint(2) }\nprint(f())", "W102@2:1")]
    [InlineData("while true { }\nprint(1)", "W102@2:1")]
    [InlineData("let g = [[0; 3]; 2]\nprint(g)", "W103@1:10")]
    [InlineData("let g = [[]; 2]\ng[0].push(1)", "W103@1:10")]
    public void Warnings(string source, string expected) => string.Join(" ", Checked.Codes(source)).Should().Be(expected);

    [Fact]
    public void A_capability_that_was_not_granted_is_an_error()
    {
        var options = new CompilationOptions { Capabilities = ScriptCapabilities.None };
        Checked.Errors("print(clock())", options).Should().Equal("E207@1:1", "E207@1:7");
        Checked.Errors("fn print(x) { }\nprint(1)", options).Should().BeEmpty();
    }

    [Fact]
    public void Exports_name_functions_of_the_script()
    {
        var options = new CompilationOptions { Exports = [new ExportRequest("f", [TlType.Int]), new ExportRequest("g", [])], GlobalExports = ["h"] };
        Checked.Errors("fn f(x) => x", options).Should().Equal("E210@1:1", "E210@1:1");
        Checked.Program("fn f(x) => x\nfn g() => 1\nlet h = 2", options).FunctionExports.Select(export => export.Name).Should().Equal("g", "f");
    }

    [Fact]
    public void A_function_that_nothing_calls_is_checked_for_types_if_all_are_written()
    {
        Checked.Errors("fn f(a: int) { let x: string = a\nprint(x) }").Should().Equal("E301@1:32");
        Checked.Errors("fn g() { fn f(a: int) -> string { return a } }").Should().Equal("E301@1:42");
        Checked.Errors("fn f(a) { let x: string = 1\nprint(x) }").Should().BeEmpty();
    }

    [Fact]
    public void A_method_name_skips_variables_that_are_no_functions() =>
        Checked.Errors("fn size(s) => s.len()\nfn f(s) { let size = 3\nlet len = s.size()\nprint(size, len, s.len()) }\nf(\"abc\")").Should().BeEmpty();
}
