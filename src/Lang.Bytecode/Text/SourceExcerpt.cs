using System.Globalization;
using System.Text;

namespace Lang.Bytecode.Text;

/// <summary>
/// Writes what compile errors and run-time errors share: the line of source they speak of, with the place marked
/// below. Text of a script goes to a terminal here, so control characters never get through.
/// </summary>
/// <remarks>
/// A line of more than <see cref="MaxWidth"/> code points is cut around the mark, and <c>...</c> stands for what
/// was left out: a one-line script of five megabytes must not answer with five megabytes.
/// </remarks>
public static class SourceExcerpt
{
    /// <summary>The most code points of a source line that are shown.</summary>
    public const int MaxWidth = 160;

    private const int ContextBeforeMark = 60;
    private const string Ellipsis = "...";

    /// <summary>Appends the line and the marks, each ended by a line feed.</summary>
    /// <param name="text">Where to write.</param>
    /// <param name="line">The line's text without its line break.</param>
    /// <param name="position">Which line it is and what to mark on it.</param>
    public static void Append(StringBuilder text, ReadOnlySpan<char> line, SourcePosition position)
    {
        int width = CodePoints(line);
        int mark = Math.Min(position.Column - 1, width);
        int first = width > MaxWidth && mark > MaxWidth - ContextBeforeMark ? mark - ContextBeforeMark : 0;
        int last = Math.Min(width, first + MaxWidth);
        string before = first > 0 ? Ellipsis : "", after = last < width ? Ellipsis : "";

        text.Append(CultureInfo.InvariantCulture, $"{position.Line,5} | ").Append(before);
        AppendPlain(text, Slice(line, first, last));
        text.Append(after).Append('\n');

        text.Append("      | ").Append(' ', before.Length + mark - first);
        text.Append('^', Math.Max(1, Math.Min(position.Length, last - mark))).Append('\n');
    }

    /// <summary>
    /// Appends <paramref name="value"/> with tabs as single spaces and every other control character, line breaks
    /// included, as U+FFFD: what a script says can't move the cursor or forge a line of output.
    /// </summary>
    public static void AppendPlain(StringBuilder text, ReadOnlySpan<char> value)
    {
        foreach (char c in value)
            text.Append(c == '\t' ? ' ' : char.IsControl(c) ? '\uFFFD' : c);
    }

    private static int CodePoints(ReadOnlySpan<char> text)
    {
        int count = 0;
        foreach (char c in text)
        {
            if (!char.IsLowSurrogate(c))
                count++;
        }
        return count;
    }

    private static ReadOnlySpan<char> Slice(ReadOnlySpan<char> line, int first, int last)
    {
        int start = OffsetOf(line, first);
        return line[start..(start + OffsetOf(line[start..], last - first))];
    }

    private static int OffsetOf(ReadOnlySpan<char> text, int codePoint)
    {
        int offset = 0;
        for (; offset < text.Length && codePoint > 0; codePoint--)
            offset += char.IsHighSurrogate(text[offset]) && offset + 1 < text.Length && char.IsLowSurrogate(text[offset + 1]) ? 2 : 1;
        return offset;
    }
}
