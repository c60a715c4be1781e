using System.Text;

namespace Lang.Bench.Reports;

/// <summary>Small plots in a grid as SVG, readable on light and dark pages: a field a label, in it a curve a series; both axes are logarithmic and the same in all fields.</summary>
/// <param name="unit">The unit of the horizontal axis.</param>
internal sealed class CurveGrid(string title, string subtitle, IReadOnlyList<string> series, string unit)
{
    private const int Columns = 4, FieldWidth = 200, FieldHeight = 120, Gap = 40, Left = 50, Top = 90;

    private readonly List<(string Label, (double X, double Y)[][] Curves)> _fields = [];

    /// <summary>Adds a field.</summary>
    /// <param name="label">Its heading.</param>
    /// <param name="curves">The points of each series.</param>
    public void Add(string label, (double X, double Y)[][] curves) => _fields.Add((label, curves));

    public string ToSvg()
    {
        (double X, double Y)[] points = [.. _fields.SelectMany(field => field.Curves).SelectMany(curve => curve)];
        Axis across = Axis.Logarithmic(points.Min(point => point.X) / 1.2, points.Max(point => point.X) * 1.2);
        Axis up = Axis.Logarithmic(points.Min(point => point.Y) / 1.5, points.Max(point => point.Y) * 1.5);
        int rows = (_fields.Count + Columns - 1) / Columns;
        int width = Left + Columns * (FieldWidth + Gap), height = Top + rows * (FieldHeight + Gap);
        var text = new StringBuilder();
        Append(text, $"""
            <svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">
            <style>
            text {"{"} font: 12px system-ui, sans-serif; fill: #24292f; {"}"}
            .title {"{"} font-size: 15px; font-weight: 600; {"}"}
            .small {"{"} font-size: 10px; fill: #57606a; {"}"}
            polyline, circle {"{"} fill: none; stroke-width: 1.6; {"}"} .key {"{"} stroke-width: 3; {"}"}
            .s0 {"{"} stroke: #57606a; {"}"} .s1 {"{"} stroke: #d29922; {"}"} .s2 {"{"} stroke: #2f6fdb; {"}"} .s3 {"{"} stroke: #cf222e; {"}"}
            .grid {"{"} stroke: #d0d7de; stroke-width: 0.6; {"}"}
            @media (prefers-color-scheme: dark) {"{"}
            text {"{"} fill: #e6edf3; {"}"} .small {"{"} fill: #9198a1; {"}"} .grid {"{"} stroke: #3d444d; {"}"}
            {"}"}
            </style>
            <text class="title" x="12" y="22">{title}</text>
            <text class="small" x="12" y="38">{subtitle}</text>

            """);
        for (int i = 0; i < series.Count; i++)
        {
            int x = 12 + i * 110;
            Append(text, $"<line class=\"key s{i}\" x1=\"{x}\" y1=\"54\" x2=\"{x + 14}\" y2=\"54\"/><text class=\"small\" x=\"{x + 19}\" y=\"57\">{series[i]}</text>\n");
        }
        for (int i = 0; i < _fields.Count; i++)
            Field(text, _fields[i], Left + i % Columns * (FieldWidth + Gap), Top + i / Columns * (FieldHeight + Gap), across, up);
        return text.Append("</svg>\n").ToString();
    }

    private void Field(StringBuilder text, (string Label, (double X, double Y)[][] Curves) field, int left, int top, Axis across, Axis up)
    {
        Append(text, $"<text x=\"{left}\" y=\"{top - 5}\">{field.Label}</text>\n");
        foreach (double tick in across.Ticks.Where(IsPowerOfTen))
        {
            double x = left + Math.Round(across.Position(tick) * FieldWidth, 1);
            Append(text, $"<line class=\"grid\" x1=\"{x}\" y1=\"{top}\" x2=\"{x}\" y2=\"{top + FieldHeight}\"/>");
            Append(text, $"<text class=\"small\" text-anchor=\"middle\" x=\"{x}\" y=\"{top + FieldHeight + 12}\">{tick:0} {unit}</text>\n");
        }
        foreach (double tick in up.Ticks.Where(IsPowerOfTen))
        {
            double y = top + FieldHeight - Math.Round(up.Position(tick) * FieldHeight, 1);
            Append(text, $"<line class=\"grid\" x1=\"{left}\" y1=\"{y}\" x2=\"{left + FieldWidth}\" y2=\"{y}\"/>");
            Append(text, $"<text class=\"small\" text-anchor=\"end\" x=\"{left - 4}\" y=\"{y + 3}\">{tick:0}</text>\n");
        }
        for (int i = 0; i < series.Count; i++)
        {
            (double X, double Y)[] points = [.. field.Curves[i].Select(point => (left + across.Position(point.X) * FieldWidth, top + FieldHeight - up.Position(point.Y) * FieldHeight))];
            Append(text, $"<polyline class=\"s{i}\" points=\"{string.Join(' ', points.Select(point => FormattableString.Invariant($"{point.X:0.#},{point.Y:0.#}")))}\"/>");
            foreach ((double x, double y) in points)
                Append(text, $"<circle class=\"s{i}\" cx=\"{x:0.#}\" cy=\"{y:0.#}\" r=\"1.5\"/>");
            text.Append('\n');
        }
    }

    private static bool IsPowerOfTen(double value) => Math.Abs(Math.Log10(value) - Math.Round(Math.Log10(value))) < 1e-9;

    private static void Append(StringBuilder text, FormattableString line) => text.Append(FormattableString.Invariant(line));
}
