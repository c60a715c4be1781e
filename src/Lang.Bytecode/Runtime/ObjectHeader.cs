using System.Runtime.InteropServices;

namespace Lang.Bytecode.Runtime;

/// <summary>What a heap object is to the collector. Kinds below <see cref="String"/> hold no references.</summary>
internal enum ObjectKind : byte
{
    /// <summary>No object: a cell that can be allocated. Must be 0.</summary>
    Free,

    /// <summary>Bytes that strings share: <see cref="Runtime.StringBuffer"/>.</summary>
    StringBuffer,

    /// <summary>Elements of an array that are no references: <see cref="ArrayBuffer"/>.</summary>
    ValueBuffer,

    /// <summary>A <see cref="TlCell"/> that holds no reference.</summary>
    ValueCell,

    /// <summary>A <see cref="TlString"/>.</summary>
    String,

    /// <summary>A <see cref="TlArray"/> with one byte an element (bool).</summary>
    ByteArray,

    /// <summary>A <see cref="TlArray"/> of 64-bit numbers.</summary>
    ValueArray,

    /// <summary>A <see cref="TlArray"/> of references.</summary>
    ReferenceArray,

    /// <summary>Elements of an array that are references: <see cref="ArrayBuffer"/>.</summary>
    ReferenceBuffer,

    /// <summary>A <see cref="TlFunction"/>.</summary>
    Function,

    /// <summary>A <see cref="TlEnvironment"/>; its type says which fields are references.</summary>
    Environment,

    /// <summary>A <see cref="TlCell"/> that holds a reference.</summary>
    ReferenceCell,
}

/// <summary>
/// The first 8 bytes of every object. As one little-endian word: type id in bits 0-31, kind in 32-39, colour in
/// 40-47, flags in 48-55. The allocator writes the word; only the collector changes it (the colour).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Size)]
internal struct ObjectHeader
{
    public const int Size = 8;
    public const int KindShift = 32, ColorShift = 40, FlagsShift = 48;

    /// <summary>Flag: the object has memory of its own and lies in no block.</summary>
    public const byte Large = 1;

    /// <summary>Index of its type in the module's type table; 0 for objects the module does not see (buffers, cells). In a free cell: the bytes of the free run it begins, or 0.</summary>
    [FieldOffset(0)] public uint TypeId;

    [FieldOffset(4)] public ObjectKind Kind;

    /// <summary>The colour of the collection that found it alive; see <see cref="Collector"/>.</summary>
    [FieldOffset(5)] public byte Color;

    [FieldOffset(6)] public byte Flags;

    /// <summary>The word for an object of that kind and type, without colour and flags.</summary>
    public static ulong Word(ObjectKind kind, int typeId) => ((ulong)kind << KindShift) | (uint)typeId;
}
