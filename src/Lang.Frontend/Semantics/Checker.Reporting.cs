using System.Collections.Immutable;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend.Semantics;

// Diagnostics belong to the instance in which they arise; those of the last passes are reported at the end.
internal sealed partial class Checker
{
    private const int MaxCallNotes = 3;

    private void Report(DiagnosticDescriptor descriptor, SourceSpan span, params ReadOnlySpan<string> arguments) =>
        ReportWithHint(descriptor, span, null, arguments);

    private void ReportWithHint(DiagnosticDescriptor descriptor, SourceSpan span, string? hint, params ReadOnlySpan<string> arguments) =>
        _current.Diagnostics.Add(new Diagnostic(descriptor, span, DiagnosticBag.Format(descriptor, arguments), [], hint));

    private void ReportWithNote(DiagnosticDescriptor descriptor, SourceSpan span, DiagnosticNote note, string? hint, params ReadOnlySpan<string> arguments) =>
        _current.Diagnostics.Add(new Diagnostic(descriptor, span, DiagnosticBag.Format(descriptor, arguments), [note], hint));

    /// <summary>The script body and every instance that it uses, in the order of their first use.</summary>
    private ImmutableArray<InstanceState> Reachable()
    {
        var order = ImmutableArray.CreateBuilder<InstanceState>();
        HashSet<InstanceState> seen = [_scriptState];
        order.Add(_scriptState);
        for (int i = 0; i < order.Count; i++)
        {
            foreach (InstanceState used in order[i].Uses)
            {
                if (seen.Add(used))
                    order.Add(used);
            }
        }
        return order.ToImmutable();
    }

    private void ReportAll(ImmutableArray<InstanceState> reachable, DiagnosticBag bag)
    {
        HashSet<InstanceState> seen = [.. reachable];
        Queue<InstanceState> queue = new(reachable);
        while (queue.TryDequeue(out InstanceState? state))
        {
            foreach (TypeVariable variable in state.LiveElementTypes.Where(variable => variable.Binding is null))
            {
                bag.Add(WithCalls(state, new Diagnostic(DiagnosticCodes.UnknownElementType, variable.Origin,
                    DiagnosticBag.Format(DiagnosticCodes.UnknownElementType, []), [], "write its type, as in `let xs: int[] = []`")));
            }
            foreach (Diagnostic diagnostic in state.Diagnostics)
                bag.Add(WithCalls(state, diagnostic));
            foreach (InstanceState next in state.Uses.Concat(state.CheckedOnly))
            {
                if (seen.Add(next))
                    queue.Enqueue(next);
            }
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

    /// <summary>The source of an expression if it is short, for hints; else <c>x</c>.</summary>
    private string Quote(SourceSpan span)
    {
        string text = _script.Source.Text[span.Start..Math.Min(span.End, _script.Source.Text.Length)];
        return text.Length is > 0 and <= 30 && !text.Contains('\n') ? text : "x";
    }
}
