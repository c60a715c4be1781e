using Lang.Bytecode;
using Lang.Bytecode.Interpretation;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Float arithmetic. The operations of the instruction set are those of C#: no contraction, no reordering.
internal sealed partial class TemplateCompiler
{
    private void CompileFloat(SseOp op, bool commutes)
    {
        if (commutes && Peek(0).Place == Place.Xmm && Peek(1).Place != Place.Xmm)
            (Peek(0), Peek(1)) = (Peek(1), Peek(0));
        int target = NextStore();
        if (target >= 0 && commutes && IsVariable(Peek(0), target))
            (Peek(0), Peek(1)) = (Peek(1), Peek(0));
        if (target >= 0 && _plan.RegisterOf(target) != RegisterPlan.None)
        {
            bool updates = IsVariable(Peek(1), target);
            if (updates || !IsVariable(Peek(0), target))
            {
                var register = (Xmm)_plan.RegisterOf(target);
                CopyAliases(target, except: 2);
                if (!updates)
                    LoadTo(register, Peek(1));
                Apply(op, register, 0);
                Drop(2);
                _at++;
                return;
            }
        }
        Xmm result = OwnXmm(1);
        Apply(op, result, 0);
        Drop(2);
        Push(result, TypeId.F64);
    }

    /// <summary>destination = destination op the entry.</summary>
    private void Apply(SseOp op, Xmm destination, int fromTop)
    {
        if (TryMemory(Peek(fromTop), out Mem memory))
            _emitter.Sse(op, destination, memory);
        else if (Peek(fromTop).Place == Place.Constant && Peek(fromTop).Constant != 0)
            _emitter.Sse(op, destination, _literals.At(ref _emitter, Peek(fromTop).Constant));
        else
            _emitter.Sse(op, destination, InXmm(fromTop));
    }

    /// <summary>An operation with one operand, whose result does not depend on what was in its register.</summary>
    private Xmm FloatResult()
    {
        Xmm result = Peek(0).Place == Place.Xmm ? Peek(0).Xmm : FreeXmm();
        return result;
    }

    private void CompileSqrt()
    {
        Xmm result = FloatResult();
        Apply(SseOp.Sqrtsd, result, 0);
        Drop(1);
        Push(result, TypeId.F64);
    }

    private void CompileRound(RoundingMode mode, in Instruction instruction)
    {
        if (!_options.HasSse41)
        {
            CompileExecuted(instruction);
            return;
        }
        Xmm source = InXmm(0), result = FloatResult();
        _emitter.Roundsd(result, source, mode);
        Drop(1);
        Push(result, TypeId.F64);
    }

    /// <summary>Changes or clears the sign bit.</summary>
    private void CompileSign(SseOp op, long mask)
    {
        Xmm result = OwnXmm(0);
        _emitter.MovImmediate(Scratch, mask);
        _emitter.MovBits(_scratchXmm, Scratch);
        _emitter.Sse(op, result, _scratchXmm);
        Drop(1);
        Push(result, TypeId.F64);
    }

    /// <summary>
    /// Min and max of the processor give the second operand for NaN and for two zeros. Equal or unordered operands therefore take another way:
    /// the sign of zero by a bitwise operation, NaN by an addition.
    /// </summary>
    private void CompileFloatMinMax(bool isMin)
    {
        Xmm result = OwnXmm(1), right = InXmm(0);
        Label special = _emitter.NewLabel(), done = _emitter.NewLabel();
        _emitter.Sse(SseOp.Ucomisd, result, right);
        _emitter.Jcc(ConditionCode.Equal, special);
        _emitter.Sse(isMin ? SseOp.Minsd : SseOp.Maxsd, result, right);
        _emitter.Bind(done);
        _cold.Add(new ColdPath(isMin ? ColdKind.MinOfEqual : ColdKind.MaxOfEqual, special) { Resume = done, Left = (byte)result, Right = (byte)right });
        Drop(2);
        Push(result, TypeId.F64);
    }

    private void CompileIntToFloat()
    {
        Xmm result = FreeXmm();
        _emitter.Zero(result);
        if (TryMemory(Peek(0), out Mem memory))
            _emitter.ConvertToFloat(result, memory);
        else
            _emitter.ConvertToFloat(result, InGpr(0));
        Drop(1);
        Push(result, TypeId.F64);
    }

    /// <summary>What does not fit gives the smallest integer: then the interpreter looks again.</summary>
    private void CompileFloatToInt()
    {
        Xmm source = InXmm(0);
        Gpr result = FreeGpr();
        Label exit = NewExit();
        _emitter.ConvertToInt(result, source);
        _emitter.Arithmetic(ArithmeticOp.Cmp, result, 1);
        _emitter.Jcc(ConditionCode.Overflow, exit);
        Drop(1);
        Push(result, TypeId.I64);
    }
}
