using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>What stands out of line in the code of either compiler, for operands that are rare; each ends with a jump back.</summary>
internal static class RareSequences
{
    /// <summary>Divides RAX, whatever it holds: quotient in RAX, remainder in RDX. By -1 the processor would trap for the smallest integer.</summary>
    public static void Divide(ref Emitter emitter, Gpr divisor, bool wantsRemainder, Label resume)
    {
        Label minusOne = emitter.NewLabel();
        emitter.Arithmetic(ArithmeticOp.Cmp, divisor, -1);
        emitter.JccShort(ConditionCode.Equal, minusOne);
        emitter.Cqo();
        emitter.Unary(UnaryOp.IdivWide, divisor);
        emitter.Jmp(resume);
        emitter.Bind(minusOne);
        if (wantsRemainder)
            emitter.Zero(Gpr.Rdx);
        else
            emitter.Unary(UnaryOp.Neg, Gpr.Rax);
        emitter.Jmp(resume);
    }

    /// <summary>Min or max of two floats that <c>ucomisd</c> has found equal or unordered: the sign of zero by a bitwise operation, NaN by an addition.</summary>
    /// <param name="emitter">Where it is written.</param>
    /// <param name="ofEqual">Or for the smaller one, and for the larger one.</param>
    /// <param name="left">One, and the result.</param>
    /// <param name="right">The other one.</param>
    /// <param name="resume">Where it goes on.</param>
    public static void EqualFloats(ref Emitter emitter, SseOp ofEqual, Xmm left, Xmm right, Label resume)
    {
        Label unordered = emitter.NewLabel();
        emitter.JccShort(ConditionCode.Parity, unordered);
        emitter.Sse(ofEqual, left, right);
        emitter.Jmp(resume);
        emitter.Bind(unordered);
        emitter.Sse(SseOp.Addsd, left, right);
        emitter.Jmp(resume);
    }
}
