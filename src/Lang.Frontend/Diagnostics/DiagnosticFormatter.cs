using System.Globalization;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Text;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Diagnostics;

/// <summary>Writes a diagnostic as the command line shows it: place and message, the source line with the place marked, notes, hint.</summary>
public static class DiagnosticFormatter
{
    private const string Red = "\e[1;31m", Yellow = "\e[1;33m", Cyan = "\e[36m", Reset = "\e[0m";

    /// <summary>The text of <paramref name="diagnostic"/>, every line ended by a line feed.</summary>
    /// <param name="source">The source its spans refer to.</param>
    /// <param name="diagnostic">What to show.</param>
    /// <param name="colour">Whether to use terminal escape sequences; control characters of the script are replaced either way.</param>
    public static string Format(SourceText source, Diagnostic diagnostic, bool colour = false)
    {
        var text = new StringBuilder();
        Append(text, source, diagnostic, colour);
        return text.ToString();
    }

    /// <summary>Appends what <see cref="Format"/> returns.</summary>
    public static void Append(StringBuilder text, SourceText source, Diagnostic diagnostic, bool colour = false)
    {
        bool isError = diagnostic.Severity == DiagnosticSeverity.Error;
        SourcePosition position = source.PositionOf(diagnostic.Span);

        AppendPlace(text, source, position);
        AppendTag(text, $"{(isError ? "error" : "warning")}[{diagnostic.Code}]:", isError ? Red : Yellow, colour);
        AppendLine(text, diagnostic.Message);
        SourceExcerpt.Append(text, source.Line(position.Line), position);

        foreach (DiagnosticNote note in diagnostic.Notes)
        {
            if (note.Span is { } span)
                AppendPlace(text, source, source.PositionOf(span));
            AppendTag(text, "note:", Cyan, colour);
            AppendLine(text, note.Message);
        }
        if (diagnostic.Hint is { } hint)
        {
            AppendTag(text, "hint:", Cyan, colour);
            AppendLine(text, hint);
        }
    }

    private static void AppendPlace(StringBuilder text, SourceText source, SourcePosition position)
    {
        SourceExcerpt.AppendPlain(text, source.Path);
        text.Append(CultureInfo.InvariantCulture, $":{position.Line}:{position.Column}: ");
    }

    private static void AppendTag(StringBuilder text, string tag, string colourCode, bool colour) =>
        text.Append(colour ? colourCode : "").Append(tag).Append(colour ? Reset : "").Append(' ');

    private static void AppendLine(StringBuilder text, string message)
    {
        SourceExcerpt.AppendPlain(text, message);
        text.Append('\n');
    }
}
