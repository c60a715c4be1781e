using System.Numerics;
using Lang.Native.Ir;
using Lang.Native.Lir;
using Lang.Native.Target;

namespace Lang.Native.Lowering;

// Division: shifts for powers of two, a multiplication for other constants. Source: Warren, "Hacker's Delight", chapter 10.
internal sealed partial class X64Lowering
{
    private void LowerDivision(int node, in IrNode source, bool wantsRemainder)
    {
        ref IrNode divisor = ref _ir[source.B];
        VirtualRegister dividend = Value(source.A), result = RegisterOf(node);
        bool isUnsigned = source.Op is IrOp.UDiv or IrOp.UMod;
        if (divisor.Op != IrOp.Constant || divisor.Value is 0 or 1 or -1 or long.MinValue)
        {
            LowerVariableDivision(result, dividend, Value(source.B), wantsRemainder);
            return;
        }
        long by = divisor.Value;
        if (by > 0 && BitOperations.IsPow2(by))
            LowerPowerOfTwo(result, dividend, BitOperations.TrailingZeroCount(by), wantsRemainder);
        else
            LowerMagic(result, dividend, by, isUnsigned, wantsRemainder);
    }

    private void LowerVariableDivision(VirtualRegister result, VirtualRegister dividend, VirtualRegister divisor, bool wantsRemainder)
    {
        Begin(wantsRemainder ? LirOp.Remainder : LirOp.Divide);
        _instruction.Clobbers = wantsRemainder ? Gpr.Rax : Gpr.Rdx;
        Def(result, wantsRemainder ? Gpr.Rdx : Gpr.Rax);
        Use(dividend, Gpr.Rax);
        UseLate(divisor);
        End();
    }

    private void LowerRangeLast(int node, in IrNode source)
    {
        VirtualRegister start = Value(source.A), bound = Value(source.B), step = Value(source.C);
        Begin(LirOp.RangeLast);
        _instruction.Clobbers = Gpr.Rdx;
        Def(RegisterOf(node), Gpr.Rax);
        Use(start, Gpr.Rax);
        UseLate(bound);
        UseLate(step);
        End();
    }

    // A negative dividend first gets the divisor less one.
    private void LowerPowerOfTwo(VirtualRegister result, VirtualRegister dividend, int shift, bool wantsRemainder)
    {
        VirtualRegister sign = shift > 1 ? Shift(LirOp.ShiftRightSigned, dividend, 63) : dividend;
        VirtualRegister bias = Shift(LirOp.ShiftRight, sign, 64 - shift);
        VirtualRegister biased = Register(LirOp.Add, bias, dividend);
        if (!wantsRemainder)
        {
            ShiftTo(result, LirOp.ShiftRightSigned, biased, shift);
            return;
        }
        VirtualRegister multiple;
        if (shift < 32)
        {
            multiple = _lir.NewRegister(ValueClass.Int);
            Begin(LirOp.And, -(1L << shift));
            _instruction.HasImmediate = true;
            Def(multiple);
            Use(biased);
            Hint(multiple, biased);
            End();
        }
        else
        {
            multiple = Shift(LirOp.ShiftLeft, Shift(LirOp.ShiftRight, biased, shift), shift);
        }
        Subtract(result, dividend, multiple);
    }

    private void LowerMagic(VirtualRegister result, VirtualRegister dividend, long divisor, bool isUnsigned, bool wantsRemainder)
    {
        (long multiplier, int shift) = Reciprocal.Of(divisor);
        // No shift only where the multiplier is positive.
        bool isShort = isUnsigned && shift == 0;
        VirtualRegister factor = Constant(multiplier), high = isShort && !wantsRemainder ? result : _lir.NewRegister(ValueClass.Int);
        Begin(LirOp.MulHigh);
        _instruction.Clobbers = Gpr.Rax;
        Def(high, Gpr.Rdx);
        Use(factor, Gpr.Rax);
        UseLate(dividend);
        End();
        if (divisor > 0 && multiplier < 0)
            high = Register(LirOp.Add, high, dividend);
        else if (divisor < 0 && multiplier > 0)
            high = Difference(high, dividend);
        VirtualRegister quotient = isShort ? high : wantsRemainder ? _lir.NewRegister(ValueClass.Int) : result;
        if (isUnsigned && !isShort)
        {
            ShiftTo(quotient, LirOp.ShiftRight, high, shift);
        }
        else if (!isUnsigned)
        {
            if (shift > 0)
                high = Shift(LirOp.ShiftRightSigned, high, shift);
            // The sign bit of the dividend (or of the quotient so far, with a negative divisor) rounds towards zero.
            VirtualRegister sign = Shift(LirOp.ShiftRight, divisor > 0 ? dividend : high, 63);
            Begin(LirOp.Add);
            Def(quotient);
            Use(high);
            Use(sign);
            Hint(quotient, high);
            End();
        }
        if (!wantsRemainder)
            return;
        VirtualRegister product = _lir.NewRegister(ValueClass.Int);
        if (divisor == (int)divisor)
        {
            Begin(LirOp.Mul, divisor);
            _instruction.HasImmediate = true;
            Def(product);
            Use(quotient);
            End();
        }
        else
        {
            VirtualRegister by = Constant(divisor);
            Begin(LirOp.Mul);
            Def(product);
            Use(quotient);
            Use(by);
            End();
        }
        Subtract(result, dividend, product);
    }

    private VirtualRegister Shift(LirOp op, VirtualRegister operand, int count)
    {
        VirtualRegister result = _lir.NewRegister(ValueClass.Int);
        ShiftTo(result, op, operand, count);
        return result;
    }

    private void ShiftTo(VirtualRegister result, LirOp op, VirtualRegister operand, int count)
    {
        Begin(op, count);
        _instruction.HasImmediate = true;
        Def(result);
        Use(operand);
        Hint(result, operand);
        End();
    }

    private VirtualRegister Register(LirOp op, VirtualRegister left, VirtualRegister right)
    {
        VirtualRegister result = _lir.NewRegister(ValueClass.Int);
        Begin(op);
        Def(result);
        Use(left);
        Use(right);
        Hint(result, left);
        End();
        return result;
    }

    private VirtualRegister Difference(VirtualRegister left, VirtualRegister right)
    {
        VirtualRegister result = _lir.NewRegister(ValueClass.Int);
        Subtract(result, left, right);
        return result;
    }

    private void Subtract(VirtualRegister result, VirtualRegister left, VirtualRegister right)
    {
        Begin(LirOp.Sub);
        Def(result);
        Use(left);
        UseLate(right);
        Hint(result, left);
        End();
    }
}
