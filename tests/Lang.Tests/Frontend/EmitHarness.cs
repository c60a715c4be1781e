using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Lang.Bytecode;
using Lang.Bytecode.Verification;
using Lang.Frontend.Diagnostics;
using Lang.Frontend.Emit;
using Lang.Frontend.Semantics;
using Lang.Frontend.Semantics.Bound;
using Lang.Frontend.Syntax;

namespace Lang.Tests.Frontend;

/// <summary>Builds checked trees by hand, so that the emitter is tested apart from parser and checker.</summary>
internal sealed class EmitHarness
{
    private readonly List<Instance> _instances = [];
    private readonly List<VariableSymbol> _globals = [];

    public EmitHarness()
    {
        Script = new FunctionSymbol("", null, null);
        Entry = new Instance(Script, [], [], null) { Result = TlType.Nothing };
        _instances.Add(Entry);
    }

    public FunctionSymbol Script { get; }

    public Instance Entry { get; }

    public static BoundInt Int(long value) => new(value, TlType.Int, default);

    public static BoundInt Bool(bool value) => new(value ? 1 : 0, TlType.Bool, default);

    public static BoundString String(string value) => new([.. Encoding.UTF8.GetBytes(value)], default);

    public static BoundVariable Read(VariableSymbol variable, TlType type) => new(variable, type, default);

    public static BoundOperation Op(Opcode opcode, TlType type, params ImmutableArray<BoundExpression> operands) => new(opcode, operands, type, default);

    public static BoundExpression Add(BoundExpression a, BoundExpression b) => Op(Opcode.Add, TlType.Int, a, b);

    public static BoundExpression Less(BoundExpression a, BoundExpression b) => Op(Opcode.Lt, TlType.Bool, a, b);

    public static BoundPrint Print(params ImmutableArray<BoundExpression> arguments) => new(arguments, endsLine: true, default);

    public static BoundExpressionStatement Do(BoundExpression expression) => new(expression, default);

    public static BoundExpression Fail() => Op(Opcode.Error, TlType.Never, String("no"));

    public static BoundBlock Block(params ImmutableArray<BoundStatement> statements) => new(statements, default);

    public static BoundLet Let(VariableSymbol variable, BoundExpression value) => new(variable, value, default);

    public static BoundAssign Set(VariableSymbol variable, BoundExpression value) => new(variable, value, default);

    public static BoundReturn Return(BoundExpression? value) => new(value, default);

    /// <summary>A variable of the script body, or of <paramref name="instance"/>.</summary>
    public VariableSymbol Variable(string name, TlType type, Instance? instance = null)
    {
        var variable = new VariableSymbol(name, default, (instance ?? Entry).Function);
        (instance ?? Entry).SetType(variable, type);
        return variable;
    }

    public VariableSymbol Global(string name, TlType type)
    {
        VariableSymbol variable = Variable(name, type);
        variable.Storage = VariableStorage.Global;
        _globals.Add(variable);
        return variable;
    }

    /// <summary>A function with one instance; its body comes later.</summary>
    public Instance Function(string name, TlType result, params (string Name, TlType Type)[] parameters) => Function(name, result, null, [], parameters);

    public Instance Function(string name, TlType result, Instance? parent, Symbol[] captures, params (string Name, TlType Type)[] parameters)
    {
        var symbol = new FunctionSymbol(name, null, (parent ?? Entry).Function);
        foreach (Symbol captured in captures)
            symbol.Capture(captured);
        symbol.Parameters = [.. parameters.Select(parameter => new VariableSymbol(parameter.Name, default, symbol) { IsParameter = true })];
        var instance = new Instance(symbol, symbol.Parameters, [.. parameters.Select(parameter => parameter.Type)], parent) { Result = result };
        foreach ((VariableSymbol variable, TlType type) in symbol.Parameters.Zip(instance.ParameterTypes))
            instance.SetType(variable, type);
        _instances.Add(instance);
        return instance;
    }

    public static BoundCall Call(Instance target, params ImmutableArray<BoundExpression> arguments) => new(target, null, arguments, target.Result, default);

    public static BoundCall CallWith(BoundExpression environment, Instance target, params ImmutableArray<BoundExpression> arguments) =>
        new(target, environment, arguments, target.Result, default);

    /// <summary>The verified module of a script with this body.</summary>
    public BytecodeModule Emit(params ImmutableArray<BoundStatement> statements)
    {
        (BytecodeModule? module, ImmutableArray<Diagnostic> diagnostics) = TryEmit(statements);
        diagnostics.Should().BeEmpty();
        VerificationResult verified = Verifier.Verify(module!);
        verified.Errors.Should().BeEmpty();
        return module!;
    }

    public (BytecodeModule? Module, ImmutableArray<Diagnostic> Diagnostics) TryEmit(params ImmutableArray<BoundStatement> statements)
    {
        Entry.Body = Block(statements);
        var bag = new DiagnosticBag();
        var program = new CheckedProgram(new SourceText("test.tl", ""), Entry, [.. _instances], [.. _globals], [], []);
        return (BytecodeEmitter.Emit(program, bag), bag.ToSorted());
    }

    /// <summary>The code of the script body as text.</summary>
    public string Listing(params ImmutableArray<BoundStatement> statements)
    {
        BytecodeModule module = Emit(statements);
        return ListingOf(module, module.Functions[module.Entry]);
    }

    /// <summary>One line for each instruction; jump targets are instruction numbers, counted from 0.</summary>
    public static string ListingOf(BytecodeModule module, FunctionInfo function)
    {
        var instructions = new List<Instruction>();
        var reader = new CodeReader(function.Code.AsSpan());
        while (reader.TryRead(out Instruction instruction))
            instructions.Add(instruction);
        return string.Join('\n', instructions.Select(instruction => Describe(module, function, instruction, instructions)));
    }

    private static string Describe(BytecodeModule module, FunctionInfo function, Instruction instruction, List<Instruction> all)
    {
        OpcodeInfo info = OpcodeTable.Get(instruction.Opcode);
        string Operand(OperandKind kind, int value) => kind switch
        {
            OperandKind.Constant when instruction.Opcode == Opcode.LoadFloat => BitConverter.Int64BitsToDouble(function.Constants[value]).ToString("R", CultureInfo.InvariantCulture),
            OperandKind.Constant => $"{function.Constants[value]}",
            OperandKind.Variable => function.VariableNames[value].Length > 0 ? function.VariableNames[value] : $"#{value}",
            OperandKind.Function => module.Functions[value].Name,
            OperandKind.Global => module.Globals[value].Name,
            OperandKind.String => $"\"{Encoding.UTF8.GetString(module.Strings[value].Span).Replace("\n", "\\n")}\"",
            OperandKind.Type => TypeNames.Describe(module.Types, new TypeId(value)),
            OperandKind.Jump => $"{all.FindIndex(other => other.Offset == value)}",
            _ => $"{value}",
        };
        int[] values = [instruction.A, instruction.B];
        return string.Join(' ', [info.Name, .. info.Operands.Select((kind, index) => Operand(kind, values[index]))]);
    }
}
