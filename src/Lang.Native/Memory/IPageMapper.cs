namespace Lang.Native.Memory;

/// <summary>What the memory of a VM needs from an operating system. No method throws: a refusal is a result.</summary>
internal unsafe interface IPageMapper
{
    /// <summary>Reserves addresses for both views; nothing is usable yet.</summary>
    MemoryRefusal Reserve(int dataBytes, int codeBytes, out MappedRange range);

    /// <summary>Makes bytes of the data area readable and writable.</summary>
    MemoryRefusal CommitData(in MappedRange range, int offset, int bytes);

    /// <summary>Makes bytes of code readable and executable in the one view, readable and writable in the other.</summary>
    MemoryRefusal CommitCode(in MappedRange range, int offset, int bytes);

    /// <summary>Makes written instructions visible to execution.</summary>
    void FlushInstructions(byte* address, int bytes);

    /// <summary>Gives both views back.</summary>
    void Release(in MappedRange range);
}

/// <summary>The addresses of a VM's range and of its second view.</summary>
/// <param name="base">Data, then code to execute.</param>
/// <param name="writableCode">The same code to write.</param>
/// <param name="dataBytes">Bytes of the data area.</param>
/// <param name="codeBytes">Bytes of code.</param>
internal readonly unsafe struct MappedRange(byte* @base, byte* writableCode, int dataBytes, int codeBytes)
{
    public byte* Base { get; } = @base;

    public byte* Code => Base + DataBytes;

    public byte* WritableCode { get; } = writableCode;

    public int DataBytes { get; } = dataBytes;

    public int CodeBytes { get; } = codeBytes;
}

/// <summary>Why there is no memory for native code. Execution goes on in the interpreter.</summary>
internal enum MemoryRefusal : byte
{
    None,

    /// <summary>An operating system without an implementation here.</summary>
    UnsupportedPlatform,

    /// <summary>Not an x86-64 process.</summary>
    UnsupportedProcessor,

    /// <summary>The system had no addresses for the range, or no second view of it.</summary>
    NoAddressSpace,

    /// <summary>The system had no memory for pages, or a limit of the process forbids more.</summary>
    NoMemory,

    /// <summary>The system forbids executable pages, as hardened systems do.</summary>
    ExecutionForbidden,

    /// <summary>All that was reserved is in use.</summary>
    RangeIsFull,
}

/// <summary>Texts for <c>--stats</c>.</summary>
internal static class MemoryRefusalExtensions
{
    /// <summary>The reason in words, as the end of a sentence.</summary>
    public static string Describe(this MemoryRefusal refusal) => refusal switch
    {
        MemoryRefusal.None => "there is memory for native code",
        MemoryRefusal.UnsupportedPlatform => "this operating system is not supported",
        MemoryRefusal.UnsupportedProcessor => "this processor is not supported",
        MemoryRefusal.NoAddressSpace => "no address space for native code",
        MemoryRefusal.NoMemory => "no memory for native code",
        MemoryRefusal.ExecutionForbidden => "the system forbids executable memory",
        MemoryRefusal.RangeIsFull => "the code cache is full",
    };
}
