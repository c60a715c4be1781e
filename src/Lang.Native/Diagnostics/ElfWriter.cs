namespace Lang.Native.Diagnostics;

/// <summary>Writes 64-bit ELF images for x86-64: object files that describe code elsewhere, and small shared libraries.</summary>
/// <remarks>
/// Sections are added in the order of the file, and each has its place once it is added: what refers to others comes after them. In a
/// shared library addresses are offsets in the file, so that a segment is a stretch of the file as it is.
/// Source: "ELF-64 Object File Format", version 1.5; "System V Application Binary Interface, AMD64 Architecture Processor Supplement".
/// </remarks>
internal sealed class ElfWriter
{
    /// <summary>Segments begin at multiples of this.</summary>
    public const int PageBytes = 4096;

    private const int HeaderBytes = 64, SegmentHeaderBytes = 56, SectionHeaderBytes = 64;
    private const int MachineX64 = 62, CurrentVersion = 1;

    private readonly ElfFileKind _kind;
    private readonly int _segmentCount;
    private readonly ByteWriter _image = new(), _segments = new(), _sections = new(), _names = new();
    private int _sectionCount;

    /// <summary>Begins an image.</summary>
    /// <param name="kind">What it is.</param>
    /// <param name="segments">How often <see cref="AddSegment"/> will be called: their headers precede the sections.</param>
    public ElfWriter(ElfFileKind kind, int segments)
    {
        (_kind, _segmentCount) = (kind, segments);
        _image.Skip(HeaderBytes + segments * SegmentHeaderBytes);
        _names.U8(0);
        _sections.Skip(SectionHeaderBytes); // Section 0 is none.
        _sectionCount = 1;
    }

    /// <summary>Where the next section would begin, aligned to 1.</summary>
    public int Position => _image.Position;

    /// <summary>Fills up to a page, so that a segment can begin.</summary>
    public void AlignToPage() => _image.Align(PageBytes);

    /// <summary>Adds a section with its content.</summary>
    /// <param name="name">Its name, with the dot.</param>
    /// <param name="kind">What its content means.</param>
    /// <param name="flags">Whether it is in memory when the image is loaded, and how.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="alignment">A power of two.</param>
    /// <param name="link">The section it refers to, 0 for none.</param>
    /// <param name="info">What the kind wants there.</param>
    /// <param name="entryBytes">Bytes of an entry, when it is a table.</param>
    public ElfSection Add(string name, ElfSectionKind kind, ElfSectionFlags flags, ReadOnlySpan<byte> content,
        int alignment = 1, int link = 0, int info = 0, int entryBytes = 0)
    {
        _image.Align(alignment);
        int offset = _image.Position;
        _image.Bytes(content);
        nint address = _kind == ElfFileKind.SharedLibrary && flags.HasFlag(ElfSectionFlags.InMemory) ? offset : 0;
        return AddHeader(name, kind, flags, address, offset, content.Length, alignment, link, info, entryBytes);
    }

    /// <summary>Adds a section for code that is in memory already: the image only says where.</summary>
    public ElfSection AddCodeElsewhere(string name, nint address, int length) => AddHeader(
        name, ElfSectionKind.NoContent, ElfSectionFlags.InMemory | ElfSectionFlags.Executable, address, Position, length, 1, 0, 0, 0);

    /// <summary>Adds a program header for a stretch of the file.</summary>
    public void AddSegment(ElfSegmentKind kind, ElfSegmentFlags flags, int start, int end, int alignment)
    {
        _segments.U32((uint)kind);
        _segments.U32((uint)flags);
        _segments.U64((ulong)start); // offset, virtual address, physical address
        _segments.U64((ulong)start);
        _segments.U64((ulong)start);
        _segments.U64((ulong)(end - start)); // in the file, in memory
        _segments.U64((ulong)(end - start));
        _segments.U64((ulong)alignment);
    }

