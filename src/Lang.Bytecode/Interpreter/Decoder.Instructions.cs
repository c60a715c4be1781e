using System.Diagnostics;

namespace Lang.Bytecode.Interpretation;

/// <summary>What each opcode becomes.</summary>
internal sealed partial class Decoder
{
    private void DecodeInstruction(Instruction instruction, ref CodeReader reader)
    {
        int a = instruction.A;
        switch (instruction.Opcode)
        {
            case Opcode.LoadConst:
                PushConstant(_function.Constants[a], IsBoolean(_function.Constants[a]) ? TypeId.Bool : TypeId.I64);
                break;
            case Opcode.LoadFloat: PushConstant(_function.Constants[a], TypeId.F64); break;
            case Opcode.LoadVar: PushSlot(a, _function.Variables[a]); break;
            case Opcode.StoreVar: StoreVariable(a); break;
            case Opcode.Dup: Duplicate(1); break;
            case Opcode.Dup2: Duplicate(2); break;
            case Opcode.Pop: Pop(); break;
            case Opcode.LoadGlobal: Load(RegisterOp.LoadGlobal, a, _module.Globals[a].Type); break;
            case Opcode.LoadString: Load(RegisterOp.LoadString, a, TypeId.String); break;
            case Opcode.StoreGlobal:
                RegisterOp store = _module.HoldsFunction(a) ? RegisterOp.StoreFunction : RegisterOp.StoreGlobal;
                Emit(new Word { Op = store, A = (ushort)SlotOf(0), Immediate = a });
                Pop();
                break;

            case Opcode.Jump: DecodeJump(a); break;
            case Opcode.JumpIfFalse: DecodeConditionalJump(a, jumpIf: false); break;
            case Opcode.JumpIfTrue: DecodeConditionalJump(a, jumpIf: true); break;
            case Opcode.Return: DecodeReturn(); break;
            case Opcode.Call: DecodeCall(a); break;
            case Opcode.CallValue: DecodeCallValue(new TypeId(a)); break;
            case Opcode.CallHost: DecodeCallHost(a); break;

            case >= Opcode.Eq and <= Opcode.Ge or >= Opcode.FEq and <= Opcode.FGe:
                DecodeComparison(instruction, ref reader);
                break;
            case Opcode.Not: DecodeNot(ref reader); break;

            case Opcode.Add: DecodeAdd(1); break;
            case Opcode.Sub: DecodeSub(); break;
            case Opcode.Mul: Binary(RegisterOp.Mul, RegisterOp.MulK, RegisterOp.MulK); break;
            case Opcode.Div: DecodeDivision(RegisterOp.Div, RegisterOp.DivK); break;
            case Opcode.Mod: DecodeDivision(RegisterOp.Mod, RegisterOp.ModK); break;
            case Opcode.And: DecodeBitwise(RegisterOp.And, RegisterOp.AndK); break;
            case Opcode.Or: DecodeBitwise(RegisterOp.Or, RegisterOp.OrK); break;
            case Opcode.Xor: DecodeBitwise(RegisterOp.Xor, RegisterOp.XorK); break;
            case Opcode.Shl: DecodeShift(RegisterOp.Shl, RegisterOp.ShlSmall); break;
            case Opcode.Shr: DecodeShift(RegisterOp.Shr, RegisterOp.ShrSmall); break;
            case Opcode.UShr: DecodeShift(RegisterOp.UShr, RegisterOp.UShrSmall); break;
            case Opcode.FAdd: Binary(RegisterOp.FAdd, RegisterOp.FAddK, RegisterOp.FAddK); break;
            case Opcode.FSub: Binary(RegisterOp.FSub, RegisterOp.FSubK, RegisterOp.FKSub); break;
            case Opcode.FMul: Binary(RegisterOp.FMul, RegisterOp.FMulK, RegisterOp.FMulK); break;
            case Opcode.FDiv: Binary(RegisterOp.FDiv, RegisterOp.FDivK, RegisterOp.FKDiv); break;

            case Opcode.ArrayGet: DecodeArrayGet(); break;
            case Opcode.ArraySet: DecodeArraySet(); break;
            case Opcode.ArrayPush:
                EmitEffect(IsByteArray(1) ? RegisterOp.Push1 : RegisterOp.Push8, 2);
                break;
            case Opcode.ArrayPop:
                Apply(IsByteArray(0) ? RegisterOp.Pop1 : RegisterOp.Pop8, 1, ElementType(0));
                break;
            case Opcode.ArraySlice: Apply(RegisterOp.ArraySlice, 3, Peek(2).Type); break;
            case Opcode.NewArray: ApplySequence(RegisterOp.NewArray, instruction.B, new TypeId(a), a); break;
            case Opcode.ArrayFill: Apply(RegisterOp.ArrayFill, 2, new TypeId(a), a); break;
            case Opcode.ArrayAppend: DecodeAppend(a); break;

            case Opcode.NewEnv: ApplySequence(RegisterOp.NewEnv, Type(a).Items.Length, new TypeId(a), a); break;
            case Opcode.NewCell: Apply(RegisterOp.NewCell, 1, new TypeId(a), a); break;
            case Opcode.NewFunction: DecodeNewFunction(a); break;
            case Opcode.EnvGet: DecodeEnvGet(a, ref reader); break;
            case Opcode.CellGet: Apply(RegisterOp.CellGet, 1, Type(Peek().Type.Index).Item); break;
            case Opcode.CellSet: EmitEffect(RegisterOp.CellSet, 2); break;

            case Opcode.CheckSet:
                Emit(new Word { Op = RegisterOp.CheckSet, A = (ushort)SlotOf(a) });
                break;
            case Opcode.CheckStep:
                Emit(new Word { Op = RegisterOp.CheckStep, A = (ushort)SlotOf(0) });
                break;
            case Opcode.ValueToString: Apply(RegisterOp.ValueToString, 1, TypeId.String, a); break;
            case Opcode.WriteValue:
                EmitEffect(RegisterOp.WriteValue, 1);
                EmitRaw(a);
                break;
            default: DecodePlain(instruction.Opcode); break;
        }
    }

