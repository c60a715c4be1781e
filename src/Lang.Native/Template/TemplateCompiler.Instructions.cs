using System.Diagnostics;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Template;

// What each opcode becomes.
internal sealed partial class TemplateCompiler
{
    private void CompileInstruction(in Instruction instruction)
    {
        int a = instruction.A;
        switch (instruction.Opcode)
        {
            case Opcode.LoadConst: PushConstant(_function.Constants[a], TypeId.I64); break;
            case Opcode.LoadFloat: PushConstant(_function.Constants[a], TypeId.F64); break;
            case Opcode.LoadVar: PushVariable(a); break;
            case Opcode.StoreVar: CompileStoreVariable(a); break;
            case Opcode.Dup: Duplicate(1); break;
            case Opcode.Dup2: Duplicate(2); break;
            case Opcode.Pop: Drop(1); break;
            case Opcode.LoadGlobal: PushFromMemory(GlobalAt(a), _module.Globals[a].Type, 0); break;
            case Opcode.LoadString: CompileLoadString(a); break;
            case Opcode.StoreGlobal:
                StoreTo(GlobalAt(a), Peek(0));
                Drop(1);
                break;

            case Opcode.Jump:
                FlushBelow(0);
                JumpTo(a);
                break;
            case Opcode.JumpIfFalse: CompileConditionalJump(instruction, jumpIf: false); break;
            case Opcode.JumpIfTrue: CompileConditionalJump(instruction, jumpIf: true); break;
            case Opcode.Return: CompileReturn(); break;
            case Opcode.Call: CompileCall(a); break;
            case Opcode.CallValue: CompileCallValue(new TypeId(a)); break;
            case Opcode.CallHost: CompileCallHost(a); break;

            case Opcode.Eq: CompileComparison(ConditionCode.Equal); break;
            case Opcode.Ne: CompileComparison(ConditionCode.NotEqual); break;
            case Opcode.Lt: CompileComparison(ConditionCode.Less); break;
            case Opcode.Le: CompileComparison(ConditionCode.LessOrEqual); break;
            case Opcode.Gt: CompileComparison(ConditionCode.Greater); break;
            case Opcode.Ge: CompileComparison(ConditionCode.GreaterOrEqual); break;
            case >= Opcode.FEq and <= Opcode.FGe: CompileFloatComparison(instruction.Opcode); break;
            case Opcode.Not: CompileNotOrJump(); break;

            case Opcode.Add: CompileArithmetic(ArithmeticOp.Add, commutes: true); break;
            case Opcode.Sub: CompileArithmetic(ArithmeticOp.Sub, commutes: false); break;
            case Opcode.And: CompileArithmetic(ArithmeticOp.And, commutes: true); break;
            case Opcode.Or: CompileArithmetic(ArithmeticOp.Or, commutes: true); break;
            case Opcode.Xor: CompileArithmetic(ArithmeticOp.Xor, commutes: true); break;
            case Opcode.Mul: CompileMultiply(); break;
            case Opcode.Div: CompileDivision(wantsRemainder: false); break;
            case Opcode.Mod: CompileDivision(wantsRemainder: true); break;
            case Opcode.Shl: CompileShift(ShiftOp.Left); break;
            case Opcode.Shr: CompileShift(ShiftOp.ArithmeticRight); break;
            case Opcode.UShr: CompileShift(ShiftOp.Right); break;
            case Opcode.Neg: CompileUnary(UnaryOp.Neg); break;
            case Opcode.BitNot: CompileUnary(UnaryOp.Not); break;
            case Opcode.Abs: CompileAbs(); break;
            case Opcode.Min: CompileMinMax(ConditionCode.Greater); break;
            case Opcode.Max: CompileMinMax(ConditionCode.Less); break;

            case Opcode.FAdd: CompileFloat(SseOp.Addsd, commutes: true); break;
            case Opcode.FSub: CompileFloat(SseOp.Subsd, commutes: false); break;
            case Opcode.FMul: CompileFloat(SseOp.Mulsd, commutes: true); break;
            case Opcode.FDiv: CompileFloat(SseOp.Divsd, commutes: false); break;
            case Opcode.FNeg: CompileSign(SseOp.Xorps, long.MinValue); break;
            case Opcode.FAbs: CompileSign(SseOp.Andpd, long.MaxValue); break;
            case Opcode.FMin: CompileFloatMinMax(isMin: true); break;
            case Opcode.FMax: CompileFloatMinMax(isMin: false); break;
            case Opcode.Sqrt: CompileSqrt(); break;
            case Opcode.Floor: CompileRound(RoundingMode.Down, RegisterOp.Floor); break;
            case Opcode.Ceil: CompileRound(RoundingMode.Up, RegisterOp.Ceil); break;
            case Opcode.Round: CompileRound(RoundingMode.ToEven, RegisterOp.Round); break;
            case Opcode.IntToFloat: CompileIntToFloat(); break;
            case Opcode.FloatToInt: CompileFloatToInt(); break;

            case Opcode.ArrayGet: CompileArrayGet(); break;
            case Opcode.ArraySet: CompileArraySet(); break;
            case Opcode.ArrayLen: PushFromMemory(Mem.At(InGpr(0), Bytecode.Runtime.TlArray.LengthOffset), TypeId.I64, 1); break;
            case Opcode.ArrayPush: CompileArrayPush(); break;
            case Opcode.ArrayPop: CompileArrayPop(); break;
            case Opcode.StringLen: CompileStringLength(); break;
            case Opcode.StringGet: CompileStringGet(); break;
            case Opcode.EnvGet: CompileEnvironmentGet(a); break;
            case Opcode.CellGet: CompileCellGet(); break;
            case Opcode.CellSet: CompileCellSet(); break;

            case Opcode.CheckSet: CompileCheck(a); break;
            case Opcode.CheckStep: CompileCheck(0); break;
            case Opcode.Assert:
                CompileCheck(0);
                Drop(1);
                break;
            case Opcode.AssertMessage:
                CompileCheck(1);
                Drop(2);
                break;
            case Opcode.Error: _emitter.Jmp(NewExit()); break;
            default: CompileExecuted(instruction); break;
        }
    }

