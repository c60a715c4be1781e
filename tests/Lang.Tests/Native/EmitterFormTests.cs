using Iced.Intel;
using Lang.Native.Target;
using Lang.Native.X64;
using static Lang.Tests.Native.IcedForms;
using ConditionCode = Lang.Native.Target.ConditionCode;

namespace Lang.Tests.Native;

/// <summary>Every form of the emitter gives the bytes that Iced's encoder gives, over all registers and addressing modes, and decodes to it.</summary>
public sealed class EmitterFormTests
{
    private delegate void Emit<TLeft, TRight>(ref Emitter emitter, TLeft left, TRight right);

    private delegate void Emit<T>(ref Emitter emitter, T operand);

    [Fact]
    public void Moves()
    {
        Check((ref Emitter e, Gpr a, Gpr b) => e.Mov(a, b), Code.Mov_r64_rm64);
        Check((ref Emitter e, Gpr a, Gpr b) => e.Mov32(a, b), Code.Mov_r32_rm32);
        Check((ref Emitter e, Gpr a, Mem m) => e.Mov(a, m), Code.Mov_r64_rm64);
        Check((ref Emitter e, Gpr a, Mem m) => e.Mov32(a, m), Code.Mov_r32_rm32);
        Check((ref Emitter e, Gpr a, Mem m) => e.Mov(m, a), Code.Mov_rm64_r64, isStore: true);
        Check((ref Emitter e, Gpr a, Mem m) => e.Mov(m, a, Width.Bits32), Code.Mov_rm32_r32, isStore: true);
        Check((ref Emitter e, Gpr a, Mem m) => e.Mov(m, a, Width.Bits8), Code.Mov_rm8_r8, isStore: true);
        Check((ref Emitter e, Gpr a, Mem m) => e.MovZeroExtend8(a, m), Code.Movzx_r32_rm8);
        Check((ref Emitter e, Gpr a, Gpr b) => e.MovZeroExtend8(a, b), Code.Movzx_r32_rm8);
        Check((ref Emitter e, Gpr a, Mem m) => e.MovSignExtend32(a, m), Code.Movsxd_r64_rm32);
        Check((ref Emitter e, Gpr a, Gpr b) => e.MovSignExtend32(a, b), Code.Movsxd_r64_rm32);
        Check((ref Emitter e, Gpr a, Mem m) => e.Lea(a, m), Code.Lea_r64_m);
        Check((ref Emitter e, Gpr a) => e.Zero(a), a => Instruction.Create(Code.Xor_r32_rm32, R32(a), R32(a)));
    }

    [Fact]
    public void Moves_of_constants()
    {
        Compare((ref Emitter e, Mem m, int value) => e.Mov(m, value), Code.Mov_rm64_imm32, AllMemory, Values);
        Compare((ref Emitter e, Mem m, int value) => e.Mov(m, value, Width.Bits32), Code.Mov_rm32_imm32, AllMemory, Values);
        Compare((ref Emitter e, Mem m, int value) => e.Mov(m, value, Width.Bits8), Code.Mov_rm8_imm8, AllMemory, Bytes);
        foreach (Gpr register in Enum.GetValues<Gpr>())
        {
            foreach (long value in (long[])[0, 1, int.MaxValue, uint.MaxValue])
                Same((ref Emitter e) => e.MovImmediate(register, value), Instruction.Create(Code.Mov_r32_imm32, R32(register), (uint)value));
            foreach (long value in (long[])[-1, int.MinValue])
                Same((ref Emitter e) => e.MovImmediate(register, value), Instruction.Create(Code.Mov_rm64_imm32, R64(register), (int)value));
            foreach (long value in (long[])[long.MinValue, long.MaxValue, 1L << 32, int.MinValue - 1L])
                Same((ref Emitter e) => e.MovImmediate(register, value), Instruction.Create(Code.Mov_r64_imm64, R64(register), value));
        }
    }

    [Fact]
    public void Arithmetic_in_64_bits() => Arithmetic(Width.Bits64);

    [Fact]
    public void Arithmetic_in_32_bits() => Arithmetic(Width.Bits32);

    [Fact]
    public void Arithmetic_in_8_bits() => Arithmetic(Width.Bits8);

