using System.Globalization;

namespace Lang.Toolchain.Tests.Published;

/// <summary>How long a user waits for hello world. Ratios of the fastest of many runs, taken in turn: those are steady on a busy machine.</summary>
public sealed class StartTests
{
    private const int Rounds = 30;

    [Fact]
    public void Native_lang_says_hello_within_six_times_the_time_of_lua()
    {
        using var shell = new Shell("linux-x64-aot");
        shell.Write("hello.tl", "print(\"hello\")\n");
        shell.Write("hello.lua", "print(\"hello\")\n");
        Ratio(shell, "lang run hello.tl", "lua5.4 hello.lua").Should().BeLessThan(6);
    }

    [Fact]
    public void ReadyToRun_lang_says_hello_within_twice_the_time_of_an_empty_program()
    {
        using var shell = new Shell("linux-x64-r2r");
        shell.Write("hello.tl", "print(\"hello\")\n");
        shell.Write("empty.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <InvariantGlobalization>true</InvariantGlobalization>
                <TieredPGO>false</TieredPGO>
                <ConcurrentGarbageCollection>false</ConcurrentGarbageCollection>
              </PropertyGroup>
            </Project>
            """);
        shell.Write("Program.cs", "return 0;\n");
        ShellResult publish = shell.Run("dotnet publish -nologo -v:quiet -nodeReuse:false -c Release -r linux-x64 --self-contained true -p:PublishReadyToRun=true -p:PublishReadyToRunComposite=true -p:PublishTrimmed=true -o published");
        publish.ExitCode.Should().Be(0, publish.Output);
        Ratio(shell, "lang run hello.tl", "published/empty").Should().BeLessThan(2);
    }

    /// <summary>The time of one command as a multiple of another's.</summary>
    private static double Ratio(Shell shell, string command, string reference)
    {
        // One shell runs each command many times and reports microseconds: starting the shell is not measured.
        string measure = $$"""
            for i in $(seq {{Rounds}}); do
                a=${EPOCHREALTIME/./}; {{command}} > /dev/null; b=${EPOCHREALTIME/./}; {{reference}} > /dev/null; c=${EPOCHREALTIME/./}
                echo "$((b - a)) $((c - b))"
            done
            """;
        long[][] times = [.. shell.Run(measure).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Array.ConvertAll(line.Split(' '), number => long.Parse(number, CultureInfo.InvariantCulture)))];
        times.Should().HaveCount(Rounds);
        return (double)times.Min(pair => pair[0]) / times.Min(pair => pair[1]);
    }
}
