using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>
/// What a process pays for its first machine code: the shortest script, whose only function is compiled, against the same script interpreted.
/// Memory is mapped, stubs are written, and whatever of the compiler was not compiled ahead of time is compiled now.
/// </summary>
internal static class FirstCompilationBenchmark
{
    public static void Run(BenchOptions options)
    {
        Publishing published = Publishing.Get(options);
        string script = Repository.PathOf("bench", "scripts", "hello.tl");
        int starts = options.Quick ? 2 : 20;
        var table = new StringBuilder("| form | interpreted, ms | compiled, ms | first compilation, ms | goal |\n| --- | ---: | ---: | ---: | ---: |\n");
        foreach ((string name, string program, string goal) in (ReadOnlySpan<(string, string, string)>)
            [("NativeAOT", published.NativeAot, ""), ("ReadyToRun", published.ReadyToRun, "10")])
        {
            double[] interpreted = new double[options.Rounds], compiled = new double[options.Rounds];
            for (int round = 0; round < options.Rounds; round++)
            {
                interpreted[round] = ShellLoop.Milliseconds([program, "run", "--tier", "interpreter", script], starts).Processor;
                compiled[round] = ShellLoop.Milliseconds([program, "run", "--tier", "template", script], starts).Processor;
            }
            double difference = Statistics.Median(compiled.Zip(interpreted, (with, without) => with - without));
            table.Append(CultureInfo.InvariantCulture,
                $"| {name} | {Statistics.Median(interpreted):0.0} | {Statistics.Median(compiled):0.0} | {difference:0.0} | {goal} |\n");
        }
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("compilation", table.ToString());
    }
}
