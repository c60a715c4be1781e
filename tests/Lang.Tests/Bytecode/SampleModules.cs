using Lang.Bytecode;

namespace Lang.Tests.Bytecode;

/// <summary>Modules that several tests share. All of them verify.</summary>
internal static class SampleModules
{
    /// <summary>The first of the three classic examples: 15 * 7.</summary>
    public static BytecodeModule Product()
    {
        var code = new BytecodeBuilder("product");
        int a = code.AddConstant(15), b = code.AddConstant(7);
        code.AddInstruction(Opcode.LoadConst, a);
        code.AddInstruction(Opcode.LoadConst, b);
        code.AddInstruction(Opcode.Mul);
        code.AddInstruction(Opcode.Return);
        return code.Build();
    }

    /// <summary>The second: (100 + 50) / 3 - 10. The third is what the optimiser makes of it.</summary>
    public static BytecodeModule Quotient()
    {
        var code = new BytecodeBuilder("quotient");
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(100));
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(50));
        code.AddInstruction(Opcode.Add);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(3));
        code.AddInstruction(Opcode.Div);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(10));
        code.AddInstruction(Opcode.Sub);
        code.AddInstruction(Opcode.Return);
        return code.Build();
    }

    /// <summary>A module with something in every section: types, strings, globals, imports, closures, exports, positions, source.</summary>
    public static BytecodeModule Everything()
    {
        var code = new BytecodeBuilder("everything") { Result = TypeId.None, IsExported = false };
        TypeId ints = code.Types.Array(TypeId.I64), counter = code.Types.Cell(TypeId.I64);
        TypeId captured = code.Types.Environment("next", [counter, TypeId.String]);
        TypeId step = code.Types.Function([TypeId.I64], TypeId.I64);
        int total = code.AddGlobal("total", TypeId.I64), report = code.AddHostImport("report", TypeId.None, TypeId.String, TypeId.F64);

        FunctionBuilder next = code.AddFunction("next");
        next.AddEnvironment(captured);
        int by = next.AddParameter(TypeId.I64, "by");
        next.AddInstruction(Opcode.LoadVar, 0).AddInstruction(Opcode.EnvGet, 0).AddInstruction(Opcode.Dup).AddInstruction(Opcode.CellGet);
        next.AddInstruction(Opcode.LoadVar, by).AddInstruction(Opcode.Add).AddInstruction(Opcode.CellSet);
        next.AddInstruction(Opcode.LoadVar, 0).AddInstruction(Opcode.EnvGet, 0).AddInstruction(Opcode.CellGet).AddInstruction(Opcode.Return);

        FunctionBuilder sum = code.AddFunction("sum");
        int xs = sum.AddParameter(ints, "xs"), i = sum.AddVariable(TypeId.I64, "i"), s = sum.AddVariable(TypeId.I64, "s");
        Label body = sum.NewLabel(), condition = sum.NewLabel();
        sum.AddJump(Opcode.Jump, condition).PlaceLabel(body).MarkPosition(new SourcePosition(4, 9, 10));
        sum.AddInstruction(Opcode.LoadVar, s).AddInstruction(Opcode.LoadVar, xs).AddInstruction(Opcode.LoadVar, i);
        sum.AddInstruction(Opcode.ArrayGet).AddInstruction(Opcode.Add).AddInstruction(Opcode.StoreVar, s);
        sum.AddInstruction(Opcode.LoadVar, i).AddInstruction(Opcode.LoadConst, sum.AddConstant(1)).AddInstruction(Opcode.Add).AddInstruction(Opcode.StoreVar, i);
        sum.PlaceLabel(condition).MarkPosition(new SourcePosition(3, 11, 12));
        sum.AddInstruction(Opcode.LoadVar, i).AddInstruction(Opcode.LoadVar, xs).AddInstruction(Opcode.ArrayLen).AddInstruction(Opcode.Lt);
        sum.AddJump(Opcode.JumpIfTrue, body).AddInstruction(Opcode.LoadVar, s);

        int f = code.AddVariable(step, "f");
        code.MarkPosition(new SourcePosition(1, 1, 5));
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(0)).AddInstruction(Opcode.NewCell, counter.Index);
        code.AddInstruction(Opcode.LoadString, code.AddString("a \"name\"\n\u00e9")).AddInstruction(Opcode.NewEnv, captured.Index);
        code.AddInstruction(Opcode.NewFunction, next.Index).AddInstruction(Opcode.StoreVar, f);
        code.MarkPosition(new SourcePosition(2, 1, 7));
        code.AddInstruction(Opcode.LoadVar, f).AddInstruction(Opcode.LoadConst, code.AddConstant(-5)).AddInstruction(Opcode.CallValue, step.Index);
        code.AddInstruction(Opcode.LoadConst, code.AddConstant(long.MinValue)).AddInstruction(Opcode.NewArray, ints.Index, 2);
        code.AddInstruction(Opcode.Call, sum.Index).AddInstruction(Opcode.StoreGlobal, total);
        code.AddInstruction(Opcode.LoadString, code.AddString("mean")).AddInstruction(Opcode.LoadFloat, code.AddConstant(0.1));
        code.AddInstruction(Opcode.CallHost, report);

        BytecodeModule built = code.Build();
        return new BytecodeModule(built)
        {
            Strings = [.. built.Strings, new byte[] { 0xFF, 0x00, (byte)'x' }],
            GlobalExports = [new GlobalExport("total", total)],
            Source = new ModuleSource("everything.tl", "let f = counter()\n"),
        };
    }
}
