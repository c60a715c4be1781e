using System.Globalization;
using System.Text;
using Lang.Bytecode.Text;

namespace Lang.Bytecode.Runtime;

/// <summary>Writes run-time errors as <c>lang</c> prints them: place, message, the marked line of source, the trace.</summary>
public static class RuntimeErrorFormatter
{
    /// <summary>The text of <paramref name="error"/>, each line ended by a line feed.</summary>
    /// <param name="error">The error.</param>
    /// <param name="source">The source of its module, or null; the line is shown when it holds the text.</param>
    /// <param name="colour">Whether to use terminal escape sequences.</param>
    public static string Format(RuntimeError error, ModuleSource? source, bool colour = false)
    {
        var text = new StringBuilder();
        string path = source?.Path ?? "(no source)";
        AppendPlace(text, path, error.Position);
        text.Append(colour ? ": \e[1;31merror[" : ": error[").Append(error.Code.Text()).Append(colour ? "]:\e[0m " : "]: ");
        SourceExcerpt.AppendPlain(text, error.Message);
        text.Append('\n');
        if (error.Position is { } position && source?.Text is { } code && TryFindLine(code, position.Line, out ReadOnlySpan<char> line))
            SourceExcerpt.Append(text, line, position);
        foreach (TraceLine frame in error.Trace.Innermost)
            AppendFrame(text, path, frame);
        if (error.Trace.Omitted > 0)
            text.Append(CultureInfo.InvariantCulture, $"  ... {error.Trace.Omitted} more\n");
        foreach (TraceLine frame in error.Trace.Outermost)
            AppendFrame(text, path, frame);
        return text.ToString();
    }

    private static void AppendFrame(StringBuilder text, string path, TraceLine frame)
    {
        text.Append("  at ");
        SourceExcerpt.AppendPlain(text, frame.Function);
        text.Append(" (");
        AppendPlace(text, path, frame.Position);
        text.Append(')');
        if (frame.Count > 1)
            text.Append(CultureInfo.InvariantCulture, $" x {frame.Count}");
        text.Append('\n');
    }

    private static void AppendPlace(StringBuilder text, string path, SourcePosition? position)
    {
        SourceExcerpt.AppendPlain(text, path);
        if (position is { } place)
            text.Append(CultureInfo.InvariantCulture, $":{place.Line}:{place.Column}");
    }

    /// <summary>Lines end with LF or CRLF, as the language says.</summary>
    private static bool TryFindLine(ReadOnlySpan<char> text, int number, out ReadOnlySpan<char> line)
    {
        line = default;
        for (; number > 1; number--)
        {
            int end = text.IndexOf('\n');
            if (end < 0)
                return false;
            text = text[(end + 1)..];
        }
        int length = text.IndexOf('\n');
        line = (length < 0 ? text : text[..length]).TrimEnd('\r');
        return number == 1;
    }
}