    private static void Arithmetic(Width width)
    {
        foreach (ArithmeticOp op in Enum.GetValues<ArithmeticOp>())
        {
            string name = op.ToString();
            string w = Bits(width);
            Check((ref Emitter e, Gpr a, Gpr b) => e.Arithmetic(op, a, b, width), Named($"{name}_r{w}_rm{w}"));
            Check((ref Emitter e, Gpr a, Mem m) => e.Arithmetic(op, a, m, width), Named($"{name}_r{w}_rm{w}"));
            Check((ref Emitter e, Gpr a, Mem m) => e.Arithmetic(op, m, a, width), Named($"{name}_rm{w}_r{w}"), isStore: true);
            Check((ref Emitter e, Gpr a, int value) => e.Arithmetic(op, a, value, width), Named($"{name}_rm{w}_imm8"), Bytes);
            Compare((ref Emitter e, Mem m, int value) => e.Arithmetic(op, m, value, width), Named($"{name}_rm{w}_imm8"), AllMemory, Bytes);
            if (width == Width.Bits8)
                continue;
            Check((ref Emitter e, Gpr a, int value) => e.Arithmetic(op, a, value, width), Named($"{name}_rm{w}_imm32"), LargeValues);
            Compare((ref Emitter e, Mem m, int value) => e.Arithmetic(op, m, value, width), Named($"{name}_rm{w}_imm32"), AllMemory, LargeValues);
        }
    }

    [Fact]
    public void Tests_of_bits_in_64_bits() => Tests_of_bits(Width.Bits64);

    [Fact]
    public void Tests_of_bits_in_32_bits() => Tests_of_bits(Width.Bits32);

    [Fact]
    public void Tests_of_bits_in_8_bits() => Tests_of_bits(Width.Bits8);

    private static void Tests_of_bits(Width width)
    {
        string w = Bits(width), immediate = width == Width.Bits8 ? "8" : "32";
        Check((ref Emitter e, Gpr a, Gpr b) => e.Test(a, b, width), Named($"Test_rm{w}_r{w}"));
        Check((ref Emitter e, Gpr a, int value) => e.Test(a, value, width), Named($"Test_rm{w}_imm{immediate}"), width == Width.Bits8 ? Bytes : Values);
        Compare((ref Emitter e, Mem m, int value) => e.Test(m, value, width), Named($"Test_rm{w}_imm{immediate}"), AllMemory, width == Width.Bits8 ? Bytes : Values);
    }

    [Fact]
    public void Multiplication_shifts_and_conditions_in_64_bits() => Multiplication(Width.Bits64);

    [Fact]
    public void Multiplication_shifts_and_conditions_in_32_bits() => Multiplication(Width.Bits32);

    private static void Multiplication(Width width)
    {
        string w = Bits(width);
        Check((ref Emitter e, Gpr a, Gpr b) => e.Imul(a, b, width), Named($"Imul_r{w}_rm{w}"));
        Check((ref Emitter e, Gpr a, Mem m) => e.Imul(a, m, width), Named($"Imul_r{w}_rm{w}"));
        foreach (int value in Bytes.Concat(LargeValues))
        {
            Code code = Named($"Imul_r{w}_rm{w}_imm{(value == (sbyte)value ? "8" : "32")}");
            foreach ((Gpr a, Gpr b) in GprPairs)
                Same((ref Emitter e) => e.Imul(a, b, value, width), Instruction.Create(code, R(code, 0, a), R(code, 1, b), value));
            foreach (Mem m in AllMemory)
                Same((ref Emitter e) => e.Imul(Gpr.R9, m, value, width), Instruction.Create(code, R(code, 0, Gpr.R9), Operand(m), value));
        }
        foreach (UnaryOp op in Enum.GetValues<UnaryOp>())
        {
            Code code = Named($"{op.ToString().Replace("Wide", "")}_rm{w}");
            Check((ref Emitter e, Gpr a) => e.Unary(op, a, width), a => Instruction.Create(code, R(code, 0, a)));
            foreach (Mem m in AllMemory)
                Same((ref Emitter e) => e.Unary(op, m, width), Instruction.Create(code, Operand(m)));
        }
        foreach ((ShiftOp op, string name) in ShiftNames)
        {
            Check((ref Emitter e, Gpr a) => e.ShiftByCl(op, a, width), a => Instruction.Create(Named($"{name}_rm{w}_CL"), R(width, a), Register.CL));
            Check((ref Emitter e, Gpr a) => e.Shift(op, a, 1, width), a => Instruction.Create(Named($"{name}_rm{w}_1"), R(width, a), 1));
            Check((ref Emitter e, Gpr a) => e.Shift(op, a, 0, width), a => Instruction.Create(Named($"{name}_rm{w}_imm8"), R(width, a), 0));
            Check((ref Emitter e, Gpr a) => e.Shift(op, a, 31, width), a => Instruction.Create(Named($"{name}_rm{w}_imm8"), R(width, a), 31));
        }
        foreach ((ConditionCode condition, string name) in ConditionNames)
        {
            Check((ref Emitter e, Gpr a, Gpr b) => e.CmovCc(condition, a, b, width), Named($"Cmov{name}_r{w}_rm{w}"));
            Check((ref Emitter e, Gpr a, Mem m) => e.CmovCc(condition, a, m, width), Named($"Cmov{name}_r{w}_rm{w}"));
            Check((ref Emitter e, Gpr a) => e.SetCc(condition, a), a => Instruction.Create(Named($"Set{name}_rm8"), R8(a)));
        }
    }

