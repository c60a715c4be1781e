using System.Diagnostics;
using Lang.Native.Target;

namespace Lang.Native.X64;

// Moves and integer arithmetic. The destination stands first, as in Intel's syntax.
internal unsafe partial struct Emitter
{
    public void Mov(Gpr destination, Gpr source) => RegisterForm(Encoding.W | 0x8B, (int)destination, (int)source);

    /// <summary>Copies the lower half and clears the upper one.</summary>
    public void Mov32(Gpr destination, Gpr source) => RegisterForm(0x8B, (int)destination, (int)source);

    public void Mov(Gpr destination, Mem source) => MemoryForm(Encoding.W | 0x8B, (int)destination, source);

    /// <summary>Loads 32 bits and clears the upper half.</summary>
    public void Mov32(Gpr destination, Mem source) => MemoryForm(0x8B, (int)destination, source);

    public void Mov(Mem destination, Gpr source, Width width = Width.Bits64) =>
        MemoryForm(width == Width.Bits8 ? 0x88 | Encoding.ByteReg : 0x89 | WideBit(width), (int)source, destination);

    /// <summary>Stores a constant; 64 bits get the sign of the 32.</summary>
    public void Mov(Mem destination, int value, Width width = Width.Bits64)
    {
        if (width == Width.Bits8)
        {
            byte* p = Memory(0xC6, 0, destination, 1);
            *p = (byte)value;
            _next = p + 1;
            return;
        }
        _next = Immediate32(Memory(0xC7 | WideBit(width), 0, destination, 4), value);
    }

    /// <summary>Loads a constant in the shortest of the three moves (5, 7 or 10 bytes); the flags stay as they are.</summary>
    public void MovImmediate(Gpr destination, long value)
    {
        byte* p;
        if (value == (uint)value)
        {
            p = Opcode(Begin(), 0xB8 | (int)destination & 7, (int)destination >> 3);
            _next = Immediate32(p, (int)value);
        }
        else if (value == (int)value)
        {
            _next = Immediate32(Registers(Encoding.W | 0xC7, 0, (int)destination), (int)value);
        }
        else
        {
            p = Opcode(Begin(), Encoding.W | 0xB8 | (int)destination & 7, (int)destination >> 3);
            *(long*)p = value;
            _next = p + sizeof(long);
        }
    }

    /// <summary>Clears a register in 2 or 3 bytes; writes the flags.</summary>
    public void Zero(Gpr destination) => RegisterForm(0x33, (int)destination, (int)destination);

    /// <summary>Loads a byte and clears the rest of the register.</summary>
    public void MovZeroExtend8(Gpr destination, Mem source) => MemoryForm(Encoding.Map0F | 0xB6, (int)destination, source);

    public void MovZeroExtend8(Gpr destination, Gpr source) =>
        RegisterForm(Encoding.Map0F | Encoding.ByteRm | 0xB6, (int)destination, (int)source);

    public void MovSignExtend32(Gpr destination, Mem source) => MemoryForm(Encoding.W | 0x63, (int)destination, source);

    public void MovSignExtend32(Gpr destination, Gpr source) => RegisterForm(Encoding.W | 0x63, (int)destination, (int)source);

    public void Lea(Gpr destination, Mem address) => MemoryForm(Encoding.W | 0x8D, (int)destination, address);

    public void Arithmetic(ArithmeticOp op, Gpr destination, Gpr source, Width width = Width.Bits64) =>
        RegisterForm(RegisterIsDestination(op, width), (int)destination, (int)source);

    public void Arithmetic(ArithmeticOp op, Gpr destination, Mem source, Width width = Width.Bits64) =>
        MemoryForm(RegisterIsDestination(op, width), (int)destination, source);

    public void Arithmetic(ArithmeticOp op, Mem destination, Gpr source, Width width = Width.Bits64) =>
        MemoryForm(width == Width.Bits8 ? (int)op << 3 | Encoding.ByteReg : (int)op << 3 | 1 | WideBit(width), (int)source, destination);

    /// <summary>With a constant, which gets the operation's width with its sign; one byte where it fits.</summary>
    public void Arithmetic(ArithmeticOp op, Gpr destination, int value, Width width = Width.Bits64)
    {
        if (width == Width.Bits8)
            _next = Immediate8(Registers(0x80 | Encoding.ByteRm, (int)op, (int)destination), value);
        else if (value == (sbyte)value)
            _next = Immediate8(Registers(0x83 | WideBit(width), (int)op, (int)destination), value);
        else
            _next = Immediate32(Registers(0x81 | WideBit(width), (int)op, (int)destination), value);
    }

    /// <inheritdoc cref="Arithmetic(ArithmeticOp, Gpr, int, Width)"/>
    public void Arithmetic(ArithmeticOp op, Mem destination, int value, Width width = Width.Bits64)
    {
        if (width == Width.Bits8)
            _next = Immediate8(Memory(0x80, (int)op, destination, 1), value);
        else if (value == (sbyte)value)
            _next = Immediate8(Memory(0x83 | WideBit(width), (int)op, destination, 1), value);
        else
            _next = Immediate32(Memory(0x81 | WideBit(width), (int)op, destination, 4), value);
    }

