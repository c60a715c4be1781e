using System.Diagnostics;
using Lang.Native.Lir;
using Lang.Native.Lowering;
using Lang.Native.Target;
using Lang.Native.X64;
using Label = Lang.Native.X64.Label;

namespace Lang.Native.Emission;

// One instruction at a time.
internal sealed partial class CodeEmitter
{
    private LirInstruction _current;

    /// <summary>The register whose value the flags tell of, and where the instruction that set them ends.</summary>
    private Gpr _flagsOf;

    /// <inheritdoc cref="_flagsOf"/>
    private int _flagsEnd;

    /// <summary>
    /// The register of the current float operation's first operand, where the next instruction begins by overwriting it with this one's result; else none. Then the operation is made
    /// there, and copied to where its result belongs: one move less, and none that the next instruction waits for.
    /// </summary>
    private Location _overwritten = Location.None;

    /// <summary>The copy of a result that was made so, and where it ends: the move back, which would follow, is left out.</summary>
    private (Xmm To, Xmm From, int End) _copy;

    private Location At(int operand) => _allocation.LocationOf(_current.FirstOperand + operand);

    private Gpr G(int operand) => At(operand).Register.Gpr;

    private Xmm X(int operand) => At(operand).Register.Xmm;

    private Mem Address() => _current.Address switch
    {
        AddressForm.InRange => Mem.InRange(_current.Displacement),
        AddressForm.Base => Mem.At(G(_current.AddressAt), _current.Displacement),
        AddressForm.BaseIndex => Mem.At(G(_current.AddressAt), G(_current.AddressAt + 1), _current.Scale, _current.Displacement),
        AddressForm.Literal => _literals.At(ref _emitter, _current.Immediate),
        _ => throw new UnreachableException(),
    };

    private void Emit(in LirInstruction instruction, in LirBlock block)
    {
        _current = instruction;
        switch (instruction.Op)
        {
            case LirOp.Constant:
                if (At(0).Exists)
                    EmitConstant(At(0), instruction.Immediate);
                break;
            case LirOp.Move: Move(At(0).Register, At(1).Register); break;
            case LirOp.Parameters: break;
            case LirOp.Load: EmitLoad(); break;
            case LirOp.Store: EmitStore(); break;
            case LirOp.Lea: _emitter.Lea(G(0), Address()); break;
            case LirOp.Add: EmitAdd(); break;
            case LirOp.Sub: EmitArithmetic(ArithmeticOp.Sub, commutes: false); break;
            case LirOp.And: EmitArithmetic(ArithmeticOp.And, commutes: true); break;
            case LirOp.Or: EmitArithmetic(ArithmeticOp.Or, commutes: true); break;
            case LirOp.Xor: EmitArithmetic(ArithmeticOp.Xor, commutes: true); break;
            case LirOp.Mul: EmitMultiply(); break;
            case LirOp.Neg: EmitUnary(UnaryOp.Neg); break;
            case LirOp.Not: EmitUnary(UnaryOp.Not); break;
            case LirOp.ZeroExtend32: _emitter.Mov32(G(0), G(1)); break;
            case LirOp.ShiftLeft: EmitShift(ShiftOp.Left); break;
            case LirOp.ShiftRight: EmitShift(ShiftOp.Right); break;
            case LirOp.ShiftRightSigned: EmitShift(ShiftOp.ArithmeticRight); break;
            case LirOp.MulHigh: _emitter.Unary(UnaryOp.ImulWide, G(2)); break;
            case LirOp.Divide or LirOp.Remainder: EmitDivision(); break;
            case LirOp.RangeLast: EmitRangeLast(); break;
            case LirOp.SetIf: EmitSet(); break;
            case LirOp.SelectIf: EmitSelect(); break;
            case LirOp.JumpIf: EmitJumpIf(block); break;
            case LirOp.ExitUnless: EmitExitUnless(); break;
            case LirOp.Exit: _emitter.Jmp(NewExit()); break;
            case LirOp.Poll: EmitPoll(); break;
            case LirOp.LoadBudget: LoadBudgetInto(G(0)); break;
            case LirOp.ChargeBudget: EmitCharge(); break;
            case LirOp.Jump:
                JumpUnlessNext(Target(block.Successor));
                break;
            case LirOp.Return: EmitEpilogue(); break;
            case LirOp.FAdd: EmitFloat(SseOp.Addsd, commutes: true); break;
            case LirOp.FSub: EmitFloat(SseOp.Subsd, commutes: false); break;
            case LirOp.FMul: EmitFloat(SseOp.Mulsd, commutes: true); break;
            case LirOp.FDiv: EmitFloat(SseOp.Divsd, commutes: false); break;
            case LirOp.FNeg: EmitSign(SseOp.Xorps, long.MinValue); break;
            case LirOp.FAbs: EmitSign(SseOp.Andpd, long.MaxValue); break;
            case LirOp.FMin: EmitFloatMinMax(SseOp.Minsd, SseOp.Orpd); break;
            case LirOp.FMax: EmitFloatMinMax(SseOp.Maxsd, SseOp.Andpd); break;
            case LirOp.Sqrt: _emitter.Sse(SseOp.Sqrtsd, X(0), X(1)); break;
            case LirOp.FDivPair: EmitDivisionPair(); break;
            case LirOp.SqrtPair: EmitSquareRootPair(); break;
            case LirOp.Round:
                _emitter.Roundsd(X(0), X(1), (RoundToward)instruction.Immediate switch
                {
                    RoundToward.Down => RoundingMode.Down,
                    RoundToward.Up => RoundingMode.Up,
                    _ => RoundingMode.ToEven,
                });
                break;
            case LirOp.IntToFloat:
                // The conversion leaves the upper half as it was: no waiting for whoever wrote that.
                _emitter.Zero(X(0));
                _emitter.ConvertToFloat(X(0), G(1));
                break;
            case LirOp.FloatToInt:
                // What does not fit gives the smallest integer: then the interpreter looks again.
                _emitter.ConvertToInt(G(0), X(1));
                _emitter.Arithmetic(ArithmeticOp.Cmp, G(0), 1);
                _emitter.Jcc(ConditionCode.Overflow, NewExit());
                break;
            default: EmitOutside(); break;
        }
    }

