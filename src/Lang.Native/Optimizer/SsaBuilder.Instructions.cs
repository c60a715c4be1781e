using Lang.Bytecode;
using Lang.Native.Ir;

namespace Lang.Native.Optimizer;

internal sealed partial class SsaBuilder
{
    // What each opcode becomes.
    private sealed partial class Body
    {
        /// <summary>Reads one instruction. False when the block ends with it.</summary>
        private bool Read(in Instruction instruction)
        {
            int a = instruction.A;
            switch (instruction.Opcode)
            {
                case Opcode.LoadConst: PushConstant(Function.Constants[a], IrType.Int); return true;
                case Opcode.LoadFloat: PushConstant(Function.Constants[a], IrType.Float); return true;
                case Opcode.LoadVar: Push(Values[a]); return true;
                case Opcode.StoreVar: Values[a] = Pop(); return true;
                case Opcode.Dup: Push(Peek(0)); return true;
                case Opcode.Dup2:
                    Push(Peek(1));
                    Push(Peek(1));
                    return true;
                case Opcode.Pop: Pop(); return true;

                case Opcode.Jump: return ReadJump(instruction);
                case Opcode.JumpIfFalse: return ReadBranch(instruction, jumpIf: false);
                case Opcode.JumpIfTrue: return ReadBranch(instruction, jumpIf: true);
                case Opcode.Return: return ReadReturn();
                case Opcode.Call: return ReadCall(a);
                case Opcode.CallValue: return ReadCallValue(new TypeId(a));
                case Opcode.CallHost: ReadCallHost(a); return true;

                case Opcode.Add: Binary(IrOp.Add); return true;
                case Opcode.Sub: Binary(IrOp.Sub); return true;
                case Opcode.Mul: Binary(IrOp.Mul); return true;
                case Opcode.And: Binary(IrOp.And); return true;
                case Opcode.Or: Binary(IrOp.Or); return true;
                case Opcode.Xor: Binary(IrOp.Xor); return true;
                case Opcode.Shl: Binary(IrOp.Shl); return true;
                case Opcode.Shr: Binary(IrOp.Shr); return true;
                case Opcode.UShr: Binary(IrOp.UShr); return true;
                case Opcode.Min: Binary(IrOp.Min); return true;
                case Opcode.Max: Binary(IrOp.Max); return true;
                case Opcode.Div: Division(IrOp.Div); return true;
                case Opcode.Mod: Division(IrOp.Mod); return true;
                case Opcode.RangeLast: RangeLast(); return true;
                case Opcode.Neg: Unary(IrOp.Neg); return true;
                case Opcode.BitNot: Unary(IrOp.BitNot); return true;
                case Opcode.Abs: Unary(IrOp.Abs); return true;
                case Opcode.Not:
                    Push(Compare(IrCondition.Eq, Pop(), Constant(0)));
                    return true;

                case Opcode.Eq: Comparison(IrCondition.Eq); return true;
                case Opcode.Ne: Comparison(IrCondition.Ne); return true;
                case Opcode.Lt: Comparison(IrCondition.Lt); return true;
                case Opcode.Le: Comparison(IrCondition.Le); return true;
                case Opcode.Gt: Comparison(IrCondition.Gt); return true;
                case Opcode.Ge: Comparison(IrCondition.Ge); return true;
                case >= Opcode.FEq and <= Opcode.FGe: FloatComparison((IrCondition)(instruction.Opcode - Opcode.FEq)); return true;

                case Opcode.FAdd: Binary(IrOp.FAdd, IrType.Float); return true;
                case Opcode.FSub: Binary(IrOp.FSub, IrType.Float); return true;
                case Opcode.FMul: Binary(IrOp.FMul, IrType.Float); return true;
                case Opcode.FDiv: Binary(IrOp.FDiv, IrType.Float); return true;
                case Opcode.FMin: Binary(IrOp.FMin, IrType.Float); return true;
                case Opcode.FMax: Binary(IrOp.FMax, IrType.Float); return true;
                case Opcode.FNeg: Unary(IrOp.FNeg, IrType.Float); return true;
                case Opcode.FAbs: Unary(IrOp.FAbs, IrType.Float); return true;
                case Opcode.Sqrt: Unary(IrOp.Sqrt, IrType.Float); return true;
                case Opcode.Floor when _builder._hasSse41: Unary(IrOp.Floor, IrType.Float); return true;
                case Opcode.Ceil when _builder._hasSse41: Unary(IrOp.Ceil, IrType.Float); return true;
                case Opcode.Round when _builder._hasSse41: Unary(IrOp.Round, IrType.Float); return true;
                case Opcode.IntToFloat: Unary(IrOp.IntToFloat, IrType.Float); return true;
                case Opcode.FloatToInt:
                    int state = State();
                    Push(Append(IrNode.Make(IrOp.FloatToInt, IrType.Int, Pop()) with { State = state }));
                    return true;

                case Opcode.LoadGlobal: ReadLoadGlobal(a); return true;
                case Opcode.StoreGlobal: ReadStoreGlobal(a); return true;
                case Opcode.LoadString:
                    Push(Append(IrNode.Make(IrOp.LoadString, IrType.Ref) with { Value = a }));
                    return true;

                case Opcode.ArrayLen: Push(ArrayLength(Pop())); return true;
                case Opcode.ArrayGet: ReadArrayGet(); return true;
                case Opcode.ArraySet: ReadArraySet(); return true;
                case Opcode.ArrayPush: ReadArrayPush(); return true;
                case Opcode.ArrayPop: ReadArrayPop(); return true;
                case Opcode.StringLen:
                    Push(Append(IrNode.Make(IrOp.StringLength, IrType.Int, Pop())));
                    return true;
                case Opcode.StringGet: ReadStringGet(); return true;
                case Opcode.EnvGet: ReadEnvGet(a); return true;
                case Opcode.CellGet:
                    int cell = Pop();
                    Push(Append(Memory(IrOp.LoadCell, MemoryClass.Cells, TypeOf(_module.Types[_types.Peek()].Item), cell)));
                    return true;
                case Opcode.CellSet:
                    int value = Pop();
                    Append(Memory(IrOp.StoreCell, MemoryClass.Cells, IrType.None, Pop(), value));
                    return true;

                case Opcode.CheckSet: Guard(Compare(IrCondition.Ne, Peek(a), Constant(0))); return true;
                case Opcode.CheckStep: Guard(Compare(IrCondition.Ne, Peek(0), Constant(0))); return true;
                case Opcode.Assert:
                    Guard(Peek(0));
                    Pop();
                    return true;
                case Opcode.AssertMessage:
                    Guard(Peek(1));
                    Pop();
                    Pop();
                    return true;
                case Opcode.Error:
                    Append(IrNode.Make(IrOp.Exit, IrType.None) with { State = State() });
                    return false;
                default: ReadExecuted(instruction); return true;
            }
        }
    }
}
