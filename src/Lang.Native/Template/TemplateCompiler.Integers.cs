using Lang.Bytecode;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Integer arithmetic.
internal sealed partial class TemplateCompiler
{
    private void CompileArithmetic(ArithmeticOp op, bool commutes)
    {
        if (commutes)
            PreferRightConstant();
        int target = NextStore();
        if (target >= 0 && commutes && IsVariable(Peek(0), target))
            (Peek(0), Peek(1)) = (Peek(1), Peek(0));
        if (target >= 0 && TryUpdateVariable(op, target))
            return;
        if (op == ArithmeticOp.Sub && Peek(0).IsImmediate && Peek(0).Constant != int.MinValue)
        {
            // An addition need not overwrite its operand.
            Peek(0).Constant = -Peek(0).Constant;
            op = ArithmeticOp.Add;
        }
        if (op == ArithmeticOp.Add && TryAddAddresses())
            return;
        Gpr result = OwnGpr(1);
        Apply(op, result, Peek(0));
        Drop(2);
        Push(result, TypeId.I64);
    }

    /// <summary>Puts a constant, else a register of its own, to where it serves better.</summary>
    private void PreferRightConstant()
    {
        if (Peek(1).Place == Place.Constant || (Peek(0).Place == Place.Gpr && Peek(1).Place != Place.Gpr && Peek(0).Place != Place.Constant))
            (Peek(0), Peek(1)) = (Peek(1), Peek(0));
    }

    private void Apply(ArithmeticOp op, Gpr destination, in Operand operand)
    {
        if (operand.IsImmediate)
        {
            _emitter.Arithmetic(op, destination, (int)operand.Constant);
        }
        else if (TryMemory(operand, out Mem memory))
        {
            _emitter.Arithmetic(op, destination, memory);
        }
        else if (operand.Place == Place.Gpr || TryVariableGpr(operand, out _))
        {
            _emitter.Arithmetic(op, destination, RegisterOf(operand));
        }
        else
        {
            LoadTo(Scratch, operand);
            _emitter.Arithmetic(op, destination, Scratch);
        }
    }

    private Gpr RegisterOf(in Operand operand) => operand.Place == Place.Gpr ? operand.Gpr : (Gpr)_plan.RegisterOf(operand.Slot);

    /// <summary>An operation whose result is stored to a variable next: done in the variable's place, where that is possible.</summary>
    private bool TryUpdateVariable(ArithmeticOp op, int target)
    {
        byte register = _plan.RegisterOf(target);
        bool updates = IsVariable(Peek(1), target);
        if (register == RegisterPlan.None)
        {
            if (!updates)
                return false;
            CopyAliases(target, except: 2);
            if (Peek(0).IsImmediate)
                _emitter.Arithmetic(op, SlotAt(target), (int)Peek(0).Constant);
            else
                _emitter.Arithmetic(op, SlotAt(target), InGpr(0));
            Drop(2);
            _at++;
            return true;
        }
        if (!updates && IsVariable(Peek(0), target))
            return false;
        CopyAliases(target, except: 2);
        if (updates || op != ArithmeticOp.Add || !TryAddAddressesTo((Gpr)register))
        {
            if (!updates)
                LoadTo((Gpr)register, Peek(1));
            Apply(op, (Gpr)register, Peek(0));
        }
        Drop(2);
        _at++;
        return true;
    }

    /// <summary>Adds without overwriting an operand, where both are in registers that must stay.</summary>
    private bool TryAddAddresses()
    {
        if (Peek(1).Place != Place.Variable || !TryVariableGpr(Peek(1), out _))
            return false;
        Gpr result = FreeGpr();
        if (!TryAddAddressesTo(result))
            return false;
        Drop(2);
        Push(result, TypeId.I64);
        return true;
    }

    private bool TryAddAddressesTo(Gpr result)
    {
        if (Peek(1).Place != Place.Gpr && !TryVariableGpr(Peek(1), out _))
            return false;
        Gpr left = RegisterOf(Peek(1));
        if (Peek(0).IsImmediate)
            _emitter.Lea(result, Mem.At(left, (int)Peek(0).Constant));
        else if (Peek(0).Place == Place.Gpr || TryVariableGpr(Peek(0), out _))
            _emitter.Lea(result, Mem.At(left, RegisterOf(Peek(0)), 1));
        else
            return false;
        return true;
    }

