using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench.Kernels;

/// <summary>The kernels' table (Markdown and CSV) and plot.</summary>
internal sealed class KernelReport(IReadOnlyList<KernelResult> results)
{
    public void Write(BenchOptions options)
    {
        string table = Table();
        Console.WriteLine(table);
        if (!options.Save)
            return;
        ReportFile.Save("kernels", table);
        ReportFile.Write("kernels.csv", Csv());
        ReportFile.Write("kernels.svg", Plot());
    }

    private string Table()
    {
        var text = new StringBuilder();
        text.Append("| kernel | what it does | Lua, s | TL / Lua, NativeAOT | TL / Lua, ReadyToRun |\n");
        text.Append("| --- | --- | ---: | ---: | ---: |\n");
        foreach (KernelResult r in results)
            text.Append(CultureInfo.InvariantCulture, $"| {r.Kernel.Name} | {r.Kernel.What} | {r.LuaSeconds:0.00} | {r.NativeAotRatio:0.00} | {r.ReadyToRunRatio:0.00} |\n");
        text.Append(CultureInfo.InvariantCulture, $"| **geometric mean** | | | **{Mean(r => r.NativeAotRatio):0.00}** | **{Mean(r => r.ReadyToRunRatio):0.00}** |\n");
        text.Append(CultureInfo.InvariantCulture, $"| **largest** | | | **{results.Max(r => r.NativeAotRatio):0.00}** | **{results.Max(r => r.ReadyToRunRatio):0.00}** |\n");
        return text.ToString();
    }

    private string Csv()
    {
        var text = new StringBuilder("kernel,round,lua_s,native_aot_s,ready_to_run_s\n");
        foreach (KernelResult r in results)
        {
            for (int i = 0; i < r.Rounds.Length; i++)
                text.Append(CultureInfo.InvariantCulture, $"{r.Kernel.Name},{i + 1},{r.Rounds[i].Lua:0.0000},{r.Rounds[i].NativeAot:0.0000},{r.Rounds[i].ReadyToRun:0.0000}\n");
        }
        return text.ToString();
    }

    private string Plot()
    {
        var plot = new BarPlot("TL's time over Lua 5.4's", "shorter is faster; the line is Lua", ["NativeAOT", "ReadyToRun"], 1.0);
        foreach (KernelResult r in results.OrderBy(r => r.NativeAotRatio))
            plot.Add(r.Kernel.Name, r.NativeAotRatio, r.ReadyToRunRatio);
        plot.Add("geometric mean", Mean(r => r.NativeAotRatio), Mean(r => r.ReadyToRunRatio));
        return plot.ToSvg();
    }

    private double Mean(Func<KernelResult, double> ratio) => Statistics.GeometricMean(results.Select(ratio));
}
