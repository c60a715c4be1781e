using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>Writes a random program as TL, with no more parentheses than precedence asks for.</summary>
internal sealed class TlPrinter
{
    private const int ChoiceLevel = 1, ComparisonLevel = 4, PrefixLevel = 11, PostfixLevel = 12;

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
        return printer._text.ToString();
    }

    private void Function(Function function)
    {
        IEnumerable<string> parameters = function.Parameters.Select(p => function.Annotated ? $"{p.Name}: {Name(p.Type)}" : p.Name);
        string result = function.Annotated ? $" -> {Name(function.Result.Type)}" : "";
        Line($"fn {function.Name}({string.Join(", ", parameters)}){result} {{");
        Nested(function.Body, $"return {Text(function.Result)}");
        Line("}");
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case Let s: Line($"let {s.Name} = {Text(s.Value)}"); break;
            case LetArray s: Line($"let {s.Name} = [{Text(s.Fill)}; {s.Length}]"); break;
            case Assign s: Line($"{s.Target.Name} {s.Operator}= {Wanted(s.Value)}"); break;
            case Store s: Line($"{s.Array.Name}[{Text(s.Index)}] {s.Operator}= {Wanted(s.Value)}"); break;
            case If s:
                Line($"if {Text(s.Condition)} {{");
                Nested(s.Then);
                if (!s.Else.IsEmpty)
                {
                    Line("} else {");
                    Nested(s.Else);
                }
                Line("}");
                break;
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
            case ForRange s:
                Line($"let {s.Name}_first = {Text(s.First)}");
                string step = s.Step == 1 ? "" : $" step {s.Step}";
                Line($"for {s.Name} in {s.Name}_first..{(s.Inclusive ? "=" : "")}{s.Name}_first + {s.Distance}{step} {{");
                Nested(s.Body);
                Line("}");
                break;
            case ForEach s:
                Line($"for {s.Name} in {s.Array.Name} {{");
                Nested(s.Body);
                Line("}");
                break;
            case Break: Line("break"); break;
            case Continue: Line("continue"); break;
            case Return s: Line($"return {Text(s.Value)}"); break;
            case Print s: Line($"print({Text(s.Value)})"); break;
        }
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

    private void Line(string text) => _text.Append(' ', 4 * _indent).Append(text).Append('\n');

    private static string Text(Expression expression, int least = 0)
    {
        (string text, int level) = expression switch
        {
            Literal e => LiteralText(e),
            Variable e => (e.Name, PostfixLevel),
            Widened e => ($"float({Text(e.Operand)})", PostfixLevel),
            Unary e => (Prefixed(e.Operator, Text(e.Operand, PrefixLevel)), PrefixLevel),
            Binary e => BinaryText(e),
            Choice e => ($"{Text(e.Condition, ChoiceLevel + 1)} ? {Pair(e.Then, e.Else, ChoiceLevel, ChoiceLevel, " : ")}", ChoiceLevel),
            Call { Name: "min" or "max" } e => ($"{e.Name}({Pair(e.Arguments[0], e.Arguments[1], 0, 0, ", ")})", PostfixLevel),
            Call { Name: "sqrt" or "floor" or "ceil" or "round" } e => ($"{e.Name}({Wanted(e.Arguments[0])})", PostfixLevel),
            Call e => ($"{e.Name}({string.Join(", ", e.Arguments.Select(a => Text(a)))})", PostfixLevel),
            Element e => ($"{e.Array.Name}[{Text(e.Index)}]", PostfixLevel),
            _ => throw new ArgumentOutOfRangeException(nameof(expression)),
        };
        return level < least ? $"({text})" : text;
    }

    private static string Prefixed(string op, string operand) => operand.StartsWith('-') ? $"{op}({operand})" : op + operand;

    private static (string Text, int Level) BinaryText(Binary e)
    {
        int level = Level(e.Operator);
        int left = level == ComparisonLevel ? level + 1 : level;
        return (Pair(e.Left, e.Right, left, level + 1, $" {e.Operator} "), level);
    }

    // Where one side is a float by itself, the other widens without being asked.
    private static string Pair(Expression left, Expression right, int leftLevel, int rightLevel, string between)
    {
        string first = left is Widened l && right is not Widened ? Text(l.Operand, leftLevel) : Text(left, leftLevel);
        string second = right is Widened r ? Text(r.Operand, rightLevel) : Text(right, rightLevel);
        return first + between + second;
    }

    private static string Wanted(Expression value) => Text(value is Widened widened ? widened.Operand : value);

    private static int Level(string op) => op switch
    {
        "||" => 2,
        "&&" => 3,
        "==" or "!=" or "<" or "<=" or ">" or ">=" => ComparisonLevel,
        "|" => 5,
        "^" => 6,
        "&" => 7,
        "<<" or ">>" or ">>>" => 8,
        "+" or "-" => 9,
        _ => 10,
    };

    private static (string Text, int Level) LiteralText(Literal literal)
    {
        switch (literal.Type)
        {
            case ValueType.Bool:
                return (literal.Bits != 0 ? "true" : "false", PostfixLevel);
            case ValueType.Int when literal.Bits is < -1_000_000 and > long.MinValue && literal.Bits % 2 == 0:
                return ($"0x{literal.Bits:X}", PostfixLevel);
            case ValueType.Int:
                return (literal.Bits.ToString(CultureInfo.InvariantCulture), literal.Bits < 0 ? PrefixLevel : PostfixLevel);
            default:
                double value = BitConverter.Int64BitsToDouble(literal.Bits);
                string text = value.ToString("R", CultureInfo.InvariantCulture);
                if (double.Parse(text, CultureInfo.InvariantCulture) != value)
                    text = value.ToString("G17", CultureInfo.InvariantCulture); // .NET's shortest form of some powers of two reads back as another number.
                text = text.Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e');
                if (text.All(c => char.IsAsciiDigit(c) || c == '-'))
                    text += ".0";
                return (text, double.IsNegative(value) ? PrefixLevel : PostfixLevel);
        }
    }

    private static string Name(ValueType type) => type switch
    {
        ValueType.Int => "int",
        ValueType.Float => "float",
        ValueType.Bool => "bool",
        ValueType.Ints => "int[]",
        _ => "float[]",
    };
}
