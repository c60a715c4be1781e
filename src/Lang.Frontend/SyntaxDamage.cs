using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Syntax;

namespace Lang.Frontend;

/// <summary>
/// Tells which findings of the checker still count when the text has syntax errors. The parser's tree is then a guess
/// around each of them, so what stands in the same top-level statement may only follow from the guess, and a name that
/// seems undefined may have been declared in what was lost.
/// </summary>
internal sealed class SyntaxDamage
{
    private readonly string _text;
    private readonly List<SourceSpan> _damaged = [];
    private readonly HashSet<string> _declared = [];

    public SyntaxDamage(Script script, IEnumerable<Diagnostic> syntaxErrors)
    {
        _text = script.Source.Text;
        int[] starts = [.. script.Statements.Select(statement => statement.Span.Start)];
        foreach (Diagnostic error in syntaxErrors)
        {
            SourceSpan damaged = StatementsAround(starts, error.Span.Start, script.Span.End);
            // An unmatched bracket makes all that follows doubtful.
            _damaged.Add(Parser.IsBracketError(error) ? damaged with { End = script.Span.End } : damaged);
        }
        CollectDeclaredNames();
    }

    /// <summary>Whether the finding does not merely follow from a syntax error.</summary>
    public bool IsIndependent(Diagnostic finding) =>
        finding.Severity == DiagnosticSeverity.Error
        && !_damaged.Exists(span => finding.Span.Start >= span.Start && finding.Span.Start < span.End)
        && !(finding.Descriptor == DiagnosticCodes.UndefinedName && _declared.Contains(_text[finding.Span.Start..finding.Span.End]));

    // The statement that holds the place; with the one before it where the place is its very beginning, since what is
    // missing at the end of a statement is noticed at the next one.
    private static SourceSpan StatementsAround(int[] starts, int place, int end)
    {
        int index = Array.BinarySearch(starts, place);
        int first = index >= 0 ? index - 1 : ~index - 1, next = index >= 0 ? index + 1 : ~index;
        return new SourceSpan(first < 0 ? 0 : starts[first], next < starts.Length ? starts[next] : end + 1);
    }

    // Every word behind `let`, `fn` or `for`, in the tree or not.
    private void CollectDeclaredNames()
    {
        string text = _text;
        ReadOnlySpan<char> previous = default;
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            end = start;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                end++;
            if (end == start)
                continue;
            ReadOnlySpan<char> word = text.AsSpan(start, end - start);
            if (previous is "let" or "fn" or "for")
                _declared.Add(word.ToString());
            previous = word;
        }
    }
}
