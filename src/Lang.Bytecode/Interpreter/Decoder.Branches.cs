using System.Diagnostics;

namespace Lang.Bytecode.Interpretation;

/// <summary>Comparisons, jumps, and what is fused of them.</summary>
internal sealed partial class Decoder
{
    /// <summary>A comparison as an operation and the order of its operands.</summary>
    private enum Relation { Eq, Ne, Lt, Le, Gt, Ge }

    /// <summary>A comparison; if a conditional jump uses it (perhaps after NOT), the two become one branch.</summary>
    private void DecodeComparison(Instruction instruction, ref CodeReader reader)
    {
        bool floats = instruction.Opcode >= Opcode.FEq;
        var relation = (Relation)(instruction.Opcode - (floats ? Opcode.FEq : Opcode.Eq));
        if (TakeConditionalJump(ref reader, out Instruction jump, out bool jumpIf))
        {
            if (floats)
                DecodeFloatBranch(relation, jumpIf, jump);
            else
                DecodeIntBranch(jumpIf ? relation : Negate(relation), jump);
            return;
        }
        (int left, int right, relation) = Order(relation);
        Pop(2);
        EmitResult((floats ? RegisterOp.FEq : RegisterOp.Eq) + (byte)relation, left, right, TypeId.Bool);
    }

    /// <summary>Takes the conditional jump that follows, through any NOTs, unless a jump leads into the middle.</summary>
    private bool TakeConditionalJump(ref CodeReader reader, out Instruction jump, out bool jumpIf)
    {
        CodeReader ahead = reader;
        bool negated = false;
        while (ahead.TryRead(out jump) && !_slots.IsJumpTarget(jump.Offset))
        {
            if (jump.Opcode is Opcode.JumpIfFalse or Opcode.JumpIfTrue)
            {
                jumpIf = (jump.Opcode == Opcode.JumpIfTrue) != negated;
                reader = ahead;
                return true;
            }
            if (jump.Opcode != Opcode.Not)
                break;
            negated = !negated;
        }
        jumpIf = false;
        return false;
    }

    private void DecodeNot(ref CodeReader reader)
    {
        if (TakeConditionalJump(ref reader, out Instruction jump, out bool jumpIf))
        {
            _offset = jump.Offset;
            DecodeConditionalJump(jump.A, !jumpIf);
            return;
        }
        Apply(RegisterOp.Not, 1, TypeId.Bool);
    }

    private void DecodeJump(int target)
    {
        int before = _words.Count;
        FlushStack();
        if (_words.Count == before && LastIncrement() is int increment)
        {
            Word word = _words[increment];
            RemoveWordsFrom(increment);
            EmitTarget(Emit(new Word { Op = RegisterOp.AddJump, A = word.A, C = word.C }), target);
            return;
        }
        bool back = target <= _offset;
        int jump = Emit(new Word { Op = back ? RegisterOp.JumpBack : RegisterOp.Jump });
        EmitTarget(jump, target);
    }

    private void DecodeConditionalJump(int target, bool jumpIf)
    {
        if (Peek().IsConstant)
        {
            bool taken = (Peek().Constant != 0) == jumpIf;
            Pop();
            if (taken)
                DecodeJump(target);
            return;
        }
        int slot = SlotOf(0);
        FlushBelow(1);
        Pop();
        EmitTarget(Emit(new Word { Op = jumpIf ? RegisterOp.JumpTrue : RegisterOp.JumpFalse, A = (ushort)slot }), target);
    }

