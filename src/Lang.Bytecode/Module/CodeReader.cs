using System.Buffers.Binary;

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
    private readonly ReadOnlySpan<byte> _code = code;

    /// <summary>The offset of the next instruction.</summary>
    public int Offset { get; private set; } = offset;

    /// <summary>Why the last read failed, or null at the plain end of the code.</summary>
    public string? Error { get; private set; } = null;

    /// <summary>Reads the next instruction; false at the end and on malformed code.</summary>
    public bool TryRead(out Instruction instruction)
    {
        instruction = default;
        if (Offset >= _code.Length)
            return false;
        int start = Offset, at = start + 1;
        if (OpcodeTable.TryGet(_code[start]) is not { } info)
        {
            Error = $"unknown opcode {_code[start]}";
            return false;
        }
        Span<int> operands = [0, 0];
        for (int i = 0; i < info.Operands.Length; i++)
        {
            bool ok = info.Operands[i] == OperandKind.Jump
                ? TryReadJump(ref at, out operands[i])
                : TryReadLeb(ref at, out operands[i]);
            if (!ok)
            {
                Error = $"operand {i + 1} of {info.Name} is cut off, too large or not in its shortest form";
                return false;
            }
        }
        instruction = new Instruction(start, info.Opcode, operands[0], operands[1], at);
        Offset = at;
        return true;
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
