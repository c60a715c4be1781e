namespace Lang.Native.Diagnostics;

// Numbers of the ELF format, as far as they are used here.

/// <summary>What an image is.</summary>
internal enum ElfFileKind
{
    /// <summary>An object file: symbols count from their section.</summary>
    Object = 1,

    /// <summary>A library that the dynamic linker loads.</summary>
    SharedLibrary = 3,
}

/// <summary>What the content of a section means.</summary>
internal enum ElfSectionKind : uint
{
    /// <summary>Code, data, debug information.</summary>
    Content = 1,
    Symbols = 2,
    Strings = 3,
    Hash = 5,
    Dynamic = 6,

    /// <summary>Memory without content in the file.</summary>
    NoContent = 8,
    DynamicSymbols = 11,
}

[Flags]
internal enum ElfSectionFlags : ulong
{
    None = 0,
    Writable = 1,
    InMemory = 2,
    Executable = 4,
}

internal enum ElfSegmentKind : uint
{
    /// <summary>A part of the file to be mapped.</summary>
    Load = 1,

    /// <summary>Where the dynamic linker finds its table.</summary>
    Dynamic = 2,

    /// <summary>Says with its flags that the stack need not be executable. Without it the loader would make it so.</summary>
    Stack = 0x6474_E551,
}

[Flags]
internal enum ElfSegmentFlags : uint
{
    Execute = 1,
    Write = 2,
    Read = 4,
}

internal enum ElfSymbolKind
{
    Data = 1,
    Function = 2,
}

/// <summary>Keys of the dynamic linker's table.</summary>
internal enum ElfDynamicTag : ulong
{
    End = 0,
    Hash = 4,
    StringTable = 5,
    SymbolTable = 6,
    StringTableBytes = 10,
    SymbolBytes = 11,
}