    /// <summary>Completes the image.</summary>
    public byte[] Finish()
    {
        // The name section names itself, so its header comes before its content.
        int nameIndex = _names.Position;
        _names.Text(".shstrtab");
        int offset = _image.Position;
        _image.Bytes(_names.Written);
        AddHeader(nameIndex, ElfSectionKind.Strings, ElfSectionFlags.None, 0, offset, _names.Position, 1, 0, 0, 0);

        _image.Align(8);
        int sectionHeaders = _image.Position;
        _image.Bytes(_sections.Written);
        _image.Overwrite(0, Header(sectionHeaders));
        _image.Overwrite(HeaderBytes, _segments.Written);
        return _image.Written.ToArray();
    }

    private ReadOnlySpan<byte> Header(int sectionHeaders)
    {
        var header = new ByteWriter();
        header.Bytes([0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, CurrentVersion, 0]); // 64 bits, little-endian, System V
        header.U64(0);
        header.U16((int)_kind);
        header.U16(MachineX64);
        header.U32(CurrentVersion);
        header.U64(0); // entry point
        header.U64(_segmentCount == 0 ? 0 : (ulong)HeaderBytes);
        header.U64((ulong)sectionHeaders);
        header.U32(0); // flags of the processor
        header.U16(HeaderBytes);
        header.U16(SegmentHeaderBytes);
        header.U16(_segmentCount);
        header.U16(SectionHeaderBytes);
        header.U16(_sectionCount);
        header.U16(_sectionCount - 1); // the section of section names
        return header.Written;
    }

    private ElfSection AddHeader(string name, ElfSectionKind kind, ElfSectionFlags flags, nint address, int offset, int size,
        int alignment, int link, int info, int entryBytes)
    {
        int nameIndex = _names.Position;
        _names.Text(name);
        return AddHeader(nameIndex, kind, flags, address, offset, size, alignment, link, info, entryBytes);
    }

    private ElfSection AddHeader(int nameIndex, ElfSectionKind kind, ElfSectionFlags flags, nint address, int offset, int size,
        int alignment, int link, int info, int entryBytes)
    {
        _sections.U32((uint)nameIndex);
        _sections.U32((uint)kind);
        _sections.U64((ulong)flags);
        _sections.U64((ulong)address);
        _sections.U64((ulong)offset);
        _sections.U64((ulong)size);
        _sections.U32((uint)link);
        _sections.U32((uint)info);
        _sections.U64((ulong)alignment);
        _sections.U64((ulong)entryBytes);
        return new ElfSection(_sectionCount++, offset, size);
    }
}

/// <summary>A section that was added.</summary>
/// <param name="Index">Its number in the section table.</param>
/// <param name="Offset">Its place in the file, and in a shared library its address.</param>
/// <param name="Size">Its bytes.</param>
internal readonly record struct ElfSection(int Index, int Offset, int Size)
{
    public int End => Offset + Size;
}

/// <summary>Symbols and their names, for a symbol section and a string section.</summary>
internal sealed class ElfSymbolTable
{
    /// <summary>Bytes of a symbol.</summary>
    public const int EntryBytes = 24;

    /// <summary>Index of the first symbol that is not local: symbol 0 is none, all others are global.</summary>
    public const int FirstGlobal = 1;

    private const int Global = 1 << 4;

    private readonly ByteWriter _symbols = new(), _names = new();

    public ElfSymbolTable()
    {
        _symbols.Skip(EntryBytes);
        _names.U8(0);
    }

    public ReadOnlySpan<byte> Symbols => _symbols.Written;

    public ReadOnlySpan<byte> Names => _names.Written;

    /// <summary>Adds a symbol.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="kind">Code or data.</param>
    /// <param name="section">Number of the section it lies in.</param>
    /// <param name="value">Offset in that section in an object file, address in a library.</param>
    /// <param name="size">Its bytes.</param>
    public void Add(string name, ElfSymbolKind kind, int section, int value, int size)
    {
        _symbols.U32((uint)_names.Position);
        _symbols.U8(Global | (int)kind);
        _symbols.U8(0); // visible to all
        _symbols.U16(section);
        _symbols.U64((ulong)value);
        _symbols.U64((ulong)size);
        _names.Text(name);
    }
}
