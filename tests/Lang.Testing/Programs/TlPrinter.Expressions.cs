using System.Globalization;
using System.Text.RegularExpressions;

namespace Lang.Testing.Programs;

/// <summary>Expressions.</summary>
internal sealed partial class TlPrinter
{
    private const int LambdaLevel = 0, ChoiceLevel = 1, ComparisonLevel = 4, PrefixLevel = 11, PostfixLevel = 12;

    private string Text(Expression expression, int least = 0)
    {
        (string text, int level) = expression switch
        {
            Literal e => LiteralText(e),
            StringLiteral e => ($"\"{e.Escaped}\"", PostfixLevel),
            Variable e => (e.Name, PostfixLevel),
            Widened e => ($"float({Text(e.Operand)})", PostfixLevel),
            Unary e => (Prefixed(e.Operator, Text(e.Operand, PrefixLevel)), PrefixLevel),
            Binary e => BinaryText(e),
            Choice e => ($"{Text(e.Condition, ChoiceLevel + 1)} ? {Pair(e.Then, e.Else, ChoiceLevel, ChoiceLevel, " : ")}", ChoiceLevel),
            Call e => (CallText(e), PostfixLevel),
            ValueCall e => ($"{Text(e.Callee, PostfixLevel)}({List(e.Arguments)})", PostfixLevel),
            Element e => ($"{Text(e.Container, PostfixLevel)}[{Text(e.Index)}]", PostfixLevel),
            Slice e => ($"{Text(e.Container, PostfixLevel)}[{Bound(e.From)}..{Bound(e.To)}]", PostfixLevel),
            ArrayLiteral { Items.IsEmpty: true } e => ($"[{Text(Zero.Of(e.Type.Item!))}; 0]", PostfixLevel),
            ArrayLiteral e => ($"[{List(e.Items)}]", PostfixLevel),
            Fill e => ($"[{Text(e.Value)}; {Text(e.Count)}]", PostfixLevel),
            Lambda e => (LambdaText(e), LambdaLevel),
            _ => throw new ArgumentOutOfRangeException(nameof(expression)),
        };
        return level < least ? $"({text})" : text;
    }

    private string List(IEnumerable<Expression> values) => string.Join(", ", values.Select(v => Text(v)));

    private string Bound(Expression? bound) => bound is null ? "" : Text(bound);

    private string CallText(Call e) => e switch
    {
        { Name: "min" or "max" } => $"{e.Name}({Pair(e.Arguments[0], e.Arguments[1], 0, 0, ", ")})",
        { Name: "sqrt" or "floor" or "ceil" or "round" } => $"{e.Name}({Wanted(e.Arguments[0])})",
        { Name: "len" or "push", Arguments: [Variable receiver, ..] } => $"{receiver.Name}.{e.Name}({List(e.Arguments.Skip(1))})",
        _ => $"{e.Name}({List(e.Arguments)})",
    };

    private string LambdaText(Lambda e)
    {
        string parameters = $"fn({Parameters(e.Parameters, e.Written)})";
        if (e is { Body.IsEmpty: true, Value: { } value })
            return $"{parameters} => {Text(value)}";
        var inner = new TlPrinter { _indent = _indent };
        inner.Nested(e.Body, e.Value is null ? null : $"return {Text(e.Value)}");
        return $"{parameters} {{\n{inner._text}{new string(' ', 4 * _indent)}}}";
    }

    private static string Prefixed(string op, string operand) => operand.StartsWith('-') ? $"{op}({operand})" : op + operand;

    private (string Text, int Level) BinaryText(Binary e)
    {
        int level = Level(e.Operator);
        int left = level == ComparisonLevel ? level + 1 : level;
        return (Pair(e.Left, e.Right, left, level + 1, $" {e.Operator} "), level);
    }

    // Where one side is a float by itself, the other widens without being asked.
    private string Pair(Expression left, Expression right, int leftLevel, int rightLevel, string between)
    {
        bool floats = left.Type == ValueType.Float && right.Type == ValueType.Float;
        string first = floats && left is Widened l && right is not Widened ? Text(l.Operand, leftLevel) : Text(left, leftLevel);
        string second = floats && right is Widened r ? Text(r.Operand, rightLevel) : Text(right, rightLevel);
        return first + between + second;
    }

    private string Wanted(Expression value) => Text(value is Widened widened ? widened.Operand : value);

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
        if (literal.Type == ValueType.Bool)
            return (literal.Bits != 0 ? "true" : "false", PostfixLevel);
        if (literal.Type == ValueType.Float)
            return FloatText(BitConverter.Int64BitsToDouble(literal.Bits));
        return literal.Bits is < -1_000_000 and > long.MinValue && literal.Bits % 2 == 0
            ? ($"0x{literal.Bits:X}", PostfixLevel)
            : (literal.Bits.ToString(CultureInfo.InvariantCulture), literal.Bits < 0 ? PrefixLevel : PostfixLevel);
    }

    private static (string Text, int Level) FloatText(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        if (double.Parse(text, CultureInfo.InvariantCulture) != value)
            text = value.ToString("G17", CultureInfo.InvariantCulture); // .NET's shortest form of some powers of two reads back as another number.
        text = text.Replace("E+", "e", StringComparison.Ordinal).Replace('E', 'e');
        if (WholeNumber().IsMatch(text))
            text += ".0";
        return (text, double.IsNegative(value) ? PrefixLevel : PostfixLevel);
    }

    [GeneratedRegex("^-?[0-9]+$")]
    private static partial Regex WholeNumber();
}
