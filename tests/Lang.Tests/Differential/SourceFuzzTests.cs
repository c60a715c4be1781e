using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Testing.Comparison;

namespace Lang.Tests.Differential;

/// <summary>
/// Damaged programs: the front end answers with diagnostics, soon and without an exception; what it accepts passes the
/// verifier and survives the container and the listing. <c>eng/stress.sh</c> tries as many more as wanted.
/// </summary>
public sealed class SourceFuzzTests
{
    private const int MaxFaults = 10, LongestText = 20_000;

    private static readonly string[] s_folders = ["tests/golden", "bench/peers", "examples"];

    /// <summary>Nothing in the corpus takes a hundredth of it; a hang takes for ever.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("t[]u")]
    [InlineData("k()[")]
    [InlineData("do{}while(\n}\n\"}.")]
    [InlineData("do { } while (a\n&& b)\nprint(1)")]
    public void Programs_that_once_showed_a_fault_show_none(string text) => Fault(text).Should().BeNull();

    [Fact]
    public void Damaged_programs_give_diagnostics_or_sound_bytecode()
    {
        string[] corpus = Corpus();
        Gen<string> mutants = Gen.Choose(0, int.MaxValue).Select(n => new SourceMutator(new Random(n), corpus).Mutant());
        var faults = new Dictionary<string, string>();
        foreach (string mutant in mutants.Sample(Settings.Samples(2000), new Rnd(Settings.Seed), 50))
        {
            if (Fault(mutant) is { } fault && faults.Count < MaxFaults && !faults.ContainsKey(Place(fault)))
                faults.Add(Place(fault), Describe(Shrink(mutant)));
        }
        faults.Values.Should().BeEmpty($"that is what LANG_SEED={Settings.Seed} must give");
    }

    /// <summary>What tells one fault from another: the message, or an exception's type and where it was thrown.</summary>
    private static string Place(string fault) => string.Join('\n', fault.Split('\n').Where((line, i) => i == 0 || i == 1 && line.Contains(" at ", StringComparison.Ordinal)));

    private static string Describe(string text) => $"{Fault(text)}\n--- source, escaped\n{Escaped(text)}\n";

    /// <summary>What is wrong with the compiler's answer to <paramref name="text"/>, or null.</summary>
    private static string? Fault(string text)
    {
        // A thread of its own: the pool is busy with tests, and waiting for it is no fault of the text.
        Task<string?> task = Task.Factory.StartNew(() =>
        {
            try
            {
                return Answer(text);
            }
            catch (Exception exception)
            {
                return exception.ToString();
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return task.Wait(s_patience) ? task.Result : $"no answer within {s_patience.TotalSeconds} s";
    }

    private static string? Answer(string text)
    {
        CompilationResult result = Compilation.Compile("fuzz.tl", text);
        foreach (Diagnostic diagnostic in result.Diagnostics)
        {
            string formatted = DiagnosticFormatter.Format(result.Source, diagnostic);
            if (formatted.Any(c => char.IsControl(c) && c != '\n'))
                return $"a diagnostic with control characters: {Escaped(formatted)}";
        }
        if (result.Module is not { } module)
            return result.Diagnostics.Any(d => d.Severity == DiagnosticSeverity.Error) ? null : "no module and no error";
        byte[] container = ModuleWriter.Write(module);
        ModuleReadResult read = ModuleReader.Read(container);
        if (read.Module is null)
            return $"the container does not read back: {read.Error}";
        if (!ModuleWriter.Write(read.Module).AsSpan().SequenceEqual(container))
            return "the container changes when it is read and written";
        string listing = ListingWriter.Write(module);
        ListingResult assembled = ListingReader.Read(listing);
        if (assembled.Module is null)
            return $"the listing does not assemble: {assembled.Errors[0]}";
        return ListingWriter.Write(assembled.Module) == listing ? null : "the listing changes when it is assembled and written";
    }

    // Lines, then characters, are left out as long as something stays wrong.
    private static string Shrink(string text)
    {
        for (int length = text.Length / 2; length > 0; length /= 2)
        {
            for (int start = 0; start + length <= text.Length;)
            {
                string shorter = text.Remove(start, length);
                if (Fault(shorter) is null)
                    start += length;
                else
                    text = shorter;
            }
        }
        return text;
    }

    private static string[] Corpus() =>
    [
        .. s_folders.SelectMany(folder => RepositoryFiles.Below(folder, "*.tl")).Select(File.ReadAllText).Where(text => text.Length < LongestText),
    ];

    private static string Escaped(string text)
    {
        var result = new StringBuilder();
        foreach (char c in text)
            result.Append(c is '\n' or (>= ' ' and <= '~') ? c.ToString() : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
        return result.ToString();
    }
}
