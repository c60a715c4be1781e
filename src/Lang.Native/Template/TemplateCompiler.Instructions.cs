using System.Diagnostics;
using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

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
            case Opcode.StoreGlobal when _module.HoldsFunction(a): CompileStoreFunction(a); break;
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
            case Opcode.Floor: CompileRound(RoundingMode.Down, instruction); break;
            case Opcode.Ceil: CompileRound(RoundingMode.Up, instruction); break;
            case Opcode.Round: CompileRound(RoundingMode.ToEven, instruction); break;
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

    /// <summary>Has the interpreter's code execute an operation whose operands are the topmost entries, deepest first, each in its home.</summary>
    private void CompileExecuted(in Instruction instruction)
    {
        TypeId result = ExecutedResult(instruction);
        int first = MoveTopHome(RuntimeWords.OperandsOf(_module, instruction));
        RuntimeWords words = RuntimeWords.Of(_module, instruction);
        SaveTemporaries(words.Operands);
        SaveFloatVariables();
        Label label = _emitter.NewLabel();
        _literals.Add(label, words.First.Raw, words.Second);
        CallRuntime(_stubs.ExecutorOf(words), label, first, _offset);
        RestoreFloatVariables();
        Drop(words.Operands);
        if (result.Exists)
            PushHome(result);
    }

    /// <summary>The type of what an executed operation pushes, or None; its operands are still there.</summary>
    private TypeId ExecutedResult(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.NewArray or Opcode.NewEnv or Opcode.NewCell or Opcode.ArrayFill:
                return new TypeId(instruction.A);
            case Opcode.NewFunction:
                FunctionInfo function = _module.Functions[instruction.A];
                return _module.Types.Function(function.Parameters, function.Result);
            case Opcode.ArrayAppend:
                return Peek(instruction.A).Type;
            case Opcode.ArraySlice:
                return Peek(2).Type;
            case Opcode.Args:
                return _module.Types.Array(TypeId.String);
        }
        return OpcodeTable.Get(instruction.Opcode).Pushes switch
        {
            [] => TypeId.None,
            [StackKind.F64] => TypeId.F64,
            [StackKind.I64] => TypeId.I64,
            [StackKind.Bool] => TypeId.Bool,
            [StackKind.String] => TypeId.String,
            _ => throw new UnreachableException($"no type for {instruction.Opcode}"),
        };
    }

    /// <summary>Whether an opcode is left to the interpreter's code.</summary>
    private static bool IsExecuted(Opcode opcode) =>
        OpcodeTable.Get(opcode).Flags is var flags && (flags & (OpcodeFlags.Allocates | OpcodeFlags.External)) != 0
        || opcode is >= Opcode.StringEq and <= Opcode.StringGe or Opcode.FMod or Opcode.StringToInt or Opcode.StringToFloat or Opcode.RangeLast
            or (>= Opcode.Sin and <= Opcode.Pow);
}
