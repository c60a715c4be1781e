using Lang.Bytecode;
using Lang.Tests.Bytecode;

namespace Lang.Tests.Interpreter;

/// <summary>One straight-line program for each opcode, which executes it and prints what came of it.</summary>
internal static class OpcodeCases
{
    /// <summary>A case: writes code into an entry function that returns nothing; the output is compared.</summary>
    public sealed record Case(Action<TestCode> Write, string Output);

    public static IReadOnlyDictionary<Opcode, Case> All { get; } = Create();

    private static Dictionary<Opcode, Case> Create()
    {
        var cases = new Dictionary<Opcode, Case>();
        AddIntegers(cases);
        AddFloats(cases);
        AddControl(cases);
        AddStrings(cases);
        AddArrays(cases);
        AddObjects(cases);
        AddOutside(cases);
        return cases;
    }

    private static void AddIntegers(Dictionary<Opcode, Case> cases)
    {
        void Binary(Opcode opcode, long a, long b, long result) =>
            cases[opcode] = new(code => PrintInt(Variable(Variable(code, a), b).Op(opcode)), $"{result}\n");
        void Unary(Opcode opcode, long a, long result) => cases[opcode] = new(code => PrintInt(Variable(code, a).Op(opcode)), $"{result}\n");

        Binary(Opcode.Add, long.MaxValue, 1, long.MinValue);
        Binary(Opcode.Sub, 3, 5, -2);
        Binary(Opcode.Mul, -7, 6, -42);
        Binary(Opcode.Div, long.MinValue, -1, long.MinValue);
        Binary(Opcode.Mod, -7, 3, -1);
        Unary(Opcode.Neg, 5, -5);
        Binary(Opcode.Eq, 2, 2, 1);
        Binary(Opcode.Ne, 2, 2, 0);
        Binary(Opcode.Lt, -1, 1, 1);
        Binary(Opcode.Le, 2, 2, 1);
        Binary(Opcode.Gt, -1, 1, 0);
        Binary(Opcode.Ge, 2, 3, 0);
        Binary(Opcode.And, 12, 10, 8);
        Binary(Opcode.Or, 12, 10, 14);
        Binary(Opcode.Xor, 12, 10, 6);
        Unary(Opcode.BitNot, 0, -1);
        Binary(Opcode.Shl, 1, 65, 2);
        Binary(Opcode.Shr, -8, 1, -4);
        Binary(Opcode.UShr, -1, 63, 1);
        cases[Opcode.Not] = new(code => PrintInt(code.Int(0).Op(Opcode.Not)), "1\n");
        Unary(Opcode.Abs, long.MinValue, long.MinValue);
        Binary(Opcode.Min, 3, -4, -4);
        Binary(Opcode.Max, 3, -4, 3);
        cases[Opcode.RangeLast] = new(code => PrintInt(Variable(code, 0).Int(10).Int(3).Op(Opcode.RangeLast)), "9\n");
        cases[Opcode.CheckStep] = new(code => PrintInt(Variable(code, 2).Op(Opcode.CheckStep)), "2\n");
        cases[Opcode.LoadConst] = new(code => PrintInt(code.Int(1L << 40)), "1099511627776\n");
        cases[Opcode.LoadVar] = cases[Opcode.StoreVar] = new(code => PrintInt(Variable(code, 7)), "7\n");
    }

