using System.Collections.Immutable;
using Lang.Bytecode;

namespace Lang.Frontend.Syntax;

/// <summary>A stretch of source text in UTF-16 offsets, <paramref name="End"/> exclusive.</summary>
public readonly record struct SourceSpan(int Start, int End)
{
    /// <summary>From the start of <paramref name="first"/> to the end of <paramref name="last"/>.</summary>
    public static SourceSpan Between(SourceSpan first, SourceSpan last) => new(first.Start, last.End);
}

/// <summary>A source file: its path as messages print it, its text, and where its lines begin.</summary>
public sealed class SourceText
{
    private readonly List<int> _lineStarts = [0];

    // Offsets of the second halves of surrogate pairs, in order: what makes columns differ from offsets.
    private readonly List<int>? _lowSurrogates;

    /// <param name="path">The path as messages print it.</param>
    /// <param name="text">The text; a leading byte-order mark is dropped.</param>
    public SourceText(string path, string text)
    {
        Path = path;
        text = text.StartsWith('\uFEFF') ? text[1..] : text;
        Text = text;
        for (int at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1))
            _lineStarts.Add(at + 1);
        _lowSurrogates = FindLowSurrogates(text);
    }

    /// <summary>The path as messages print it.</summary>
    public string Path { get; }

    /// <summary>The text without a leading byte-order mark.</summary>
    public string Text { get; }

    /// <summary>How many lines there are, at least 1.</summary>
    public int LineCount => _lineStarts.Count;

    /// <summary>The text of a line (from 1) without its line break.</summary>
    public ReadOnlySpan<char> Line(int line)
    {
        int start = _lineStarts[line - 1];
        int end = line < LineCount ? _lineStarts[line] - 1 : Text.Length;
        ReadOnlySpan<char> text = Text.AsSpan(start, end - start);
        return text.EndsWith('\r') ? text[..^1] : text;
    }

    /// <summary>Line and column (both from 1, columns in code points) of a span's start, and how much of that line to mark.</summary>
    public SourcePosition PositionOf(SourceSpan span)
    {
        int line = 1;
        return PositionOf(span, ref line);
    }

    /// <summary>The same for callers with many spans: fastest where <paramref name="line"/>, the line of the span before, is near.</summary>
    internal SourcePosition PositionOf(SourceSpan span, ref int line)
    {
        line = LineOf(span.Start, line);
        int start = _lineStarts[line - 1];
        int lineEnd = start + Line(line).Length;
        int column = CodePoints(start, Math.Min(span.Start, Text.Length)) + 1;
        int length = CodePoints(span.Start, Math.Min(span.End, lineEnd));
        return new SourcePosition(line, column, Math.Max(1, length));
    }

    private int LineOf(int offset, int guess)
    {
        for (int line = guess; line <= Math.Min(guess + 2, LineCount); line++)
        {
            if (offset >= _lineStarts[line - 1] && (line == LineCount || offset < _lineStarts[line]))
                return line;
        }
        return CountBelow(_lineStarts, offset + 1);
    }

    private int CodePoints(int start, int end) => Math.Max(0, end - start - (LowSurrogatesBefore(end) - LowSurrogatesBefore(start)));

    private int LowSurrogatesBefore(int offset)
    {
        return _lowSurrogates is { } offsets ? CountBelow(offsets, offset) : 0;
    }

    /// <summary>How many of the sorted numbers are less than <paramref name="limit"/>.</summary>
    private static int CountBelow(List<int> sorted, int limit)
    {
        int low = 0, high = sorted.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (sorted[middle] < limit)
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static List<int>? FindLowSurrogates(string text)
    {
        List<int>? offsets = null;
        int at = 0;
        while (text.AsSpan(at).IndexOfAnyInRange('\uDC00', '\uDFFF') is var next and >= 0)
        {
            (offsets ??= []).Add(at + next);
            at += next + 1;
        }
        return offsets;
    }
}
