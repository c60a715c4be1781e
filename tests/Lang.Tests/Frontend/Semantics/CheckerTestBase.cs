using Lang.Frontend;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Parsing;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend.Semantics;

/// <summary>Checks source text and asks what came of it.</summary>
internal static class Checked
{
    /// <summary>The diagnostics as <c>CODE@LINE:COLUMN</c>.</summary>
    public static string[] Codes(string source, CompilationOptions? options = null) =>
        [.. Diagnostics(source, options).Select(item => Show(source, item))];

    /// <summary>The errors alone, as <c>CODE@LINE:COLUMN</c>.</summary>
    public static string[] Errors(string source, CompilationOptions? options = null) =>
        [.. Diagnostics(source, options).Where(item => item.Severity == DiagnosticSeverity.Error).Select(item => Show(source, item))];

    public static IReadOnlyList<Diagnostic> Diagnostics(string source, CompilationOptions? options = null)
    {
        Run(source, options, out DiagnosticBag bag);
        return bag.ToSorted();
    }

    /// <summary>The type of a variable of the script body.</summary>
    public static string TypeOf(string source, string variable)
    {
        CheckedProgram program = Program(source);
        BoundLet let = program.Entry.Body.Statements.OfType<BoundLet>().Single(let => let.Variable.Name == variable);
        return program.Entry.TypeOf(let.Variable).ToString()!;
    }

    /// <summary>The instances of a function as <c>(parameters) -> result</c>.</summary>
    public static string[] Instances(string source, string function) =>
        [.. Program(source).Instances.Where(instance => instance.Function.Name == function)
            .Select(instance => $"({string.Join(", ", instance.ParameterTypes)}) -> {instance.Result}")];

    public static CheckedProgram Program(string source, CompilationOptions? options = null)
    {
        CheckedProgram? program = Run(source, options, out DiagnosticBag bag);
        bag.ToSorted().Where(item => item.Severity == DiagnosticSeverity.Error).Should().BeEmpty();
        return program!;
    }

    private static CheckedProgram? Run(string source, CompilationOptions? options, out DiagnosticBag bag)
    {
        ParseResult parsed = Parser.Parse(new SourceText("test.tl", source));
        parsed.Diagnostics.Should().BeEmpty();
        bag = new DiagnosticBag();
        return Checker.Check(parsed.Script, options ?? CompilationOptions.Default, bag);
    }

    private static string Show(string source, Diagnostic item)
    {
        var position = new SourceText("test.tl", source).PositionOf(item.Span);
        return $"{item.Code}@{position.Line}:{position.Column}";
    }
}