    private void CompileMultiply()
    {
        PreferRightConstant();
        if (Peek(0).IsImmediate)
        {
            var factor = (int)Peek(0).Constant;
            if (TryMemory(Peek(1), out Mem memory))
            {
                Gpr loaded = FreeGpr();
                _emitter.Imul(loaded, memory, factor);
                Drop(2);
                Push(loaded, TypeId.I64);
                return;
            }
            Gpr source = InGpr(1), product = Peek(1).Place == Place.Gpr ? source : FreeGpr();
            _emitter.Imul(product, source, factor);
            Drop(2);
            Push(product, TypeId.I64);
            return;
        }
        Gpr result = OwnGpr(1);
        if (TryMemory(Peek(0), out Mem other))
            _emitter.Imul(result, other);
        else
            _emitter.Imul(result, InGpr(0));
        Drop(2);
        Push(result, TypeId.I64);
    }

    private void CompileShift(ShiftOp op)
    {
        Gpr result;
        if (Peek(0).Place == Place.Constant)
        {
            result = OwnGpr(1);
            var count = (int)(Peek(0).Constant & 63);
            if (count != 0)
                _emitter.Shift(op, result, count);
        }
        else
        {
            if (Peek(0).Place != Place.Gpr || Peek(0).Gpr != Gpr.Rcx)
            {
                Take(Gpr.Rcx);
                LoadTo(Gpr.Rcx, Peek(0));
                _free |= Gpr.Rcx;
                Release(Peek(0));
                Own(ref Peek(0), Place.Gpr, (byte)Gpr.Rcx);
                _free -= Gpr.Rcx;
            }
            result = OwnGpr(1);
            _emitter.ShiftByCl(op, result);
        }
        Drop(2);
        Push(result, TypeId.I64);
    }

    private void CompileUnary(UnaryOp op)
    {
        Gpr result = OwnGpr(0);
        _emitter.Unary(op, result);
        Drop(1);
        Push(result, TypeId.I64);
    }

    private void CompileNot()
    {
        Gpr result = OwnGpr(0);
        _emitter.Arithmetic(ArithmeticOp.Xor, result, 1, Width.Bits32);
        Drop(1);
        Push(result, TypeId.Bool);
    }

    private void CompileAbs()
    {
        Gpr source = InGpr(0), result = FreeGpr();
        _emitter.Mov(result, source);
        _emitter.Unary(UnaryOp.Neg, result);
        _emitter.CmovCc(ConditionCode.Sign, result, source);
        Drop(1);
        Push(result, TypeId.I64);
    }

    private void CompileMinMax(ConditionCode takeRight)
    {
        Gpr result = OwnGpr(1), right = InGpr(0);
        _emitter.Arithmetic(ArithmeticOp.Cmp, result, right);
        _emitter.CmovCc(takeRight, result, right);
        Drop(2);
        Push(result, TypeId.I64);
    }

    /// <summary>
    /// Quotient or remainder. The processor faults for 0 and for the smallest integer by -1: the first leaves through an exit, -1 has code of its own, out of the way.
    /// </summary>
    private void CompileDivision(bool wantsRemainder)
    {
        if (Peek(0).Place == Place.Constant && Peek(0).Constant != 0)
        {
            CompileDivisionByConstant(Peek(0).Constant, wantsRemainder);
            return;
        }
        // Whatever else is in these two moves away; the dividend may stay.
        foreach (Gpr register in (ReadOnlySpan<Gpr>)[Gpr.Rax, Gpr.Rdx])
        {
            if (Peek(1).Place != Place.Gpr || Peek(1).Gpr != register)
                Take(register);
        }
        LoadTo(Scratch, Peek(0));
        _emitter.Test(Scratch, Scratch);
        _emitter.Jcc(ConditionCode.Equal, NewExit());
        LoadTo(Gpr.Rax, Peek(1));
        Label wide = _emitter.NewLabel(), done = _emitter.NewLabel();
        // Of most divisions both operands are below 2^32, and then half the width takes half the time.
        _emitter.Mov(Gpr.Rdx, Gpr.Rax);
        _emitter.Arithmetic(ArithmeticOp.Or, Gpr.Rdx, Scratch);
        _emitter.Shift(ShiftOp.Right, Gpr.Rdx, 32);
        _emitter.Jcc(ConditionCode.NotEqual, wide);
        // It is zero already; so the division does not wait for it.
        _emitter.Zero(Gpr.Rdx);
        _emitter.Unary(UnaryOp.DivWide, Scratch, Width.Bits32);
        _emitter.Bind(done);
        _cold.Add(new ColdPath(wantsRemainder ? ColdKind.WideRemainder : ColdKind.WideQuotient, wide) { Resume = done });
        FinishDivision(wantsRemainder ? Gpr.Rdx : Gpr.Rax);
    }

    private void FinishDivision(Gpr result)
    {
        Drop(2);
        _free |= RegisterSet.Of(Gpr.Rax, Gpr.Rdx);
        Push(result, TypeId.I64);
    }
}
