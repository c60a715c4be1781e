using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>The code blocks of README.md.</summary>
internal static class Readme
{
    private static readonly string s_text = File.ReadAllText(RepositoryFiles.PathOf("README.md"));

    /// <summary>The text of the first code block after a mark.</summary>
    public static string BlockAfter(string mark)
    {
        int place = s_text.IndexOf(mark, StringComparison.Ordinal);
        place.Should().BePositive($"README has {mark}");
        int start = s_text.IndexOf('\n', s_text.IndexOf("```", place, StringComparison.Ordinal)) + 1;
        return s_text[start..s_text.IndexOf("```", start, StringComparison.Ordinal)];
    }
}
