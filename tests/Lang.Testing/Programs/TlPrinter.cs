using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lang.Testing.Programs;

/// <summary>Writes a random program as TL, with no more parentheses than precedence asks for.</summary>
internal sealed partial class TlPrinter
{
    private readonly StringBuilder _text = new();
    private int _indent;

    public static string Print(RandomProgram program)
    {
        var printer = new TlPrinter();
        foreach (Let global in program.Globals)
            printer.Statement(global);
        foreach (Function function in program.Functions)
            printer.Function(function);
        foreach (Statement statement in program.Body)
            printer.Statement(statement);
        return GenericHelpers.UsedBy(program) + printer._text;
    }

    private void Function(Function function)
    {
        string result = function.Annotated && function.Result != ValueType.Nothing ? $" -> {function.Result}" : "";
        string head = $"fn {function.Name}({Parameters(function.Parameters, function.Annotated)}){result}";
        if (function is { Body.IsEmpty: true, Value: { } value })
        {
            Line($"{head} => {(function.Annotated ? Wanted(value) : Text(value))}");
            return;
        }
        Line(head + " {");
        Nested(function.Body, function.Value is null ? null : $"return {(function.Annotated ? Wanted(function.Value) : Text(function.Value))}");
        Line("}");
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case Let { Typed: true, Value: ArrayLiteral { Items.IsEmpty: true } } s: Line($"let {s.Name}: {s.Value.Type} = []"); break;
            case Let { Typed: true } s: Line($"let {s.Name}: {s.Value.Type} = {Wanted(s.Value)}"); break;
            case Let s: Line($"let {s.Name} = {Text(s.Value)}"); break;
            case Assign s: Line($"{Text(s.Target)} {s.Operator}= {Wanted(s.Value)}"); break;
            case If s: Branches(s); break;
            case While s:
                Line($"let {s.Counter} = 0");
                string condition = s.Condition is Literal { Bits: 1 } ? "" : $" && {Text(s.Condition, ComparisonLevel)}";
                Line($"while {s.Counter} < {s.Limit}{condition} {{");
                _indent++;
                Line($"{s.Counter} += 1");
                _indent--;
                Nested(s.Body);
                Line("}");
                break;
            case Search s: Search(s); break;
            case ForRange s: Range(s); break;
            case ForEach s:
                Line($"for {s.Name} in {Text(s.Sequence)} {{");
                Nested(s.Body);
                Line("}");
                break;
            case Break: Line("break"); break;
            case Continue: Line("continue"); break;
            case Return { Value: { } value }: Line($"return {Text(value)}"); break;
            case Return: Line("return;"); break;
            case Print s: Line($"print({List(s.Values)})"); break;
            case Do s: Line(Text(s.Invocation)); break;
            case Scope s:
                Line("{");
                Nested(s.Body);
                Line("}");
                break;
            case LocalFunction s: Function(s.Function); break;
        }
    }

    private void Branches(If s)
    {
        Line($"if {Text(s.Condition)} {{");
        Nested(s.Then);
        while (s.Else is [If next])
        {
            Line($"}} else if {Text(next.Condition)} {{");
            Nested(next.Then);
            s = next;
        }
        if (!s.Else.IsEmpty)
        {
            Line("} else {");
            Nested(s.Else);
        }
        Line("}");
    }

    private void Search(Search s)
    {
        Line($"let {s.Index}_wanted = {Text(s.Wanted)}");
        Line($"{s.Array.Name}[{(s.IsUp ? $"{s.Array.Name}.len() - 1" : "0")}] = {s.Index}_wanted");
        Line($"let {s.Index} = {(s.IsUp ? $"{s.Start}" : $"{s.Array.Name}.len() - {s.Start + 1}")}");
        Line($"while {s.Array.Name}[{s.Index}] != {s.Index}_wanted {{");
        Nested(s.Body, $"{s.Index} {(s.IsUp ? "+" : "-")}= 1");
        Line("}");
    }

    private void Range(ForRange s)
    {
        string dots = s.Inclusive ? "..=" : "..", step = s.Step == 1 && !s.DynamicStep ? "" : $" step {s.Step}";
        string first = s.Name + "_first", last = s.Last is null ? $"{first} + {s.Distance}" : Text(s.Last);
        if (s is { First: Literal { Bits: >= -1000 and <= 1000 } literal, Last: null })
            (first, last) = (Text(literal), (literal.Bits + s.Distance).ToString(CultureInfo.InvariantCulture));
        else
            Line($"let {first} = {Text(s.First)}");
        if (s.DynamicStep)
        {
            // Nor known to who compiles it.
            Line($"let {s.Name}_step = int(\"{s.Step}\")");
            step = $" step {s.Name}_step";
        }
        Line($"for {s.Name} in {first}{dots}{last}{step} {{");
        Nested(s.Body);
        Line("}");
    }

    private void Nested(ImmutableArray<Statement> body, string? last = null)
    {
        _indent++;
        foreach (Statement statement in body)
            Statement(statement);
        if (last is not null)
            Line(last);
        _indent--;
    }

    // A function literal's lines are indented already, all but the first.
    private void Line(string text) => _text.Append(' ', 4 * _indent).Append(text).Append('\n');

    private static string Parameters(ImmutableArray<Variable> parameters, bool written) =>
        string.Join(", ", parameters.Select(p => written ? $"{p.Name}: {p.Type}" : p.Name));
}
