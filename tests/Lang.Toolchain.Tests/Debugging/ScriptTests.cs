using System.Globalization;
using System.Text.RegularExpressions;
using Lang.Native.Diagnostics;
using Lang.Toolchain.Tests.Published;

namespace Lang.Toolchain.Tests.Debugging;

/// <summary>gdb and perf on a script that the published <c>lang run</c> runs: what its options promise.</summary>
public sealed class ScriptTests : IDisposable
{
    private const string Form = "linux-x64-aot";

    private const string Script = """
        fn inner(n: int, m: int) -> int {
            let sum = m
            for i in 0..n {
                sum += i % m
            }
            return sum
        }
        fn outer(n: int, m: int) -> int {
            return inner(n, m) + 1
        }
        let total = 0
        for i in 0..10 { total += outer(ROUNDS, i + 1) }
        print(total)

        """;

    private readonly Shell _shell = new(Form);

    public void Dispose() => _shell.Dispose();

    [Fact]
    public void Gdb_shows_functions_of_the_script_with_their_lines()
    {
        Write(rounds: 3000);
        _shell.Write("commands", """
            set pagination off
            set debuginfod enabled off
            set breakpoint pending on
            handle SIG34 nostop noprint pass
            break inner@template
            ignore 1 5
            run
            bt
            break script.tl:4
            continue
            bt
            delete
            continue

            """);
        ShellResult result = _shell.Run("gdb -batch -nx -x commands --args \"$(command -v lang)\" run --gdb --tier template script.tl");
        string[] frames = [.. result.Output.Split('\n').Where(line => line.StartsWith('#'))];
        frames.Should().HaveCountGreaterThan(8, result.Output + result.Error);
        frames[0].Should().EndWith("inner@template () at script.tl:1", "the function is stopped behind its prologue");
        string[] stopped = [.. frames.Skip(Array.FindLastIndex(frames, frame => frame.StartsWith("#0 ")))];
        stopped[0].Should().EndWith("inner@template () at script.tl:4");
        stopped[1].Should().EndWith("in outer@template () at script.tl:9");
        stopped[2].Should().EndWith("in script@template () at script.tl:12");
        stopped[3].Should().MatchRegex(@"in thunk \S+ \(\)$");
        stopped[4].Should().Contain("NativeTier", "the walk goes on with those who called generated code");
        result.Output.Should().Contain("exited normally");
    }

    [Fact]
    public void Perf_map_names_functions_loop_entries_thunks_and_stubs()
    {
        Write(rounds: 30);
        ShellResult result = _shell.Run("lang run --perf-map --tier template script.tl & wait $!; echo $!");
        string[] output = result.Output.Split('\n');
        string path = PerfMap.PathOf(int.Parse(output[1], CultureInfo.InvariantCulture));
        (ulong Start, ulong Length, string Name)[] regions = [.. File.ReadAllLines(path).Select(line => line.Split(' ', 3))
            .Select(parts => (Hexadecimal(parts[0]), Hexadecimal(parts[1]), parts[2]))];
        File.Delete(path);

        regions.Select(region => region.Name).Should().Contain(
        [
            "script@template", "script@template loop entry", "outer@template", "inner@template", "inner@template loop entry",
            "stub: unwind", "stub: resume", "stub: call the interpreter", "stub: call the host", "stub: execute", "stub: exit",
        ]).And.Contain(name => name.StartsWith("thunk "));
        Array.Sort(regions);
        for (int i = 1; i < regions.Length; i++)
            (regions[i - 1].Start + regions[i - 1].Length).Should().BeLessThanOrEqualTo(regions[i].Start, "regions do not overlap");
    }

    [Fact]
    public void Perf_names_functions_of_the_script_and_their_callers()
    {
        Write(rounds: 30_000_000);
        ShellResult result = _shell.Run(
            "perf record -q -e cpu-clock -g -o samples lang run --perf-map --tier template script.tl > out && perf script -i samples -F pid,ip,sym");
        foreach (string process in result.Output.Split('\n').Where(line => Regex.IsMatch(line, @"^\s*\d+\s*$")).Select(line => line.Trim()).Distinct())
            File.Delete(PerfMap.PathOf(int.Parse(process, CultureInfo.InvariantCulture)));

        string[][] samples = [.. result.Output.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(sample => sample.Split('\n', StringSplitOptions.TrimEntries)).Where(sample => sample.Length > 2)];
        string[][] inner = [.. samples.Where(sample => sample[1].EndsWith(" inner@template"))];
        inner.Length.Should().BeGreaterThan(samples.Length / 2, result.Error);
        inner.Count(sample => sample[2].EndsWith(" outer@template")).Should().BeGreaterThan(inner.Length / 2);
    }

    private void Write(int rounds) => _shell.Write("script.tl", Script.Replace("ROUNDS", $"{rounds}", StringComparison.Ordinal));

    private static ulong Hexadecimal(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
