using System.Text.RegularExpressions;

namespace Lang.Tests.Golden;

/// <summary>
/// Every program of tests/golden, in every tier. <c>UPDATE_GOLDEN=1 dotnet test -c Release --filter Golden</c>
/// makes what the programs do now their expectation; the diff is what gets reviewed.
/// </summary>
public sealed partial class GoldenTests
{
    private static readonly bool s_bless = Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1";

    public static TheoryData<string, string, Tier> Runs()
    {
        var runs = new TheoryData<string, string, Tier>();
        foreach ((string suite, string path) in GoldenProgram.All())
        {
            foreach (Tier tier in Enum.GetValues<Tier>())
                runs.Add(suite, path, tier);
        }
        return runs;
    }

    // What `lang emit` is asked for, and the ending of the file that says what it gives.
    private static readonly (string Options, string Ending)[] s_emissions =
    [
        ("--bytecode", ".listing"), ("--ast", ".ast"), ("--asm --abi sysv", ".sysv.asm"), ("--asm --abi win64", ".win64.asm"),
    ];

    public static TheoryData<string, string, string> Emissions()
    {
        var emissions = new TheoryData<string, string, string>();
        foreach ((string suite, string path) in GoldenProgram.All())
        {
            var program = new GoldenProgram(suite, path);
            foreach ((string options, string ending) in s_emissions)
            {
                if (program.Expects(ending))
                    emissions.Add(suite, path, options);
            }
        }
        return emissions;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Program_does_what_is_expected(string suite, string path, Tier tier)
    {
        var program = new GoldenProgram(suite, path);
        LangResult result = LangRunner.Run(program.RunArguments(tier.Flags()), program.Input, program.Directory);
        if (s_bless && tier == Tier.Interpreter)
            Bless(program, result);
        Compare(program, result, tier);
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Program_does_the_same_when_every_allocation_collects(string suite, string path, Tier tier)
    {
        var program = new GoldenProgram(suite, path);
        Compare(program, LangRunner.Run(program.RunArguments(["--collect-always", .. tier.Flags()]), program.Input, program.Directory), tier);
    }

    [Theory]
    [MemberData(nameof(Emissions))]
    public void Emission_is_what_is_expected(string suite, string path, string options)
    {
        var program = new GoldenProgram(suite, path);
        string ending = s_emissions.Single(emission => emission.Options == options).Ending;
        LangResult result = LangRunner.Run(["emit", .. options.Split(' '), program.Source], [], program.Directory);
        if (s_bless)
            program.Write(ending, result.Output, keepEmpty: true);
        result.ErrorText.Should().BeEmpty();
        result.OutputText.Should().Be(program.Expected(ending));
    }

    [Fact]
    public void Every_expectation_belongs_to_a_program() => GoldenProgram.Orphans().Should().BeEmpty();

    private static void Bless(GoldenProgram program, LangResult result)
    {
        LangRunner.Binary.Should().BeNull("the code in this process blesses, not a published program");
        program.Bless(result);
    }

    private static void Compare(GoldenProgram program, LangResult result, Tier tier)
    {
        if (tier != Tier.Interpreter && program.Expected(".err").Contains("error[R012]", StringComparison.Ordinal))
        {
            // How deep calls nest before that is up to the tier, and the native stack of its frames.
            result.ExitCode.Should().Be(program.ExpectedExitCode);
            WithoutDepths(result.ErrorText).Should().Be(WithoutDepths(program.Expected(".err")));
            return;
        }
        program.HasExpectation.Should().BeTrue("a program needs a .out or .err file; UPDATE_GOLDEN=1 writes them");
        result.ErrorText.Should().Be(program.Expected(".err"));
        result.OutputText.Should().Be(program.Expected(".out"));
        result.ExitCode.Should().Be(program.ExpectedExitCode);
    }

    /// <summary>What is said of calls that nest too deep without saying how deep, and hence without the place where that happened: the message, and what was running.</summary>
    private static string WithoutDepths(string error)
    {
        string[] lines = Repetition().Replace(error, "").Split('\n');
        string message = lines[0][lines[0].IndexOf("error[", StringComparison.Ordinal)..];
        return string.Join('\n', lines.Where(line => line.StartsWith("  at ", StringComparison.Ordinal)).Distinct().Order().Prepend(message));
    }

    [GeneratedRegex(@" x \d+$", RegexOptions.Multiline)]
    private static partial Regex Repetition();
}