    [Fact]
    public void Instructions_without_operands()
    {
        Same((ref Emitter e) => e.Cqo(), Instruction.Create(Code.Cqo));
        Same((ref Emitter e) => e.Cdq(), Instruction.Create(Code.Cdq));
        Same((ref Emitter e) => e.Ret(), Instruction.Create(Code.Retnq));
        Same((ref Emitter e) => e.Int3(), Instruction.Create(Code.Int3));
        Same((ref Emitter e) => e.Nop(1), Instruction.Create(Code.Nopd));
        Same((ref Emitter e) => e.Ud2(), Instruction.Create(Code.Ud2));
    }

    [Fact]
    public void Floats()
    {
        foreach (SseOp op in Enum.GetValues<SseOp>())
        {
            Code code = Named($"{op}_xmm_xmmm{(op.ToString().EndsWith("sd", StringComparison.Ordinal) ? "64" : op == SseOp.Ucomisd ? "64" : "128")}");
            Check((ref Emitter e, Xmm a, Xmm b) => e.Sse(op, a, b), code);
            Check((ref Emitter e, Xmm a, Mem m) => e.Sse(op, a, m), code);
        }
        Check((ref Emitter e, Xmm a, Xmm b) => e.Mov(a, b), Code.Movapd_xmm_xmmm128);
        Check((ref Emitter e, Xmm a, Mem m) => e.Mov(a, m), Code.Movsd_xmm_xmmm64);
        Check((ref Emitter e, Xmm a, Mem m) => e.Mov(m, a), Code.Movsd_xmmm64_xmm, isStore: true);
        Check((ref Emitter e, Xmm a, Mem m) => e.MovAligned128(a, m), Code.Movaps_xmm_xmmm128);
        Check((ref Emitter e, Xmm a, Mem m) => e.MovAligned128(m, a), Code.Movaps_xmmm128_xmm, isStore: true);
        Check((ref Emitter e, Xmm a, Gpr b) => e.MovBits(a, b), Code.Movq_xmm_rm64);
        Check((ref Emitter e, Gpr a, Xmm b) => e.MovBits(a, b), Code.Movq_rm64_xmm);
        Check((ref Emitter e, Xmm a, Gpr b) => e.MovBits32(a, b), Code.Movd_xmm_rm32);
        Check((ref Emitter e, Gpr a, Xmm b) => e.MovBits32(a, b), Code.Movd_rm32_xmm);
        Check((ref Emitter e, Xmm a, Gpr b) => e.ConvertToFloat(a, b), Code.Cvtsi2sd_xmm_rm64);
        Check((ref Emitter e, Xmm a, Mem m) => e.ConvertToFloat(a, m), Code.Cvtsi2sd_xmm_rm64);
        Check((ref Emitter e, Gpr a, Xmm b) => e.ConvertToInt(a, b), Code.Cvttsd2si_r64_xmmm64);
        Check((ref Emitter e, Gpr a, Mem m) => e.ConvertToInt(a, m), Code.Cvttsd2si_r64_xmmm64);
        foreach (FloatPredicate predicate in Enum.GetValues<FloatPredicate>())
        {
            foreach ((Gpr a, Gpr b) in GprPairs)
                Same((ref Emitter e) => e.Cmpsd((Xmm)a, (Xmm)b, predicate), Instruction.Create(Code.Cmpsd_xmm_xmmm64_imm8, V((Xmm)a), V((Xmm)b), (int)predicate));
        }
        foreach (RoundingMode mode in Enum.GetValues<RoundingMode>())
        {
            foreach ((Gpr a, Gpr b) in GprPairs)
                Same((ref Emitter e) => e.Roundsd((Xmm)a, (Xmm)b, mode), Instruction.Create(Code.Roundsd_xmm_xmmm64_imm8, V((Xmm)a), V((Xmm)b), (int)mode));
            foreach (Mem m in AllMemory)
                Same((ref Emitter e) => e.Roundsd(Xmm.Xmm9, m, mode), Instruction.Create(Code.Roundsd_xmm_xmmm64_imm8, Register.XMM9, Operand(m), (int)mode));
        }
    }