    private void DecodeIntBranch(Relation relation, Instruction jump)
    {
        int before = _words.Count, left, right = 0, constant = 0;
        bool immediate = true;
        if (IsImmediate(Peek(0)))
        {
            constant = (int)Peek(0).Constant;
            left = SlotOf(1);
        }
        else if (IsImmediate(Peek(1)))
        {
            constant = (int)Peek(1).Constant;
            left = SlotOf(0);
            relation = Mirror(relation);
        }
        else
        {
            immediate = false;
            (left, right, relation) = Order(relation);
        }
        FlushBelow(2);
        Pop(2);
        _offset = jump.Offset;
        if (relation == Relation.Lt && _words.Count == before && LastIncrement() is int increment
            && _words[increment].A == left && (immediate || right != left)
            && (!immediate || _words[increment].Small == 1))
        {
            short step = _words[increment].Small;
            RemoveWordsFrom(increment);
            Word loop = immediate
                ? new Word { Op = RegisterOp.LoopLtImm, A = (ushort)left, Immediate = constant }
                : new Word { Op = RegisterOp.LoopLt, A = (ushort)left, B = (ushort)right, Small = step };
            EmitTarget(Emit(loop), jump.A);
            return;
        }
        if (relation == Relation.Ne && (immediate || left != right) && IncrementAt(jump.A, left) is short increase && (!immediate || increase == 1))
        {
            Word loop = immediate
                ? new Word { Op = RegisterOp.LoopNeImm, A = (ushort)left, Immediate = constant }
                : new Word { Op = RegisterOp.LoopNe, A = (ushort)left, B = (ushort)right, Small = increase };
            EmitTarget(Emit(loop), jump.A, skip: 1);
            return;
        }
        Word word = immediate
            ? new Word { Op = RegisterOp.JumpEqImm + (byte)relation, A = (ushort)left, Immediate = constant }
            : new Word { Op = RegisterOp.JumpEq + (byte)relation, A = (ushort)left, B = (ushort)right };
        EmitTarget(Emit(word), jump.A);
    }

    /// <summary>NaN makes every ordering false, so "not less" is a branch of its own, not "greater or equal".</summary>
    private void DecodeFloatBranch(Relation relation, bool jumpIf, Instruction jump)
    {
        (int left, int right, relation) = Order(relation);
        RegisterOp op = (relation, jumpIf) switch
        {
            (Relation.Eq, true) or (Relation.Ne, false) => RegisterOp.JumpFEq,
            (Relation.Ne, true) or (Relation.Eq, false) => RegisterOp.JumpFNe,
            (Relation.Lt, true) => RegisterOp.JumpFLt,
            (Relation.Le, true) => RegisterOp.JumpFLe,
            (Relation.Lt, false) => RegisterOp.JumpFNotLt,
            (Relation.Le, false) => RegisterOp.JumpFNotLe,
            _ => throw new UnreachableException(),
        };
        FlushBelow(2);
        Pop(2);
        _offset = jump.Offset;
        EmitTarget(Emit(new Word { Op = op, A = (ushort)left, B = (ushort)right }), jump.A);
    }

    /// <summary>The word just emitted, if it adds a small constant to a variable in place and no jump leads behind it.</summary>
    private int? LastIncrement()
    {
        int last = _words.Count - 1;
        return last >= _barrier && last == _lastSmallAdd && _words[last].A == _words[last].B && _words[last].A < _uses.Length
            ? last
            : null;
    }

    /// <summary>
    /// What the loop at <paramref name="target"/> begins with, if that is adding a small constant to a variable in place:
    /// the jump back can add it and go behind it.
    /// </summary>
    private short? IncrementAt(int target, int variable) =>
        _targets.TryGetValue(target, out int index) && index < _words.Count && _words[index] is { Op: RegisterOp.AddSmall } word
        && word.A == variable && word.B == variable && variable < _uses.Length
            ? word.Small
            : null;

    private void FlushBelow(int operands)
    {
        for (int index = 0; index < _depth - operands; index++)
            MoveHome(index);
    }

    /// <summary>The slots of the top two entries, exchanged where the comparison exists only the other way round.</summary>
    private (int Left, int Right, Relation Relation) Order(Relation relation)
    {
        int left = SlotOf(1), right = SlotOf(0);
        return relation is Relation.Gt or Relation.Ge ? (right, left, Mirror(relation)) : (left, right, relation);
    }

    private static bool IsImmediate(in Entry entry) => entry.IsConstant && entry.Constant == (int)entry.Constant;

    private static Relation Negate(Relation relation) => relation switch
    {
        Relation.Eq => Relation.Ne,
        Relation.Ne => Relation.Eq,
        Relation.Lt => Relation.Ge,
        Relation.Le => Relation.Gt,
        Relation.Gt => Relation.Le,
        Relation.Ge => Relation.Lt,
        _ => throw new UnreachableException(),
    };

    private static Relation Mirror(Relation relation) => relation switch
    {
        Relation.Lt => Relation.Gt,
        Relation.Le => Relation.Ge,
        Relation.Gt => Relation.Lt,
        Relation.Ge => Relation.Le,
        _ => relation,
    };
}
