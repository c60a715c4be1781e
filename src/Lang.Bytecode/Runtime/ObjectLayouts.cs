using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

// The layouts are a contract: native code reads and writes objects at the same offsets.
// A slot that holds a reference holds the address of one of these objects, or 0 for an unset function or environment.

/// <summary>
/// A string: an immutable window onto a buffer. Its bytes are <c>Buffer->Bytes[Offset .. Offset + Length]</c>.
/// A new string that continues where the window ends may share the buffer: see <see cref="StringOperations.Append"/>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct TlString
{
    public const int Size = 24, BufferOffset = 8, OffsetOffset = 16, LengthOffset = 20;

    /// <summary>Longest string, in bytes.</summary>
    public const int MaxLength = int.MaxValue - 4096;

    [FieldOffset(0)] public ObjectHeader Header;
    [FieldOffset(BufferOffset)] public StringBuffer* Buffer;
    [FieldOffset(OffsetOffset)] public int Offset;
    [FieldOffset(LengthOffset)] public int Length;

    /// <summary>Address of the first byte.</summary>
    public readonly byte* Bytes
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (byte*)Buffer + StringBuffer.BytesOffset + Offset;
    }

    /// <summary>The bytes; valid as long as the string is reachable (objects never move).</summary>
    public readonly ReadOnlySpan<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Bytes, Length);
    }
}

/// <summary>Bytes that strings share. The first <see cref="Used"/> never change; the rest belongs to whoever appends next.</summary>
[StructLayout(LayoutKind.Explicit, Size = BytesOffset)]
internal unsafe struct StringBuffer
{
    public const int UsedOffset = 8, CapacityOffset = 12, BytesOffset = 16;

    [FieldOffset(0)] public ObjectHeader Header;
    [FieldOffset(UsedOffset)] public int Used;
    [FieldOffset(CapacityOffset)] public int Capacity;
}

/// <summary>
/// A growable array. Elements lie in a buffer object of their own, one byte each for bool and eight for everything
/// else; <see cref="Data"/> points at the first (null while there never was one).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct TlArray
{
    public const int Size = 32, LengthOffset = 8, CapacityOffset = 16, DataOffset = 24;

    /// <summary>Most elements an array can have; memory ends long before.</summary>
    public const long MaxLength = 1L << 44;

    [FieldOffset(0)] public ObjectHeader Header;

    /// <summary>Number of elements.</summary>
    [FieldOffset(LengthOffset)] public long Length;

    /// <summary>Number of elements for which there is room.</summary>
    [FieldOffset(CapacityOffset)] public long Capacity;
    [FieldOffset(DataOffset)] public byte* Data;

    /// <summary>Bytes of an element: 1 or 8.</summary>
    public readonly int ElementSize
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Header.Kind == ObjectKind.ByteArray ? 1 : 8;
    }
}

/// <summary>The elements of an array.</summary>
[StructLayout(LayoutKind.Explicit, Size = ElementsOffset)]
internal struct ArrayBuffer
{
    public const int ElementsOffset = 16;

    [FieldOffset(0)] public ObjectHeader Header;

    /// <summary>Bytes for elements.</summary>
    [FieldOffset(8)] public long Bytes;
}

/// <summary>A dynamic function value.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal unsafe struct TlFunction
{
    public const int Size = 24, IndexOffset = 8, EnvironmentOffset = 16;

    [FieldOffset(0)] public ObjectHeader Header;

    /// <summary>Index of the function in its module.</summary>
    [FieldOffset(IndexOffset)] public long Index;

    /// <summary>Its environment, or null.</summary>
    [FieldOffset(EnvironmentOffset)] public TlEnvironment* Environment;
}

/// <summary>The captured values of a closure: the header, then one slot a field.</summary>
[StructLayout(LayoutKind.Explicit, Size = FieldsOffset)]
internal struct TlEnvironment
{
    public const int FieldsOffset = 8;

    [FieldOffset(0)] public ObjectHeader Header;
}

/// <summary>One variable that closures share.</summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct TlCell
{
    public const int Size = 16, ValueOffset = 8;

    [FieldOffset(0)] public ObjectHeader Header;
    [FieldOffset(ValueOffset)] public long Value;
}
