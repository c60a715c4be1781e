using System.Diagnostics;
using Lang.Native.Target;

namespace Lang.Native.X64;

/// <summary>A memory operand: <c>[base + index * scale + displacement]</c>, or a place given relative to the code.</summary>
internal readonly struct Mem
{
    private const byte None = 0xFF;

    private readonly byte _base, _index, _scale;

    private Mem(byte @base, byte index, byte scale, int displacement, MemKind kind)
    {
        (_base, _index, _scale, Displacement, Kind) = (@base, index, scale, displacement, kind);
    }

    public MemKind Kind { get; }

    /// <summary>Displacement in bytes; of <see cref="MemKind.Range"/> the offset in the VM's range, of <see cref="MemKind.Label"/> the label.</summary>
    public int Displacement { get; }

    public bool HasBase => _base != None;

    public bool HasIndex => _index != None;

    public int BaseNumber => _base;

    public int IndexNumber => _index;

    /// <summary>Logarithm of the scale: 0 to 3.</summary>
    public int ScaleBits => _scale;

    /// <summary><c>[base + displacement]</c></summary>
    public static Mem At(Gpr @base, int displacement = 0) => new((byte)@base, None, 0, displacement, MemKind.Address);

    /// <summary><c>[base + index * scale + displacement]</c></summary>
    /// <param name="scale">1, 2, 4 or 8.</param>
    /// <param name="index">Any register but RSP, which the encoding keeps for "no index".</param>
    public static Mem At(Gpr @base, Gpr index, int scale, int displacement = 0)
    {
        Debug.Assert(index != Gpr.Rsp);
        return new((byte)@base, (byte)index, Log2(scale), displacement, MemKind.Address);
    }

    /// <summary><c>[index * scale + displacement]</c>: for lea.</summary>
    public static Mem Scaled(Gpr index, int scale, int displacement)
    {
        Debug.Assert(index != Gpr.Rsp);
        return new(None, (byte)index, Log2(scale), displacement, MemKind.Address);
    }

    /// <summary>The byte at an offset from the start of the VM's range, where the data area lies: reached relative to RIP.</summary>
    public static Mem InRange(int offset) => new(None, None, 0, offset, MemKind.Range);

    /// <summary>The bytes at a label of the same code: literals, jump tables.</summary>
    public static Mem At(Label label) => new(None, None, 0, label.Index, MemKind.Label);

    private static byte Log2(int scale)
    {
        Debug.Assert(scale is 1 or 2 or 4 or 8);
        return (byte)System.Numerics.BitOperations.TrailingZeroCount(scale);
    }
}

/// <summary>What a memory operand's displacement counts from.</summary>
internal enum MemKind : byte
{
    /// <summary>Registers.</summary>
    Address,

    /// <summary>The start of the VM's range. Relocated when the code gets its place.</summary>
    Range,

    /// <summary>A label of the same code.</summary>
    Label,
}

/// <summary>A place in the code that is being emitted, named before or after it is reached.</summary>
internal readonly record struct Label(int Index);
