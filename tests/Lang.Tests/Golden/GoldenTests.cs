namespace Lang.Tests.Golden;

/// <summary>
/// Every program of tests/golden, in every tier. <c>UPDATE_GOLDEN=1 dotnet test -c Release --filter Golden</c>
/// makes what the programs do now their expectation; the diff is what gets reviewed.
/// </summary>
public sealed class GoldenTests
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

    public static TheoryData<string, string> Programs()
    {
        var programs = new TheoryData<string, string>();
        foreach ((string suite, string path) in GoldenProgram.All())
            programs.Add(suite, path);
        return programs;
    }

    public static TheoryData<string, string, string> Emissions()
    {
        var emissions = new TheoryData<string, string, string>();
        foreach ((string suite, string path) in GoldenProgram.All())
        {
            var program = new GoldenProgram(suite, path);
            if (program.Expects(".listing"))
                emissions.Add(suite, path, "bytecode");
            if (program.Expects(".ast"))
                emissions.Add(suite, path, "ast");
        }
        return emissions;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Program_does_what_is_expected(string suite, string path, Tier tier)
    {
        var program = new GoldenProgram(suite, path);
        LangResult result = LangRunner.Run(program.RunArguments(), program.Input, program.Directory);
        if (s_bless && tier == Tier.Interpreter)
            Bless(program, result);
        Compare(program, result);
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public void Program_does_the_same_when_every_allocation_collects(string suite, string path)
    {
        var program = new GoldenProgram(suite, path);
        Compare(program, LangRunner.Run(program.RunArguments("--collect-always"), program.Input, program.Directory));
    }

    [Theory]
    [MemberData(nameof(Emissions))]
    public void Emission_is_what_is_expected(string suite, string path, string form)
    {
        var program = new GoldenProgram(suite, path);
        string ending = form == "bytecode" ? ".listing" : ".ast";
        LangResult result = LangRunner.Run(["emit", "--" + form, program.Source], [], program.Directory);
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

    private static void Compare(GoldenProgram program, LangResult result)
    {
        program.HasExpectation.Should().BeTrue("a program needs a .out or .err file; UPDATE_GOLDEN=1 writes them");
        result.ErrorText.Should().Be(program.Expected(".err"));
        result.OutputText.Should().Be(program.Expected(".out"));
        result.ExitCode.Should().Be(program.ExpectedExitCode);
    }
}
