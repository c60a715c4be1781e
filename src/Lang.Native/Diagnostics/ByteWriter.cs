using System.Buffers.Binary;
using System.Text;

namespace Lang.Native.Diagnostics;

/// <summary>Bytes of a binary format, little-endian, one after the other.</summary>
internal sealed class ByteWriter
{
    private byte[] _bytes = new byte[256];

    public int Position { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Position);

    public void U8(int value) => Take(1)[0] = (byte)value;

    public void U16(int value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), (ushort)value);

    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    public void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>UTF-8 and a zero. A zero inside would end the text early, so it becomes a question mark.</summary>
    public void Text(string text)
    {
        text = text.Replace('\0', '?');
        Encoding.UTF8.GetBytes(text, Take(Encoding.UTF8.GetByteCount(text)));
        U8(0);
    }

    /// <summary>Seven bits a byte, the low ones first; the top bit says that more follow.</summary>
    public void Uleb(uint value)
    {
        for (; value >= 0x80; value >>= 7)
            U8((int)(value & 0x7F | 0x80));
        U8((int)value);
    }

    /// <summary>The same with a sign: the last byte's bit 6 is extended.</summary>
    public void Sleb(int value)
    {
        for (; value != (value << 25 >> 25); value >>= 7)
            U8(value & 0x7F | 0x80);
        U8(value & 0x7F);
    }

    /// <summary>Zeros up to a multiple of a power of two.</summary>
    public void Align(int alignment) => Take(-Position & (alignment - 1)).Clear();

    /// <summary>Zeros, to be overwritten with <see cref="Overwrite"/>.</summary>
    public void Skip(int bytes) => Take(bytes).Clear();

    /// <summary>Replaces what was written at a position.</summary>
    public void Overwrite(int position, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(position, bytes.Length));

    /// <summary>Begins what is preceded by its length in 32 bits; see <see cref="EndUnit"/>.</summary>
    /// <returns>The position behind the length.</returns>
    public int BeginUnit()
    {
        U32(0);
        return Position;
    }

    /// <summary>Ends it: writes the length of what stands behind <paramref name="start"/> in front of that.</summary>
    public void EndUnit(int start) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(start - 4), Position - start);

    private Span<byte> Take(int count)
    {
        if (Position + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, Position + count));
        Position += count;
        return _bytes.AsSpan(Position - count, count);
    }
}