    private void Move(PhysicalRegister to, PhysicalRegister from)
    {
        if (to == from)
            return;
        if (to.IsXmm)
            _emitter.Mov(to.Xmm, from.Xmm);
        else
            _emitter.Mov(to.Gpr, from.Gpr);
    }

    private void EmitLoad()
    {
        if (At(0).Register.IsXmm)
            _emitter.Mov(X(0), Address());
        else if (_current.Width == 8)
            _emitter.MovZeroExtend8(G(0), Address());
        else if (_current.Width == 32)
            _emitter.Mov32(G(0), Address());
        else
            _emitter.Mov(G(0), Address());
    }

    private void EmitStore()
    {
        Width width = _current.Width == 8 ? Width.Bits8 : Width.Bits64;
        if (_current.HasImmediate)
            _emitter.Mov(Address(), (int)_current.Immediate, width);
        else if (At(0).Register.IsXmm)
            _emitter.Mov(Address(), X(0));
        else
            _emitter.Mov(Address(), G(0), width);
    }

    // Three registers, or a register and a constant into another one: lea adds without a move.
    private void EmitAdd()
    {
        Gpr result = G(0), left = G(1);
        if (_current.HasImmediate && result != left)
            _emitter.Lea(result, Mem.At(left, (int)_current.Immediate));
        else if (!_current.HasImmediate && _current.Address == AddressForm.None && result != left && result != G(2))
            _emitter.Lea(result, Mem.At(left, G(2), 1));
        else
            EmitArithmetic(ArithmeticOp.Add, commutes: true);
    }

