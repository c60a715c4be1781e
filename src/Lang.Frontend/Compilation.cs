using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Emit;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;
using Lang.Frontend.Syntax;

namespace Lang.Frontend;

/// <summary>
/// The front end: source text to verified bytecode, or to diagnostics. Bad source never throws. Everything here is
/// free of shared state and can be used from any number of threads.
/// </summary>
public static class Compilation
{
    /// <summary>The name under which <see cref="CompileExpression"/> exports its function.</summary>
    public const string ExpressionName = "expression";

    /// <summary>The syntax tree of a script.</summary>
    public static ParseResult Parse(SourceText source) => Parser.Parse(source);

    /// <summary>Looks for errors in a script.</summary>
    /// <param name="source">The script.</param>
    /// <param name="options">What the host says; null for <see cref="CompilationOptions.Default"/>.</param>
    public static CheckResult Check(SourceText source, CompilationOptions? options = null)
    {
        var bag = new DiagnosticBag();
        // Some limits show only when code is made.
        if (Check(Parse(source, options, bag), options, bag) is { } program)
            BytecodeEmitter.Emit(program, bag);
        return new CheckResult(source, bag.ToReport(source));
    }

    /// <summary>Compiles a script.</summary>
    /// <param name="source">The script.</param>
    /// <param name="options">What the host says; null for <see cref="CompilationOptions.Default"/>.</param>
    public static CompilationResult Compile(SourceText source, CompilationOptions? options = null)
    {
        var bag = new DiagnosticBag();
        return Compile(Parse(source, options, bag), options, bag);
    }

    /// <summary>Compiles a script.</summary>
    /// <param name="path">Its path as messages shall print it.</param>
    /// <param name="text">Its text.</param>
    /// <param name="options">What the host says; null for <see cref="CompilationOptions.Default"/>.</param>
    public static CompilationResult Compile(string path, string text, CompilationOptions? options = null) =>
        Compile(new SourceText(path, text), options);

    /// <summary>Compiles one expression to a function of typed parameters, exported as <see cref="ExpressionName"/>.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="parameters">Names and types that it can use.</param>
    /// <param name="options">What the host says; null for <see cref="CompilationOptions.Default"/>.</param>
    /// <param name="result">The type that its value shall have (an int widens to float); null for whatever it has.</param>
    /// <exception cref="ArgumentException">A type can't be written in the language.</exception>
    public static ExpressionCompilationResult CompileExpression(
        string text, ImmutableArray<(string Name, TlType Type)> parameters, CompilationOptions? options = null, TlType? result = null)
    {
        var source = new SourceText(ExpressionName, text);
        var bag = new DiagnosticBag();
        if (!IsWithinLimit(source, options, bag))
            return new ExpressionCompilationResult(source, null, bag.ToReport(source), null);
        ExpressionParseResult parsed = Parser.ParseExpression(source);
        bag.AddRange(parsed.Diagnostics);
        CheckedProgram? program = Check(ExpressionScripts.Function(parsed, ExpressionName, parameters, result), options, bag);
        (VerifiedModule? module, TlType? type) = program is null
            ? (null, null)
            : (Assemble(program, options, bag), program.FunctionExports.First(export => export.Name == ExpressionName).Instance.Result.Resolved);
        return new ExpressionCompilationResult(parsed.Source, module, bag.ToReport(parsed.Source), module is null ? null : type);
    }

    /// <summary>
    /// Compiles a text from a command line: if it is one expression, a script that prints the expression's value as
    /// <c>print</c> does (nothing for a call that gives none); else the statements that it holds.
    /// </summary>
    /// <param name="source">The text.</param>
    /// <param name="options">What the host says; null for <see cref="CompilationOptions.Default"/>.</param>
    public static CompilationResult CompileCommand(SourceText source, CompilationOptions? options = null)
    {
        var bag = new DiagnosticBag();
        if (!IsWithinLimit(source, options, bag))
            return new CompilationResult(source, null, bag.ToReport(source));
        ExpressionParseResult expression = Parser.ParseExpression(source);
        if (expression.Succeeded)
            return Compile(PrintingScript(expression, options), options, new DiagnosticBag());
        CompilationResult statements = Compile(source, options);
        // Both readings have errors: the one that got further was meant.
        return !statements.Success && FirstError(expression.Diagnostics) > FirstError(statements.Diagnostics)
            ? statements with { Diagnostics = expression.Diagnostics }
            : statements;
    }

    private static Script PrintingScript(ExpressionParseResult expression, CompilationOptions? options)
    {
        CheckedProgram? asFunction = Check(ExpressionScripts.Function(expression, ExpressionName, []), options, new DiagnosticBag());
        bool givesValue = asFunction?.FunctionExports[0].Instance.Result.Resolved != TlType.Nothing;
        return givesValue ? ExpressionScripts.Print(expression) : ExpressionScripts.Statement(expression);
    }

    private static int FirstError(ImmutableArray<Diagnostic> diagnostics) =>
        diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Span.Start;

    // The pipeline

    private static Script Parse(SourceText source, CompilationOptions? options, DiagnosticBag bag) =>
        IsWithinLimit(source, options, bag) ? Parser.Parse(source, bag) : new Script(source, [], 0, default);

    private static bool IsWithinLimit(SourceText source, CompilationOptions? options, DiagnosticBag bag)
    {
        const int MostBytesOfUnit = 3;
        int limit = (options ?? CompilationOptions.Default).SourceLimit;
        if (source.Text.Length <= limit / MostBytesOfUnit || Encoding.UTF8.GetByteCount(source.Text) is var bytes && bytes <= limit)
            return true;
        bag.Report(DiagnosticCodes.SourceTooLarge, default, bytes.ToString(CultureInfo.InvariantCulture), limit.ToString(CultureInfo.InvariantCulture));
        return false;
    }

    private static CompilationResult Compile(Script script, CompilationOptions? options, DiagnosticBag bag)
    {
        SourceText source = script.Source;
        CheckedProgram? program = Check(script, options, bag);
        VerifiedModule? module = program is null ? null : Assemble(program, options, bag);
        return new CompilationResult(source, module, bag.ToReport(source));
    }

    private static CheckedProgram? Check(Script script, CompilationOptions? options, DiagnosticBag bag)
    {
        if (!bag.HasErrors)
            return Checker.Check(script, options ?? CompilationOptions.Default, bag);
        var damage = new SyntaxDamage(script, bag.ToSorted());
        var findings = new DiagnosticBag();
        Checker.Check(script, options ?? CompilationOptions.Default, findings);
        bag.AddRange(findings.ToSorted().Where(damage.IsIndependent));
        return null;
    }

    private static VerifiedModule? Assemble(CheckedProgram program, CompilationOptions? options, DiagnosticBag bag) =>
        BytecodeEmitter.Emit(program, bag, options?.MarksStatements == true) is { } module ? Verify(module) : null;

    private static VerifiedModule Verify(BytecodeModule module)
    {
        VerificationResult result = Verifier.Verify(module);
        return result.Module ?? throw new UnreachableException($"The emitter made code that the verifier rejects: {string.Join("; ", result.Errors)}.");
    }
}
