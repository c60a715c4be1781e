using System.Collections.Immutable;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend;

/// <summary>A script has errors. The message holds all of them as <c>lang</c> prints them.</summary>
public sealed class ScriptCompilationException : Exception
{
    internal ScriptCompilationException(SourceText source, ImmutableArray<Diagnostic> diagnostics)
        : base(string.Concat(diagnostics.Select(diagnostic => DiagnosticFormatter.Format(source, diagnostic))).TrimEnd('\n'))
    {
        ScriptSource = source;
        Diagnostics = diagnostics;
    }

    /// <summary>The text that the diagnostics speak of.</summary>
    public SourceText ScriptSource { get; }

    /// <summary>Errors and warnings, in source order.</summary>
    public ImmutableArray<Diagnostic> Diagnostics { get; }
}
