using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Lang.Bytecode;

/// <summary>One decoded instruction.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Opcode">Its opcode.</param>
/// <param name="A">Its first operand; for a jump the absolute target offset; 0 where there is none.</param>
/// <param name="B">Its second operand, or 0.</param>
/// <param name="End">Where the next instruction begins.</param>
public readonly record struct Instruction(int Offset, Opcode Opcode, int A, int B, int End);

/// <summary>
/// Walks encoded instructions, from the opcode table alone. Malformed code (unknown opcode, cut-off operand,
/// operand beyond 31 bits or longer than need be, jump beyond 32) makes <see cref="TryRead"/> return false with
/// <see cref="Error"/> set; it does not check what the operands mean.
/// </summary>
public ref struct CodeReader(ReadOnlySpan<byte> code, int offset = 0)
{
    /// <summary>Operands of each opcode, two bits each, the first one lowest: all that reading needs of the table.</summary>
    private const int Leb = 1, Jump = 2, OperandBits = 2, OperandMask = 3, Unknown = 0xFF;

    private static readonly byte[] s_shapes = MakeShapes();

    private readonly ReadOnlySpan<byte> _code = code;

    /// <summary>The offset of the next instruction.</summary>
    public int Offset { get; private set; } = offset;

    /// <summary>Why the last read failed, or null at the plain end of the code.</summary>
    public string? Error { get; private set; } = null;

    /// <summary>Reads the next instruction; false at the end and on malformed code.</summary>
    public bool TryRead(out Instruction instruction)
    {
        int start = Offset, at = start + 1, a = 0, b = 0;
        if (start >= _code.Length)
        {
            instruction = default;
            return false;
        }
        byte opcode = _code[start];
        int shape = s_shapes[opcode];
        if (shape != 0 && (!TryReadOperand(shape & OperandMask, ref at, out a) || !TryReadOperand(shape >> OperandBits, ref at, out b)))
        {
            instruction = default;
            Error = Explain(opcode);
            return false;
        }
        instruction = new Instruction(start, (Opcode)opcode, a, b, at);
        Offset = at;
        return true;
    }

    private static byte[] MakeShapes()
    {
        var shapes = new byte[byte.MaxValue + 1];
        for (int i = 0; i < shapes.Length; i++)
            shapes[i] = Unknown;
        foreach (OpcodeInfo info in OpcodeTable.Rows)
        {
            int shape = 0;
            for (int i = info.Operands.Length - 1; i >= 0; i--)
                shape = shape << OperandBits | (info.Operands[i] == OperandKind.Jump ? Jump : Leb);
            shapes[(int)info.Opcode] = (byte)shape;
        }
        return shapes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryReadOperand(int kind, ref int at, out int value)
    {
        if (kind == Leb)
        {
            // Nearly all are one byte.
            if (at >= _code.Length || (value = _code[at]) >= 0x80)
                return TryReadLeb(ref at, out value);
            at++;
            return true;
        }
        value = 0;
        return kind == 0 || (kind == Jump && TryReadJump(ref at, out value));
    }

    private readonly string Explain(byte opcode)
    {
        if (OpcodeTable.TryGet(opcode) is not { } info)
            return $"unknown opcode {opcode}";
        int first = Offset + 1, operand = info.Operands.Length == 2 && TryReadOperand(s_shapes[opcode] & OperandMask, ref first, out _) ? 2 : 1;
        return $"operand {operand} of {info.Name} is cut off, too large or not in its shortest form";
    }

    private readonly bool TryReadJump(ref int at, out int target)
    {
        target = 0;
        if (at + 4 > _code.Length)
            return false;
        long absolute = (long)at + 4 + BinaryPrimitives.ReadInt32LittleEndian(_code[at..]);
        at += 4;
        target = (int)absolute;
        return absolute == target;
    }

    private readonly bool TryReadLeb(ref int at, out int value)
    {
        ulong result = 0;
        value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            if (at >= _code.Length)
                return false;
            byte part = _code[at++];
            result |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                value = (int)result;
                return result <= int.MaxValue && (part != 0 || shift == 0);
            }
        }
        return false;
    }
}
