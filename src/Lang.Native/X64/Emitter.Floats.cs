using Lang.Native.Target;

namespace Lang.Native.X64;

// Moves and arithmetic of 64-bit floats: SSE2, and roundsd of SSE4.1.
internal unsafe partial struct Emitter
{
    /// <summary>Copies all 128 bits, which breaks no dependency on the destination.</summary>
    public void Mov(Xmm destination, Xmm source) => RegisterForm(Encoding.P66 | Encoding.Map0F | 0x28, (int)destination, (int)source);

    /// <summary>Loads 64 bits and clears the upper half (movsd).</summary>
    public void Mov(Xmm destination, Mem source) => MemoryForm(Encoding.F2 | Encoding.Map0F | 0x10, (int)destination, source);

    /// <summary>Stores the low 64 bits (movsd).</summary>
    public void Mov(Mem destination, Xmm source) => MemoryForm(Encoding.F2 | Encoding.Map0F | 0x11, (int)source, destination);

    /// <summary>Loads 128 bits from an address that is a multiple of 16.</summary>
    public void MovAligned128(Xmm destination, Mem source) => MemoryForm(Encoding.Map0F | 0x28, (int)destination, source);

    /// <summary>Stores 128 bits to an address that is a multiple of 16.</summary>
    public void MovAligned128(Mem destination, Xmm source) => MemoryForm(Encoding.Map0F | 0x29, (int)source, destination);

    /// <summary>Copies the bits (movq).</summary>
    public void MovBits(Xmm destination, Gpr source) => RegisterForm(Encoding.P66 | Encoding.W | Encoding.Map0F | 0x6E, (int)destination, (int)source);

    /// <summary>Copies the bits (movq).</summary>
    public void MovBits(Gpr destination, Xmm source) => RegisterForm(Encoding.P66 | Encoding.W | Encoding.Map0F | 0x7E, (int)source, (int)destination);

    /// <summary>Copies the lower 32 bits and clears the rest (movd).</summary>
    public void MovBits32(Xmm destination, Gpr source) => RegisterForm(Encoding.P66 | Encoding.Map0F | 0x6E, (int)destination, (int)source);

    /// <summary>Copies the lower 32 bits and clears the rest (movd).</summary>
    public void MovBits32(Gpr destination, Xmm source) => RegisterForm(Encoding.P66 | Encoding.Map0F | 0x7E, (int)source, (int)destination);

    public void Sse(SseOp op, Xmm destination, Xmm source) => RegisterForm((int)op, (int)destination, (int)source);

    public void Sse(SseOp op, Xmm destination, Mem source) => MemoryForm((int)op, (int)destination, source);

    /// <summary>Clears a register; the flags stay as they are.</summary>
    public void Zero(Xmm destination) => Sse(SseOp.Xorps, destination, destination);

    /// <summary>Sets all bits of the low 64 where the destination and the source compare as the predicate says, else clears them.</summary>
    public void Cmpsd(Xmm destination, Xmm source, FloatPredicate predicate) =>
        _next = Immediate8(Registers(Encoding.F2 | Encoding.Map0F | 0xC2, (int)destination, (int)source), (int)predicate);

    /// <summary>Rounds to an integral float.</summary>
    public void Roundsd(Xmm destination, Xmm source, RoundingMode mode) =>
        _next = Immediate8(Registers(Encoding.P66 | Encoding.Map0F3A | 0x0B, (int)destination, (int)source), (int)mode);

    /// <summary>Rounds to an integral float.</summary>
    public void Roundsd(Xmm destination, Mem source, RoundingMode mode) =>
        _next = Immediate8(Memory(Encoding.P66 | Encoding.Map0F3A | 0x0B, (int)destination, source, 1), (int)mode);

    /// <summary>Integer to float. Keeps the upper half, so that it waits for the destination: clear it first.</summary>
    public void ConvertToFloat(Xmm destination, Gpr source) => RegisterForm(Encoding.F2 | Encoding.W | Encoding.Map0F | 0x2A, (int)destination, (int)source);

    /// <inheritdoc cref="ConvertToFloat(Xmm, Gpr)"/>
    public void ConvertToFloat(Xmm destination, Mem source) => MemoryForm(Encoding.F2 | Encoding.W | Encoding.Map0F | 0x2A, (int)destination, source);

    /// <summary>Float to integer, towards zero. What does not fit, and NaN, gives the least integer.</summary>
    public void ConvertToInt(Gpr destination, Xmm source) => RegisterForm(Encoding.F2 | Encoding.W | Encoding.Map0F | 0x2C, (int)destination, (int)source);

    /// <inheritdoc cref="ConvertToInt(Gpr, Xmm)"/>
    public void ConvertToInt(Gpr destination, Mem source) => MemoryForm(Encoding.F2 | Encoding.W | Encoding.Map0F | 0x2C, (int)destination, source);
}
