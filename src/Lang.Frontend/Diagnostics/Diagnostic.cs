using System.Collections.Immutable;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Diagnostics;

/// <summary>How bad a diagnostic is. A script with an error does not run.</summary>
public enum DiagnosticSeverity : byte { Warning, Error }

/// <summary>A row of the diagnostics table: everything fixed about one kind of diagnostic.</summary>
/// <param name="Code">The stable code that messages show: E1xx spelling and syntax, E2xx names, E3xx types, E4xx inference, E5xx limits, W1xx warnings.</param>
/// <param name="Severity">Its severity.</param>
/// <param name="Format">The message; {0}, {1} ... stand for its arguments.</param>
public sealed record DiagnosticDescriptor(string Code, DiagnosticSeverity Severity, string Format);

/// <summary>A remark that belongs to a diagnostic, with its own place if it has one.</summary>
public sealed record DiagnosticNote(string Message, SourceSpan? Span = null);

/// <summary>Something to say about the source.</summary>
/// <param name="Descriptor">Which kind it is.</param>
/// <param name="Span">The place.</param>
/// <param name="Message">The message, arguments filled in.</param>
/// <param name="Notes">Remarks such as "called from here with (int, string)".</param>
/// <param name="Hint">How to mend it, or null.</param>
public sealed record Diagnostic(
    DiagnosticDescriptor Descriptor, SourceSpan Span, string Message, ImmutableArray<DiagnosticNote> Notes, string? Hint)
{
    /// <summary>The stable code, such as E201.</summary>
    public string Code => Descriptor.Code;

    /// <summary>How bad it is.</summary>
    public DiagnosticSeverity Severity => Descriptor.Severity;
}

/// <summary>
/// Collects the diagnostics of a compilation. Equal ones (code, place, message) are kept once; results come in
/// source order.
/// </summary>
public sealed class DiagnosticBag
{
    /// <summary>How many errors a compilation reports at the most.</summary>
    public const int MaxErrors = 100;

    /// <summary>How many warnings a compilation reports at the most.</summary>
    public const int MaxWarnings = 100;

    /// <summary>Longer arguments of messages, such as names of a thousand characters, are cut.</summary>
    private const int MaxArgumentLength = 200;

    private readonly List<Diagnostic> _items = [];

    // Made with the first diagnostic: most compilations have none, and a short script ends sooner without it.
    private HashSet<(string, SourceSpan, string)>? _seen;

    /// <summary>Whether an error was reported.</summary>
    public bool HasErrors { get; private set; }

    /// <summary>How many different diagnostics were reported.</summary>
    public int Count => _items.Count;

    /// <summary>Adds a diagnostic, unless an equal one is there already.</summary>
    public void Add(Diagnostic diagnostic)
    {
        _seen ??= [];
        if (!_seen.Add((diagnostic.Code, diagnostic.Span, diagnostic.Message)))
            return;
        _items.Add(diagnostic);
        HasErrors |= diagnostic.Severity == DiagnosticSeverity.Error;
    }

    /// <summary>Adds several.</summary>
    public void AddRange(IEnumerable<Diagnostic> diagnostics)
    {
        foreach (Diagnostic diagnostic in diagnostics)
            Add(diagnostic);
    }

    /// <summary>Forgets all but the first <paramref name="count"/> diagnostics.</summary>
    internal void RemoveAfter(int count)
    {
        if (count == _items.Count)
            return;
        foreach (Diagnostic diagnostic in _items.Skip(count))
            _seen!.Remove((diagnostic.Code, diagnostic.Span, diagnostic.Message));
        _items.RemoveRange(count, _items.Count - count);
        HasErrors = _items.Exists(item => item.Severity == DiagnosticSeverity.Error);
    }

    /// <summary>Reports <paramref name="descriptor"/> at <paramref name="span"/>.</summary>
    public void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        Add(new Diagnostic(descriptor, span, Format(descriptor, arguments), [], null));

    /// <summary>Reports <paramref name="descriptor"/> at <paramref name="span"/> with a hint how to mend it.</summary>
    public void ReportWithHint(DiagnosticDescriptor descriptor, SourceSpan span, string? hint, params ReadOnlySpan<string> arguments) =>
        Add(new Diagnostic(descriptor, span, Format(descriptor, arguments), [], hint));

    /// <summary>Fills <paramref name="arguments"/> into the descriptor's message.</summary>
    public static string Format(DiagnosticDescriptor descriptor, ReadOnlySpan<string> arguments)
    {
        string message = descriptor.Format;
        for (int i = 0; i < arguments.Length; i++)
        {
            string argument = arguments[i].Length <= MaxArgumentLength ? arguments[i] : string.Concat(arguments[i].AsSpan(0, MaxArgumentLength / 2), "...");
            message = message.Replace($"{{{i}}}", argument, StringComparison.Ordinal);
        }
        return message;
    }

    /// <summary>All diagnostics in source order, at most <see cref="MaxErrors"/> errors and <see cref="MaxWarnings"/> warnings.</summary>
    public ImmutableArray<Diagnostic> ToSorted() => _items.Count == 0 ? [] : Sort();

    // Apart, here and below: before a method runs for the first time, all that it might use is loaded.
    private ImmutableArray<Diagnostic> Sort()
    {
        int errors = 0, warnings = 0;
        return [.. _items
            .Select((item, index) => (item, index))
            .OrderBy(pair => pair.item.Span.Start).ThenBy(pair => pair.index)
            .Select(pair => pair.item)
            .Where(item => item.Severity == DiagnosticSeverity.Error ? ++errors <= MaxErrors : ++warnings <= MaxWarnings)];
    }

    /// <summary>What there is to report of a source: <see cref="ToSorted()"/> without probable consequences of other errors.</summary>
    public ImmutableArray<Diagnostic> ToReport(SourceText source) => _items.Count == 0 ? [] : FollowUps.Remove(source, ToSorted());
}