    private void EmitArithmetic(ArithmeticOp op, bool commutes)
    {
        Gpr result = G(0), left = G(1);
        if (_current.HasImmediate)
        {
            Move(result, left);
            _emitter.Arithmetic(op, result, (int)_current.Immediate);
        }
        else if (_current.Address != AddressForm.None)
        {
            Move(result, left);
            _emitter.Arithmetic(op, result, Address());
        }
        else
        {
            Gpr right = G(2);
            if (commutes && result == right)
                (left, right) = (right, left);
            Debug.Assert(result != right || left == right);
            Move(result, left);
            _emitter.Arithmetic(op, result, right);
        }
        (_flagsOf, _flagsEnd) = (result, _emitter.Position);
    }

    private void EmitMultiply()
    {
        Gpr result = G(0), left = G(1);
        if (_current.HasImmediate)
        {
            _emitter.Imul(result, left, (int)_current.Immediate);
            return;
        }
        if (_current.Address != AddressForm.None)
        {
            Move(result, left);
            _emitter.Imul(result, Address());
            return;
        }
        Gpr right = G(2);
        if (result == right)
            (left, right) = (right, left);
        Move(result, left);
        _emitter.Imul(result, right);
    }

    private void EmitUnary(UnaryOp op)
    {
        Move(G(0), G(1));
        _emitter.Unary(op, G(0));
    }

    private void EmitShift(ShiftOp op)
    {
        Move(G(0), G(1));
        if (_current.HasImmediate)
            _emitter.Shift(op, G(0), (int)_current.Immediate);
        else
            _emitter.ShiftByCl(op, G(0));
    }

    /// <summary>Numbers of 32 bits are divided faster; all others out of line.</summary>
    private void EmitDivision()
    {
        Gpr divisor = G(2);
        Label wide = _emitter.NewLabel(), done = _emitter.NewLabel();
        _emitter.Mov(_scratch, Gpr.Rax);
        _emitter.Arithmetic(ArithmeticOp.Or, _scratch, divisor);
        _emitter.Shift(ShiftOp.Right, _scratch, 32);
        _emitter.Jcc(ConditionCode.NotEqual, wide);
        _emitter.Zero(Gpr.Rdx);
        _emitter.Unary(UnaryOp.DivWide, divisor, Width.Bits32);
        _emitter.Bind(done);
        _cold.Add(new ColdPath(ColdKind.WideDivision, wide) { Resume = done, Register = divisor, IsRemainder = _current.Op == LirOp.Remainder });
    }

