using System.Collections.Immutable;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend;

/// <summary>What checking a script found.</summary>
/// <param name="Source">The text that the diagnostics speak of.</param>
/// <param name="Diagnostics">Errors and warnings, in source order.</param>
public record CheckResult(SourceText Source, ImmutableArray<Diagnostic> Diagnostics)
{
    /// <summary>Whether there is no error; warnings don't count.</summary>
    public virtual bool Success => Diagnostics.All(diagnostic => diagnostic.Severity != DiagnosticSeverity.Error);
}

/// <summary>What compiling gave: a module, or at least one error.</summary>
/// <param name="Source">The text that the diagnostics speak of.</param>
/// <param name="Verified">The verified module, ready to run; null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings, in source order.</param>
public record CompilationResult(SourceText Source, VerifiedModule? Verified, ImmutableArray<Diagnostic> Diagnostics)
    : CheckResult(Source, Diagnostics)
{
    /// <summary>The module; null when there are errors.</summary>
    public BytecodeModule? Module => Verified?.Module;

    /// <summary>Whether there is a module.</summary>
    public override bool Success => Verified is not null;

    /// <summary>The verified module, for hosts that treat errors in a script as an exception.</summary>
    /// <exception cref="ScriptCompilationException">There are errors.</exception>
    public VerifiedModule EnsureSuccess() => Verified ?? throw new ScriptCompilationException(Source, Diagnostics);
}

/// <summary>What compiling an expression gave: a module that exports it as the function <c>expression</c>, or at least one error.</summary>
/// <param name="Source">The text that the diagnostics speak of.</param>
/// <param name="Verified">The verified module; null when there are errors.</param>
/// <param name="Diagnostics">Errors and warnings, in source order.</param>
/// <param name="ResultType">
/// The expression's type: <see cref="TlType.Nothing"/> when it gives no value, <see cref="TlType.Never"/> when it never
/// ends; null when there are errors.
/// </param>
public sealed record ExpressionCompilationResult(
    SourceText Source, VerifiedModule? Verified, ImmutableArray<Diagnostic> Diagnostics, TlType? ResultType)
    : CompilationResult(Source, Verified, Diagnostics);
