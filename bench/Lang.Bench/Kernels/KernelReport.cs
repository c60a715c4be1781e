using System.Collections.Immutable;
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
        Column[] columns =
        [
            .. Columns("Lua", result => result.Interpreted),
            .. Columns("Lua", result => result.Native),
            .. results[0].C is null ? [] : Columns("tcc", result => result.C!),
        ];
        var text = new StringBuilder("| kernel | what it does ");
        text.AppendJoin("", columns.Select(column => $"| {column.Heading} ")).Append("|\n| --- | --- ");
        text.AppendJoin("", columns.Select(_ => "| ---: ")).Append("|\n");
        foreach (KernelResult r in results)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {r.Kernel.Name} | {r.Kernel.What} ");
            foreach (Column column in columns)
                text.Append(CultureInfo.InvariantCulture, $"| {column.Value(r):0.00} ");
            text.Append("|\n");
        }
        Summary("geometric mean", Statistics.GeometricMean);
        Summary("largest", Enumerable.Max);
        return text.ToString();

        void Summary(string name, Func<IEnumerable<double>, double> summarize)
        {
            text.Append(CultureInfo.InvariantCulture, $"| **{name}** | ");
            foreach (Column column in columns)
                text.Append(column.IsRatio ? string.Create(CultureInfo.InvariantCulture, $"| **{summarize(results.Select(column.Value)):0.00}** ") : "| ");
            text.Append("|\n");
        }
    }

    // Which forms took part is the same for all kernels.
    private IEnumerable<Column> Columns(string reference, Func<KernelResult, Comparison> comparison)
    {
        yield return new($"{reference}, s", false, result => comparison(result).ReferenceSeconds);
        foreach (int form in Participants(comparison))
            yield return new($"TL / {reference}, {TlForm.All[form].Name}", true, result => comparison(result).Ratio(form));
    }

    private IEnumerable<int> Participants(Func<KernelResult, Comparison> comparison) =>
        Enumerable.Range(0, TlForm.All.Length).Where(form => comparison(results[0]).Forms[form].Length > 0);

    // One row a time, so that columns may come and go with the forms.
    private string Csv()
    {
        var text = new StringBuilder("kernel,against,argument,round,program,seconds\n");
        foreach (KernelResult r in results)
        {
            Append(r, "lua", r.Kernel.Argument(r.Kernel.InterpreterSize), r.Interpreted);
            Append(r, "lua", r.Kernel.Argument(r.Kernel.TemplateSize), r.Native);
            if (r.C is not null)
                Append(r, "tcc", r.Kernel.Argument(r.Kernel.TemplateSize), r.C);
        }
        return text.ToString();

        void Append(KernelResult r, string against, string argument, Comparison comparison)
        {
            for (int round = 0; round < comparison.Reference.Length; round++)
            {
                Row(against, comparison.Reference[round]);
                for (int form = 0; form < comparison.Forms.Length; form++)
                {
                    if (comparison.Forms[form].Length > 0)
                        Row(TlForm.All[form].Name, comparison.Forms[form][round]);
                }

                void Row(string program, double seconds) =>
                    text.Append(CultureInfo.InvariantCulture, $"{r.Kernel.Name},{against},{argument},{round + 1},{program},{seconds:0.0000}\n");
            }
        }
    }

    private string Plot()
    {
        var plot = new BarPlot("TL's time over Lua 5.4's", "shorter is faster; the line is Lua", [.. TlForm.All.Select(form => form.Name)], 1.0);
        ImmutableArray<int> forms = [.. Enumerable.Range(0, TlForm.All.Length)];
        foreach (KernelResult r in results.OrderBy(r => Ratio(r, 0)))
            plot.Add(r.Kernel.Name, [.. forms.Select(form => Ratio(r, form))]);
        plot.Add("geometric mean", [.. forms.Select(form => Statistics.GeometricMean(results.Select(r => Ratio(r, form))))]);
        return plot.ToSvg();

        static double Ratio(KernelResult result, int form) => (TlForm.All[form].Native ? result.Native : result.Interpreted).Ratio(form);
    }

    /// <summary>A column of numbers.</summary>
    private sealed record Column(string Heading, bool IsRatio, Func<KernelResult, double> Value);
}