    /// <summary>Opcodes that take slots, write one result or none and have nothing to choose.</summary>
    private void DecodePlain(Opcode opcode)
    {
        (RegisterOp op, bool swap) = PlainOperation(opcode);
        OpcodeInfo info = OpcodeTable.Get(opcode);
        if (swap)
            (Peek(0), Peek(1)) = (Peek(1), Peek(0)); // strings: never constants, so no home is written
        if (info.Pushes.Length == 0)
            EmitEffect(op, info.Pops.Length);
        else
            Apply(op, info.Pops.Length, ResultType(opcode, info.Pushes[0]));
    }

    private static (RegisterOp Op, bool Swap) PlainOperation(Opcode opcode) => opcode switch
    {
        Opcode.Neg => (RegisterOp.Neg, false),
        Opcode.BitNot => (RegisterOp.BitNot, false),
        Opcode.Abs => (RegisterOp.Abs, false),
        Opcode.Min => (RegisterOp.Min, false),
        Opcode.Max => (RegisterOp.Max, false),
        Opcode.FMod => (RegisterOp.FMod, false),
        Opcode.FNeg => (RegisterOp.FNeg, false),
        Opcode.FAbs => (RegisterOp.FAbs, false),
        Opcode.FMin => (RegisterOp.FMin, false),
        Opcode.FMax => (RegisterOp.FMax, false),
        Opcode.Sqrt => (RegisterOp.Sqrt, false),
        Opcode.Floor => (RegisterOp.Floor, false),
        Opcode.Ceil => (RegisterOp.Ceil, false),
        Opcode.Round => (RegisterOp.Round, false),
        Opcode.Sin => (RegisterOp.Sin, false),
        Opcode.Cos => (RegisterOp.Cos, false),
        Opcode.Tan => (RegisterOp.Tan, false),
        Opcode.Asin => (RegisterOp.Asin, false),
        Opcode.Acos => (RegisterOp.Acos, false),
        Opcode.Atan => (RegisterOp.Atan, false),
        Opcode.Atan2 => (RegisterOp.Atan2, false),
        Opcode.Exp => (RegisterOp.Exp, false),
        Opcode.Log => (RegisterOp.Log, false),
        Opcode.Pow => (RegisterOp.Pow, false),
        Opcode.IntToFloat => (RegisterOp.IntToFloat, false),
        Opcode.FloatToInt => (RegisterOp.FloatToInt, false),
        Opcode.IntToString => (RegisterOp.IntToString, false),
        Opcode.FloatToString => (RegisterOp.FloatToString, false),
        Opcode.BoolToString => (RegisterOp.BoolToString, false),
        Opcode.StringToInt => (RegisterOp.StringToInt, false),
        Opcode.StringToFloat => (RegisterOp.StringToFloat, false),
        Opcode.Chr => (RegisterOp.Chr, false),
        Opcode.StringConcat => (RegisterOp.StringConcat, false),
        Opcode.StringEq => (RegisterOp.StringEq, false),
        Opcode.StringNe => (RegisterOp.StringNe, false),
        Opcode.StringLt => (RegisterOp.StringLt, false),
        Opcode.StringLe => (RegisterOp.StringLe, false),
        Opcode.StringGt => (RegisterOp.StringLt, true),
        Opcode.StringGe => (RegisterOp.StringLe, true),
        Opcode.StringLen => (RegisterOp.StringLen, false),
        Opcode.StringGet => (RegisterOp.StringGet, false),
        Opcode.StringSlice => (RegisterOp.StringSlice, false),
        Opcode.ArrayLen => (RegisterOp.ArrayLen, false),
        Opcode.RangeLast => (RegisterOp.RangeLast, false),
        Opcode.Assert => (RegisterOp.Assert, false),
        Opcode.AssertMessage => (RegisterOp.AssertMessage, false),
        Opcode.Error => (RegisterOp.Error, false),
        Opcode.Print => (RegisterOp.Print, false),
        Opcode.WriteInt => (RegisterOp.WriteInt, false),
        Opcode.WriteFloat => (RegisterOp.WriteFloat, false),
        Opcode.WriteBool => (RegisterOp.WriteBool, false),
        Opcode.WriteString => (RegisterOp.WriteString, false),
        Opcode.Clock => (RegisterOp.Clock, false),
        Opcode.Args => (RegisterOp.Args, false),
        Opcode.ReadLine => (RegisterOp.ReadLine, false),
        Opcode.Eof => (RegisterOp.Eof, false),
        _ => throw new UnreachableException($"no decoding for {opcode}"),
    };

