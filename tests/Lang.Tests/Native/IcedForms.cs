using Iced.Intel;
using Lang.Native.Target;
using Lang.Native.X64;
using Xunit.Sdk;
using ConditionCode = Lang.Native.Target.ConditionCode;
using Decoder = Iced.Intel.Decoder;

namespace Lang.Tests.Native;

/// <summary>Our operands in Iced's words, and the comparison of both encodings.</summary>
internal static class IcedForms
{
    [ThreadStatic]
    private static Emitter t_emitter;

    [ThreadStatic]
    private static ByteList? t_bytes;

    public delegate void EmitOne(ref Emitter emitter);

    public static int[] Bytes { get; } = [0, 1, -1, 127, -128];

    public static int[] LargeValues { get; } = [128, -129, int.MaxValue, int.MinValue];

    public static int[] Values { get; } = [.. Bytes, .. LargeValues];

    public static (Gpr, Gpr)[] GprPairs { get; } = [.. Enum.GetValues<Gpr>().SelectMany(a => Enum.GetValues<Gpr>().Select(b => (a, b)))];

    /// <summary>Every base with every kind of displacement, every index with every base and scale, no base, and the VM's range.</summary>
    public static Mem[] AllMemory { get; } = [.. Memory()];

    public static (ShiftOp, string)[] ShiftNames { get; } =
    [
        (ShiftOp.RotateLeft, "Rol"), (ShiftOp.RotateRight, "Ror"), (ShiftOp.Left, "Shl"), (ShiftOp.Right, "Shr"), (ShiftOp.ArithmeticRight, "Sar"),
    ];

    public static (ConditionCode, string)[] ConditionNames { get; } =
    [
        .. Enum.GetValues<ConditionCode>().Zip(["o", "no", "b", "ae", "e", "ne", "be", "a", "s", "ns", "p", "np", "l", "ge", "le", "g"]),
    ];

    public static Code Named(string name) => Enum.Parse<Code>(name);

    public static string Bits(Width width) => width switch { Width.Bits64 => "64", Width.Bits32 => "32", Width.Bits8 => "8" };

    public static Register R64(Gpr register) => Register.RAX + (int)register;

    public static Register R32(Gpr register) => Register.EAX + (int)register;

    /// <summary>The low byte. Iced's numbering has AH to BH after the first four.</summary>
    public static Register R8(Gpr register) => (int)register < 4 ? Register.AL + (int)register : Register.SPL + ((int)register - 4);

    public static Register V(Xmm register) => Register.XMM0 + (int)register;

    public static Register R(Width width, Gpr register) => width switch
    {
        Width.Bits64 => R64(register), Width.Bits32 => R32(register), Width.Bits8 => R8(register),
    };

    /// <summary>The register in the width that the operand of this instruction has.</summary>
    public static Register R(Code code, int operand, Gpr register) => code.ToOpCode().GetOpKind(operand) switch
    {
        OpCodeOperandKind.r64_reg or OpCodeOperandKind.r64_rm or OpCodeOperandKind.r64_or_mem or OpCodeOperandKind.r64_opcode => R64(register),
        OpCodeOperandKind.r32_reg or OpCodeOperandKind.r32_rm or OpCodeOperandKind.r32_or_mem or OpCodeOperandKind.r32_opcode => R32(register),
        OpCodeOperandKind.r8_reg or OpCodeOperandKind.r8_or_mem or OpCodeOperandKind.r8_opcode => R8(register),
        OpCodeOperandKind kind => throw new InvalidOperationException($"{code} has an operand {kind}."),
    };

    public static MemoryOperand Operand(Mem m)
    {
        if (m.Kind == MemKind.Range)
            return new MemoryOperand(Register.RIP, m.Displacement, 8);
        Register @base = m.HasBase ? R64((Gpr)m.BaseNumber) : Register.None, index = m.HasIndex ? R64((Gpr)m.IndexNumber) : Register.None;
        int size = m.HasBase ? m.Displacement == 0 ? 0 : 1 : 8;
        return new MemoryOperand(@base, index, 1 << m.ScaleBits, m.Displacement, size);
    }

    /// <summary>Fails unless the emitter writes exactly what Iced encodes for the instruction at address 0, and Iced decodes it to the same.</summary>
    public static void Same(EmitOne emit, Instruction expected)
    {
        if (t_bytes is null)
        {
            t_bytes = new ByteList();
            t_emitter = new Emitter(256);
        }
        t_emitter.Reset();
        emit(ref t_emitter);
        ReadOnlySpan<byte> ours = t_emitter.Code;

        t_bytes.Bytes.Clear();
        Encoder.Create(64, t_bytes).Encode(expected, 0);
        ReadOnlySpan<byte> theirs = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(t_bytes.Bytes);
        if (!ours.SequenceEqual(theirs))
            throw new XunitException($"{expected}: {Convert.ToHexString(ours)} instead of {Convert.ToHexString(theirs)}");

        Instruction decoded = Decoder.Create(64, ours.ToArray()).Decode();
        if (decoded.Code != expected.Code || decoded.Length != ours.Length || decoded.ToString() != expected.ToString())
            throw new XunitException($"{Convert.ToHexString(ours)} is decoded as {decoded}, not {expected}");
    }

    private static IEnumerable<Mem> Memory()
    {
        int[] displacements = [0, .. Values];
        foreach (Gpr @base in Enum.GetValues<Gpr>())
        {
            foreach (int displacement in displacements.Distinct())
                yield return Mem.At(@base, displacement);
            foreach (Gpr index in Enum.GetValues<Gpr>().Where(index => index != Gpr.Rsp))
            {
                yield return Mem.At(@base, index, 1 << ((int)index & 3));
                yield return Mem.At(@base, index, 1 << ((int)@base & 3), 16);
                yield return Mem.At(@base, index, 8, -4096);
            }
        }
        foreach (Gpr index in Enum.GetValues<Gpr>().Where(index => index != Gpr.Rsp))
        {
            yield return Mem.Scaled(index, 1, 0);
            yield return Mem.Scaled(index, 4, 1);
            yield return Mem.Scaled(index, 8, int.MinValue);
        }
        yield return Mem.InRange(0);
        yield return Mem.InRange(0x1234);
        yield return Mem.InRange(int.MaxValue);
    }

    private sealed class ByteList : CodeWriter
    {
        public List<byte> Bytes { get; } = [];

        public override void WriteByte(byte value) => Bytes.Add(value);
    }
}
