using Lang.Tests;

namespace Lang.Toolchain.Tests.Published;

/// <summary>The package of the .NET tool.</summary>
public sealed class ToolPackageTests
{
    [Fact]
    public void Installed_tool_runs_a_script()
    {
        using var shell = new Shell();
        shell.Write("hello.tl", "print(\"hello\")\n");
        ShellResult install = shell.Run($"dotnet tool install Lang.Cli --tool-path tools --add-source '{RepositoryFiles.PathOf("out", "packages")}' --no-cache");
        install.ExitCode.Should().Be(0, install.Output + install.Error);
        shell.Run("tools/lang run hello.tl").Output.Should().Be("hello\n");
    }
}
