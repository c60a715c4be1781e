using System.Globalization;
using System.Text;

namespace Lang.Bytecode.Text;

/// <summary>
/// Writes modules as text (<c>.tla</c>) that <see cref="ListingReader"/> reads back into the same module. Only the
/// source text is left out. docs/bytecode.md describes the syntax.
/// </summary>
/// <remarks>
/// A module that does not verify is written as well as can be, for whoever looks for the fault: what an operand fails to
/// name stands as <c>#index</c>, code that does not decode as a comment.
/// </remarks>
public sealed class ListingWriter
{
    private const int PositionColumn = 44;
    private readonly StringBuilder _out = new();
    private readonly BytecodeModule _module;
    private readonly ListingTypes _types;
    private readonly ListingPool<string> _strings;
    private readonly string[] _functions;
    private readonly string[] _globals;
    private readonly string[] _imports;

    private ListingWriter(BytecodeModule module)
    {
        _module = module;
        _types = new ListingTypes(module.Types);
        _functions = ListingNames.Symbols(module.Functions.Select(function => function.Name));
        _globals = ListingNames.Symbols(module.Globals.Select(global => global.Name));
        _imports = ListingNames.Symbols(module.HostImports.Select(import => import.Name));
        var uses = new List<int>();
        foreach (FunctionInfo function in module.Functions)
            uses.AddRange(OperandsOf(function, OperandKind.String));
        _strings = new ListingPool<string>([.. module.Strings.Select(text => ListingNames.Quote(text.Span))], uses);
    }

    /// <summary>The listing of <paramref name="module"/>. Lines end in <c>\n</c>.</summary>
    public static string Write(BytecodeModule module)
    {
        var writer = new ListingWriter(module);
        writer.WriteDeclarations();
        for (int i = 0; i < module.Functions.Length; i++)
            writer.WriteFunction(i);
        return writer._out.ToString();
    }

    private void WriteDeclarations()
    {
        Line($"module {ListingNames.PlainOrQuoted(_module.Name)}");
        Line($"entry {Symbol(_functions, _module.Entry)}");
        if (_module.Source is { } source)
            Line($"source {ListingNames.Quote(source.Path)}");
        foreach (string declaration in _types.Declarations())
            Line(declaration);
        foreach (string text in _strings.Declarations)
            Line($"string {text}");
        for (int i = 0; i < _globals.Length; i++)
            Line($"{(_module.Globals[i].IsInput ? "input" : "global")} {ListingNames.Declare(_globals[i], _module.Globals[i].Name)}: {_types.Reference(_module.Globals[i].Type)}");
        for (int i = 0; i < _imports.Length; i++)
        {
            HostImport import = _module.HostImports[i];
            string parameters = string.Join(", ", import.Parameters.Select(_types.Reference));
            Line($"host {ListingNames.Declare(_imports[i], import.Name)}({parameters}){Result(import.Result)}");
        }
        foreach (FunctionExport export in _module.FunctionExports)
            Line($"export fn {ListingNames.PlainOrQuoted(export.Name)} = {Symbol(_functions, export.Function)}");
        foreach (GlobalExport export in _module.GlobalExports)
            Line($"export global {ListingNames.PlainOrQuoted(export.Name)} = {Symbol(_globals, export.Global)}");
    }

    private void WriteFunction(int index)
    {
        FunctionInfo function = _module.Functions[index];
        string[] variables = ListingNames.Symbols(function.Variables.Select((_, i) => VariableName(function, i)));
        string Variable(int i) => $"{ListingNames.Declare(variables[i], VariableName(function, i))}: {_types.Reference(function.Variables[i])}";
        int arguments = Math.Min(function.ArgumentSlots, variables.Length), environment = function.Environment.Exists && arguments > 0 ? 1 : 0;
        string captured = environment > 0 ? $" [{Variable(0)}] " : "";
        string parameters = string.Join(", ", Enumerable.Range(environment, arguments - environment).Select(Variable));
        Line("");
        Line($"fn {ListingNames.Declare(_functions[index], function.Name)}{captured}({parameters}){Result(function.Result)} {{");
        for (int i = arguments; i < variables.Length; i++)
            Line($"    var {Variable(i)}");
        WriteCode(function, variables);
        Line("}");
    }

