using System.Diagnostics;
using Lang.Native.Lir;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Emission;

// Comparisons, and what depends on them.
internal sealed partial class CodeEmitter
{
    /// <summary>Sets the flags. The test's operands begin at an index.</summary>
    private void EmitTest(int first)
    {
        if (TryUseFlags(first))
            return;
        switch (_current.Test)
        {
            case LirTest.Compare:
                if (_current.HasImmediate && _current.Address != AddressForm.None)
                    _emitter.Arithmetic(ArithmeticOp.Cmp, Address(), (int)_current.Immediate, _current.Width == 8 ? Width.Bits8 : Width.Bits64);
                else if (_current.HasImmediate)
                    _emitter.Arithmetic(ArithmeticOp.Cmp, G(first), (int)_current.Immediate);
                else if (_current.Address != AddressForm.None)
                    _emitter.Arithmetic(ArithmeticOp.Cmp, G(first), Address());
                else
                    _emitter.Arithmetic(ArithmeticOp.Cmp, G(first), G(first + 1));
                break;
            case LirTest.Bits:
                // The lowest byte alone where that tells the same, sign included: in three or four bytes instead of seven.
                if (_current.HasImmediate)
                    _emitter.Test(G(first), (int)_current.Immediate, _current.Immediate is >= 0 and <= sbyte.MaxValue ? Width.Bits8 : Width.Bits64);
                else
                    _emitter.Test(G(first), G(first + 1));
                break;
            default:
                if (_current.Address != AddressForm.None)
                    _emitter.Sse(SseOp.Ucomisd, X(first), Address());
                else
                    _emitter.Sse(SseOp.Ucomisd, X(first), X(first + 1));
                break;
        }
    }

    /// <summary>
    /// Does without a test where a value that is compared with zero was computed by the instruction just before, whose flags tell the same. Of a sum or difference that wrapped
    /// the sign flag alone is right, not the comparison of sign and overflow: the condition becomes one of it.
    /// </summary>
    private bool TryUseFlags(int first)
    {
        if (_current.Test != LirTest.Bits || _current.HasImmediate || _emitter.Position != _flagsEnd || G(first) != _flagsOf || G(first + 1) != _flagsOf)
            return false;
        switch (_current.Condition)
        {
            case ConditionCode.Equal or ConditionCode.NotEqual or ConditionCode.Sign or ConditionCode.NoSign: return true;
            case ConditionCode.Less: _current.Condition = ConditionCode.Sign; return true;
            case ConditionCode.GreaterOrEqual: _current.Condition = ConditionCode.NoSign; return true;
            default: return false;
        }
    }

    private void EmitJumpIf(in LirBlock block)
    {
        EmitTest(0);
        Label whenTrue = _labels[block.Successor], whenFalse = _labels[block.OtherSuccessor];
        switch (_current.Test)
        {
            case LirTest.FloatsEqual:
                // Equal: the zero flag and no parity.
                _emitter.Jcc(ConditionCode.NotEqual, whenFalse);
                _emitter.Jcc(ConditionCode.Parity, whenFalse);
                JumpUnlessNext(Target(block.Successor));
                break;
            case LirTest.FloatsNotEqual:
                _emitter.Jcc(ConditionCode.NotEqual, whenTrue);
                _emitter.Jcc(ConditionCode.Parity, whenTrue);
                JumpUnlessNext(Target(block.OtherSuccessor));
                break;
            default:
                if (Target(block.Successor) == _next)
                {
                    _emitter.Jcc(_current.Condition.Negate(), whenFalse);
                    break;
                }
                _emitter.Jcc(_current.Condition, whenTrue);
                JumpUnlessNext(Target(block.OtherSuccessor));
                break;
        }
    }

    private void JumpUnlessNext(int block)
    {
        if (block != _next)
            _emitter.Jmp(_labels[block]);
    }

