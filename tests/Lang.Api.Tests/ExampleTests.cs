using Examples;
using Lang.Tests;

namespace Lang.Api.Tests;

/// <summary>The programs of examples/csharp print what stands in their expected.out (UPDATE_GOLDEN=1 writes it).</summary>
public sealed class ExampleTests
{
    [Fact]
    public void Formula_engine() => Check("FormulaEngine", FormulaEngineExample.Run);

    [Fact]
    public void Game_of_life() => Check("GameOfLife", GameOfLifeExample.Run);

    [Fact]
    public void Rule_engine() => Check("RuleEngine", RuleEngineExample.Run);

    [Fact]
    public void Plugin_host() => Check("PluginHost", PluginHostExample.Run);

    private static void Check(string name, Action<TextWriter> run)
    {
        using var output = new StringWriter { NewLine = "\n" };
        run(output);
        string path = RepositoryFiles.PathOf("examples", "csharp", name, "expected.out");
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
            File.WriteAllText(path, output.ToString());
        output.ToString().Should().Be(File.ReadAllText(path));
    }
}
