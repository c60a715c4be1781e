using System.Globalization;
using System.Runtime.InteropServices;

namespace Lang.Bench.Reports;

/// <summary>Writes results to bench/results and into docs/performance.md.</summary>
internal static class ReportFile
{
    /// <summary>Writes a table to bench/results/NAME.md and between the markers of that name in docs/performance.md.</summary>
    /// <param name="plot">A plot in SVG that is written to bench/results/NAME.svg and shown above the table on the page.</param>
    public static void Save(string name, string table, string? plot = null)
    {
        string text = $"{table}\n{Origin()}\n";
        Write(name + ".md", text);
        if (plot is not null)
        {
            Write(name + ".svg", plot);
            text = $"![{name}](../bench/results/{name}.svg)\n\n{text}";
        }
        string path = Repository.PathOf("docs", "performance.md");
        string page = File.ReadAllText(path);
        string begin = $"<!-- {name}: bench/run {name} --save -->\n", end = $"<!-- end of {name} -->";
        int from = page.IndexOf(begin, StringComparison.Ordinal), to = page.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
            throw new BenchException($"docs/performance.md lacks the markers of {name}");
        File.WriteAllText(path, page[..(from + begin.Length)] + text + page[to..]);
    }

    /// <summary>Writes a file to bench/results.</summary>
    public static void Write(string name, string text) =>
        File.WriteAllText(Repository.PathOf("bench", "results", name), text);

    private static string Origin() => string.Create(CultureInfo.InvariantCulture,
        $"Measured {DateTime.UtcNow:yyyy-MM-dd} with {RuntimeInformation.FrameworkDescription} on {Environment.ProcessorCount} cores of {Processor()}.");

    private static string Processor()
    {
        const string Key = "model name";
        string? line = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(Key, StringComparison.Ordinal)) : null;
        return line is null ? "an unknown processor" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
    }
}
