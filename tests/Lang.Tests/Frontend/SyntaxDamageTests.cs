using Lang.Frontend;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend;

public sealed class SyntaxDamageTests
{
    private static string[] Errors(string source)
    {
        var text = new SourceText("test.tl", source);
        return [.. Compilation.Check(text).Diagnostics.Select(item => $"{item.Code}@{text.PositionOf(item.Span).Line}")];
    }

    [Fact]
    public void Errors_of_types_are_reported_beside_syntax_errors_elsewhere() =>
        Errors("let a = 1 +\nlet b: int = \"x\"\nlet c = a < b < 2\nprint(undefined_name)\n")
            .Should().BeEquivalentTo("E154@1", "E301@2", "E161@3", "E201@4");

    [Fact]
    public void What_only_follows_from_a_syntax_error_is_not_reported() =>
        Errors("let total = = 5\nprint(total)\nfn broken( { return 1 }\nprint(broken())\n")
            .Should().OnlyContain(code => code.StartsWith("E1"));

    [Fact]
    public void After_an_unmatched_bracket_nothing_is_certain() =>
        Errors("let x = (\nprint(1)\nprint(x + \"a\" - 1)\n").Should().OnlyContain(code => code.StartsWith("E1"));
}
