using System.Globalization;
using System.Text;
using Lang.Native;

namespace Lang.Cli.Commands;

/// <summary>An execution report as text: the source with the tier of each line, remarks below their lines, then the functions.</summary>
internal static class ExplanationText
{
    private const string Indentation = "                    ";

    /// <param name="report">The report.</param>
    /// <param name="source">The script's text, or null where it is not known.</param>
    public static byte[] Write(ExecutionReport report, string? source)
    {
        var text = new StringBuilder();
        ILookup<int, LineReport> lines = report.Functions.SelectMany(function => function.Lines).ToLookup(line => line.Line);
        string[] sourceLines = source?.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n') ?? [];
        int last = Math.Max(sourceLines.Length, lines.Count == 0 ? 0 : lines.Max(line => line.Key));
        for (int line = 1; line <= last; line++)
        {
            if (source is null && !lines.Contains(line))
                continue;
            string tiers = string.Join('+', lines[line].Select(report => report.Tier).Distinct().Order().Select(NameOf));
            string content = line <= sourceLines.Length ? sourceLines[line - 1] : "";
            text.Append(string.Create(CultureInfo.InvariantCulture, $"{line,5} {tiers,-12} | {content}").TrimEnd()).Append('\n');
            foreach (Remark remark in lines[line].SelectMany(report => report.Remarks).DistinctBy(remark => (remark.Kind, remark.Message, remark.Position)))
                text.Append(Indentation).Append("^ ").Append(remark.Message).Append('\n');
        }
        if (report.Limitation is { } limitation)
            text.Append('\n').Append(limitation).Append('\n');
        text.Append("\nfunctions\n");
        foreach (FunctionReport function in report.Functions)
            Append(text, function, report.Limitation is null);
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A tier's name, as the option --tier has it.</summary>
    public static string NameOf(ReachedTier tier) => tier switch
    {
        ReachedTier.Interpreter => "interpreter",
        ReachedTier.Template => "template",
        _ => "optimizing",
    };

    private static void Append(StringBuilder text, FunctionReport function, bool isUnlimited)
    {
        text.Append(CultureInfo.InvariantCulture, $"{function.Line,5} {NameOf(function.Tier),-12} | {function.Name}: {Times(function.InterpretedCalls, "call")} by the interpreter");
        if (function.Compilations > 0)
            text.Append(CultureInfo.InvariantCulture, $", {Times(function.Compilations, "compilation")}");
        if (function.Discards > 0)
            text.Append(CultureInfo.InvariantCulture, $", code thrown away {Times(function.Discards, "time")}");
        if (function.Refusal is not null)
            text.Append(", not optimised: ").Append(function.Refusal);
        else if (isUnlimited && function.Discards == 0 && function.Lines.All(line => line.Tier < ReachedTier.Optimizing))
            text.Append(function.Tier == ReachedTier.Template ? ", ran too little to be optimised" : ", ran too little to be compiled");
        text.Append('\n');
    }

    private static string Times(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