    private static void AddFloats(Dictionary<Opcode, Case> cases)
    {
        void Binary(Opcode opcode, double a, double b, string result) =>
            cases[opcode] = new(code => PrintFloat(Variable(Variable(code, a), b).Op(opcode)), result);
        void Compare(Opcode opcode, double a, double b, string result) =>
            cases[opcode] = new(code => Variable(Variable(code, a), b).Op(opcode).Op(Opcode.WriteBool), result);
        void Unary(Opcode opcode, double a, string result) => cases[opcode] = new(code => PrintFloat(Variable(code, a).Op(opcode)), result);

        cases[Opcode.LoadFloat] = new(code => PrintFloat(code.Float(0.5)), "0.5");
        Binary(Opcode.FAdd, 0.1, 0.2, "0.30000000000000004");
        Binary(Opcode.FSub, 1, 0.75, "0.25");
        Binary(Opcode.FMul, 3, 0.5, "1.5");
        Binary(Opcode.FDiv, 1, 0, "inf");
        Binary(Opcode.FMod, -7.5, 2, "-1.5");
        Unary(Opcode.FNeg, 0, "-0.0");
        Compare(Opcode.FEq, double.NaN, double.NaN, "false");
        Compare(Opcode.FNe, double.NaN, 1, "true");
        Compare(Opcode.FLt, 1, 2, "true");
        Compare(Opcode.FLe, double.NaN, 2, "false");
        Compare(Opcode.FGt, 3, 2, "true");
        Compare(Opcode.FGe, 1, 2, "false");
        Unary(Opcode.FAbs, -2.5, "2.5");
        Binary(Opcode.FMin, 0, -0.0, "-0.0");
        Binary(Opcode.FMax, -0.0, 0, "0.0");
        Unary(Opcode.Sqrt, 2.25, "1.5");
        Unary(Opcode.Floor, -1.5, "-2.0");
        Unary(Opcode.Ceil, 1.25, "2.0");
        Unary(Opcode.Round, 2.5, "2.0");
        Unary(Opcode.Sin, 0, "0.0");
        Unary(Opcode.Cos, 0, "1.0");
        Unary(Opcode.Tan, 0, "0.0");
        Unary(Opcode.Asin, 0, "0.0");
        Unary(Opcode.Acos, 1, "0.0");
        Unary(Opcode.Atan, 0, "0.0");
        Binary(Opcode.Atan2, 0, 1, "0.0");
        Unary(Opcode.Exp, 0, "1.0");
        Unary(Opcode.Log, 1, "0.0");
        Binary(Opcode.Pow, 2, 10, "1024.0");
        cases[Opcode.IntToFloat] = new(code => PrintFloat(Variable(code, 3).Op(Opcode.IntToFloat)), "3.0");
        cases[Opcode.FloatToInt] = new(code => PrintInt(Variable(code, -2.9).Op(Opcode.FloatToInt)), "-2\n");
    }

    private static void AddControl(Dictionary<Opcode, Case> cases)
    {
        cases[Opcode.Jump] = new(code => JumpOver(code, Opcode.Jump), "2\n");
        cases[Opcode.JumpIfTrue] = new(code => JumpOver(Variable(code, 5), Opcode.JumpIfTrue), "2\n");
        cases[Opcode.JumpIfFalse] = new(code => JumpOver(Variable(code, 0), Opcode.JumpIfFalse), "2\n");
        cases[Opcode.Dup] = new(code => PrintInt(Variable(code, 6).Op(Opcode.Dup).Op(Opcode.Mul)), "36\n");
        cases[Opcode.Dup2] = new(code => PrintInt(Variable(Variable(code, 9), 4).Op(Opcode.Dup2).Op(Opcode.Sub).Op(Opcode.Mul).Op(Opcode.Sub)), "-11\n");
        cases[Opcode.Pop] = new(code => PrintInt(Variable(Variable(code, 1), 2).Op(Opcode.Pop)), "1\n");
        cases[Opcode.Return] = new(code => PrintInt(code.Int(1)).Op(Opcode.Return), "1\n");
        cases[Opcode.Call] = new(code => PrintInt(code.Int(20).Op(Opcode.Call, AddDouble(code))), "40\n");
        cases[Opcode.CallValue] = cases[Opcode.NewFunction] = new(
            code => PrintInt(code.Op(Opcode.NewFunction, AddDouble(code)).Int(21)
                .Op(Opcode.CallValue, code.Types.Function([TypeId.I64], TypeId.I64).Index)),
            "42\n");
        cases[Opcode.CheckSet] = new(
            code => code.Op(Opcode.NewFunction, AddDoubleValue(code)).Op(Opcode.CheckSet, 0).Op(Opcode.Pop).String("set").Op(Opcode.WriteString), "set");
        cases[Opcode.Assert] = new(code => PrintInt(code.Int(1).Op(Opcode.Assert).Int(3)), "3\n");
        cases[Opcode.AssertMessage] = new(code => PrintInt(code.Int(1).String("no").Op(Opcode.AssertMessage).Int(3)), "3\n");
        cases[Opcode.Error] = new(code => code.String("boom").Op(Opcode.Error), "R011 boom");
    }

