using System.Text.RegularExpressions;
using Lang.Frontend.Diagnostics;

namespace Lang.Tests.Golden;

/// <summary>docs/diagnostics.md says of every code of the compiler what to do, and links to a golden program that shows it where a small one can.</summary>
public sealed class RemedyTests
{
    /// <summary>Only a host can bring the first ones about; the others take a large text. Unit tests show them.</summary>
    private static readonly string[] s_withoutProgram =
        ["E207", "E210", "E211", "E518", "E407", "E501", "E502", "E510", "E511", "E512", "E513", "E514", "E515", "E516", "E517"];

    private static readonly ILookup<string, string> s_rows = File.ReadLines(RepositoryFiles.PathOf("docs", "diagnostics.md"))
        .SkipWhile(line => line != "## Causes and remedies")
        .Where(line => Regex.IsMatch(line, @"^\| [EW]\d\d\d \|"))
        .ToLookup(line => line[2..6]);

    public static TheoryData<string> Codes() =>
        [.. ((IEnumerable<DiagnosticDescriptor>)[.. DiagnosticCodes.Syntax, .. DiagnosticCodes.Semantics, .. DiagnosticCodes.Limits]).Select(row => row.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_has_a_remedy_and_a_program_that_shows_it(string code)
    {
        Match row = Regex.Match(s_rows[code].Should().ContainSingle().Which, @"^\| \w+ \| .+ \| (\[program\]\(\.\./(?<path>\S+)\.tl\))? ?\|$");
        row.Success.Should().BeTrue();
        row.Groups["path"].Success.Should().Be(!s_withoutProgram.Contains(code));
        if (row.Groups["path"].Success)
            File.ReadAllText(RepositoryFiles.PathOf($"{row.Groups["path"].Value}.err")).Should().Contain($"[{code}]");
    }
}
