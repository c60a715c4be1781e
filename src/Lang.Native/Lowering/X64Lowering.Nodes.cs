using System.Numerics;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

// What each node becomes.
internal sealed partial class X64Lowering
{
    private void Lower(int node, ref IrNode source)
    {
        switch (source.Op)
        {
            case IrOp.Parameter or IrOp.Rebuild: break;
            case IrOp.LoadSlot: LowerLoadSlot(node, source); break;
            case IrOp.Add: LowerArithmetic(LirOp.Add, node, source); break;
            case IrOp.Sub: LowerArithmetic(LirOp.Sub, node, source); break;
            case IrOp.And when _ir[source.B].Op == IrOp.Constant && _ir[source.B].Value == uint.MaxValue:
                LowerUnary(LirOp.ZeroExtend32, node, source);
                break;
            case IrOp.And: LowerArithmetic(LirOp.And, node, source); break;
            case IrOp.Or: LowerArithmetic(LirOp.Or, node, source); break;
            case IrOp.Xor: LowerArithmetic(LirOp.Xor, node, source); break;
            case IrOp.Mul: LowerMultiply(node, source); break;
            case IrOp.Div or IrOp.UDiv: LowerDivision(node, source, wantsRemainder: false); break;
            case IrOp.Mod or IrOp.UMod: LowerDivision(node, source, wantsRemainder: true); break;
            case IrOp.Shl: LowerShift(LirOp.ShiftLeft, node, source); break;
            case IrOp.Shr: LowerShift(LirOp.ShiftRightSigned, node, source); break;
            case IrOp.UShr: LowerShift(LirOp.ShiftRight, node, source); break;
            case IrOp.Neg: LowerUnary(LirOp.Neg, node, source); break;
            case IrOp.BitNot: LowerUnary(LirOp.Not, node, source); break;
            case IrOp.Abs: LowerAbs(node, source); break;
            case IrOp.Min: LowerMinMax(ConditionCode.Less, node, source); break;
            case IrOp.Max: LowerMinMax(ConditionCode.Greater, node, source); break;
            case IrOp.RangeLast: LowerRangeLast(node, source); break;
            case IrOp.Compare or IrOp.FCompare: LowerSet(node); break;
            case IrOp.Select: LowerSelect(node, source); break;
            case IrOp.FAdd: LowerFloat(LirOp.FAdd, node, source, commutes: true); break;
            case IrOp.FSub: LowerFloat(LirOp.FSub, node, source, commutes: false); break;
            case IrOp.FMul: LowerFloat(LirOp.FMul, node, source, commutes: true); break;
            case IrOp.FDiv or IrOp.Sqrt when IsPaired(node): LowerPair(node, source); break;
            case IrOp.FDiv: LowerFloat(LirOp.FDiv, node, source, commutes: false); break;
            case IrOp.FNeg: LowerUnary(LirOp.FNeg, node, source); break;
            case IrOp.FAbs: LowerUnary(LirOp.FAbs, node, source); break;
            case IrOp.FMin: LowerFloatMinMax(LirOp.FMin, node, source); break;
            case IrOp.FMax: LowerFloatMinMax(LirOp.FMax, node, source); break;
            case IrOp.Sqrt: LowerUnary(LirOp.Sqrt, node, source); break;
            case IrOp.Floor: LowerUnary(LirOp.Round, node, source, (long)RoundToward.Down); break;
            case IrOp.Ceil: LowerUnary(LirOp.Round, node, source, (long)RoundToward.Up); break;
            case IrOp.Round: LowerUnary(LirOp.Round, node, source, (long)RoundToward.Even); break;
            case IrOp.IntToFloat: LowerUnary(LirOp.IntToFloat, node, source); break;
            case IrOp.FloatToInt: LowerFloatToInt(node, source); break;
            case IrOp.Guard: LowerGuard(source); break;
            case IrOp.Exit:
                Begin(LirOp.Exit);
                Exit(source.State, reason: source.Value);
                End();
                break;
            case IrOp.Poll:
                Begin(LirOp.Poll);
                _instruction.Exit = Position(source.State);
                End();
                break;
            case IrOp.Budget:
                Begin(LirOp.LoadBudget);
                Def(RegisterOf(node));
                End();
                break;
            case IrOp.Charge: LowerCharge(source); break;
            case IrOp.Jump:
                Begin(LirOp.Jump);
                End();
                break;
            case IrOp.Branch: LowerBranch(source); break;
            case IrOp.Return: LowerReturn(source); break;
            case IrOp.Call or IrOp.CallHost or IrOp.CallValue: LowerCall(node, source); break;
            case IrOp.Runtime: LowerRuntime(node, source); break;
            default: LowerMemory(node, source); break;
        }
    }

    private void LowerCharge(in IrNode source)
    {
        if (IsImmediate(source.A, out int units))
        {
            Begin(LirOp.ChargeBudget, units);
            _instruction.HasImmediate = true;
        }
        else
        {
            VirtualRegister charged = Value(source.A);
            Begin(LirOp.ChargeBudget);
            Use(charged);
        }
        End();
    }

    private void LowerUnary(LirOp op, int node, in IrNode source, long immediate = 0)
    {
        VirtualRegister operand = Value(source.A), result = RegisterOf(node);
        Begin(op, immediate);
        Def(result);
        Use(operand);
        Hint(result, operand);
        End();
    }

