using System.Reflection;
using System.Text;
using Lang.Bytecode.Runtime;
using Lang.Frontend.Diagnostics;

namespace Lang.Tests.Architecture;

/// <summary>Every code a user can meet is documented, and shown by a program of the golden suite.</summary>
public sealed class DiagnosticTableTests
{
    private const string Begin = "<!-- Made from the tables by UPDATE_GOLDEN=1 dotnet test. Do not edit. -->\n", End = "<!-- End of what is made. -->\n";

    private static readonly string s_document = RepositoryFiles.PathOf("docs", "diagnostics.md");

    // Limits that only sources of many megabytes reach, or code built on purpose: no test can afford them.
    private static readonly string[] s_outOfReach = ["E407", "E514", "E515", "E517"];

    private static DiagnosticDescriptor[] Descriptors { get; } =
    [
        .. typeof(DiagnosticCodes).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
            .Select(field => field.GetValue(null)).OfType<DiagnosticDescriptor>().OrderBy(row => row.Code, StringComparer.Ordinal),
    ];

    public static TheoryData<string> Codes() =>
        [.. Descriptors.Select(row => row.Code).Concat(Enum.GetValues<RuntimeErrorCode>().Select(code => code.Text()))];

    [Fact]
    public void Codes_are_unique() => Descriptors.Select(row => row.Code).Should().OnlyHaveUniqueItems();

    [Fact]
    public void Severity_is_told_by_the_first_letter() =>
        Descriptors.Should().OnlyContain(row => row.Code.StartsWith(row.Severity == DiagnosticSeverity.Error ? 'E' : 'W'));

    [Fact]
    public void Table_of_the_document_is_current()
    {
        string text = File.ReadAllText(s_document);
        int start = text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = text.IndexOf(End, StringComparison.Ordinal);
        string table = Table();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            text = text[..start] + table + text[end..];
            File.WriteAllText(s_document, text);
            end = start + table.Length;
        }
        text[start..end].Should().Be(table, "UPDATE_GOLDEN=1 dotnet test writes it anew");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_is_documented(string code) => File.ReadAllText(s_document).Should().Contain($"| {code} |");

    [Theory]
    [MemberData(nameof(Codes))]
    public void Code_is_shown_by_a_golden_program_or_named_by_a_test(string code)
    {
        string name = Array.Find(Descriptors, row => row.Code == code) is { } row ? NameOf(row) : "\n";
        bool isShown = s_outOfReach.Contains(code)
            || RepositoryFiles.Below("tests/golden", "*.err").Any(file => File.ReadAllText(file).Contains($"[{code}]:"))
            || RepositoryFiles.Below("tests", "*.cs").Where(file => Path.GetFileName(file) != "DiagnosticTableTests.cs")
                .Select(File.ReadAllText).Any(text => text.Contains(code) || text.Contains(name));
        isShown.Should().BeTrue($"a program of tests/golden should show {code}");
    }

    private static string NameOf(DiagnosticDescriptor row) =>
        typeof(DiagnosticCodes).GetFields().First(field => ReferenceEquals(field.GetValue(null), row)).Name;

    private static string Table()
    {
        var text = new StringBuilder("| Code | Message |\n| --- | --- |\n");
        foreach (DiagnosticDescriptor row in Descriptors)
            text.Append("| ").Append(row.Code).Append(" | ").Append(row.Format.Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
        return text.ToString();
    }
}