    private void CompileNotOrJump()
    {
        if (TakeConditionalJump(out Instruction jump, out bool jumpIf))
            CompileConditionalJump(jump, !jumpIf);
        else
            CompileNot();
    }

    /// <summary>Operations that the interpreter's code executes.</summary>
    private void CompileExecuted(in Instruction instruction)
    {
        int a = instruction.A;
        switch (instruction.Opcode)
        {
            case Opcode.NewArray: ExecuteSequence(RegisterOp.NewArray, instruction.B, new TypeId(a), a); return;
            case Opcode.NewEnv: ExecuteSequence(RegisterOp.NewEnv, _module.Types[new TypeId(a)].Items.Length, new TypeId(a), a); return;
            case Opcode.NewFunction: CompileNewFunction(a); return;
            case Opcode.NewCell: Execute(RegisterOp.NewCell, 1, new TypeId(a), a); return;
            case Opcode.ArrayFill: Execute(RegisterOp.ArrayFill, 2, new TypeId(a), a); return;
            case Opcode.ArraySlice: Execute(RegisterOp.ArraySlice, 3, Peek(2).Type); return;
            case Opcode.ValueToString: Execute(RegisterOp.ValueToString, 1, TypeId.String, a); return;
            case Opcode.WriteValue: Execute(RegisterOp.WriteValue, 1, TypeId.None, a); return;
            case Opcode.ArrayAppend:
                int array = MoveTopHome(a + 1);
                ExecuteWord(new Word { Op = RegisterOp.ArrayAppend, A = (ushort)array, B = (ushort)(array + 1), C = (ushort)a }, 0, a, TypeId.None);
                return;
            case Opcode.StringGt or Opcode.StringGe:
                int left = MoveTopHome(2);
                RegisterOp exchanged = instruction.Opcode == Opcode.StringGt ? RegisterOp.StringLt : RegisterOp.StringLe;
                ExecuteWord(new Word { Op = exchanged, A = (ushort)left, B = (ushort)(left + 1), C = (ushort)left }, 0, 2, TypeId.Bool);
                return;
            case Opcode.Args: Execute(RegisterOp.Args, 0, _module.Types.Array(TypeId.String)); return;
        }
        (RegisterOp op, TypeId result) = ExecutedOperation(instruction.Opcode);
        Execute(op, OpcodeTable.Get(instruction.Opcode).Pops.Length, result);
    }