    private TypeId ResultType(Opcode opcode, StackKind kind) => kind switch
    {
        StackKind.I64 => TypeId.I64,
        StackKind.Bool => TypeId.Bool,
        StackKind.F64 => TypeId.F64,
        StackKind.String => TypeId.String,
        StackKind.Array => _module.Types.Array(TypeId.String), // ARGS
        _ => throw new UnreachableException($"no result type for {opcode}"),
    };

    /// <summary>Pops up to three operands and pushes the result of one word, or of two when the operation needs a number besides.</summary>
    private void Apply(RegisterOp op, int operands, TypeId result, int? number = null)
    {
        int b = operands > 0 ? SlotOf(operands - 1) : 0;
        int c = operands > 1 ? SlotOf(operands - 2) : 0;
        int third = operands > 2 ? SlotOf(operands - 3) : 0;
        Pop(operands);
        EmitResult(op, b, c, result);
        if (operands > 2 || number is not null)
            EmitRaw(operands > 2 ? third : number!.Value);
    }

    /// <summary>An instruction with operands in slots A, B and C and no result.</summary>
    private void EmitEffect(RegisterOp op, int operands)
    {
        int a = SlotOf(operands - 1);
        int b = operands > 1 ? SlotOf(operands - 2) : 0;
        int c = operands > 2 ? SlotOf(operands - 3) : 0;
        Pop(operands);
        Emit(new Word { Op = op, A = (ushort)a, B = (ushort)b, C = (ushort)c });
    }

    /// <summary>An instruction whose operands stand in consecutive homes: B is the first, C their number.</summary>
    private void ApplySequence(RegisterOp op, int count, TypeId result, int number)
    {
        int first = MoveTopHome(count);
        Pop(count);
        EmitResult(op, first, count, result);
        EmitRaw(number);
    }

    private void Load(RegisterOp op, int index, TypeId type)
    {
        int word = Emit(new Word { Op = op, A = (ushort)Home(_depth), Immediate = index });
        PushResult(word, type);
    }

    private BytecodeType Type(int index) => _module.Types[new TypeId(index)];

    private static bool IsBoolean(long constant) => constant is 0 or 1;
}
