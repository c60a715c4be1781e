using System.Text.RegularExpressions;
using Lang.Hosting;

namespace Lang.Tests.Frontend;

public sealed partial class HostNameTests
{
    [Fact]
    public void Words_of_the_grammar_are_no_names_of_the_host()
    {
        string grammar = File.ReadAllText(RepositoryFiles.PathOf("grammar", "Tl.g4"));
        string[] words = [.. QuotedWord().Matches(grammar).Select(match => match.Groups[1].Value).Except(["step"])];
        words.Should().Contain(["let", "while", "true", "any"]);
        foreach (string word in words)
        {
            var host = new ScriptHost();
            host.Invoking(h => h.Register(word, (long n) => n)).Should().Throw<ArgumentException>().WithMessage($"'{word}'*");
        }
    }

    [GeneratedRegex("'([a-z]{2,})'")]
    private static partial Regex QuotedWord();
}
