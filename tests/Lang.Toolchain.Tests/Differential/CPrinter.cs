using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Testing.Programs;
using ValueType = Lang.Testing.Programs.ValueType;

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
            Line($"{Head(function)};");
        foreach (Function function in program.Functions)
        {
            Line($"{Head(function)} {{");
            Block(function.Body);
            if (function.Value is not null)
                Line($"return {Value(function.Value)};");
            Line("}");
        }
        Line($"static void {_prefix}main(void) {{");
        foreach (Let global in program.Globals.Where(g => g.Value.Type.IsArray))
            Line($"{_prefix}{global.Name} = new_{Kind(global.Value.Type)}(0);");
        foreach (Let global in program.Globals)
            Line($"{_prefix}{global.Name} = {Value(global.Value)};");
        Block(program.Body);
        Line("}");
        return _text.ToString();
    }

    private string Head(Function function)
    {
        IEnumerable<string> parameters = function.Parameters.Select(p => $"{Type(p.Type)} {Name(p)}");
        return $"static {Type(function.Result)} {_prefix}{function.Name}({string.Join(", ", parameters.DefaultIfEmpty("void"))})";
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
            case Assign { Target: Element target } s: Store(target, s); break;
            case Assign { Operator: "" } s: Line($"{Name((Variable)s.Target)} = {Value(s.Value)};"); break;
            case Assign s:
                string before = Value(s.Target);
                Line($"{Name((Variable)s.Target)} = {Operation(s.Target.Type, s.Operator, before, Value(s.Value))};");
                break;
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
            case Search s: Search(s); break;
            case ForRange s: Range(s); break;
            case ForEach s:
                string at = NewTemporary(), sequence = Value(s.Sequence);
                Line($"for (int64_t {at} = 0; {at} < {sequence}->length; {at}++) {{");
                Line($"{Type(s.Sequence.Type.Item!)} {_prefix}{s.Name} = {sequence}->item[{at}];");
                Block(s.Body);
                Line("}");
                break;
            case Break: Line("break;"); break;
            case Continue: Line("continue;"); break;
            case Return { Value: { } value }: Line($"return {Value(value)};"); break;
            case Return: Line("return;"); break;
            case Print s: Write(s); break;
            case Do s: Value(s.Invocation); break;
            case Scope s:
                Line("{");
                Block(s.Body);
                Line("}");
                break;
            default: throw new ArgumentOutOfRangeException(nameof(statement));
        }
    }

    // All arguments are computed before the first one is written.
    private void Write(Print s)
    {
        string[] values = [.. s.Values.Select(Value)];
        for (int i = 0; i < values.Length; i++)
        {
            Line($"write_{Kind(s.Values[i].Type)}({values[i]});");
            Line(i < values.Length - 1 ? "putchar(' ');" : "putchar('\\n');");
        }
    }

    private void Store(Element target, Assign s)
    {
        string container = Value(target.Container), index = Value(target.Index), value;
        string place = $"{container}->item[at({index}, {container}->length)]";
        if (s.Operator.Length == 0)
            value = Value(s.Value);
        else
        {
            string before = Temporary(target.Type, place);
            value = Operation(target.Type, s.Operator, before, Value(s.Value));
        }
        Line($"{place} = {Temporary(target.Type, value)};");
    }

    private void Search(Search s)
    {
        string array = Name(s.Array), length = $"{array}->length", index = _prefix + s.Index, wanted = index + "_wanted";
        Line($"int64_t {wanted} = {Value(s.Wanted)};");
        Line($"{array}->item[at({(s.IsUp ? $"{length} - 1" : "0")}, {length})] = {wanted};");
        Line($"int64_t {index} = {(s.IsUp ? $"{s.Start}" : $"{length} - {s.Start + 1}")};");
        Line($"while ({array}->item[at({index}, {length})] != {wanted}) {{");
        Block(s.Body);
        Line($"{index} {(s.IsUp ? "+" : "-")}= 1;");
        Line("}");
    }

    // 128 bits: the loop ends where the mathematical sequence does, whatever TL's 64-bit loop looks like.
    private void Range(ForRange s)
    {
        string first = Value(s.First), at = NewTemporary();
        string last = s.Last is null ? Temporary(ValueType.Int, $"add({first}, {Integer(s.Distance)})") : Value(s.Last);
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
            case Literal e: return e.Type == ValueType.Float ? $"f64(0x{e.Bits:x}ULL)" : Integer(e.Bits);
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
            case Call e: return CallOf(e);
            case Element e:
                string container = Value(e.Container), index = Value(e.Index);
                return Temporary(e.Type, $"{container}->item[at({index}, {container}->length)]");
            case Slice e:
                string whole = Value(e.Container), from = e.From is null ? "0" : Value(e.From), to = e.To is null ? whole + "->length" : Value(e.To);
                return Temporary(e.Type, $"slice_{Kind(e.Type)}({whole}, {from}, {to})");
            case ArrayLiteral e:
                string[] items = [.. e.Items.Select(Value)];
                string array = Temporary(e.Type, $"new_{Kind(e.Type)}({items.Length})");
                for (int i = 0; i < items.Length; i++)
                    Line($"{array}->item[{i}] = {items[i]};");
                return array;
            case Fill e:
                string value = Value(e.Value);
                return Temporary(e.Type, $"fill_{Kind(e.Type)}({value}, {Value(e.Count)})");
            default: throw new ArgumentOutOfRangeException(nameof(expression));
        }
    }

    private string CallOf(Call e)
    {
        string[] arguments = [.. e.Arguments.Select(Value)];
        if (e.Name == "len")
            return Temporary(e.Type, arguments[0] + "->length");
        string call = $"{Callee(e)}({string.Join(", ", arguments)})";
        if (e.Type != ValueType.Nothing)
            return Temporary(e.Type, call);
        Line(call + ";");
        return "";
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
        "abs" or "min" or "max" => $"{e.Name}_{Kind(e.Type)}",
        "int" => e.Arguments[0].Type == ValueType.Float ? "to_int" : "(int64_t)",
        "float" => "(double)",
        "push" or "pop" => $"{e.Name}_{Kind(e.Arguments[0].Type)}",
        "sqrt" or "floor" or "ceil" => e.Name,
        "round" => "nearbyint",
        _ => _prefix + e.Name,
    };

    private static string Prefix(ValueType type, string op, string operand) =>
        type == ValueType.Int && op == "-" ? $"sub(0, {operand})" : op + operand;

    private static string Operation(ValueType type, string op, string left, string right)
    {
        string? function = op switch
        {
            _ when type == ValueType.Float => op == "%" ? "fmod" : null,
            "+" => "add",
            "-" => "sub",
            "*" => "mul",
            "/" => "quotient",
            "%" => "remainder_",
            "<<" => "shl",
            ">>" => "shr",
            ">>>" => "ushr",
            _ => null,
        };
        return function is null ? $"{left} {op} {right}" : $"{function}({left}, {right})";
    }

    private string Temporary(ValueType type, string value)
    {
        string name = NewTemporary();
        Line($"{Type(type)} {name} = {value};");
        return name;
    }

    private string NewTemporary() => $"t{_temporaries++}";

    private string Name(Variable variable) => _prefix + variable.Name;

    private static string Integer(long value) => $"(int64_t)0x{value:x}ULL";

    private static string Type(ValueType type) => type == ValueType.Nothing ? "void" : type.IsArray ? Kind(type) + "*" : Kind(type);

    // The part of C names that tells types apart.
    private static string Kind(ValueType type) => type.Text switch
    {
        "int" => "int64_t",
        "float" => "double",
        "bool" => "bool",
        "int[]" => "ints",
        "float[]" => "floats",
        "bool[]" => "bools",
        "int[][]" => "rows",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private void Line(string text) => _text.Append(text).Append('\n');
}
