using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Lang.Native.Diagnostics;

/// <summary>A shared library with the two symbols that gdb looks for, made and loaded in this process: C# can't define symbols.</summary>
/// <remarks>
/// <code>
///   page 0   read, execute   ELF header, program headers; .text: __jit_debug_register_code, a return
///   page 1   read, write     .data: __jit_debug_descriptor; .dynstr .dynsym .hash .dynamic
/// </code>
/// It lies in a memory file, which nothing leaves behind however the process ends. It is loaded by its name below this process's number and
/// not below "self", since the debugger opens it by the same name. Nothing unloads it.
/// </remarks>
internal sealed unsafe partial class GdbLibrary
{
    private const string RegisterFunction = "__jit_debug_register_code", DescriptorName = "__jit_debug_descriptor";

    // Version 1, no action, no entries. The debugger may read it before anyone writes it.
    private static ReadOnlySpan<byte> EmptyDescriptor => [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    // Open as long as the library is loaded: a debugger that comes later finds it through the descriptor.
    private readonly SafeFileHandle _file;

    private GdbLibrary(SafeFileHandle file, nint library)
    {
        _file = file;
        Register = NativeLibrary.GetExport(library, RegisterFunction);
        Descriptor = NativeLibrary.GetExport(library, DescriptorName);
    }

    /// <summary>Address of the function to call after each change; the debugger has a breakpoint there.</summary>
    public nint Register { get; }

    /// <summary>Address of the descriptor.</summary>
    public nint Descriptor { get; }

    /// <summary>Makes and loads the library.</summary>
    /// <param name="refusal">Why the result is null, as the end of a sentence.</param>
    public static GdbLibrary? TryLoad(out string? refusal)
    {
        const uint CloseOnExec = 1;
        int descriptor = CreateMemoryFile("lang-gdb", CloseOnExec);
        if (descriptor < 0)
        {
            refusal = $"the system gives no memory file ({Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())})";
            return null;
        }
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.Write(file, Image(), 0);
        if (NativeLibrary.TryLoad($"/proc/{Environment.ProcessId}/fd/{descriptor}", out nint library))
        {
            refusal = null;
            return new GdbLibrary(file, library);
        }
        file.Dispose();
        refusal = "the system doesn't load a library from a memory file";
        return null;
    }

    /// <summary>The library's bytes.</summary>
    internal static byte[] Image()
    {
        const byte Return = 0xC3;
        var elf = new ElfWriter(ElfFileKind.SharedLibrary, segments: 4);
        ElfSection text = elf.Add(".text", ElfSectionKind.Content, ElfSectionFlags.InMemory | ElfSectionFlags.Executable, [Return], alignment: 16);
        elf.AlignToPage();
        ElfSection data = elf.Add(".data", ElfSectionKind.Content, ElfSectionFlags.InMemory | ElfSectionFlags.Writable, EmptyDescriptor, alignment: 16);

        var symbols = new ElfSymbolTable();
        symbols.Add(RegisterFunction, ElfSymbolKind.Function, text.Index, text.Offset, text.Size);
        symbols.Add(DescriptorName, ElfSymbolKind.Data, data.Index, data.Offset, data.Size);
        ElfSection names = elf.Add(".dynstr", ElfSectionKind.Strings, ElfSectionFlags.InMemory, symbols.Names);
        ElfSection table = elf.Add(".dynsym", ElfSectionKind.DynamicSymbols, ElfSectionFlags.InMemory, symbols.Symbols,
            alignment: 8, names.Index, ElfSymbolTable.FirstGlobal, ElfSymbolTable.EntryBytes);
        ElfSection hash = elf.Add(".hash", ElfSectionKind.Hash, ElfSectionFlags.InMemory, SymbolHash().Written, alignment: 8, table.Index, entryBytes: 4);
        ElfSection dynamic = elf.Add(".dynamic", ElfSectionKind.Dynamic, ElfSectionFlags.InMemory | ElfSectionFlags.Writable,
            DynamicTable(hash, names, table).Written, alignment: 8, names.Index, entryBytes: 16);

        elf.AddSegment(ElfSegmentKind.Load, ElfSegmentFlags.Read | ElfSegmentFlags.Execute, 0, text.End, ElfWriter.PageBytes);
        elf.AddSegment(ElfSegmentKind.Load, ElfSegmentFlags.Read | ElfSegmentFlags.Write, data.Offset, dynamic.End, ElfWriter.PageBytes);
        elf.AddSegment(ElfSegmentKind.Dynamic, ElfSegmentFlags.Read | ElfSegmentFlags.Write, dynamic.Offset, dynamic.End, 8);
        elf.AddSegment(ElfSegmentKind.Stack, ElfSegmentFlags.Read | ElfSegmentFlags.Write, 0, 0, 16);
        return elf.Finish();
    }

    // One bucket, so that no hash is ever computed: the chain holds symbol 1, then symbol 2, then none.
    private static ByteWriter SymbolHash()
    {
        const uint Buckets = 1, Symbols = 3;
        var writer = new ByteWriter();
        foreach (uint word in (ReadOnlySpan<uint>)[Buckets, Symbols, 1, 0, 2, 0])
            writer.U32(word);
        return writer;
    }

    private static ByteWriter DynamicTable(ElfSection hash, ElfSection names, ElfSection symbols)
    {
        var writer = new ByteWriter();
        Entry(ElfDynamicTag.Hash, hash.Offset);
        Entry(ElfDynamicTag.StringTable, names.Offset);
        Entry(ElfDynamicTag.StringTableBytes, names.Size);
        Entry(ElfDynamicTag.SymbolTable, symbols.Offset);
        Entry(ElfDynamicTag.SymbolBytes, ElfSymbolTable.EntryBytes);
        Entry(ElfDynamicTag.End, 0);
        return writer;

        void Entry(ElfDynamicTag tag, int value)
        {
            writer.U64((ulong)tag);
            writer.U64((ulong)value);
        }
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);
}