    private static void AddStrings(Dictionary<Opcode, Case> cases)
    {
        void Compare(Opcode opcode, string a, string b, string result) =>
            cases[opcode] = new(code => code.String(a).String(b).Op(opcode).Op(Opcode.WriteBool), result);
        void Text(Opcode opcode, Func<TestCode, TestCode> operands, string result, params int[] index) =>
            cases[opcode] = new(code => operands(code).Op(opcode, index).Op(Opcode.WriteString), result);

        cases[Opcode.LoadString] = cases[Opcode.WriteString] = new(code => code.String("héllo").Op(Opcode.WriteString), "héllo");
        Compare(Opcode.StringEq, "ab", "ab", "true");
        Compare(Opcode.StringNe, "ab", "ab", "false");
        Compare(Opcode.StringLt, "a", "ab", "true");
        Compare(Opcode.StringLe, "b", "ab", "false");
        Compare(Opcode.StringGt, "b", "ab", "true");
        Compare(Opcode.StringGe, "a", "ab", "false");
        Text(Opcode.StringConcat, code => code.String("a").String("b"), "ab");
        Text(Opcode.StringSlice, code => code.String("hello").Int(1).Int(3), "el");
        Text(Opcode.IntToString, code => Variable(code, -12), "-12");
        Text(Opcode.FloatToString, code => Variable(code, 1e20), "1e+20");
        Text(Opcode.BoolToString, code => code.Int(1), "true");
        Text(Opcode.Chr, code => Variable(code, 0x1F600), "😀");
        cases[Opcode.ValueToString] = new(
            code => Numbers(code).Op(Opcode.ValueToString, code.Types.Array(TypeId.I64).Index).Op(Opcode.WriteString), "[10, 20, 30]");
        cases[Opcode.StringToInt] = new(code => PrintInt(code.String("-42").Op(Opcode.StringToInt)), "-42\n");
        cases[Opcode.StringToFloat] = new(code => PrintFloat(code.String("1e3").Op(Opcode.StringToFloat)), "1000.0");
        cases[Opcode.StringLen] = new(code => PrintInt(code.String("hello").Op(Opcode.StringLen)), "5\n");
        cases[Opcode.StringGet] = new(code => PrintInt(code.String("hello").Int(1).Op(Opcode.StringGet)), "101\n");
    }

    private static void AddArrays(Dictionary<Opcode, Case> cases)
    {
        cases[Opcode.NewArray] = cases[Opcode.WriteValue] = new(code => PrintNumbers(Numbers(code)), "[10, 20, 30]");
        cases[Opcode.ArrayFill] = new(code => PrintNumbers(code.Int(7).Int(3).Op(Opcode.ArrayFill, NumbersType(code))), "[7, 7, 7]");
        cases[Opcode.ArrayAppend] = new(code => PrintNumbers(Numbers(code).Int(1).Int(2).Op(Opcode.ArrayAppend, 2)), "[10, 20, 30, 1, 2]");
        cases[Opcode.ArrayLen] = new(code => PrintInt(Numbers(code).Op(Opcode.ArrayLen)), "3\n");
        cases[Opcode.ArrayGet] = new(code => PrintInt(Variable(Numbers(code), 2).Op(Opcode.ArrayGet)), "30\n");
        cases[Opcode.ArraySet] = new(code => PrintNumbers(Variable(Variable(Numbers(code).Op(Opcode.Dup), 1), 5).Op(Opcode.ArraySet)), "[10, 5, 30]");
        cases[Opcode.ArrayPush] = new(code => PrintNumbers(Numbers(code).Op(Opcode.Dup).Int(40).Op(Opcode.ArrayPush)), "[10, 20, 30, 40]");
        cases[Opcode.ArrayPop] = new(code => PrintInt(Numbers(code).Op(Opcode.ArrayPop)), "30\n");
        cases[Opcode.ArraySlice] = new(code => PrintNumbers(Numbers(code).Int(1).Int(3).Op(Opcode.ArraySlice)), "[20, 30]");
    }

