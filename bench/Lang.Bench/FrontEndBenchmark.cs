using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;
using Lang.Bytecode;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Bench;

/// <summary>
/// Source to verified bytecode from 10 KB to 10 MB: the speed must not fall with the size. Warm, in this process, and
/// as users of the command get it: one <c>lang check</c>, start and all.
/// </summary>
internal static class FrontEndBenchmark
{
    private static readonly int[] s_sizes = [10_000, 100_000, 1_000_000, 10_000_000];

    public static void Run(BenchOptions options)
    {
        // Enough rounds for the last tier of the .NET compiler to have replaced what it compiled first.
        string warmUp = OrdinarySource.Write(50_000);
        for (int i = 0; i < (options.Quick ? 2 : 60); i++)
            Measure(warmUp);
        var table = new StringBuilder("| source | MB/s | processor ms | parse | check | emit | verify | allocated, MB | collecting |\n| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |\n");
        foreach (int size in options.Quick ? s_sizes.AsSpan(0, 2) : s_sizes)
        {
            string source = OrdinarySource.Write(size);
            int runs = options.Quick ? 1 : Math.Clamp(20_000_000 / size, 4, 100);
            long before = GC.GetTotalAllocatedBytes();
            TimeSpan pausesBefore = GC.GetTotalPauseDuration();
            StageTimes[] times = [.. Enumerable.Range(0, runs).Select(_ => Measure(source))];
            double collecting = (GC.GetTotalPauseDuration() - pausesBefore).TotalSeconds / times.Sum(time => time.Total);
            StageTimes best = times.MinBy(time => time.Processor);
            double allocated = (GC.GetTotalAllocatedBytes() - before) / (double)runs;
            table.Append(CultureInfo.InvariantCulture, $"| {size / 1000:#,0} KB | {source.Length / best.Processor / 1e6:0.0} | {best.Processor * 1000:0.0} ");
            table.Append(CultureInfo.InvariantCulture, $"| {best.Parse / best.Total:0 %} | {best.Check / best.Total:0 %} | {best.Emit / best.Total:0 %} | {best.Verify / best.Total:0 %} | {allocated / 1e6:0} | {collecting:0 %} |\n");
        }
        table.Append('\n').Append(WholeProcesses(options));
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("frontend", table.ToString());
    }

    /// <summary>The least processor time of <c>lang check</c>, all forms and sizes taking turns.</summary>
    private static StringBuilder WholeProcesses(BenchOptions options)
    {
        Publishing published = Publishing.Get(options);
        int[] sizes = options.Quick ? s_sizes[..2] : s_sizes[1..];
        var best = new Dictionary<(string Program, int Size), double>();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lang-bench");
        try
        {
            for (int round = 0; round < options.Rounds; round++)
            {
                foreach (int size in sizes)
                {
                    string path = Path.Combine(folder.FullName, $"ordinary{size}.tl");
                    if (round == 0)
                        File.WriteAllText(path, OrdinarySource.Write(size));
                    foreach (string program in (string[])[published.NativeAot, published.ReadyToRun])
                    {
                        double seconds = ChildProcess.Run(program, ["check", path]).Processor.TotalSeconds;
                        best[(program, size)] = Math.Min(seconds, best.GetValueOrDefault((program, size), double.MaxValue));
                    }
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        var table = new StringBuilder("| `lang check`, whole process | NativeAOT, processor ms | MB/s | ReadyToRun, processor ms | MB/s |\n| ---: | ---: | ---: | ---: | ---: |\n");
        foreach (int size in sizes)
        {
            (double native, double precompiled) = (best[(published.NativeAot, size)], best[(published.ReadyToRun, size)]);
            table.Append(CultureInfo.InvariantCulture, $"| {size / 1000:#,0} KB | {native * 1000:0} | {size / native / 1e6:0.0} | {precompiled * 1000:0} | {size / precompiled / 1e6:0.0} |\n");
        }
        return table;
    }

    private static StageTimes Measure(string source)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        Script script = FrontEndPipeline.Parse(source);
        long parsed = Stopwatch.GetTimestamp();
        CheckedProgram program = FrontEndPipeline.Check(script);
        long checkedAt = Stopwatch.GetTimestamp();
        BytecodeModule module = FrontEndPipeline.Emit(program);
        long emitted = Stopwatch.GetTimestamp();
        FrontEndPipeline.Verify(module);
        long verified = Stopwatch.GetTimestamp();
        return new StageTimes(Seconds(start, parsed), Seconds(parsed, checkedAt), Seconds(checkedAt, emitted), Seconds(emitted, verified), (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static double Seconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalSeconds;

    /// <summary>Seconds of each stage on the clock, and processor seconds of all: other programs take of the former only.</summary>
    private readonly record struct StageTimes(double Parse, double Check, double Emit, double Verify, double Processor)
    {
        public double Total => Parse + Check + Emit + Verify;
    }
}
