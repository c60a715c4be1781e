using System.Collections.Immutable;
using Antlr4.Runtime;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing.Generated;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Parsing;

/// <summary>
/// Reports brackets that do not match, and makes a token list in which they do, so that the parser finds the other errors
/// of the file. Inserted tokens are empty; errors at them are consequences and stay unreported.
/// </summary>
internal sealed class BracketRepair(string text, List<Token> tokens, DiagnosticBag diagnostics)
{
    private readonly List<(int Index, Token Token)> _insertions = [];
    private readonly HashSet<int> _removals = [];
    private int _misindentedOpener = -1;

    public bool IsNeeded => _insertions.Count + _removals.Count > 0;

    /// <summary>So many errors that no more would be shown.</summary>
    public bool IsHopeless => _insertions.Count + _removals.Count > DiagnosticBag.MaxErrors;

    /// <summary>
    /// Closes brackets that a closer of another kind, or the end of the text, left open. Brackets left open at one place
    /// are one error, at the innermost: when that is mended, the others mostly are as well.
    /// </summary>
    /// <param name="frames">The open brackets, outermost first.</param>
    /// <param name="index">The token before which they must be closed.</param>
    public void CloseAll(ReadOnlySpan<TokenChecker.Frame> frames, int index)
    {
        if (frames.IsEmpty)
            return;
        int lastReported = -1, place = index;
        for (int i = frames.Length - 1; i >= 0; i--)
        {
            // A bracket around one whose closer is missing before some token has its own missing there too.
            TokenChecker.Frame frame = frames[i];
            if (tokens[frame.Opener].Type == TlLexer.OPEN_BRACE)
                place = index;
            else if (frame.Suspect >= 0)
                place = frame.Suspect;
            if (place != lastReported)
                ReportUnclosed(frame.Opener, index);
            lastReported = place;
            Insert(frame.Opener, place);
        }
    }

    /// <summary>Closes a bracket before <paramref name="place"/> whose closer is part of an error that was reported.</summary>
    public void CloseSilently(int opener, int place) => Insert(opener, place);

    /// <summary>A closer of the wrong kind where no bracket of its kind is open.</summary>
    public void Mismatched(int opener, int closer)
    {
        int right = TokenChecker.Closer(tokens[opener].Type);
        diagnostics.Add(Diagnostic(
            DiagnosticCodes.MismatchedBracket, tokens[closer].Span, opener, [Text(right), TextOf(closer)]));
        _removals.Add(closer);
        int end = tokens[closer].Start;
        _insertions.Add((closer, new Token(right, end, end)));
    }

    public void Unopened(int closer)
    {
        diagnostics.Report(DiagnosticCodes.UnopenedBracket, tokens[closer].Span, TextOf(closer));
        _removals.Add(closer);

        // After an operator it stands where an operand should.
        if (closer > 0 && tokens[closer - 1].Type is TlLexer.COMMA or (>= TlLexer.PLUS and <= TlLexer.ASSIGN_SHIFT_RIGHT_LOGICAL))
            _insertions.Add((closer, new Token(TlLexer.INTEGER, tokens[closer].Start, tokens[closer].End) { IsBroken = true }));
    }

    /// <summary>
    /// Remembers the first block whose closing brace is indented less than the line that opened it: when a brace is
    /// missing in the end, it is probably that block's.
    /// </summary>
    public void NoteIndentation(int opener, int closer)
    {
        if (_misindentedOpener >= 0 || tokens[closer].Type != TlLexer.CLOSE_BRACE)
            return;
        int lineStart = LineStart(tokens[closer].Start);
        if (lineStart <= tokens[opener].Start || !text.AsSpan()[lineStart..tokens[closer].Start].IsWhiteSpace())
            return;
        if (tokens[closer].Start - lineStart < Indentation(tokens[opener].Start))
            _misindentedOpener = opener;
    }

    /// <summary>The mended list, or the original one if nothing was wrong.</summary>
    public List<Token> Apply()
    {
        if (!IsNeeded)
            return tokens;
        var mended = new List<Token>(tokens.Count + _insertions.Count);
        ILookup<int, Token> insertions = _insertions.ToLookup(pair => pair.Index, pair => pair.Token);
        for (int i = 0; i < tokens.Count; i++)
        {
            mended.AddRange(insertions[i]);
            if (!_removals.Contains(i))
                mended.Add(tokens[i]);
        }

        return mended;
    }

    private void Insert(int opener, int place)
    {
        int end = tokens[place - 1].End;
        _insertions.Add((place, new Token(TokenChecker.Closer(tokens[opener].Type), end, end)));
    }

    private void ReportUnclosed(int opener, int index)
    {
        bool atEnd = tokens[index].Type == TokenConstants.EOF;
        if (atEnd && _misindentedOpener >= 0 && tokens[opener].Type == TlLexer.OPEN_BRACE)
            opener = _misindentedOpener;
        diagnostics.Report(DiagnosticCodes.UnclosedBracket, tokens[opener].Span, TextOf(opener));
    }

    private Diagnostic Diagnostic(DiagnosticDescriptor descriptor, SourceSpan span, int opener, string[] arguments)
    {
        ImmutableArray<DiagnosticNote> notes = [new DiagnosticNote($"the `{TextOf(opener)}` is here", tokens[opener].Span)];
        return new Diagnostic(descriptor, span, DiagnosticBag.Format(descriptor, arguments), notes, null);
    }

    private int LineStart(int offset) => text.LastIndexOf('\n', Math.Max(0, offset - 1)) + 1;

    private int Indentation(int offset)
    {
        int start = LineStart(offset), at = start;
        while (at < offset && text[at] is ' ' or '\t')
            at++;
        return at - start;
    }

    private string TextOf(int index) => text[tokens[index].Start..tokens[index].End];

    private static string Text(int closer) => closer switch
    {
        TlLexer.CLOSE_PAREN => ")",
        TlLexer.CLOSE_BRACKET => "]",
        _ => "}",
    };
}