    /// <summary>The bound less what the step leaves of the distance, which is unsigned; the start, which lies in RAX, where that is at the bound or beyond.</summary>
    private void EmitRangeLast()
    {
        Gpr bound = G(2), step = G(3);
        Label down = _emitter.NewLabel(), done = _emitter.NewLabel();
        _emitter.Test(step, step);
        _emitter.Jcc(ConditionCode.Sign, down);
        _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rax, bound);
        _emitter.Jcc(ConditionCode.GreaterOrEqual, done);
        _emitter.Unary(UnaryOp.Neg, Gpr.Rax);
        _emitter.Arithmetic(ArithmeticOp.Add, Gpr.Rax, bound);
        _emitter.Zero(Gpr.Rdx);
        _emitter.Unary(UnaryOp.DivWide, step);
        _emitter.Mov(Gpr.Rax, bound);
        _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rax, Gpr.Rdx);
        _emitter.Jmp(done);
        _emitter.Bind(down);
        _emitter.Arithmetic(ArithmeticOp.Cmp, Gpr.Rax, bound);
        _emitter.Jcc(ConditionCode.LessOrEqual, done);
        _emitter.Arithmetic(ArithmeticOp.Sub, Gpr.Rax, bound);
        _emitter.Mov(_scratch, step);
        _emitter.Unary(UnaryOp.Neg, _scratch);
        _emitter.Zero(Gpr.Rdx);
        _emitter.Unary(UnaryOp.DivWide, _scratch);
        _emitter.Lea(Gpr.Rax, Mem.At(bound, Gpr.Rdx, 1));
        _emitter.Bind(done);
    }

    private void EmitFloat(SseOp op, bool commutes)
    {
        Xmm result = X(0), left = X(1);
        bool isInMemory = _current.Address != AddressForm.None;
        Xmm right = isInMemory ? default : X(2);
        if (!isInMemory && commutes && result == right)
            (left, right) = (right, left);
        bool isMadeInLeft = _overwritten == (PhysicalRegister)left && result != left && (isInMemory || result != right);
        Xmm made = isMadeInLeft ? left : result;
        if (right == _copy.To && _copy.End == _emitter.Position)
            right = _copy.From;
        Move(made, left);
        if (isInMemory)
            _emitter.Sse(op, made, Address());
        else
            _emitter.Sse(op, made, right);
        if (!isMadeInLeft)
            return;
        _emitter.Mov(result, left);
        _copy = (result, left, _emitter.Position);
    }

    /// <summary>Where a float operation's operand is that the next one replaces by a copy of the result before it does anything else; nothing else reads it then.</summary>
    private Location PlaceOverwrittenNext(int instruction, in LirBlock block)
    {
        int next = instruction + 1;
        if (next >= block.End || !IsFloatArithmetic(_lir.Instructions[instruction].Op) || !IsFloatArithmetic(_lir.Instructions[next].Op) || HasMoves(next))
            return Location.None;
        Location result = LocationOf(instruction, 0), overwritten = LocationOf(next, 0);
        if (result == overwritten || LocationOf(next, 1) != result)
            return Location.None;
        for (int i = 2; i < _lir.Instructions[next].OperandCount; i++)
        {
            if (LocationOf(next, i) == overwritten)
                return Location.None;
        }
        return overwritten;
    }

    private Location LocationOf(int instruction, int operand) => _allocation.LocationOf(_lir.Instructions[instruction].FirstOperand + operand);

    private static bool IsFloatArithmetic(LirOp op) => op is LirOp.FAdd or LirOp.FSub or LirOp.FMul or LirOp.FDiv;

    // Both dividends in one register, both divisors in another: the divider takes as long for two quotients as for one.
    private void EmitDivisionPair()
    {
        Xmm quotients = X(0), divisors = _scratchXmm;
        _emitter.Mov(divisors, X(4));
        _emitter.Sse(SseOp.Unpcklpd, divisors, X(5));
        Move(quotients, X(2));
        _emitter.Sse(SseOp.Unpcklpd, quotients, X(3));
        _emitter.Sse(SseOp.Divpd, quotients, divisors);
        MoveUpperHalf(X(1), quotients);
    }

    private void EmitSquareRootPair()
    {
        Xmm roots = X(0);
        Move(roots, X(2));
        _emitter.Sse(SseOp.Unpcklpd, roots, X(3));
        _emitter.Sse(SseOp.Sqrtpd, roots, roots);
        MoveUpperHalf(X(1), roots);
    }

    private void MoveUpperHalf(Xmm to, Xmm from)
    {
        _emitter.Mov(to, from);
        _emitter.Sse(SseOp.Unpckhpd, to, to);
    }

    private void EmitSign(SseOp op, long mask)
    {
        Move(X(0), X(1));
        _emitter.MovImmediate(_scratch, mask);
        _emitter.MovBits(_scratchXmm, _scratch);
        _emitter.Sse(op, X(0), _scratchXmm);
    }

    /// <summary>The processor's give the second operand for NaN and two zeros: equal or unordered operands take another way.</summary>
    private void EmitFloatMinMax(SseOp op, SseOp ofEqual)
    {
        Xmm result = X(0), right = X(2);
        Move(result, X(1));
        Label special = _emitter.NewLabel(), done = _emitter.NewLabel();
        _emitter.Sse(SseOp.Ucomisd, result, right);
        _emitter.Jcc(ConditionCode.Equal, special);
        _emitter.Sse(op, result, right);
        _emitter.Bind(done);
        _cold.Add(new ColdPath(ColdKind.EqualFloats, special) { Resume = done, Left = result, Right = right, Op = ofEqual });
    }

    private void Move(Gpr to, Gpr from)
    {
        if (to != from)
            _emitter.Mov(to, from);
    }

    private void Move(Xmm to, Xmm from)
    {
        if (to != from && _copy != (from, to, _emitter.Position))
            _emitter.Mov(to, from);
    }
}
