using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>
/// What limits and the profiler cost: the kernels of the peers without any, and with limits that they do not reach. In every round the forms run one after
/// the other, every other round in the opposite order; a ratio is the median over the rounds. Processor time of whole processes.
/// </summary>
internal static class LimitsBenchmark
{
    // Calls of these merge without fuel and must not with it: each costs a unit.
    private static readonly ImmutableArray<string> s_mergedCalls = ["fib"];

    /// <summary>A way to run the kernels.</summary>
    /// <param name="Name">Its heading.</param>
    /// <param name="Options">Options of <c>lang run</c>.</param>
    private sealed record Form(string Name, params string[] Options);

    public static void Run(BenchOptions options)
    {
        string lang = Publishing.NativeAotOnly(options);
        string profile = Path.GetTempFileName();
        Form[] forms =
        [
            new("without"),
            new("time and heap", "--time-limit", "60m", "--heap-limit", "4GB"),
            new("fuel", "--fuel", long.MaxValue.ToString(CultureInfo.InvariantCulture)),
            new("profiler", "--profile", profile),
        ];
        Kernel[] kernels = [.. Kernel.All.Where(kernel => options.Selects(kernel.Name))];
        if (kernels.Length == 0)
            throw new BenchException($"no kernel's name contains {options.Only}");
        var table = new StringBuilder("| kernel | without, s ");
        table.AppendJoin("", forms.Skip(1).Select(form => $"| {form.Name} ")).Append("|\n| --- | ---: | ---: | ---: | ---: |\n");
        var ratios = new List<double[]>();
        foreach (Kernel kernel in kernels)
        {
            double[][] seconds = Measure(lang, kernel, forms, options);
            double[] row = [.. seconds.Skip(1).Select(times => Statistics.Median(times.Zip(seconds[0], (time, without) => time / without)))];
            bool isMerged = s_mergedCalls.Contains(kernel.Name);
            table.Append(CultureInfo.InvariantCulture, $"| {kernel.Name}{(isMerged ? " \\*" : "")} | {Statistics.Median(seconds[0]):0.00} ");
            table.AppendJoin("", row.Select(ratio => string.Create(CultureInfo.InvariantCulture, $"| {ratio:0.00} "))).Append("|\n");
            if (!isMerged)
                ratios.Add(row);
        }
        File.Delete(profile);
        Summary("geometric mean", Statistics.GeometricMean);
        Summary("largest", values => values.Max());
        table.Append("| goal: mean, largest | | 1.05 | 1.15, 1.30 | |\n");
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("limits", table.ToString());

        void Summary(string name, Func<double[], double> of)
        {
            if (ratios.Count == 0)
                return;
            table.Append(CultureInfo.InvariantCulture, $"| **{name}** | ");
            for (int i = 0; i < forms.Length - 1; i++)
                table.Append(CultureInfo.InvariantCulture, $"| **{of([.. ratios.Select(row => row[i])]):0.00}** ");
            table.Append("|\n");
        }
    }

    /// <summary>Seconds of each form, a time a round.</summary>
    private static double[][] Measure(string lang, Kernel kernel, Form[] forms, BenchOptions options)
    {
        string size = kernel.Argument(kernel.Size, options.Quick);
        var seconds = new double[forms.Length][];
        for (int i = 0; i < forms.Length; i++)
            seconds[i] = new double[options.Rounds];
        string? output = null;
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int turn = 0; turn < forms.Length; turn++)
            {
                int form = round % 2 == 0 ? turn : forms.Length - 1 - turn;
                ChildRun run = ChildProcess.Run(lang, ["run", .. forms[form].Options, kernel.Text(".tl"), size]);
                output ??= run.Output;
                if (run.Output != output)
                    throw new BenchException($"{kernel.Name} {size}: with {forms[form].Name} it prints {run.Output.Trim()}, else {output.Trim()}");
                seconds[form][round] = run.Processor.TotalSeconds;
            }
        }
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kernel.Name}: {string.Join(", ", seconds.Select(times => $"{Statistics.Median(times):0.00}"))}"));
        return seconds;
    }
}
