namespace Lang.Native.Diagnostics;

/// <summary>Makes the object file that describes a region to a debugger: its name, its frame and, if known, its lines.</summary>
internal static class CodeImage
{
    public static byte[] Write(in CodeRegion region)
    {
        var elf = new ElfWriter(ElfFileKind.Object, segments: 0);
        ElfSection code = elf.AddCodeElsewhere(".text", region.Address, region.Length);
        var symbols = new ElfSymbolTable();
        symbols.Add(region.Name, ElfSymbolKind.Function, code.Index, 0, region.Length);
        ElfSection names = elf.Add(".strtab", ElfSectionKind.Strings, ElfSectionFlags.None, symbols.Names);
        elf.Add(".symtab", ElfSectionKind.Symbols, ElfSectionFlags.None, symbols.Symbols,
            alignment: 8, names.Index, ElfSymbolTable.FirstGlobal, ElfSymbolTable.EntryBytes);

        Add(".debug_frame", DwarfWriter.Frames(region));
        if (region.Source is { Lines.Length: > 0 } source)
        {
            Add(".debug_abbrev", DwarfWriter.Abbreviations());
            Add(".debug_info", DwarfWriter.Info(region, source));
            Add(".debug_line", DwarfWriter.Lines(region, source));
        }
        return elf.Finish();

        void Add(string name, ByteWriter content) =>
            elf.Add(name, ElfSectionKind.Content, ElfSectionFlags.None, content.Written, alignment: 8);
    }
}
