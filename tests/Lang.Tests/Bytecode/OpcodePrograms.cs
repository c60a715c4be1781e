using Lang.Bytecode;

namespace Lang.Tests.Bytecode;

/// <summary>For each opcode a smallest program that executes it, made from its row of the table.</summary>
internal static class OpcodePrograms
{
    public static TheoryData<Opcode> All => [.. OpcodeTable.Rows.Select(row => row.Opcode)];

    /// <summary>
    /// A program that pushes what <paramref name="opcode"/> wants, then executes it. With <paramref name="wrongSlot"/>, the
    /// slot with that index (deepest first) is of a type that the opcode does not take.
    /// </summary>
    public static BytecodeModule Executing(Opcode opcode, int wrongSlot = -1)
    {
        OpcodeInfo info = OpcodeTable.Get(opcode);
        var code = new TestCode();
        var types = new SampleTypes(code.Types);
        FunctionBuilder callee = code.Builder.AddFunction("callee");
        callee.Result = TypeId.None;
        code.Builder.AddGlobal("global", TypeId.I64);
        code.Builder.AddHostImport("host", TypeId.None);
        int variable = code.Variable(TypeId.I64);
        for (int i = 0; i < info.Pops.Length; i++)
            Push(code, types, opcode, i == wrongSlot ? Wrong(info.Pops[i]) : info.Pops[i]);
        if (opcode == Opcode.CheckSet)
            code.Op(Opcode.NewFunction, callee.Index);
        if (info.Operands is [OperandKind.Jump])
        {
            Label end = code.NewLabel();
            code.Jump(opcode, end).Place(end);
            return code.Build();
        }
        code.Op(opcode, [.. info.Operands.Select(kind => kind switch
        {
            OperandKind.Constant => code.Builder.AddConstant(7),
            OperandKind.Variable => variable,
            OperandKind.Function => callee.Index,
            OperandKind.String => code.Builder.AddString("text"),
            OperandKind.Type => types.OperandOf(opcode).Index,
            _ => 0,
        })]);
        return code.Build();
    }

    private static StackKind Wrong(StackKind kind) => kind == StackKind.F64 ? StackKind.I64 : StackKind.F64;

    private static void Push(TestCode code, SampleTypes types, Opcode opcode, StackKind kind)
    {
        switch (kind)
        {
            case StackKind.Any when opcode is Opcode.ValueToString or Opcode.WriteValue:
            case StackKind.Array:
                code.Op(Opcode.NewArray, types.Ints.Index, 0);
                break;
            case StackKind.Function:
                code.Op(Opcode.NewFunction, 1);
                break;
            case StackKind.Environment:
                code.Int(5).Op(Opcode.NewEnv, types.Captured.Index);
                break;
            case StackKind.Cell:
                code.Int(5).Op(Opcode.NewCell, types.Cell.Index);
                break;
            case StackKind.Sequence when opcode == Opcode.NewEnv:
            case StackKind.I64 or StackKind.Any or StackKind.Element or StackKind.CellValue:
                code.Int(5);
                break;
            case StackKind.Bool:
                code.Int(1);
                break;
            case StackKind.F64:
                code.Float(0.5);
                break;
            case StackKind.String:
                code.String("12");
                break;
        }
    }

    private sealed class SampleTypes
    {
        public SampleTypes(TypeTable types)
        {
            Ints = types.Array(TypeId.I64);
            Cell = types.Cell(TypeId.I64);
            Captured = types.Environment("callee", [TypeId.I64]);
            Procedure = types.Function([], TypeId.None);
            types.Array(TypeId.String); // the type of what ARGS pushes
        }

        public TypeId Ints { get; }
        public TypeId Cell { get; }
        public TypeId Captured { get; }
        public TypeId Procedure { get; }

        public TypeId OperandOf(Opcode opcode) => opcode switch
        {
            Opcode.NewCell => Cell,
            Opcode.NewEnv => Captured,
            Opcode.CallValue => Procedure,
            _ => Ints,
        };
    }
}