    private void WriteCode(FunctionInfo function, string[] variables)
    {
        var constants = new ListingPool<long>(function.Constants, [.. OperandsOf(function, OperandKind.Constant)]);
        if (!constants.Declarations.IsEmpty)
            Line("    const " + string.Join(" ", constants.Declarations.Select(value => value.ToString(CultureInfo.InvariantCulture))));
        Dictionary<int, string> labels = LabelsOf(function);
        int positions = 0;
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            WriteLabel(labels, instruction.Offset);
            int start = _out.Length;
            OpcodeInfo info = OpcodeTable.Get(instruction.Opcode);
            _out.Append("    ").Append(info.Name);
            for (int i = 0; i < info.Operands.Length; i++)
                _out.Append(' ').Append(Operand(instruction, info.Operands[i], i == 0 ? instruction.A : instruction.B, constants, variables, labels));
            WritePosition(function.SourceMap, ref positions, instruction.Offset, _out.Length - start);
            _out.Append('\n');
        }
        if (reader.Error is { } error)
            Line($"    // offset {reader.Offset}: {error}");
        WriteLabel(labels, function.Code.Length);
        if (WritePosition(function.SourceMap, ref positions, function.Code.Length, 0))
            _out.Append('\n');
    }

    private string Operand(
        in Instruction instruction, OperandKind kind, int value, ListingPool<long> constants, string[] variables, Dictionary<int, string> labels) => kind switch
    {
        OperandKind.Constant when !constants.IsNamedByValue(value) => $"#{value}",
        OperandKind.Constant when instruction.Opcode == Opcode.LoadFloat => ListingNames.Float(constants[value]),
        OperandKind.Constant => constants[value].ToString(CultureInfo.InvariantCulture),
        OperandKind.String => _strings.IsNamedByValue(value) ? _strings[value] : $"#{value}",
        OperandKind.Variable => Symbol(variables, value),
        OperandKind.Function => Symbol(_functions, value),
        OperandKind.Global => Symbol(_globals, value),
        OperandKind.Host => Symbol(_imports, value),
        OperandKind.Type => _types.Reference(new TypeId(value)),
        OperandKind.Jump => labels.GetValueOrDefault(value, $"?{value}"),
        OperandKind.Count or OperandKind.Field => value.ToString(CultureInfo.InvariantCulture),
    };

    private static Dictionary<int, string> LabelsOf(FunctionInfo function)
    {
        var starts = new HashSet<int> { function.Code.Length };
        var targets = new SortedSet<int>();
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            starts.Add(instruction.Offset);
            if (OpcodeTable.Get(instruction.Opcode).Operands is [OperandKind.Jump])
                targets.Add(instruction.A);
        }
        targets.IntersectWith(starts);
        return targets.Select((offset, number) => (offset, number)).ToDictionary(pair => pair.offset, pair => "L" + pair.number);
    }

    private static List<int> OperandsOf(FunctionInfo function, OperandKind kind)
    {
        var operands = new List<int>();
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
        {
            if (OpcodeTable.Get(instruction.Opcode).Operands is [var first, ..] && first == kind)
                operands.Add(instruction.A);
        }
        return operands;
    }

    private void WriteLabel(Dictionary<int, string> labels, int offset)
    {
        if (labels.TryGetValue(offset, out string? label))
            Line(label + ":");
    }

    private bool WritePosition(SourceMap map, ref int next, int offset, int width)
    {
        if (next >= map.Entries.Length || map.Entries[next].Offset != offset)
            return false;
        (int line, int column, int length) = map.Entries[next++].Position;
        _out.Append(' ', width == 0 ? 4 : Math.Max(1, PositionColumn - width));
        _out.Append(CultureInfo.InvariantCulture, $"@{line}:{column}+{length}");
        return true;
    }

    private string Result(TypeId result) => result.Exists ? " -> " + _types.Reference(result) : "";

    private static string VariableName(FunctionInfo function, int index) =>
        index < function.VariableNames.Length ? function.VariableNames[index] : "";

    private static string Symbol(string[] symbols, int index) => (uint)index < (uint)symbols.Length ? symbols[index] : $"#{index}";

    private void Line(string text) => _out.Append(text).Append('\n');
}
