namespace Lang.Bytecode;

/// <summary>The fixed parts of the binary container. docs/bytecode.md describes the whole.</summary>
public static class ModuleFormat
{
    /// <summary>The version that is written, and the only one that is read. It rises with every change of the format or the opcodes.</summary>
    public const int Version = 2;

    /// <summary>The first four bytes of a container.</summary>
    public static ReadOnlySpan<byte> Magic => "TLBC"u8;

    /// <summary>Whether <paramref name="bytes"/> begin as a container does.</summary>
    public static bool IsContainer(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Magic);
}

/// <summary>The sections of a container, in the order in which they stand. All but the last are always there.</summary>
internal enum Section : byte
{
    Header = 1,
    Types,
    Strings,
    Globals,
    HostImports,
    Functions,
    Exports,
    Source,
}
