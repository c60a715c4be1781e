using System.Numerics;
using Lang.Bytecode;
using Lang.Native.Target;
using Lang.Native.X64;

namespace Lang.Native.Template;

// Division by a constant: shifts for powers of two, a multiplication for all others.
internal sealed partial class TemplateCompiler
{
    private void CompileDivisionByConstant(long divisor, bool wantsRemainder)
    {
        if (divisor is 1 or -1)
        {
            Gpr same = OwnGpr(1);
            if (wantsRemainder)
                _emitter.Zero(same);
            else if (divisor < 0)
                _emitter.Unary(UnaryOp.Neg, same);
            Drop(2);
            Push(same, TypeId.I64);
        }
        else if (divisor > 0 && BitOperations.IsPow2(divisor))
        {
            CompilePowerOfTwo(BitOperations.TrailingZeroCount(divisor), wantsRemainder);
        }
        else if (divisor == long.MinValue)
        {
            CompileSmallestDivisor(wantsRemainder);
        }
        else
        {
            CompileMagic(divisor, wantsRemainder);
        }
    }

    /// <summary>Rounds towards zero: a negative dividend first gets the divisor less one. Source: Warren, "Hacker's Delight", 10-1.</summary>
    private void CompilePowerOfTwo(int shift, bool wantsRemainder)
    {
        Gpr dividend = OwnGpr(1);
        _emitter.Mov(Scratch, dividend);
        if (shift > 1)
            _emitter.Shift(ShiftOp.ArithmeticRight, Scratch, 63);
        _emitter.Shift(ShiftOp.Right, Scratch, 64 - shift);
        if (wantsRemainder)
        {
            // ((n + bias) & mask) - bias; the mask as two shifts where it is no immediate.
            _emitter.Arithmetic(ArithmeticOp.Add, dividend, Scratch);
            if (shift < 32)
            {
                _emitter.Arithmetic(ArithmeticOp.And, dividend, (1 << shift) - 1);
            }
            else
            {
                _emitter.Shift(ShiftOp.Left, dividend, 64 - shift);
                _emitter.Shift(ShiftOp.Right, dividend, 64 - shift);
            }
            _emitter.Arithmetic(ArithmeticOp.Sub, dividend, Scratch);
        }
        else
        {
            _emitter.Arithmetic(ArithmeticOp.Add, dividend, Scratch);
            _emitter.Shift(ShiftOp.ArithmeticRight, dividend, shift);
        }
        Drop(2);
        Push(dividend, TypeId.I64);
    }

    // The quotient is 1 for the smallest integer itself and 0 for all others.
    private void CompileSmallestDivisor(bool wantsRemainder)
    {
        Gpr dividend = OwnGpr(1), result = FreeGpr();
        _emitter.MovImmediate(Scratch, long.MinValue);
        _emitter.Zero(result);
        _emitter.Arithmetic(ArithmeticOp.Cmp, dividend, Scratch);
        if (wantsRemainder)
            _emitter.CmovCc(ConditionCode.NotEqual, result, dividend);
        else
            _emitter.SetCc(ConditionCode.Equal, result);
        Drop(2);
        Push(result, TypeId.I64);
    }

    /// <summary>The upper half of a product with a fixed-point reciprocal, corrected by the sign. Source: Warren, "Hacker's Delight", 10-3 to 10-6.</summary>
    private void CompileMagic(long divisor, bool wantsRemainder)
    {
        (long multiplier, int shift) = Reciprocal.Of(divisor);
        foreach (Gpr register in (ReadOnlySpan<Gpr>)[Gpr.Rax, Gpr.Rdx])
        {
            if (Peek(1).Place != Place.Gpr || Peek(1).Gpr != register)
                Take(register);
        }
        // The dividend is needed again: it stays in a register that the product does not touch.
        LoadTo(Scratch, Peek(1));
        _emitter.MovImmediate(Gpr.Rax, multiplier);
        _emitter.Unary(UnaryOp.ImulWide, Scratch);
        if (divisor > 0 && multiplier < 0)
            _emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rdx, Scratch);
        else if (divisor < 0 && multiplier > 0)
            _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rdx, Scratch);
        if (shift > 0)
            _emitter.Shift(ShiftOp.ArithmeticRight, Gpr.Rdx, shift);
        _emitter.Mov(Gpr.Rax, Gpr.Rdx);
        _emitter.Shift(ShiftOp.Right, Gpr.Rax, 63);
        _emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rax, Gpr.Rdx);
        if (wantsRemainder)
        {
            if (divisor == (int)divisor)
            {
                _emitter.Imul(Gpr.Rax, Gpr.Rax, (int)divisor);
            }
            else
            {
                _emitter.MovImmediate(Gpr.Rdx, divisor);
                _emitter.Imul(Gpr.Rax, Gpr.Rdx);
            }
            _emitter.Mov(Gpr.Rdx, Scratch);
            _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rdx, Gpr.Rax);
        }
        FinishDivision(wantsRemainder ? Gpr.Rdx : Gpr.Rax);
    }
}
