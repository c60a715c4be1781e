using System.Globalization;
using Lang.Native.Diagnostics;

namespace Lang.Toolchain.Tests.Debugging;

/// <summary>What perf says about generated code.</summary>
public sealed class PerfTests
{
    private const long Rounds = 2_000_000_000;

    [Fact]
    public void Samples_in_generated_code_and_their_callers_have_names()
    {
        using var code = new HostedCode();
        string[] recorded = code.Run("perf", ["record", "-q", "-e", "cpu-clock", "-g", "-o", "samples", "--", .. code.Command("reached", Rounds, 1, "perf")]).Split(' ');
        string script = code.Run("perf", ["script", "-i", "samples", "-F", "ip,sym"]);
        File.Delete(PerfMap.PathOf(int.Parse(recorded[0], CultureInfo.InvariantCulture)));

        // A sample is a stack, the innermost frame first: address and name on a line.
        ulong start = Hexadecimal(recorded[1]), end = start + Hexadecimal(recorded[2]);
        string[][] samples = [.. script.Split("\n\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(sample => sample.Split('\n', StringSplitOptions.TrimEntries))];
        string[][] generated = [.. samples.Where(sample => Hexadecimal(sample[0].Split(' ')[0]) is var address && address >= start && address < end)];

        // What is not in generated code is the start of .NET.
        generated.Length.Should().BeGreaterThan(samples.Length / 2);
        generated.Should().OnlyContain(sample => sample[0].EndsWith($" {CodeHost.Inner}"));
        generated.Count(sample => sample.Length > 2 && sample[1].EndsWith($" {CodeHost.Outer}") && sample[2].EndsWith($" {CodeHost.Entry}"))
            .Should().BeGreaterThan(generated.Length * 9 / 10);
    }

    [Fact]
    public void Names_stand_beside_those_of_the_runtime()
    {
        using var code = new HostedCode();
        string[] command = code.Command("reached", 1, 1, "perf");
        string path = PerfMap.PathOf(int.Parse(code.Run("env", ["DOTNET_PerfMapEnabled=1", .. command]).Split(' ')[0], CultureInfo.InvariantCulture));
        string[] lines = File.ReadAllLines(path);
        File.Delete(path);

        lines.Should().OnlyContain(line => line.Split(' ', 3).Length == 3);
        string[] names = [.. lines.Select(line => line.Split(' ', 3)[2])];
        string[] ours = [CodeHost.Entry, CodeHost.Outer, CodeHost.Inner, CodeHost.Exit];
        names.Should().Contain(ours);
        names.Count(name => name.Contains("stub")).Should().BeGreaterThan(10, "the runtime names its stubs");
        // The runtime may name a stub twice.
        lines.Where(line => ours.Contains(line.Split(' ', 3)[2])).Should().OnlyHaveUniqueItems();
    }

    private static ulong Hexadecimal(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