    private void LowerArithmetic(LirOp op, int node, in IrNode source)
    {
        VirtualRegister left = Value(source.A), result = RegisterOf(node);
        Hint(result, left);
        if (IsImmediate(source.B, out int immediate))
        {
            Begin(op, immediate);
            _instruction.HasImmediate = true;
            Def(result);
            Use(left);
            End();
            return;
        }
        LowerBinary(op, result, left, source.B, commutes: op is not LirOp.Sub);
    }

    /// <summary>An operation on a register and a second operand, which lies in memory if its load was folded.</summary>
    private void LowerBinary(LirOp op, VirtualRegister result, VirtualRegister left, int second, bool commutes)
    {
        if (_folded[second] && _ir[second].Op != IrOp.Constant)
        {
            MemoryOperand memory = PrepareAddress(second);
            Begin(op);
            Def(result);
            Use(left);
            Address(memory, late: true);
            End();
            return;
        }
        VirtualRegister right = Value(second);
        Begin(op);
        Def(result);
        Use(left);
        // Where the result may take either operand's register the emitter exchanges them.
        if (commutes)
            Use(right);
        else
            UseLate(right);
        End();
    }

    private void LowerMultiply(int node, in IrNode source)
    {
        if (!IsImmediate(source.B, out int factor))
        {
            LowerArithmetic(LirOp.Mul, node, source);
            return;
        }
        VirtualRegister operand = Value(source.A), result = RegisterOf(node);
        if (BitOperations.IsPow2(factor))
        {
            Begin(LirOp.ShiftLeft, BitOperations.TrailingZeroCount(factor));
            _instruction.HasImmediate = true;
            Hint(result, operand);
        }
        else if (factor is 3 or 5 or 9)
        {
            Begin(LirOp.Lea);
            (_instruction.Address, _instruction.AddressAt, _instruction.Scale) = (AddressForm.BaseIndex, 1, (byte)(factor - 1));
            Def(result);
            Use(operand);
            Use(operand);
            End();
            return;
        }
        else
        {
            Begin(LirOp.Mul, factor);
            _instruction.HasImmediate = true;
        }
        Def(result);
        Use(operand);
        End();
    }

    private void LowerShift(LirOp op, int node, in IrNode source)
    {
        VirtualRegister operand = Value(source.A), result = RegisterOf(node);
        Hint(result, operand);
        if (IsImmediate(source.B, out int count))
        {
            Begin(op, count & 63);
            _instruction.HasImmediate = true;
            Def(result);
            Use(operand);
            End();
            return;
        }
        VirtualRegister amount = Value(source.B);
        Begin(op);
        Def(result);
        Use(operand);
        _lir.Operands.Add(new LirOperand(amount, OperandRole.LateUse, OperandConstraint.Fixed, Gpr.Rcx));
        End();
    }

    // x < 0 ? -x : x
    private void LowerAbs(int node, in IrNode source)
    {
        VirtualRegister operand = Value(source.A), negative = _lir.NewRegister(ValueClass.Int), result = RegisterOf(node);
        Begin(LirOp.Neg);
        Def(negative);
        Use(operand);
        End();
        Begin(LirOp.SelectIf);
        (_instruction.Test, _instruction.Condition) = (LirTest.Bits, ConditionCode.Sign);
        Def(result);
        Use(negative);
        UseLate(operand);
        Use(operand);
        Use(operand);
        End();
    }

    private void LowerMinMax(ConditionCode condition, int node, in IrNode source)
    {
        VirtualRegister left = Value(source.A), right = Value(source.B), result = RegisterOf(node);
        Begin(LirOp.SelectIf);
        (_instruction.Test, _instruction.Condition) = (LirTest.Compare, condition);
        Def(result);
        Use(left);
        UseLate(right);
        Use(left);
        Use(right);
        End();
    }

    private void LowerFloat(LirOp op, int node, in IrNode source, bool commutes)
    {
        VirtualRegister left = Value(source.A), result = RegisterOf(node);
        Hint(result, left);
        ref IrNode second = ref _ir[source.B];
        if (second.Op == IrOp.Constant && second.Value != 0)
        {
            Begin(op, second.Value);
            _instruction.Address = AddressForm.Literal;
            Def(result);
            Use(left);
            End();
            return;
        }
        LowerBinary(op, result, left, source.B, commutes);
    }

    private void LowerFloatMinMax(LirOp op, int node, in IrNode source)
    {
        VirtualRegister left = Value(source.A), right = Value(source.B), result = RegisterOf(node);
        Hint(result, left);
        Begin(op);
        Def(result);
        Use(left);
        UseLate(right);
        End();
    }

    private void LowerFloatToInt(int node, in IrNode source)
    {
        VirtualRegister operand = Value(source.A), result = RegisterOf(node);
        Begin(LirOp.FloatToInt);
        Def(result);
        UseLate(operand);
        Exit(source.State, OperandRole.LateUse);
        End();
    }

    private void LowerReturn(in IrNode source)
    {
        if (source.A < 0)
        {
            Begin(LirOp.Return);
            End();
            return;
        }
        bool isFloat = _ir[source.A].Type == IrType.Float;
        VirtualRegister value = Value(source.A);
        Begin(LirOp.Return);
        Use(value, isFloat ? _convention.FloatResult : (PhysicalRegister)_convention.IntResult);
        End();
    }
}

/// <summary>Where <see cref="LirOp.Round"/> rounds to.</summary>
internal enum RoundToward : byte
{
    Even, Down, Up,
}
