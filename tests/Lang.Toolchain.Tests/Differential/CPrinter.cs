using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Lang.Toolchain.Tests.Differential;

/// <summary>
/// Writes random programs as one C file. C leaves the order of evaluation open, so every operation becomes a statement
/// of its own that fills a temporary, in TL's order; what C leaves undefined is a function of the prelude.
/// </summary>
internal sealed class CPrinter
{
    private readonly StringBuilder _text = new();
    private readonly string _prefix;
    private int _temporaries;

    private CPrinter(int index) => _prefix = $"p{index}_";

    /// <summary>A C file whose program runs all of <paramref name="programs"/>, each one's output after a line <c>=== INDEX</c>.</summary>
    public static string Print(IReadOnlyList<RandomProgram> programs)
    {
        var text = new StringBuilder(CPrelude.Text);
        for (int i = 0; i < programs.Count; i++)
            text.Append(new CPrinter(i).Program(programs[i]));
        text.Append("int main(void) {\n");
        for (int i = 0; i < programs.Count; i++)
            text.Append(CultureInfo.InvariantCulture, $"    run({i}, p{i}_main);\n");
        return text.Append("    return 0;\n}\n").ToString();
    }

    private string Program(RandomProgram program)
    {
        foreach (Let global in program.Globals)
            Line($"static {Type(global.Value.Type)} {_prefix}{global.Name};");
        foreach (Function function in program.Functions)
        {
            IEnumerable<string> parameters = function.Parameters.Select(p => $"{Type(p.Type)} {_prefix}{p.Name}");
            Line($"static {Type(function.Result.Type)} {_prefix}{function.Name}({string.Join(", ", parameters.DefaultIfEmpty("void"))}) {{");
            Block(function.Body);
            Line($"return {Value(function.Result)};");
            Line("}");
        }
        Line($"static void {_prefix}main(void) {{");
        foreach (Let global in program.Globals)
            Line($"{_prefix}{global.Name} = {Value(global.Value)};");
        Block(program.Body);
        Line("}");
        return _text.ToString();
    }

    private void Block(ImmutableArray<Statement> block)
    {
        foreach (Statement statement in block)
            Statement(statement);
    }

    private void Statement(Statement statement)
    {
        switch (statement)
        {
            case Let s: Line($"{Type(s.Value.Type)} {_prefix}{s.Name} = {Value(s.Value)};"); break;
            case LetArray s:
                string kind = s.Fill.Type == ValueType.Int ? "ints" : "floats";
                Line($"{kind} *{_prefix}{s.Name} = new_{kind}({Value(s.Fill)}, {s.Length});");
                break;
            case Assign { Operator: "" } s: Line($"{Name(s.Target)} = {Value(s.Value)};"); break;
            case Assign s:
                string before = Value(s.Target);
                Line($"{Name(s.Target)} = {Operation(s.Target.Type, s.Operator, before, Value(s.Value))};");
                break;
            case Store s: StoreElement(s); break;
            case If s:
                Line($"if ({Value(s.Condition)}) {{");
                Block(s.Then);
                Line("} else {");
                Block(s.Else);
                Line("}");
                break;
            case While s:
                Line($"for (int64_t {_prefix}{s.Counter} = 0; {_prefix}{s.Counter} < {s.Limit}; ) {{");
                Line($"if (!{Value(s.Condition)}) break;");
                Line($"{_prefix}{s.Counter}++;");
                Block(s.Body);
                Line("}");
                break;
            case ForRange s: Range(s); break;
            case ForEach s:
                string at = NewTemporary();
                Line($"for (int64_t {at} = 0; {at} < {Name(s.Array)}->length; {at}++) {{");
                Line($"{Type(new Element(s.Array, s.Array).Type)} {_prefix}{s.Name} = {Name(s.Array)}->item[{at}];");
                Block(s.Body);
                Line("}");
                break;
            case Break: Line("break;"); break;
            case Continue: Line("continue;"); break;
            case Return s: Line($"return {Value(s.Value)};"); break;
            case Print s: Line($"print_{Type(s.Value.Type)}({Value(s.Value)});"); break;
        }
    }

    private void StoreElement(Store s)
    {
        string index = Value(s.Index);
        string value;
        if (s.Operator.Length == 0)
            value = Value(s.Value);
        else
        {
            ValueType type = new Element(s.Array, s.Index).Type;
            string before = Temporary(type, $"{Name(s.Array)}->item[at({index}, {Name(s.Array)}->length)]");
            value = Operation(type, s.Operator, before, Value(s.Value));
        }
        Line($"{Name(s.Array)}->item[at({index}, {Name(s.Array)}->length)] = {value};");
    }