    private static void AddObjects(Dictionary<Opcode, Case> cases)
    {
        cases[Opcode.NewEnv] = cases[Opcode.EnvGet] = new(
            code => PrintInt(code.Int(4).Int(5).Op(Opcode.NewEnv, code.Types.Environment("f", [TypeId.I64, TypeId.I64]).Index).Op(Opcode.EnvGet, 1)), "5\n");
        cases[Opcode.NewCell] = cases[Opcode.CellGet] = cases[Opcode.CellSet] = new(
            code => PrintInt(Variable(code, 4).Op(Opcode.NewCell, code.Types.Cell(TypeId.I64).Index)
                .Op(Opcode.Dup).Int(9).Op(Opcode.CellSet).Op(Opcode.CellGet)),
            "9\n");
        cases[Opcode.LoadGlobal] = cases[Opcode.StoreGlobal] = new(
            code =>
            {
                int global = code.Builder.AddGlobal("g", TypeId.I64);
                PrintInt(PrintInt(code.Op(Opcode.LoadGlobal, global)).Int(8).Op(Opcode.StoreGlobal, global).Op(Opcode.LoadGlobal, global));
            },
            "0\n8\n");
    }

    private static void AddOutside(Dictionary<Opcode, Case> cases)
    {
        cases[Opcode.Print] = new(code => code.Int(12).Op(Opcode.Print), "12\n");
        cases[Opcode.WriteInt] = new(code => code.Int(12).Op(Opcode.WriteInt), "12");
        cases[Opcode.WriteFloat] = new(code => PrintFloat(code.Float(1)), "1.0");
        cases[Opcode.WriteBool] = new(code => code.Int(0).Op(Opcode.WriteBool), "false");
        cases[Opcode.Clock] = new(code => code.Op(Opcode.Clock).Op(Opcode.Clock).Op(Opcode.FLe).Op(Opcode.WriteBool), "true");
        cases[Opcode.Args] = new(
            code => code.Op(Opcode.Args).Op(Opcode.WriteValue, code.Types.Array(TypeId.String).Index), "[\"one\", \"two\"]");
        cases[Opcode.ReadLine] = new(code => code.Op(Opcode.ReadLine).Op(Opcode.WriteString).Op(Opcode.ReadLine).Op(Opcode.WriteString), "firstsecond");
        cases[Opcode.Eof] = new(code => code.Op(Opcode.Eof).Op(Opcode.WriteBool), "false");
        cases[Opcode.CallHost] = new(
            code => PrintInt(code.Int(5).Int(6).Op(Opcode.CallHost, code.Builder.AddHostImport("times", TypeId.I64, TypeId.I64, TypeId.I64))), "30\n");
    }

    /// <summary>Pushes a value from a variable, so that the form without constants is executed.</summary>
    private static TestCode Variable(TestCode code, long value)
    {
        int variable = code.Variable(TypeId.I64);
        return code.Int(value).Op(Opcode.StoreVar, variable).Op(Opcode.LoadVar, variable);
    }

    private static TestCode Variable(TestCode code, double value)
    {
        int variable = code.Variable(TypeId.F64);
        return code.Float(value).Op(Opcode.StoreVar, variable).Op(Opcode.LoadVar, variable);
    }

    private static int NumbersType(TestCode code) => code.Types.Array(TypeId.I64).Index;

    private static TestCode Numbers(TestCode code) => code.Int(10).Int(20).Int(30).Op(Opcode.NewArray, NumbersType(code), 3);

    private static TestCode PrintInt(TestCode code) => code.Op(Opcode.Print);

    private static void PrintFloat(TestCode code) => code.Op(Opcode.WriteFloat);

    private static void PrintNumbers(TestCode code) => code.Op(Opcode.WriteValue, NumbersType(code));

    private static void JumpOver(TestCode code, Opcode jump)
    {
        Label end = code.NewLabel();
        code.Jump(jump, end).Int(1).Op(Opcode.Print).Place(end).Int(2).Op(Opcode.Print);
    }

    /// <summary>The same function, with its type in the table, as NEW_FUNCTION wants it.</summary>
    private static int AddDoubleValue(TestCode code)
    {
        code.Types.Function([TypeId.I64], TypeId.I64);
        return AddDouble(code);
    }

    private static int AddDouble(TestCode code)
    {
        FunctionBuilder function = code.Builder.AddFunction("double");
        int n = function.AddParameter(TypeId.I64);
        function.AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.LoadVar, n).AddInstruction(Opcode.Add).AddInstruction(Opcode.Return);
        return function.Index;
    }
}
