using System.Collections.Immutable;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Bytecode.Verification;

namespace Lang.Tests.Bytecode;

/// <summary>Keeps docs/bytecode.md true.</summary>
public class ReferenceTests
{
    private static string PathOfReference => RepositoryFiles.PathOf("docs", "bytecode.md");

    [Fact]
    public void The_opcode_chapter_is_that_of_the_table()
    {
        string text = File.ReadAllText(PathOfReference);
        (int start, int end) = Between(text, "<!-- opcodes: begin", "<!-- opcodes: end");
        string updated = text[..start] + OpcodeChapter() + text[end..];
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(PathOfReference, updated);
        else
            text.Should().Be(updated, "the chapter is generated: UPDATE_GOLDEN=1 dotnet test rewrites it");
    }

    [Fact]
    public void The_listing_in_the_reference_assembles_verifies_and_is_written_the_same()
    {
        string text = File.ReadAllText(PathOfReference);
        (int start, int end) = Between(text, "<!-- listing: begin", "<!-- listing: end");
        string listing = text[start..end].Replace("```\n", "", StringComparison.Ordinal);

        ListingResult result = ListingReader.Read(listing);

        result.Errors.Should().BeEmpty();
        Verifier.Verify(result.Module!).Errors.Should().BeEmpty();
        ListingWriter.Write(result.Module!).Should().Be(listing);
    }

    [Fact]
    public void The_limits_in_the_reference_are_those_that_hold()
    {
        string text = File.ReadAllText(PathOfReference);
        foreach (int limit in (int[])[Limits.Variables, Limits.CodeBytes, Limits.Functions, Limits.Types, Limits.Globals])
            text.Should().Contain(limit.ToString("N0", System.Globalization.CultureInfo.InvariantCulture));
        text.Should().Contain($"| operand stack of a function | {Limits.OperandStack} slots |");
        text.Should().Contain($"| parameters of a function | {Limits.Parameters} |");
        text.Should().Contain($"| fields of an environment | {Limits.EnvironmentFields} |");
        text.Should().Contain($"nested {Limits.TypeDepth} deep");
        text.Should().Contain($"version {ModuleFormat.Version}.");
        Limits.VerifierWork(1, 0).Should().Be(10_064);
        Limits.VerifierWork(0, 1).Should().Be(10_016);
    }

    private static string OpcodeChapter()
    {
        var chapter = new StringBuilder("\n| no. | name | operands | stack | can | meaning |\n| ---: | --- | --- | --- | --- | --- |\n");
        foreach (OpcodeInfo row in OpcodeTable.Rows)
        {
            string operands = string.Join(' ', row.Operands.Select(Letter));
            string stack = $"{Slots(row.Pops)} → {Slots(row.Pushes)}".Trim();
            string can = string.Join(", ", Abilities(row));
            string text = row.Text.Replace("|", "\\|", StringComparison.Ordinal);
            chapter.Append($"| {(int)row.Opcode} | {row.Name} | {operands} | {stack} | {can} | {text} |\n");
        }
        return chapter.ToString();
    }

    private static string Slots(ImmutableArray<StackKind> slots) => string.Join(' ', slots.Select(slot => slot switch
    {
        StackKind.I64 => "i64",
        StackKind.Bool => "bool",
        StackKind.F64 => "f64",
        StackKind.String => "string",
        StackKind.Any or StackKind.Element or StackKind.CellValue => "T",
        StackKind.Array => "T[]",
        StackKind.Function => "fn",
        StackKind.Environment => "env",
        StackKind.FieldValue => "field",
        StackKind.Cell => "cell",
        StackKind.Sequence => "...",
        StackKind.Result => "[result]",
    }));

    private static string Letter(OperandKind kind) => kind switch
    {
        OperandKind.Constant => "k",
        OperandKind.Variable => "v",
        OperandKind.Jump => "off",
        OperandKind.Function => "f",
        OperandKind.Global => "g",
        OperandKind.String => "s",
        OperandKind.Type => "t",
        OperandKind.Host => "h",
        OperandKind.Count => "n",
        OperandKind.Field => "i",
    };

    private static IEnumerable<string> Abilities(OpcodeInfo row)
    {
        if (row.Is(OpcodeFlags.CanFail))
            yield return "fail";
        if (row.Is(OpcodeFlags.Allocates))
            yield return "allocate";
    }

    /// <summary>The stretch between the lines that hold two markers.</summary>
    private static (int Start, int End) Between(string text, string begin, string end)
    {
        int start = text.IndexOf('\n', text.IndexOf(begin, StringComparison.Ordinal)) + 1;
        return (start, text.IndexOf(end, start, StringComparison.Ordinal));
    }
}
