using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>docs/embedding.md shows the examples that are compiled and run.</summary>
public sealed class GuideTests
{
    private static readonly string s_examples = File.ReadAllText(RepositoryFiles.PathOf("tests", "Lang.Api.Tests", "GuideExamples.cs"));
    private static readonly string s_guide = File.ReadAllText(RepositoryFiles.PathOf("docs", "embedding.md"));

    public static TheoryData<string> Names =>
        [.. s_examples.Split('\n').Where(line => line.Contains("// guide: ", StringComparison.Ordinal)).Select(line => line[(line.IndexOf("guide: ", StringComparison.Ordinal) + 7)..])];

    [Theory]
    [MemberData(nameof(Names))]
    public void Guide_shows_what_runs(string name)
    {
        int start = s_examples.IndexOf('\n', s_examples.IndexOf($"// guide: {name}\n", StringComparison.Ordinal)) + 1;
        string body = s_examples[start..s_examples.IndexOf("        // :guide", start, StringComparison.Ordinal)];
        string code = string.Join('\n', body.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));
        s_guide.Should().Contain($"<!-- example: {name} -->\n```csharp\n{code}```\n");
    }

    [Fact]
    public void Guide_shows_nothing_else() =>
        s_guide.Split("```csharp\n").Length.Should().Be(Names.Count<object[]>() + 1);
}
