namespace Lang.Bytecode.Interpretation;

/// <summary>Arithmetic: choosing the form with a constant.</summary>
internal sealed partial class Decoder
{
    /// <summary>
    /// Two operands, one result. A constant on the right takes <paramref name="rightConstant"/>, one on the left
    /// <paramref name="leftConstant"/>, each followed by the constant.
    /// </summary>
    private void Binary(RegisterOp plain, RegisterOp rightConstant, RegisterOp leftConstant)
    {
        TypeId type = Peek().Type == TypeId.F64 ? TypeId.F64 : TypeId.I64;
        if (Peek(0).IsConstant)
        {
            long constant = Peek(0).Constant;
            int slot = SlotOf(1);
            Pop(2);
            EmitResult(rightConstant, slot, 0, type);
            EmitRaw(constant);
        }
        else if (Peek(1).IsConstant)
        {
            long constant = Peek(1).Constant;
            int slot = SlotOf(0);
            Pop(2);
            EmitResult(leftConstant, slot, 0, type);
            EmitRaw(constant);
        }
        else
        {
            Apply(plain, 2, type);
        }
    }

    /// <summary>The last word that adds a small constant, or -1.</summary>
    private int _lastSmallAdd = -1;

    /// <summary>ADD, and SUB of a constant as ADD of its negation: a small constant fits into the word.</summary>
    private void DecodeAdd(int sign)
    {
        bool constantLeft = sign > 0 && Peek(1).IsConstant && !Peek(0).IsConstant;
        if (!constantLeft && !Peek(0).IsConstant)
        {
            Apply(RegisterOp.Add, 2, TypeId.I64);
            return;
        }
        long constant = sign * Peek(constantLeft ? 1 : 0).Constant;
        int slot = SlotOf(constantLeft ? 0 : 1);
        Pop(2);
        if (constant == (short)constant)
        {
            _lastSmallAdd = EmitResult(RegisterOp.AddSmall, slot, (ushort)constant, TypeId.I64);
            return;
        }
        EmitResult(RegisterOp.AddK, slot, 0, TypeId.I64);
        EmitRaw(constant);
    }

    private void DecodeSub()
    {
        if (Peek(0).IsConstant)
            DecodeAdd(-1);
        else
            Binary(RegisterOp.Sub, RegisterOp.Sub, RegisterOp.KSub);
    }

    /// <summary>A constant divisor other than 0 and -1 needs no check.</summary>
    private void DecodeDivision(RegisterOp plain, RegisterOp byConstant)
    {
        if (Peek(0).IsConstant && Peek(0).Constant is not (0 or -1))
            Binary(plain, byConstant, byConstant);
        else
            Apply(plain, 2, TypeId.I64);
    }

    private void DecodeBitwise(RegisterOp plain, RegisterOp withConstant)
    {
        bool boolean = Peek(0).Type == TypeId.Bool && Peek(1).Type == TypeId.Bool;
        Binary(plain, withConstant, withConstant);
        Peek().Type = boolean ? TypeId.Bool : TypeId.I64;
    }

    private void DecodeShift(RegisterOp plain, RegisterOp byConstant)
    {
        if (!Peek(0).IsConstant)
        {
            Apply(plain, 2, TypeId.I64);
            return;
        }
        int count = (int)(Peek(0).Constant & 63), slot = SlotOf(1);
        Pop(2);
        EmitResult(byConstant, slot, count, TypeId.I64);
    }
}