    /// <summary>Whether an opcode is left to the interpreter's code.</summary>
    private static bool IsExecuted(Opcode opcode) =>
        OpcodeTable.Get(opcode).Flags is var flags && (flags & (OpcodeFlags.Allocates | OpcodeFlags.External)) != 0
        || opcode is >= Opcode.StringEq and <= Opcode.StringGe or Opcode.FMod or Opcode.StringToInt or Opcode.StringToFloat or Opcode.RangeLast
            or (>= Opcode.Sin and <= Opcode.Pow);

    private static (RegisterOp Op, TypeId Result) ExecutedOperation(Opcode opcode) => opcode switch
    {
        Opcode.FMod => (RegisterOp.FMod, TypeId.F64),
        Opcode.Sin => (RegisterOp.Sin, TypeId.F64),
        Opcode.Cos => (RegisterOp.Cos, TypeId.F64),
        Opcode.Tan => (RegisterOp.Tan, TypeId.F64),
        Opcode.Asin => (RegisterOp.Asin, TypeId.F64),
        Opcode.Acos => (RegisterOp.Acos, TypeId.F64),
        Opcode.Atan => (RegisterOp.Atan, TypeId.F64),
        Opcode.Atan2 => (RegisterOp.Atan2, TypeId.F64),
        Opcode.Exp => (RegisterOp.Exp, TypeId.F64),
        Opcode.Log => (RegisterOp.Log, TypeId.F64),
        Opcode.Pow => (RegisterOp.Pow, TypeId.F64),
        Opcode.IntToString => (RegisterOp.IntToString, TypeId.String),
        Opcode.FloatToString => (RegisterOp.FloatToString, TypeId.String),
        Opcode.BoolToString => (RegisterOp.BoolToString, TypeId.String),
        Opcode.StringToInt => (RegisterOp.StringToInt, TypeId.I64),
        Opcode.StringToFloat => (RegisterOp.StringToFloat, TypeId.F64),
        Opcode.Chr => (RegisterOp.Chr, TypeId.String),
        Opcode.StringConcat => (RegisterOp.StringConcat, TypeId.String),
        Opcode.StringEq => (RegisterOp.StringEq, TypeId.Bool),
        Opcode.StringNe => (RegisterOp.StringNe, TypeId.Bool),
        Opcode.StringLt => (RegisterOp.StringLt, TypeId.Bool),
        Opcode.StringLe => (RegisterOp.StringLe, TypeId.Bool),
        Opcode.StringSlice => (RegisterOp.StringSlice, TypeId.String),
        Opcode.RangeLast => (RegisterOp.RangeLast, TypeId.I64),
        Opcode.Print => (RegisterOp.Print, TypeId.None),
        Opcode.WriteInt => (RegisterOp.WriteInt, TypeId.None),
        Opcode.WriteFloat => (RegisterOp.WriteFloat, TypeId.None),
        Opcode.WriteBool => (RegisterOp.WriteBool, TypeId.None),
        Opcode.WriteString => (RegisterOp.WriteString, TypeId.None),
        Opcode.Clock => (RegisterOp.Clock, TypeId.F64),
        Opcode.ReadLine => (RegisterOp.ReadLine, TypeId.String),
        Opcode.Eof => (RegisterOp.Eof, TypeId.Bool),
        _ => throw new UnreachableException($"no code for {opcode}"),
    };
}
