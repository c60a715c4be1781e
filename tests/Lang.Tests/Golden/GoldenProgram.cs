using System.Text;

namespace Lang.Tests.Golden;

/// <summary>A way to execute a program. All must agree; the first one blesses.</summary>
public enum Tier
{
    /// <summary>The interpreter alone.</summary>
    Interpreter,

    /// <summary>The template compiler, from the first call on.</summary>
    Template,

    /// <summary>Optimised code from the first call on.</summary>
    Optimizing,

    /// <summary>All in turn: functions are compiled at their second call, loops after a few rounds, and both are optimised soon after.</summary>
    Mixed,

    /// <summary>The same, and checks of optimised code fail at random.</summary>
    Failing,
}

/// <summary>The options that select a tier.</summary>
internal static class TierExtensions
{
    public static string[] Flags(this Tier tier) => tier switch
    {
        Tier.Interpreter => ["--tier", "interpreter"],
        Tier.Template => ["--tier", "template"],
        Tier.Optimizing => ["--tier", "optimizing"],
        Tier.Mixed => ["--tier", "auto", "--call-threshold", "2", "--loop-threshold", "3", "--optimize-threshold", "20", "--jit-sync"],
        Tier.Failing => [.. Tier.Mixed.Flags(), "--fail-checks", "1"],
        _ => throw new ArgumentOutOfRangeException(nameof(tier)),
    };
}

/// <summary>
/// A program with its expectations: FOLDER/NAME.tl below tests/golden or examples, and the files beside it. NAME.out and NAME.err hold
/// what it writes (a missing one stands for nothing written, but one of them must exist), NAME.exit its exit code
/// (missing: 0), NAME.listing, NAME.ast, NAME.sysv.asm and NAME.win64.asm what <c>lang emit</c> says. NAME.in is its standard input, NAME.args its
/// arguments and NAME.flags options of <c>lang run</c>, each on one line.
/// </summary>
/// <param name="suite">The folder of the repository it lies in, which is its working directory.</param>
/// <param name="path">Its path below the suite without its ending; messages show it that way.</param>
internal sealed class GoldenProgram(string suite, string path)
{
    private static readonly string[] s_expectations = [".out", ".err", ".exit", ".listing", ".ast", ".sysv.asm", ".win64.asm"];
    private static readonly string[] s_inputs = [".in", ".args", ".flags"];

    private static readonly string[] s_suites = ["tests/golden", "examples"];

    /// <summary>The program's working directory.</summary>
    public string Directory { get; } = RepositoryFiles.PathOf(suite);

    /// <summary>The program's file relative to the suite.</summary>
    public string Source => path + ".tl";

    /// <summary>What the program gets on standard input.</summary>
    public byte[] Input => File.Exists(FileOf(".in")) ? File.ReadAllBytes(FileOf(".in")) : [];

    /// <summary>The program's arguments.</summary>
    public string[] Arguments => Words(".args");

    /// <summary>Options of <c>lang run</c> that it needs.</summary>
    public string[] Flags => Words(".flags");

    /// <summary>The command line that runs it.</summary>
    public string[] RunArguments(params string[] extraFlags) => ["run", .. Flags, .. extraFlags, Source, .. Arguments];

    /// <summary>All programs of all suites, as suite and path.</summary>
    public static IEnumerable<(string Suite, string Path)> All() =>
        from suite in s_suites
        from file in RepositoryFiles.Below(suite, "*.tl")
        select (suite, Path.ChangeExtension(Path.GetRelativePath(RepositoryFiles.PathOf(suite), file), null).Replace('\\', '/'));

    /// <summary>Files of the suites that belong to no program.</summary>
    public static IEnumerable<string> Orphans() =>
        s_suites.SelectMany(suite => RepositoryFiles.Below(suite, "*")).Where(IsOrphan).Select(RepositoryFiles.RelativePath)
            .Where(path => !path.StartsWith(CSharpExamples, StringComparison.Ordinal));

    // Programs in C# that show how to use the libraries: projects of their own.
    private const string CSharpExamples = "examples/csharp/";

    /// <summary>Whether someone said what the program should do.</summary>
    public bool HasExpectation => Expects(".out") || Expects(".err");

    /// <summary>Whether there is an expectation with this ending.</summary>
    public bool Expects(string ending) => File.Exists(FileOf(ending));

    /// <summary>The expectation with this ending; "" when the file is missing.</summary>
    public string Expected(string ending) => Expects(ending) ? LangResult.Decode(File.ReadAllBytes(FileOf(ending))) : "";

    /// <summary>The expected exit code.</summary>
    public int ExpectedExitCode => Expects(".exit") ? int.Parse(Expected(".exit").Trim()) : 0;

    /// <summary>Makes what the program did its expectation.</summary>
    public void Bless(LangResult result)
    {
        Write(".out", result.Output, keepEmpty: result.Error.Length == 0);
        Write(".err", result.Error, keepEmpty: false);
        Write(".exit", result.ExitCode == 0 ? [] : Encoding.ASCII.GetBytes($"{result.ExitCode}\n"), keepEmpty: false);
    }

    /// <summary>Writes the expectation with this ending; an empty one is removed unless it is to be kept.</summary>
    public void Write(string ending, byte[] content, bool keepEmpty)
    {
        if (content.Length > 0 || keepEmpty)
            File.WriteAllBytes(FileOf(ending), content);
        else
            File.Delete(FileOf(ending));
    }

    private static bool IsOrphan(string file) =>
        Path.GetExtension(file) is not (".tl" or ".md" or ".cs" or ".csproj")
        && !s_expectations.Concat(s_inputs).Any(ending => file.EndsWith(ending, StringComparison.Ordinal) && File.Exists(file[..^ending.Length] + ".tl"));

    private string[] Words(string ending) =>
        Expected(ending).Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);

    private string FileOf(string ending) => Path.Combine(Directory, path + ending);
}