    /// <summary>Sets the flags of the conjunction.</summary>
    public void Test(Gpr left, Gpr right, Width width = Width.Bits64) => RegisterForm(
        width == Width.Bits8 ? 0x84 | Encoding.ByteReg | Encoding.ByteRm : 0x85 | WideBit(width), (int)right, (int)left);

    public void Test(Gpr left, int value, Width width = Width.Bits64)
    {
        if (width == Width.Bits8)
            _next = Immediate8(Registers(0xF6 | Encoding.ByteRm, 0, (int)left), value);
        else
            _next = Immediate32(Registers(0xF7 | WideBit(width), 0, (int)left), value);
    }

    public void Test(Mem left, int value, Width width = Width.Bits64)
    {
        if (width == Width.Bits8)
            _next = Immediate8(Memory(0xF6, 0, left, 1), value);
        else
            _next = Immediate32(Memory(0xF7 | WideBit(width), 0, left, 4), value);
    }

    public void Imul(Gpr destination, Gpr source, Width width = Width.Bits64) =>
        RegisterForm(Encoding.Map0F | WideBit(width) | 0xAF, (int)destination, (int)source);

    public void Imul(Gpr destination, Mem source, Width width = Width.Bits64) =>
        MemoryForm(Encoding.Map0F | WideBit(width) | 0xAF, (int)destination, source);

    /// <summary>destination = source * value</summary>
    public void Imul(Gpr destination, Gpr source, int value, Width width = Width.Bits64)
    {
        if (value == (sbyte)value)
            _next = Immediate8(Registers(0x6B | WideBit(width), (int)destination, (int)source), value);
        else
            _next = Immediate32(Registers(0x69 | WideBit(width), (int)destination, (int)source), value);
    }

    /// <summary>destination = source * value</summary>
    public void Imul(Gpr destination, Mem source, int value, Width width = Width.Bits64)
    {
        if (value == (sbyte)value)
            _next = Immediate8(Memory(0x6B | WideBit(width), (int)destination, source, 1), value);
        else
            _next = Immediate32(Memory(0x69 | WideBit(width), (int)destination, source, 4), value);
    }

    public void Unary(UnaryOp op, Gpr operand, Width width = Width.Bits64) => RegisterForm(0xF7 | NotByte(width), (int)op, (int)operand);

    public void Unary(UnaryOp op, Mem operand, Width width = Width.Bits64) => MemoryForm(0xF7 | NotByte(width), (int)op, operand);

    /// <summary>RDX:RAX = RAX with its sign.</summary>
    public void Cqo() => _next = Opcode(Begin(), Encoding.W | 0x99, 0);

    /// <summary>EDX:EAX = EAX with its sign.</summary>
    public void Cdq() => _next = Opcode(Begin(), 0x99, 0);

    /// <summary>Shifts by CL.</summary>
    public void ShiftByCl(ShiftOp op, Gpr operand, Width width = Width.Bits64) => RegisterForm(0xD3 | NotByte(width), (int)op, (int)operand);

    /// <summary>Shifts by a constant from 0 to 63 (31).</summary>
    public void Shift(ShiftOp op, Gpr operand, int count, Width width = Width.Bits64)
    {
        Debug.Assert((uint)count < (width == Width.Bits64 ? 64u : 32u));
        if (count == 1)
            RegisterForm(0xD1 | NotByte(width), (int)op, (int)operand);
        else
            _next = Immediate8(Registers(0xC1 | NotByte(width), (int)op, (int)operand), count);
    }

    /// <summary>Writes 1 or 0 to the register's low byte and keeps the rest: clear it before the comparison or extend it after.</summary>
    public void SetCc(ConditionCode condition, Gpr destination) =>
        RegisterForm(Encoding.Map0F | Encoding.ByteRm | 0x90 | (int)condition, 0, (int)destination);

    public void CmovCc(ConditionCode condition, Gpr destination, Gpr source, Width width = Width.Bits64) =>
        RegisterForm(Encoding.Map0F | WideBit(width) | 0x40 | (int)condition, (int)destination, (int)source);

    /// <summary>Reads the memory whether the condition holds or not.</summary>
    public void CmovCc(ConditionCode condition, Gpr destination, Mem source, Width width = Width.Bits64) =>
        MemoryForm(Encoding.Map0F | WideBit(width) | 0x40 | (int)condition, (int)destination, source);

    private static int RegisterIsDestination(ArithmeticOp op, Width width) =>
        width == Width.Bits8 ? (int)op << 3 | 2 | Encoding.ByteReg | Encoding.ByteRm : (int)op << 3 | 3 | WideBit(width);

    private static int WideBit(Width width) => width == Width.Bits64 ? Encoding.W : 0;

    private static int NotByte(Width width)
    {
        Debug.Assert(width != Width.Bits8, "This instruction has no 8-bit form here.");
        return WideBit(width);
    }

    private static byte* Immediate8(byte* p, int value)
    {
        *p = (byte)value;
        return p + 1;
    }

    private static byte* Immediate32(byte* p, int value)
    {
        *(int*)p = value;
        return p + 4;
    }
}