    // 128 bits: the loop ends where the mathematical sequence does, whatever TL's 64-bit loop looks like.
    private void Range(ForRange s)
    {
        string first = Value(s.First), at = NewTemporary();
        string last = Temporary(ValueType.Int, $"add({first}, {Integer(s.Distance)})");
        if (s.Step == 0)
            Line("stop(\"R008\");");
        string compare = (s.Step < 0 ? ">" : "<") + (s.Inclusive ? "=" : "");
        Line($"for (__int128 {at} = {first}; {at} {compare} {last}; {at} += {Integer(s.Step)}) {{");
        Line($"int64_t {_prefix}{s.Name} = (int64_t){at};");
        Block(s.Body);
        Line("}");
    }

    // The C text of a value that was computed by the statements written so far.
    private string Value(Expression expression)
    {
        switch (expression)
        {
            case Literal { Type: ValueType.Float } e: return $"f64(0x{e.Bits:x}ULL)";
            case Literal e: return Integer(e.Bits);
            case Variable { Type: ValueType.Ints or ValueType.Floats } e: return Name(e);
            case Variable e: return Temporary(e.Type, Name(e));
            case Widened e: return Temporary(ValueType.Float, $"(double){Value(e.Operand)}");
            case Unary e: return Temporary(e.Type, Prefix(e.Type, e.Operator, Value(e.Operand)));
            case Binary { Operator: "&&" or "||" } e: return ShortCircuit(e);
            case Binary e:
                string left = Value(e.Left);
                return Temporary(e.Type, Operation(e.Left.Type, e.Operator, left, Value(e.Right)));
            case Choice e:
                string choice = Temporary(e.Type, "0");
                Line($"if ({Value(e.Condition)}) {{");
                Line($"{choice} = {Value(e.Then)};");
                Line("} else {");
                Line($"{choice} = {Value(e.Else)};");
                Line("}");
                return choice;
            case Call e:
                string[] arguments = [.. e.Arguments.Select(Value)];
                return Temporary(e.Type, $"{Callee(e)}({string.Join(", ", arguments)})");
            case Element e:
                return Temporary(e.Type, $"{Name(e.Array)}->item[at({Value(e.Index)}, {Name(e.Array)}->length)]");
            default: throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    private string ShortCircuit(Binary e)
    {
        string result = Temporary(ValueType.Bool, Value(e.Left));
        Line($"if ({(e.Operator == "&&" ? "" : "!")}{result}) {{");
        Line($"{result} = {Value(e.Right)};");
        Line("}");
        return result;
    }

    private string Callee(Call e) => e.Name switch
    {
        "abs" or "min" or "max" => $"{e.Name}_{Type(e.Type)}",
        "int" => "to_int",
        "sqrt" or "floor" or "ceil" => e.Name,
        "round" => "nearbyint",
        _ => _prefix + e.Name,
    };

    private static string Prefix(ValueType type, string op, string operand) => (type, op) switch
    {
        (ValueType.Int, "-") => $"sub(0, {operand})",
        _ => op + operand,
    };

    private static string Operation(ValueType type, string op, string left, string right) => (type, op) switch
    {
        (ValueType.Int, "+") => $"add({left}, {right})",
        (ValueType.Int, "-") => $"sub({left}, {right})",
        (ValueType.Int, "*") => $"mul({left}, {right})",
        (ValueType.Int, "/") => $"quotient({left}, {right})",
        (ValueType.Int, "%") => $"remainder_({left}, {right})",
        (ValueType.Int, "<<") => $"shl({left}, {right})",
        (ValueType.Int, ">>") => $"shr({left}, {right})",
        (ValueType.Int, ">>>") => $"ushr({left}, {right})",
        (ValueType.Float, "%") => $"fmod({left}, {right})",
        _ => $"{left} {op} {right}",
    };

    private string Temporary(ValueType type, string value)
    {
        string name = NewTemporary();
        Line($"{Type(type)} {name} = {value};");
        return name;
    }

    private string NewTemporary() => $"t{_temporaries++}";

    private string Name(Variable variable) => _prefix + variable.Name;

    private static string Integer(long value) => $"(int64_t)0x{value:x}ULL";

    private static string Type(ValueType type) => type switch
    {
        ValueType.Int => "int64_t",
        ValueType.Float => "double",
        ValueType.Bool => "bool",
        ValueType.Ints => "ints*",
        _ => "floats*",
    };

    private void Line(string text) => _text.Append(text).Append('\n');
}
