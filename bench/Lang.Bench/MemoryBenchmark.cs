using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>Resident memory of published scripts, as the kernel counts it.</summary>
internal static class MemoryBenchmark
{
    private const double Mebibyte = 1024 * 1024;

    public static void Run(BenchOptions options)
    {
        string lang = Publishing.Get(options).NativeAot;
        int elements = options.Quick ? 10_000_000 : 80_000_000;
        var table = new StringBuilder("| what | measured | goal |\n| --- | ---: | ---: |\n");
        foreach ((string kind, int goal) in ((string, int)[])[("int", 8), ("float", 8), ("bool", 1)])
        {
            // The difference between two sizes leaves out what the program itself takes.
            double bytes = (Peak(lang, "elements.tl", kind, elements) - Peak(lang, "elements.tl", kind, elements / 2)) / (elements / 2.0);
            table.Append(CultureInfo.InvariantCulture, $"| bytes per element of {kind}[] | {bytes:0.00} | {goal} |\n");
        }
        int megabytes = options.Quick ? 200 : 10_000;
        double peak = Peak(lang, "drop_strings.tl", megabytes) / Mebibyte;
        table.Append(CultureInfo.InvariantCulture, $"| MiB resident while {megabytes / 1000.0:0.#} GB of strings are built and dropped | {peak:0} | 200 |\n");
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("memory", table.ToString());
    }

    private static long Peak(string lang, string script, params object[] arguments)
    {
        IEnumerable<string> texts = arguments.Select(a => Convert.ToString(a, CultureInfo.InvariantCulture)!);
        return ChildProcess.Run(lang, ["run", Repository.PathOf("bench", "scripts", script), .. texts], watchMemory: true).PeakBytes;
    }
}