    private void EmitExitUnless()
    {
        Label exit = NewExit();
        if (Checks++ == FailingExit)
        {
            _emitter.Jmp(exit);
            return;
        }
        if (FailsChecks)
        {
            _emitter.Arithmetic(ArithmeticOp.Sub, Mem.InRange(_layout.ChecksUntilFailure), 1);
            _emitter.Jcc(ConditionCode.Sign, exit);
        }
        EmitTest(0);
        switch (_current.Test)
        {
            case LirTest.FloatsEqual:
                _emitter.Jcc(ConditionCode.NotEqual, exit);
                _emitter.Jcc(ConditionCode.Parity, exit);
                break;
            case LirTest.FloatsNotEqual:
                Label differ = _emitter.NewLabel();
                _emitter.JccShort(ConditionCode.Parity, differ);
                _emitter.Jcc(ConditionCode.Equal, exit);
                _emitter.Bind(differ);
                break;
            default:
                _emitter.Jcc(_current.Condition.Negate(), exit);
                break;
        }
    }

    // No move here touches the flags.
    private void EmitSet()
    {
        EmitTest(1);
        Gpr result = G(0);
        if (_current.Test is LirTest.FloatsEqual or LirTest.FloatsNotEqual)
        {
            bool wantsEqual = _current.Test == LirTest.FloatsEqual;
            _emitter.SetCc(wantsEqual ? ConditionCode.NoParity : ConditionCode.Parity, result);
            _emitter.MovZeroExtend8(result, result);
            _emitter.MovImmediate(_scratch, wantsEqual ? 0 : 1);
            _emitter.CmovCc(ConditionCode.NotEqual, result, _scratch);
            return;
        }
        _emitter.SetCc(_current.Condition, result);
        _emitter.MovZeroExtend8(result, result);
    }

    private void EmitSelect()
    {
        if (At(0).Register.IsXmm)
        {
            EmitFloatSelect();
            return;
        }
        EmitTest(3);
        Gpr result = G(0), whenFalse = G(2);
        Move(result, G(1));
        switch (_current.Test)
        {
            case LirTest.FloatsEqual:
                _emitter.CmovCc(ConditionCode.NotEqual, result, whenFalse);
                _emitter.CmovCc(ConditionCode.Parity, result, whenFalse);
                break;
            case LirTest.FloatsNotEqual:
                Label differ = _emitter.NewLabel();
                _emitter.JccShort(ConditionCode.Parity, differ);
                _emitter.CmovCc(ConditionCode.Equal, result, whenFalse);
                _emitter.Bind(differ);
                break;
            default:
                _emitter.CmovCc(_current.Condition.Negate(), result, whenFalse);
                break;
        }
    }

    private void EmitFloatSelect()
    {
        Xmm result = X(0), whenFalse = X(2);
        if (_current.Test is LirTest.Compare or LirTest.Bits)
        {
            EmitTest(3);
            Move(result, X(1));
            Label done = _emitter.NewLabel();
            _emitter.JccShort(_current.Condition, done);
            _emitter.Mov(result, whenFalse);
            _emitter.Bind(done);
            return;
        }
        // No branch: a mask of the comparison takes the bits of one value, and its complement those of the other.
        if (_current.Address != AddressForm.None)
            _emitter.Mov(_scratchXmm, Address());
        else
            _emitter.Mov(_scratchXmm, X(4));
        _emitter.Cmpsd(_scratchXmm, X(3), PredicateOf(_current.Test, _current.Condition));
        Move(result, X(1));
        _emitter.Sse(SseOp.Andpd, result, _scratchXmm);
        _emitter.Sse(SseOp.Andnpd, _scratchXmm, whenFalse);
        _emitter.Sse(SseOp.Orpd, result, _scratchXmm);
    }

    /// <summary>What to ask of the second operand and the first, in this order.</summary>
    private static FloatPredicate PredicateOf(LirTest test, ConditionCode condition) => (test, condition) switch
    {
        (LirTest.FloatsEqual, _) => FloatPredicate.Equal,
        (LirTest.FloatsNotEqual, _) => FloatPredicate.NotEqual,
        (_, ConditionCode.Above) => FloatPredicate.Less,
        (_, ConditionCode.AboveOrEqual) => FloatPredicate.LessOrEqual,
        (_, ConditionCode.BelowOrEqual) => FloatPredicate.NotLess,
        (_, ConditionCode.Below) => FloatPredicate.NotLessOrEqual,
        _ => throw new UnreachableException(),
    };
}
