using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Bench.Measuring;
using Lang.Bench.Reports;

namespace Lang.Bench;

/// <summary>
/// What counting costs: the interpreter and the template compiler's code that count calls, rounds, branches and callees, as they do until code is
/// optimised, over the same without. Nothing is ever hot here: the counting form of a tier is the automatic mode with the next tier out of reach. In every round the
/// forms run one after the other; a ratio is that of the best times. Processor time of whole processes of the NativeAOT form, less what a process takes that prints a line.
/// </summary>
internal static class ProfilingBenchmark
{
    private const string Never = "2000000000";

    /// <summary>A tier.</summary>
    /// <param name="Name">Its name, and that in <c>--tier</c>.</param>
    /// <param name="Counting">Options of <c>lang run</c> with which it counts and stays.</param>
    private sealed record Tier(string Name, Func<Kernel, int> SizeOf, params string[] Counting);

    private static readonly ImmutableArray<Tier> s_tiers =
    [
        new("interpreter", kernel => kernel.InterpreterSize, "--call-threshold", Never, "--loop-threshold", Never),
        new("template", kernel => kernel.TemplateSize, "--call-threshold", "1", "--loop-threshold", "1", "--optimize-threshold", Never),
    ];

    public static void Run(BenchOptions options)
    {
        string lang = Publishing.NativeAotOnly(options);
        Kernel[] kernels = [.. Kernel.All.Where(kernel => options.Selects(kernel.Name))];
        if (kernels.Length == 0)
            throw new BenchException($"no kernel's name contains {options.Only}");
        double start = Enumerable.Range(0, 5).Min(_ => ChildProcess.Run(lang, ["run", Repository.PathOf("bench", "scripts", "hello.tl")]).Processor.TotalSeconds);
        var table = new StringBuilder("| kernel ");
        table.AppendJoin("", s_tiers.Select(tier => $"| {tier.Name}, s | counting ")).Append("|\n| --- ");
        table.AppendJoin("", s_tiers.Select(_ => "| ---: | ---: ")).Append("|\n");
        var ratios = new List<double[]>();
        foreach (Kernel kernel in kernels)
        {
            (double Without, double With)[] seconds = [.. s_tiers.Select(tier => Measure(lang, start, kernel, tier, options))];
            double[] row = [.. seconds.Select(pair => pair.With / pair.Without)];
            string cells = string.Join("", seconds.Zip(row, (pair, ratio) => string.Create(CultureInfo.InvariantCulture, $"| {pair.Without:0.00} | {ratio:0.00} ")));
            Console.Error.WriteLine($"{kernel.Name} {cells}|");
            table.Append(CultureInfo.InvariantCulture, $"| {kernel.Name} {cells}|\n");
            ratios.Add(row);
        }
        Summary("geometric mean", Statistics.GeometricMean);
        Summary("largest", values => values.Max());
        table.Append("| goal: mean, largest | | 1.10, 1.30 | | 1.10, 1.30 |\n");
        Console.WriteLine(table);
        if (options.Save)
            ReportFile.Save("profiling", table.ToString());

        void Summary(string name, Func<double[], double> of)
        {
            table.Append(CultureInfo.InvariantCulture, $"| **{name}** ");
            for (int i = 0; i < s_tiers.Length; i++)
                table.Append(CultureInfo.InvariantCulture, $"| | **{of([.. ratios.Select(row => row[i])]):0.00}** ");
            table.Append("|\n");
        }
    }

    /// <summary>Seconds of a kernel in a tier, without counting and with it.</summary>
    private static (double Without, double With) Measure(string lang, double start, Kernel kernel, Tier tier, BenchOptions options)
    {
        string size = kernel.Argument(tier.SizeOf(kernel), options.Quick);
        string[][] forms = [["--tier", tier.Name], [.. tier.Counting]];
        double[] best = [double.MaxValue, double.MaxValue];
        string? output = null;
        for (int round = 0; round < options.Rounds; round++)
        {
            for (int turn = 0; turn < forms.Length; turn++)
            {
                int form = round % 2 == 0 ? turn : forms.Length - 1 - turn;
                ChildRun run = ChildProcess.Run(lang, ["run", .. forms[form], kernel.Text(".tl"), size]);
                output ??= run.Output;
                if (run.Output != output)
                    throw new BenchException($"{kernel.Name} {size}: in the {tier.Name} tier it prints {run.Output.Trim()} in one form, else {output.Trim()}");
                best[form] = Math.Min(best[form], Math.Max(1e-4, run.Processor.TotalSeconds - start));
            }
        }
        return (best[0], best[1]);
    }
}