    [Fact]
    public void Stack_and_indirect_control()
    {
        Check((ref Emitter e, Gpr a) => e.Push(a), a => Instruction.Create(Code.Push_r64, R64(a)));
        Check((ref Emitter e, Gpr a) => e.Pop(a), a => Instruction.Create(Code.Pop_r64, R64(a)));
        Check((ref Emitter e, Gpr a) => e.Call(a), a => Instruction.Create(Code.Call_rm64, R64(a)));
        Check((ref Emitter e, Gpr a) => e.Jmp(a), a => Instruction.Create(Code.Jmp_rm64, R64(a)));
        foreach (Mem m in AllMemory)
        {
            Same((ref Emitter e) => e.Push(m), Instruction.Create(Code.Push_rm64, Operand(m)));
            Same((ref Emitter e) => e.Call(m), Instruction.Create(Code.Call_rm64, Operand(m)));
            Same((ref Emitter e) => e.Jmp(m), Instruction.Create(Code.Jmp_rm64, Operand(m)));
        }
    }

    [Fact]
    public void Jumps_and_calls_into_the_range()
    {
        foreach (int target in (int[])[0, 5, 4096, 1 << 30])
        {
            Same((ref Emitter e) => e.CallInRange(target), Instruction.CreateBranch(Code.Call_rel32_64, (ulong)target));
            Same((ref Emitter e) => e.JmpInRange(target), Instruction.CreateBranch(Code.Jmp_rel32_64, (ulong)target));
            foreach ((ConditionCode condition, string name) in ConditionNames)
                Same((ref Emitter e) => e.JccInRange(condition, target), Instruction.CreateBranch(Named($"J{name}_rel32_64"), (ulong)target));
        }
    }

    private static void Check(Emit<Gpr, Gpr> emit, Code code)
    {
        foreach ((Gpr a, Gpr b) in GprPairs)
            Same((ref Emitter e) => emit(ref e, a, b), Instruction.Create(code, R(code, 0, a), R(code, 1, b)));
    }

    private static void Check(Emit<Xmm, Xmm> emit, Code code)
    {
        foreach ((Gpr a, Gpr b) in GprPairs)
            Same((ref Emitter e) => emit(ref e, (Xmm)a, (Xmm)b), Instruction.Create(code, V((Xmm)a), V((Xmm)b)));
    }

    private static void Check(Emit<Xmm, Gpr> emit, Code code)
    {
        foreach ((Gpr a, Gpr b) in GprPairs)
            Same((ref Emitter e) => emit(ref e, (Xmm)a, b), Instruction.Create(code, V((Xmm)a), R(code, 1, b)));
    }

    private static void Check(Emit<Gpr, Xmm> emit, Code code)
    {
        foreach ((Gpr a, Gpr b) in GprPairs)
            Same((ref Emitter e) => emit(ref e, a, (Xmm)b), Instruction.Create(code, R(code, 0, a), V((Xmm)b)));
    }

    private static void Check(Emit<Gpr, Mem> emit, Code code, bool isStore = false)
    {
        foreach (Gpr register in Enum.GetValues<Gpr>())
        {
            Register iced = R(code, isStore ? 1 : 0, register);
            foreach (Mem m in AllMemory)
                Same((ref Emitter e) => emit(ref e, register, m), isStore ? Instruction.Create(code, Operand(m), iced) : Instruction.Create(code, iced, Operand(m)));
        }
    }

    private static void Check(Emit<Xmm, Mem> emit, Code code, bool isStore = false)
    {
        foreach (Xmm register in Enum.GetValues<Xmm>())
        {
            foreach (Mem m in AllMemory)
                Same((ref Emitter e) => emit(ref e, register, m), isStore ? Instruction.Create(code, Operand(m), V(register)) : Instruction.Create(code, V(register), Operand(m)));
        }
    }

    private static void Check(Emit<Gpr, int> emit, Code code, int[] values)
    {
        foreach (Gpr register in Enum.GetValues<Gpr>())
        {
            foreach (int value in values)
                Same((ref Emitter e) => emit(ref e, register, value), Instruction.Create(code, R(code, 0, register), value));
        }
    }

    private static void Check(Emit<Gpr> emit, Func<Gpr, Instruction> expected)
    {
        foreach (Gpr register in Enum.GetValues<Gpr>())
            Same((ref Emitter e) => emit(ref e, register), expected(register));
    }

    private static void Compare(Emit<Mem, int> emit, Code code, Mem[] operands, int[] values)
    {
        foreach (Mem m in operands)
        {
            foreach (int value in values)
                Same((ref Emitter e) => emit(ref e, m, value), Instruction.Create(code, Operand(m), value));
        }
    }
}
