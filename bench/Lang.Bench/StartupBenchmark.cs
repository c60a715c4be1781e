using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>Process time of the shortest script.</summary>
internal static class StartupBenchmark
{
    public static void Run(BenchOptions options)
    {
        if (!ChildProcess.Exists("lua5.4"))
            throw new BenchException("lua5.4 is missing; Debian: apt-get install lua5.4");
        Publishing published = Publishing.Get(options);
        // A console program that does nothing, published as lang's ReadyToRun form is.
        string empty = Publishing.Yardstick("empty", "empty", options);
        string script = Repository.PathOf("bench", "scripts", "hello");
        (string Name, string[] Command)[] programs =
        [
            ("lua5.4 hello.lua", ["lua5.4", script + ".lua"]),
            ("lang (NativeAOT) run hello.tl", [published.NativeAot, "run", script + ".tl"]),
            ("empty .NET program (ReadyToRun)", [empty]),
            ("lang (ReadyToRun) run hello.tl", [published.ReadyToRun, "run", script + ".tl"]),
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
            table.Append(Columns(runs[i], runs[i & ~1], run => run.Elapsed)).Append(Columns(runs[i], runs[i & ~1], run => run.Processor));
            table.Append(CultureInfo.InvariantCulture, $"| {i switch { 1 => "6", 3 => "2", _ => "" }} |\n");
        }
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("startup", table.ToString());
    }

    private static string Columns<T>(List<T> runs, List<T> reference, Func<T, double> time)
    {
        double ratio = Statistics.Median(runs.Zip(reference, (run, other) => time(run) / time(other)));
        return string.Create(CultureInfo.InvariantCulture, $"| {Statistics.Median(runs.Select(time)):0.0} | {ratio:0.0} ");
    }
}
