using System.Globalization;
using System.Text;

namespace Lang.Bench.Reports;

/// <summary>A horizontal bar plot as SVG, readable on light and dark pages: a row a label, a bar a series.</summary>
/// <param name="logarithmic">Whether equal distances mean equal ratios.</param>
internal sealed class BarPlot(string title, string subtitle, IReadOnlyList<string> series, double reference, bool logarithmic = false)
{
    private const int LabelWidth = 130, PlotWidth = 480, ValueWidth = 60, BarHeight = 9, RowGap = 10, Top = 74, Bottom = 28;

    private readonly List<(string Label, double[] Values)> _rows = [];

    public void Add(string label, params double[] values) => _rows.Add((label, values));

    public string ToSvg()
    {
        int row = series.Count * BarHeight + RowGap;
        int height = Top + _rows.Count * row + Bottom, width = LabelWidth + PlotWidth + ValueWidth;
        double largest = Math.Max(reference, _rows.Max(r => r.Values.Max())) * 1.05, smallest = Math.Min(reference, _rows.Min(r => r.Values.Min()));
        Axis axis = logarithmic ? Axis.Logarithmic(smallest / 2, largest) : Axis.Linear(largest);
        var text = new StringBuilder();
        Append(text, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">
            <style>
            text {"{"} font: 12px system-ui, sans-serif; fill: #24292f; {"}"}
            .title {"{"} font-size: 15px; font-weight: 600; {"}"}
            .small {"{"} font-size: 10px; fill: #57606a; {"}"}
            .s0 {"{"} fill: #2f6fdb; {"}"} .s1 {"{"} fill: #9fbdf2; {"}"} .s2 {"{"} fill: #d29922; {"}"} .s3 {"{"} fill: #e8cb8c; {"}"}
            .grid {"{"} stroke: #d0d7de; {"}"} .reference {"{"} stroke: #cf222e; stroke-width: 1.5; {"}"}
            @media (prefers-color-scheme: dark) {"{"}
            text {"{"} fill: #e6edf3; {"}"} .small {"{"} fill: #9198a1; {"}"} .grid {"{"} stroke: #3d444d; {"}"} .s1 {"{"} fill: #34558f; {"}"} .s3 {"{"} fill: #7d5c17; {"}"}
            {"}"}
            </style>
            <text class="title" x="12" y="22">{title}</text>
            <text class="small" x="12" y="38">{subtitle}</text>

            """);
        Legend(text);
        foreach (double tick in axis.Ticks)
        {
            Append(text, $"<line class=\"grid\" x1=\"{X(tick, axis)}\" y1=\"{Top - 6}\" x2=\"{X(tick, axis)}\" y2=\"{height - Bottom}\"/>\n");
            Append(text, $"<text class=\"small\" text-anchor=\"middle\" x=\"{X(tick, axis)}\" y=\"{height - 10}\">{tick:0.##}</text>\n");
        }
        for (int i = 0; i < _rows.Count; i++)
            Row(text, _rows[i], Top + i * row, axis);
        Append(text, $"<line class=\"reference\" x1=\"{X(reference, axis)}\" y1=\"{Top - 6}\" x2=\"{X(reference, axis)}\" y2=\"{height - Bottom}\"/>\n</svg>\n");
        return text.ToString();
    }

    private void Legend(StringBuilder text)
    {
        for (int i = 0; i < series.Count; i++)
        {
            int x = 12 + i * 110;
            Append(text, $"<rect class=\"s{i}\" x=\"{x}\" y=\"48\" width=\"12\" height=\"10\"/><text class=\"small\" x=\"{x + 17}\" y=\"57\">{series[i]}</text>\n");
        }
    }

    private static void Row(StringBuilder text, (string Label, double[] Values) row, int y, Axis axis)
    {
        Append(text, $"<text text-anchor=\"end\" x=\"{LabelWidth - 8}\" y=\"{y + row.Values.Length * BarHeight / 2 + 4}\">{row.Label}</text>\n");
        for (int i = 0; i < row.Values.Length; i++)
        {
            double end = X(row.Values[i], axis);
            Append(text, $"<rect class=\"s{i}\" x=\"{LabelWidth}\" y=\"{y + i * BarHeight}\" width=\"{end - LabelWidth:0.#}\" height=\"{BarHeight - 1}\"/>\n");
            Append(text, $"<text class=\"small\" x=\"{end + 4:0.#}\" y=\"{y + i * BarHeight + 8}\">{row.Values[i]:0.00}</text>\n");
        }
    }

    private static double X(double value, Axis axis) => Math.Round(LabelWidth + axis.Position(value) * PlotWidth, 1);

    private static void Append(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line));
}
