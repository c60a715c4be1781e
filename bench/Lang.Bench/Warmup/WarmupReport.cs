using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench.Warmup;

/// <summary>The tables of how soon scripts are fast, and the curves.</summary>
internal sealed class WarmupReport(IReadOnlyList<WarmupResult> results, double start)
{
    private static readonly Func<WarmupTime, double> s_elapsed = time => time.Elapsed, s_processor = time => time.Processor;

    private readonly int[] _works = [.. results.Select(result => result.Work).Distinct().Order()];

    public void Write(BenchOptions options)
    {
        string tables = $"{Summary()}\n{ByKernel()}";
        Console.WriteLine(tables);
        if (!options.Save)
            return;
        ReportFile.Save("warmup", tables, Plot());
        ReportFile.Write("warmup.csv", WarmupCsv.Write(results));
    }

    /// <summary>A row an amount of work: each mode's time over that of the best one, as geometric mean, and auto's worst kernel.</summary>
    private string Summary()
    {
        var text = new StringBuilder("| work, ms ");
        text.AppendJoin("", WarmupMode.All.Select(mode => $"| {mode.Name} ")).Append("| auto, processor time | auto at worst | goal for auto |\n| ---: ");
        text.AppendJoin("", WarmupMode.All.Select(_ => "| ---: ")).Append("| ---: | --- | ---: |\n");
        foreach (int work in _works)
        {
            WarmupResult[] rows = [.. results.Where(result => result.Work == work)];
            text.Append(CultureInfo.InvariantCulture, $"| {work} ");
            foreach (WarmupMode mode in WarmupMode.All)
                text.Append(rows.All(row => row.Has(mode)) ? string.Create(CultureInfo.InvariantCulture, $"| {Mean(rows, mode, s_elapsed):0.00} ") : "| ");
            WarmupResult worst = rows.MaxBy(row => row.Ratio(WarmupMode.Auto, s_elapsed))!;
            text.Append(CultureInfo.InvariantCulture, $"| {Mean(rows, WarmupMode.Auto, s_processor):0.00} | {worst.Ratio(WarmupMode.Auto, s_elapsed):0.00} ({worst.Kernel.Name}) ");
            text.Append(CultureInfo.InvariantCulture, $"| {(work == 10 ? "1.20" : work > 10 ? "1.10" : "")} |\n");
        }
        return text.ToString();
    }

    /// <summary>A row a kernel: for each amount of work auto's time over that of the best mode, and which that is.</summary>
    private string ByKernel()
    {
        var text = new StringBuilder("| kernel ");
        text.AppendJoin("", _works.Select(work => $"| {work} ms ")).Append("|\n| --- ").AppendJoin("", _works.Select(_ => "| ---: ")).Append("|\n");
        foreach (IGrouping<string, WarmupResult> kernel in results.GroupBy(result => result.Kernel.Name))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {kernel.Key} ");
            foreach (int work in _works)
            {
                WarmupResult row = kernel.First(result => result.Work == work);
                text.Append(CultureInfo.InvariantCulture, $"| {row.Ratio(WarmupMode.Auto, s_elapsed):0.00} ({row.Best(s_elapsed).Name[..1]}) ");
            }
            text.Append("|\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"\nElapsed times of whole processes, start ({1000 * start:0} ms) included, over that of the best tier alone: i(nterpreter), t(emplate) or o(ptimizing).\n");
        return text.ToString();
    }

    private static double Mean(IEnumerable<WarmupResult> rows, WarmupMode mode, Func<WarmupTime, double> time) =>
        Statistics.GeometricMean(rows.Select(row => row.Ratio(mode, time)));

    /// <summary>The work as it was, not as it should have been: the least argument of some kernels is more work than the least that was asked for.</summary>
    private double WorkOf(WarmupResult row) => Math.Max(0.5, 1000 * (row.Seconds(WarmupMode.Optimizing, s_processor) - start));

    private string Plot()
    {
        var plot = new CurveGrid(
            "Work done over time", "a field a kernel; across: milliseconds since the start of the process; up: work, in milliseconds that the optimising tier takes for it; both logarithmic",
            [.. WarmupMode.All.Select(mode => mode.Name)], "ms");
        foreach (IGrouping<string, WarmupResult> kernel in results.GroupBy(result => result.Kernel.Name))
        {
            plot.Add(kernel.Key, [.. WarmupMode.All.Select(mode => kernel.Where(row => row.Has(mode))
                .Select(row => (1000 * row.Seconds(mode, s_elapsed), WorkOf(row))).ToArray())]);
        }
        return plot.ToSvg();
    }
}
