using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lang.Bench.Reports;
using Lang.Frontend;
using Lang.Frontend.Syntax;

namespace Lang.Bench;

/// <summary>
/// Source to verified bytecode in this process, warm, from 10 KB to 10 MB: the speed must not fall with the size.
/// </summary>
internal static class FrontEndBenchmark
{
    private static readonly int[] s_sizes = [10_000, 100_000, 1_000_000, 10_000_000];

    public static void Run(BenchOptions options)
    {
        // Enough rounds for the last tier of the .NET compiler to have replaced what it compiled first.
        for (int i = 0; i < (options.Quick ? 2 : 60); i++)
            Compile(OrdinarySource.Write(50_000));
        var table = new StringBuilder("| source | ms | MB/s | allocated, MB |\n| ---: | ---: | ---: | ---: |\n");
        foreach (int size in s_sizes)
        {
            if (options.Quick && size > 1_000_000)
                continue;
            string source = OrdinarySource.Write(size);
            int runs = options.Quick ? 1 : Math.Clamp(5_000_000 / size, 3, 100);
            long before = GC.GetTotalAllocatedBytes();
            double seconds = Enumerable.Range(0, runs).Min(_ => Compile(source));
            double allocated = (GC.GetTotalAllocatedBytes() - before) / (double)runs;
            table.Append(CultureInfo.InvariantCulture, $"| {size / 1000.0:#,0} KB | {seconds * 1000:0.0} | {source.Length / seconds / 1e6:0.0} | {allocated / 1e6:0} |\n");
        }
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("frontend", table.ToString());
    }

    private static double Compile(string source)
    {
        long begin = Stopwatch.GetTimestamp();
        CompilationResult result = Compilation.CompileScript(new SourceText("ordinary.tl", source), CompilationOptions.Default);
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return result.Module is null ? throw new BenchException($"the generated script has errors: {result.Diagnostics[0]}") : seconds;
    }
}
