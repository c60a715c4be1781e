using Lang.Bytecode;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;

namespace Lang.Tests.Frontend;

/// <summary>Both sides of every limit that docs/language.md states and a test can reach: the last program that compiles, and the first that does not.</summary>
public sealed class CompilerLimitTests
{
    [Theory]
    [InlineData("(", "1", ")", 1)]
    [InlineData("[", "", "]", 1)]
    [InlineData("-", "1", "", 1)]
    [InlineData("true ? 1 : ", "2", "", 1)]
    [InlineData("fn(x) => ", "1", "", 2)]
    public void Expressions_nest_a_thousand_deep(string open, string inner, string close, int around)
    {
        string Nested(int depth) => "print(" + Repeat(open, depth) + inner + Repeat(close, depth) + ")";
        int most = TokenChecker.MaxNesting - around; // the call of print, and the parameter list of the innermost function

        ErrorsOf(Nested(most)).Should().NotContain(error => error.StartsWith("E501"));
        ErrorsOf(Nested(most + 1)).Should().Equal("E501: nesting is deeper than 1000 levels");
    }

    [Theory]
    [InlineData("{", "}")]
    [InlineData("if true {", "}")]
    [InlineData("while true {", "break }")]
    [InlineData("fn f() {", "}")]
    public void Statements_nest_a_thousand_deep(string open, string close)
    {
        string Nested(int depth) => Repeat(open, depth) + Repeat(close, depth);

        ErrorsOf(Nested(TokenChecker.MaxNesting)).Should().BeEmpty();
        ErrorsOf(Nested(TokenChecker.MaxNesting + 1)).Should().Equal("E501: nesting is deeper than 1000 levels");
    }

    [Fact]
    public void Chains_of_operators_postfixes_and_arms_have_no_limit()
    {
        ErrorsOf("print(1" + Repeat(" + 1", 20_000) + ")").Should().BeEmpty();
        ErrorsOf("print(1" + Repeat(".abs()", 20_000) + ")").Should().BeEmpty();
        ErrorsOf("let x = 1\nif x == 0 { }" + Repeat(" else if x == 2 { }", 20_000)).Should().BeEmpty();
        ErrorsOf("print([" + Repeat("1, ", 20_000) + "])").Should().BeEmpty();
        ErrorsOf(Repeat("print(1)\n", 20_000)).Should().BeEmpty();
    }

    [Fact]
    public void A_function_has_at_most_200_parameters()
    {
        static string Function(int count) => $"fn f({List(count, i => $"p{i}: int")}) => p0\nprint(f({List(count, i => $"{i}")}))";

        ErrorsOf(Function(Limits.Parameters)).Should().BeEmpty();
        ErrorsOf(Function(Limits.Parameters + 1)).Should().Equal("E511: `f` has 201 parameters: the limit is 200");
        ErrorsOf($"print({List(300, i => $"{i}")})").Should().BeEmpty("print takes any number of arguments");
    }

    [Fact]
    public void A_function_has_at_most_65000_variables()
    {
        static string Function(int count) => $"fn f() {{ {List(count, i => $"let _v{i} = {i}", "\n")} return 0 }}\nprint(f())";

        ErrorsOf(Function(Limits.Variables)).Should().BeEmpty();
        ErrorsOf(Function(Limits.Variables + 1)).Should().Equal("E510: `f` has too many variables: the limit is 65000");
    }

    [Fact]
    public void A_nested_function_captures_at_most_200_variables()
    {
        static string Function(int count) =>
            $"fn f() {{ {List(count, i => $"let v{i} = {i}", "\n")} return fn() => {List(count, i => $"v{i}", " + ")} }}\nprint(f()())";

        ErrorsOf(Function(Limits.EnvironmentFields)).Should().BeEmpty();
        ErrorsOf(Function(Limits.EnvironmentFields + 1)).Should().ContainSingle().Which.Should().StartWith("E512: ");
    }

    [Fact]
    public void Functions_use_at_most_65536_top_level_variables()
    {
        static string Script(int count) =>
            List(count, i => $"let v{i} = 0", "\n") + $"\nfn f() {{ {List(count, i => $"v{i} = v{i} + 1", "\n")} }}\nf()";

        ErrorsOf(Script(Limits.Globals)).Should().BeEmpty();
        ErrorsOf(Script(Limits.Globals + 1)).Should().ContainSingle().Which.Should().StartWith("E513: ");
    }

    [Fact]
    public void A_function_has_at_most_1000_instances()
    {
        // Every function literal has a type of its own.
        static string Script(int count) => "fn f(g) => 1\n" + List(count, _ => "f(fn(x) => x)", "\n");

        ErrorsOf(Script(InstanceTable.MaxPerFunction)).Should().BeEmpty();
        ErrorsOf(Script(InstanceTable.MaxPerFunction + 1)).Should().ContainSingle().Which.Should().StartWith("E403: ");
    }

    [Fact]
    public void The_type_of_an_argument_nests_at_most_32_deep()
    {
        static string Script(int depth) => $"fn f(x) => 1\nprint(f({Repeat("[", depth)}1{Repeat("]", depth)}))";

        ErrorsOf(Script(TypeDepth.Max)).Should().BeEmpty();
        ErrorsOf(Script(TypeDepth.Max + 1)).Should().Equal("E404: this call makes a type nested deeper than 32");
    }

    [Fact]
    public void A_type_nests_at_most_64_deep()
    {
        static string Script(int depth) => $"let a: int{Repeat("[]", depth - 1)} = []\nprint(a)";

        ErrorsOf(Script(Limits.TypeDepth)).Should().BeEmpty();
        ErrorsOf(Script(Limits.TypeDepth + 1)).Should().ContainSingle().Which.Should().StartWith("E516: ");
    }

    [Fact]
    public void Long_names_are_cut_in_messages()
    {
        string message = ErrorsOf($"print({new string('n', 100_000)})").Should().ContainSingle().Which;

        message.Should().StartWith("E201: `nnn").And.HaveLength("E201: `...` is not defined".Length + 100);
    }

    [Fact]
    public void At_most_100_errors_and_100_warnings_are_reported()
    {
        ErrorsOf(List(101, i => $"print(missing{i})", "\n")).Should().HaveCount(100);
        CompilationResult result = Compilation.Compile("many.tl", List(101, i => $"let v{i} = {i}", "\n"));
        result.Diagnostics.Should().HaveCount(100);
        result.Success.Should().BeTrue();
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string List(int count, Func<int, string> item, string separator = ", ") => string.Join(separator, Enumerable.Range(0, count).Select(item));

    private static List<string> ErrorsOf(string text) =>
        [.. Compilation.Compile("limit.tl", text).Diagnostics
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => $"{diagnostic.Code}: {diagnostic.Message}")];
}
