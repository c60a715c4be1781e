using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Unicode;

namespace Lang.Bytecode;

/// <summary>Reads one item of a list.</summary>
internal delegate T ReadItem<T>(ref ContainerCursor cursor);

/// <summary>
/// A position in a container. The first fault is remembered and everything read after it is empty or 0, so that
/// readers need not ask after each step.
/// </summary>
internal ref struct ContainerCursor(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _end = bytes.Length; // of the section that is open, or of the sections
    private int _sectionsEnd;

    public int Offset { get; private set; } = 0;
    public string? Error { get; private set; } = null;
    public int ErrorOffset { get; private set; } = 0;

    public void Fail(int offset, string error)
    {
        if (Error is not null)
            return;
        Error = error;
        ErrorOffset = offset;
    }

    public bool ReadMagic()
    {
        if (!ModuleFormat.IsContainer(_bytes))
            Fail(0, "not a bytecode container: it does not begin with TLBC");
        Offset = ModuleFormat.Magic.Length;
        return Error is null;
    }

    public bool ReadVersion()
    {
        int start = Offset, version = Number();
        if (version != ModuleFormat.Version)
            Fail(start, $"container version {version} is not supported; this is version {ModuleFormat.Version}");
        return Error is null;
    }

    public bool ReadChecksum()
    {
        _end = _sectionsEnd = _bytes.Length - 4;
        if (_sectionsEnd < Offset)
            Fail(_bytes.Length, "the container is cut off");
        else if (BinaryPrimitives.ReadUInt32LittleEndian(_bytes[_sectionsEnd..]) != Crc32.Of(_bytes[.._sectionsEnd]))
            Fail(_sectionsEnd, "the checksum does not match: the container is damaged or cut off");
        return Error is null;
    }

    public void Open(Section section)
    {
        int start = Offset;
        if (!TryOpen(section))
            Fail(start, $"the section {section} is missing");
    }

    public bool TryOpen(Section section)
    {
        if (Error is not null || Offset >= _sectionsEnd || _bytes[Offset] != (byte)section)
            return false;
        Offset++;
        int length = Count(1);
        _end = Offset + length;
        return Error is null;
    }

    public void Close()
    {
        if (Offset != _end)
            Fail(Offset, "a section is longer than its contents");
        _end = _sectionsEnd;
    }

    public void ExpectEnd()
    {
        if (Offset != _sectionsEnd)
            Fail(Offset, "bytes that belong to no section");
    }

    public byte Byte()
    {
        if (Error is null && Offset >= _end)
            Fail(Offset, "the container is cut off");
        return Error is null ? _bytes[Offset++] : (byte)0;
    }

    public bool Flag(string name)
    {
        int start = Offset;
        byte flag = Byte();
        if (flag > 1)
            Fail(start, $"{name} is neither 0 nor 1");
        return flag == 1;
    }

    public uint Number32()
    {
        int start = Offset;
        ulong result = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte part = Byte();
            result |= (ulong)(part & 0x7F) << shift;
            if (part >= 0x80)
                continue;
            if (Error is null && (result > uint.MaxValue || (part == 0 && shift > 0)))
                break;
            return Error is null ? (uint)result : 0;
        }
        Fail(start, "a number is too large or not in its shortest form");
        return 0;
    }

    public int Number()
    {
        int start = Offset;
        uint value = Number32();
        if (value > int.MaxValue)
            Fail(start, "a number is too large");
        return Error is null ? (int)value : 0;
    }

    /// <summary>A number of items of at least <paramref name="itemBytes"/> bytes each, all of which fit before the end.</summary>
    public int Count(int itemBytes)
    {
        int start = Offset, count = Number();
        if ((long)count * itemBytes > _end - Offset)
            Fail(start, $"a count of {count} is more than the bytes that are left can hold");
        return Error is null ? count : 0;
    }

    public ReadOnlySpan<byte> Bytes()
    {
        int length = Count(1);
        ReadOnlySpan<byte> bytes = _bytes.Slice(Offset, length);
        Offset += length;
        return bytes;
    }

    public string Text()
    {
        int start = Offset;
        ReadOnlySpan<byte> bytes = Bytes();
        if (!Utf8.IsValid(bytes))
        {
            Fail(start, "a name is not valid UTF-8");
            return "";
        }
        return Encoding.UTF8.GetString(bytes);
    }

    public long Constant()
    {
        if (Error is null && _end - Offset < 8)
            Fail(Offset, "the container is cut off");
        if (Error is not null)
            return 0;
        Offset += 8;
        return BinaryPrimitives.ReadInt64LittleEndian(_bytes[(Offset - 8)..]);
    }

    public TypeId Type() => new(Number());

    public TypeId OptionalType() => new(Number() - 1);

    public ImmutableArray<TypeId> Types() => List(1, (ref c) => c.Type());

    public ImmutableArray<T> List<T>(int itemBytes, ReadItem<T> read)
    {
        int count = Count(itemBytes);
        if (count == 0)
            return [];
        var items = ImmutableArray.CreateBuilder<T>(count);
        for (int i = 0; i < count && Error is null; i++)
            items.Add(read(ref this));
        return items.DrainToImmutable();
    }
}
