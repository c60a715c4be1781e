using Lang.Bytecode;
using Lang.Native.Deopt;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Template;

// Comparisons and jumps.
internal sealed partial class TemplateCompiler
{
    /// <summary>The conditional jump that uses the result of this instruction, through any NOTs, unless a jump leads between them.</summary>
    private bool TakeConditionalJump(out Instruction jump, out bool jumpIf)
    {
        bool negated = false;
        for (int next = _at + 1; next < _plan.Count; next++)
        {
            jump = _plan.Instructions[next];
            if (_plan.IsJumpTarget(next))
                break;
            if (jump.Opcode is Opcode.JumpIfFalse or Opcode.JumpIfTrue)
            {
                jumpIf = (jump.Opcode == Opcode.JumpIfTrue) != negated;
                _at = next;
                _offset = jump.Offset;
                return true;
            }
            if (jump.Opcode != Opcode.Not)
                break;
            negated = !negated;
        }
        (jump, jumpIf) = (default, false);
        return false;
    }

    private void CompileComparison(ConditionCode condition)
    {
        if (TakeConditionalJump(out Instruction jump, out bool jumpIf))
        {
            FlushBelow(2);
            condition = Compare(condition);
            Drop(2);
            JumpTo(jumpIf ? condition : condition.Negate(), jump.A);
            return;
        }
        condition = Compare(condition);
        Drop(2);
        PushCondition(condition);
    }

    /// <summary>Compares the top two entries. Returns the condition that holds, perhaps with the operands exchanged.</summary>
    private ConditionCode Compare(ConditionCode condition)
    {
        if (Peek(1).Place == Place.Constant)
        {
            (Peek(0), Peek(1)) = (Peek(1), Peek(0));
            condition = condition.SwapOperands();
        }
        if (TryMemory(Peek(1), out Mem left) && (Peek(0).IsImmediate || Peek(0).Place == Place.Gpr || TryVariableGpr(Peek(0), out _)))
        {
            if (Peek(0).IsImmediate)
                _emitter.Arithmetic(ArithmeticOp.Cmp, left, (int)Peek(0).Constant);
            else
                _emitter.Arithmetic(ArithmeticOp.Cmp, left, RegisterOf(Peek(0)));
            return condition;
        }
        Gpr register = InGpr(1);
        if (Peek(0).IsImmediate && Peek(0).Constant == 0)
            _emitter.Test(register, register);
        else
            Apply(ArithmeticOp.Cmp, register, Peek(0));
        return condition;
    }

    /// <summary>The condition as a boolean. No move here touches the flags.</summary>
    private void PushCondition(ConditionCode condition)
    {
        Gpr result = FreeGpr();
        _emitter.SetCc(condition, result);
        _emitter.MovZeroExtend8(result, result);
        Push(result, TypeId.Bool);
    }

    /// <summary>Ordered comparisons are tested as "above", which is false for NaN; see <see cref="ConditionCode"/>.</summary>
    private void CompileFloatComparison(Opcode opcode)
    {
        bool fuses = TakeConditionalJump(out Instruction jump, out bool jumpIf);
        if (opcode is Opcode.FLt or Opcode.FLe)
            (Peek(0), Peek(1)) = (Peek(1), Peek(0));
        if (fuses)
            FlushBelow(2);
        Xmm left = InXmm(1);
        Apply(SseOp.Ucomisd, left, 0);
        Drop(2);
        if (opcode is Opcode.FEq or Opcode.FNe)
        {
            CompileFloatEquality(opcode == Opcode.FEq, fuses, jumpIf, jump.A);
            return;
        }
        ConditionCode condition = opcode is Opcode.FLt or Opcode.FGt ? ConditionCode.Above : ConditionCode.AboveOrEqual;
        if (fuses)
            JumpTo(jumpIf ? condition : condition.Negate(), jump.A);
        else
            PushCondition(condition);
    }

    // Equal: the zero flag and no parity.
    private void CompileFloatEquality(bool wantsEqual, bool fuses, bool jumpIf, int target)
    {
        if (!fuses)
        {
            Gpr result = FreeGpr();
            _emitter.SetCc(wantsEqual ? ConditionCode.NoParity : ConditionCode.Parity, result);
            _emitter.MovZeroExtend8(result, result);
            _emitter.MovImmediate(Scratch, wantsEqual ? 0 : 1);
            _emitter.CmovCc(ConditionCode.NotEqual, result, Scratch);
            Push(result, TypeId.Bool);
            return;
        }
        if (wantsEqual == jumpIf)
        {
            Label unordered = _emitter.NewLabel();
            _emitter.JccShort(ConditionCode.Parity, unordered);
            JumpTo(ConditionCode.Equal, target, unordered);
        }
        else if (CountsBothWays())
        {
            Label taken = _emitter.NewLabel(), notTaken = _emitter.NewLabel();
            _emitter.JccShort(ConditionCode.Parity, taken);
            _emitter.JccShort(ConditionCode.Equal, notTaken);
            _emitter.Bind(taken);
            CountAndJump(target, notTaken);
        }
        else
        {
            Label edge = EdgeTo(target);
            _emitter.Jcc(ConditionCode.Parity, edge);
            _emitter.Jcc(ConditionCode.NotEqual, edge);
            CountEndOfLoop(target);
        }
    }

    private void CompileConditionalJump(in Instruction jump, bool jumpIf)
    {
        if (Peek(0).Place == Place.Constant)
        {
            bool taken = (Peek(0).Constant != 0) == jumpIf;
            Drop(1);
            FlushBelow(0);
            if (taken)
                JumpTo(jump.A);
            return;
        }
        FlushBelow(1);
        if (TryMemory(Peek(0), out Mem memory))
        {
            _emitter.Arithmetic(ArithmeticOp.Cmp, memory, 0);
        }
        else
        {
            Gpr register = InGpr(0);
            _emitter.Test(register, register);
        }
        Drop(1);
        JumpTo(jumpIf ? ConditionCode.NotEqual : ConditionCode.Equal, jump.A);
    }

    /// <summary>A conditional jump; the entries of the operand stack are in their homes.</summary>
    private void JumpTo(ConditionCode condition, int target) => JumpTo(condition, target, _emitter.NewLabel());

    /// <summary>The same, before a label to which other conditions lead where it is not taken.</summary>
    private void JumpTo(ConditionCode condition, int target, Label notTaken)
    {
        if (CountsBothWays())
        {
            _emitter.JccShort(condition.Negate(), notTaken);
            CountAndJump(target, notTaken);
            return;
        }
        _emitter.Jcc(condition, EdgeTo(target));
        _emitter.Bind(notTaken);
        CountEndOfLoop(target);
    }

    private void JumpTo(int target)
    {
        CrossStripLoops(_at, _plan.IndexOf(target));
        if (_options.CountFuel && target <= _offset)
        {
            Label poll = _emitter.NewLabel();
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.Budget), 1);
            _emitter.Jcc(ConditionCode.Sign, poll);
            _cold.Add(new ColdPath(ColdKind.Poll, poll) { Resume = LabelOf(target), Exit = AddExit(ExitKind.Poll) });
        }
        _emitter.Jmp(LabelOf(target));
    }

    private void CompileReturn()
    {
        LeaveStripLoop(StripLoopAt(_at));
        if (!_function.Result.Exists)
        {
            EmitEpilogue();
            return;
        }
        if (_depth == 0)
            _emitter.Zero(_convention.IntResult);
        else if (IsFloat(_function.Result))
            LoadTo(_convention.FloatResult, Peek(0));
        else
            LoadTo(_convention.IntResult, Peek(0));
        EmitEpilogue();
    }
}
