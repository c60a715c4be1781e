using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Lang.Bytecode;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Golden;

/// <summary>
/// Keeps docs/language.md true. A mark <c>&lt;!-- golden: NAME --&gt;</c> stands before the text of tests/golden/NAME.tl and,
/// after a second mark, what that prints. <c>UPDATE_GOLDEN=1</c> writes both into the page.
/// </summary>
public sealed partial class LanguageReferenceTests
{
    private static string PathOfReference => RepositoryFiles.PathOf("docs", "language.md");

    [Fact]
    public void Its_examples_are_golden_programs()
    {
        string text = File.ReadAllText(PathOfReference);
        string updated = Example().Replace(text, match => Show(match.Groups["name"].Value));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(PathOfReference, updated);
        else
            text.Should().Be(updated, "the examples are copied: UPDATE_GOLDEN=1 dotnet test rewrites them");
        Example().Count(text).Should().BeGreaterThan(20);
    }

    [Fact]
    public void Every_program_written_for_it_is_shown()
    {
        string text = File.ReadAllText(PathOfReference);
        foreach (string file in RepositoryFiles.Below("tests/golden/docs", "*.tl"))
            text.Should().Contain($"<!-- golden: docs/{Path.GetFileNameWithoutExtension(file)} -->");
    }

    [Fact]
    public void Its_limits_are_those_that_hold()
    {
        string text = File.ReadAllText(PathOfReference);
        (string What, long Limit)[] limits =
        [
            ("types", TokenChecker.MaxNesting), ("parameters of a function", Limits.Parameters),
            ("temporaries of the compiler included", Limits.Variables), ("a nested function captures", Limits.EnvironmentFields),
            ("top-level variables that functions use", Limits.Globals), ("types of a script", Limits.Types),
            ("nesting of types that calls make", TypeDepth.Max), ("nesting of types", Limits.TypeDepth),
            ("instances of one function; of all functions", InstanceTable.MaxPerFunction),
        ];
        foreach ((string what, long limit) in limits)
            text.Should().MatchRegex($@"{Regex.Escape(what)} \| {limit.ToString("N0", CultureInfo.InvariantCulture)}\b");
        text.Should().Contain($"; {InstanceTable.MaxTotal.ToString("N0", CultureInfo.InvariantCulture)} | E403");
        text.Should().Contain($"| source | {SourceDecoder.MaxBytes >> 20} MiB |");
        text.Should().Contain($"| code of a function | {Limits.CodeBytes >> 20} MiB |");
    }

    private static string Show(string name)
    {
        string path = RepositoryFiles.PathOf("tests", "golden", name);
        var text = new StringBuilder($"<!-- golden: {name} -->\n```\n").Append(File.ReadAllText(path + ".tl")).Append("```\n");
        string printed = Content(path + ".out") + Content(path + ".err");
        return printed.Length == 0 ? text.ToString() : text.Append("<!-- prints -->\n```\n").Append(printed).Append("```\n").ToString();
    }

    private static string Content(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    [GeneratedRegex(@"<!-- golden: (?<name>\S+) -->\n```\n[^`]*(?:`(?!``)[^`]*)*```\n(?:<!-- prints -->\n```\n[^`]*(?:`(?!``)[^`]*)*```\n)?")]
    private static partial Regex Example();
}
