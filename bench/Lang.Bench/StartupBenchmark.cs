using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>Process time of the shortest script, and of one with twenty lines that runs once.</summary>
internal static class StartupBenchmark
{
    /// <summary>A program whose process is timed.</summary>
    /// <param name="Reference">Index of the program it is compared with.</param>
    /// <param name="Goal">The ratio to reach, or nothing.</param>
    private sealed record Program(string Name, string[] Command, int Reference, string Goal = "");

    public static void Run(BenchOptions options)
    {
        if (!ChildProcess.Exists("lua5.4"))
            throw new BenchException("lua5.4 is missing; Debian: apt-get install lua5.4");
        Publishing published = Publishing.Get(options);
        // A console program that does nothing, published as lang's ReadyToRun form is.
        string empty = Publishing.Yardstick("empty", "empty", options);
        string hello = Repository.PathOf("bench", "scripts", "hello"), receipt = Repository.PathOf("bench", "scripts", "receipt");
        Compare(["lua5.4", receipt + ".lua"], [published.NativeAot, "run", receipt + ".tl"]);
        Program[] programs =
        [
            new("lua5.4 hello.lua", ["lua5.4", hello + ".lua"], 0),
            new("lang (NativeAOT) run hello.tl", [published.NativeAot, "run", hello + ".tl"], 0, "6"),
            new("lua5.4 receipt.lua", ["lua5.4", receipt + ".lua"], 2),
            new("lang (NativeAOT) run receipt.tl", [published.NativeAot, "run", receipt + ".tl"], 2, "8"),
            new("empty .NET program (ReadyToRun)", [empty], 4),
            new("lang (ReadyToRun) run hello.tl", [published.ReadyToRun, "run", hello + ".tl"], 4, "2"),
            new("lang (ReadyToRun) run receipt.tl", [published.ReadyToRun, "run", receipt + ".tl"], 4, "3"),
        ];
        int starts = options.Quick ? 2 : 20;
        var runs = new List<(double Elapsed, double Processor)>[programs.Length];
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < programs.Length; i++)
                (runs[i] ??= []).Add(ShellLoop.Milliseconds(programs[i].Command, starts));
        }

        var table = new StringBuilder("| process | elapsed, ms | ratio | processor, ms | ratio | goal |\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
        for (int i = 0; i < programs.Length; i++)
        {
            table.Append(CultureInfo.InvariantCulture, $"| {programs[i].Name} ");
            List<(double Elapsed, double Processor)> reference = runs[programs[i].Reference];
            table.Append(Columns(runs[i], reference, run => run.Elapsed)).Append(Columns(runs[i], reference, run => run.Processor));
            table.Append(CultureInfo.InvariantCulture, $"| {programs[i].Goal} |\n");
        }
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("startup", table.ToString());
    }

    private static void Compare(string[] one, string[] other)
    {
        string expected = ChildProcess.Run(one[0], one[1..]).Output, output = ChildProcess.Run(other[0], other[1..]).Output;
        if (output != expected)
            throw new BenchException($"{string.Join(' ', other)} prints {output}, and not {expected}");
    }

    private static string Columns<T>(List<T> runs, List<T> reference, Func<T, double> time)
    {
        double ratio = Statistics.Median(runs.Zip(reference, (run, other) => time(run) / time(other)));
        return string.Create(CultureInfo.InvariantCulture, $"| {Statistics.Median(runs.Select(time)):0.0} | {ratio:0.0} ");
    }
}
