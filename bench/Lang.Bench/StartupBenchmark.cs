using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>Process time of the shortest script. A shell starts each program many times, so that its own start counts little.</summary>
internal static class StartupBenchmark
{
    private const string Loop = "n=$1; shift; while [ $n -gt 0 ]; do \"$@\" > /dev/null; n=$((n-1)); done";

    public static void Run(BenchOptions options)
    {
        if (!ChildProcess.Exists("lua5.4"))
            throw new BenchException("lua5.4 is missing; Debian: apt-get install lua5.4");
        Publishing published = Publishing.Get(options);
        string script = Repository.PathOf("bench", "scripts", "hello");
        (string Name, string[] Command)[] programs =
        [
            ("lua5.4 hello.lua", ["lua5.4", script + ".lua"]),
            ("lang (NativeAOT) run hello.tl", [published.NativeAot, "run", script + ".tl"]),
            ("empty .NET program (ReadyToRun)", [published.Empty]),
            ("lang (ReadyToRun) run hello.tl", [published.ReadyToRun, "run", script + ".tl"]),
        ];
        int starts = options.Quick ? 2 : 20;
        var times = new double[programs.Length][];
        for (int i = 0; i < programs.Length; i++)
            times[i] = new double[options.Rounds];
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int i = 0; i < programs.Length; i++)
                times[i][round] = Milliseconds(programs[i].Command, starts);
        }

        var table = new StringBuilder("| process | ms | ratio | goal |\n| --- | ---: | ---: | ---: |\n");
        for (int i = 0; i < programs.Length; i++)
        {
            double[] reference = times[i & ~1];
            string ratio = i % 2 == 0 ? "1" : Statistics.Median(times[i].Zip(reference, (t, r) => t / r)).ToString("0.0", CultureInfo.InvariantCulture);
            table.Append(CultureInfo.InvariantCulture, $"| {programs[i].Name} | {Statistics.Median(times[i]):0.0} | {ratio} | {i switch { 1 => "6", 3 => "2", _ => "" }} |\n");
        }
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("startup", table.ToString());
    }

    private static double Milliseconds(string[] command, int starts) =>
        ChildProcess.Run("/bin/sh", ["-c", Loop, "sh", starts.ToString(CultureInfo.InvariantCulture), .. command]).Elapsed.TotalMilliseconds / starts;
}
