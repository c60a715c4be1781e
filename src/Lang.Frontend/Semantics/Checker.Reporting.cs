using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

// Diagnostics belong to the instance in which they arise; those of the last passes are reported at the end.
internal sealed partial class Checker
{
    private const int MaxCallNotes = 3;

    // A recursion through ever deeper types would report the same mistake for each of them.
    private const int MaxErrorsOfOneKind = 3;

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        ReportWithHint(descriptor, span, null, arguments);

    private void ReportWithHint(DiagnosticDescriptor descriptor, SourceSpan span, string? hint, params ReadOnlySpan<string> arguments) =>
        Add(new Diagnostic(descriptor, span, DiagnosticBag.Format(descriptor, arguments), [], hint));

    private void ReportWithNote(DiagnosticDescriptor descriptor, SourceSpan span, DiagnosticNote note, string? hint, params ReadOnlySpan<string> arguments) =>
        Add(new Diagnostic(descriptor, span, DiagnosticBag.Format(descriptor, arguments), [note], hint));

    private void Add(Diagnostic diagnostic)
    {
        _current.Add(diagnostic);
        // A `[]` inside what is wrong needs no error of its own. The newest stand last in the list.
        for (int i = ElementTypeCount - 1; i >= 0 && _current.LiveElementTypes![i].Origin.Start >= diagnostic.Span.Start; i--)
            _current.LiveElementTypes[i].IsExcused |= _current.LiveElementTypes[i].Origin.End <= diagnostic.Span.End;
    }

    private int ElementTypeCount => _current.LiveElementTypes?.Count ?? 0;

    /// <summary>Nor does a <c>[]</c> in an expression that has no type because of an error that was reported.</summary>
    /// <param name="from">How many there were before that expression.</param>
    private void ExcuseElementTypes(int from)
    {
        for (int i = from; i < ElementTypeCount; i++)
            _current.LiveElementTypes![i].IsExcused = true;
    }

    /// <summary>The script body and every instance that it uses, in the order of their first use.</summary>
    private List<InstanceState> Reachable()
    {
        List<InstanceState> order = [_scriptState];
        _scriptState.IsReached = true;
        for (int i = 0; i < order.Count; i++)
            Reach(order[i].Uses, order);
        return order;
    }

    private static void Reach(ReadOnlySpan<InstanceState> states, List<InstanceState> order)
    {
        foreach (InstanceState state in states)
        {
            if (!state.IsReached)
                order.Add(state);
            state.IsReached = true;
        }
    }

    /// <summary>Reports what was found in the <paramref name="reachable"/> instances and, behind them, in those checked for their errors only.</summary>
    private static void ReportAll(IReadOnlyList<InstanceState> reachable, DiagnosticBag bag)
    {
        List<InstanceState> queue = [.. reachable];
        Dictionary<(string, SourceSpan), int>? reported = null;
        for (int i = 0; i < queue.Count; i++)
        {
            InstanceState state = queue[i];
            if (state.LiveElementTypes is { } elementTypes)
                ReportUnknown(state, elementTypes, bag);
            if (state.Diagnostics is { } diagnostics)
                ReportSome(state, diagnostics, reported ??= [], bag);
            Reach(state.Uses, queue);
            Reach(state.CheckedOnly, queue);
        }
    }

    private static void ReportUnknown(InstanceState state, List<TypeVariable> elementTypes, DiagnosticBag bag)
    {
        foreach (TypeVariable variable in elementTypes)
        {
            if (variable.Binding is not null || variable.IsExcused)
                continue;
            bag.Add(WithCalls(state, new Diagnostic(DiagnosticCodes.UnknownElementType, variable.Origin,
                DiagnosticBag.Format(DiagnosticCodes.UnknownElementType, []), [], "write its type, as in `let xs: int[] = []`")));
        }
    }

    private static void ReportSome(
        InstanceState state, List<Diagnostic> diagnostics, Dictionary<(string, SourceSpan), int> reported, DiagnosticBag bag)
    {
        foreach (Diagnostic diagnostic in diagnostics)
        {
            ref int count = ref CollectionsMarshal.GetValueRefOrAddDefault(reported, (diagnostic.Code, diagnostic.Span), out _);
            if (count++ < MaxErrorsOfOneKind)
                bag.Add(WithCalls(state, diagnostic));
        }
    }

    // An error inside an instance names the call that made it.
    private static Diagnostic WithCalls(InstanceState state, Diagnostic diagnostic)
    {
        ImmutableArray<DiagnosticNote> notes = diagnostic.Notes;
        for (int i = 0; i < MaxCallNotes && state is { FirstCall: { } call, Instance.Function: { Syntax: not null, IsFullyAnnotated: false } }; i++)
        {
            notes = notes.Add(new DiagnosticNote($"called from here with ({string.Join(", ", state.Instance.ParameterTypes)})", call.Span));
            state = call.Caller;
        }
        return diagnostic with { Notes = notes };
    }

    private static string Count(int number, string noun) => number == 1 ? $"1 {noun}" : $"{number} {noun}s";

    /// <summary>What is called at <paramref name="call"/>, for messages: its name if it has one.</summary>
    private string Callee(SourceSpan call)
    {
        ReadOnlySpan<char> text = _script.Source.Text.AsSpan(call.Start);
        int length = text.IndexOfAnyExcept(s_nameCharacters);
        return length > 0 && text[length] == '(' ? $"`{text[..length]}`" : "this call";
    }

    private static readonly SearchValues<char> s_nameCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>The source of an expression if it is short, for hints; else <c>x</c>.</summary>
    private string Quote(SourceSpan span)
    {
        string source = _script.Source.Text, text = source[span.Start..Math.Min(span.End, source.Length)];
        // The span of a method call begins at the method's name; the value before the dot belongs to it.
        if (span.Start > 0 && source[span.Start - 1] == '.')
            return "x";
        return text.Length is > 0 and <= 30 && !text.Contains('\n') ? text : "x";
    }
}
