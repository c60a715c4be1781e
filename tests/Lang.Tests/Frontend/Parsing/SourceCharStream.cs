using Antlr4.Runtime;
using Antlr4.Runtime.Misc;

namespace Lang.Tests.Frontend.Parsing;

/// <summary>
/// The lexer's view of a text: UTF-16 units, where every unit beyond ASCII looks like one control character. No rule of the
/// grammar tells such characters apart, and the lexer's automaton caches transitions for ASCII only: a text full of
/// accents would take a hundred times as long.
/// </summary>
internal sealed class SourceCharStream(string text) : ICharStream
{
    private const char AnyNonAscii = '\u001A';

    private int _index;

    public int Index => _index;

    public int Size => text.Length;

    public string SourceName => "";

    public void Consume() => _index++;

    public int LA(int i)
    {
        int at = _index + i - 1;
        if ((uint)at >= (uint)text.Length)
            return IntStreamConstants.EOF;
        char c = text[at];
        return c < 128 ? c : AnyNonAscii;
    }

    public int Mark() => 0;

    public void Release(int marker)
    {
    }

    public void Seek(int index) => _index = index;

    public string GetText(Interval interval) => text.Substring(interval.a, interval.Length);
}
