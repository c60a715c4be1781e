using System.Runtime.InteropServices;

namespace Lang.Native.Memory;

/// <summary>The address range of one VM: a data area that is read and written, and behind it code that is read and executed.</summary>
/// <remarks>
/// <code>
///   Base             Base + DataBytes
///    │ data, RW       │ code, RX        │        executing view: code reaches data relative to RIP
///                     │ code, RW        │        writing view, elsewhere: the same pages
/// </code>
/// No page is writable and executable through one address (but see <see cref="TryReserveDebuggable"/>), and none changes its protection
/// once it has one: code is written through the other view while another thread runs what is there already. Pages cost memory when first
/// committed and touched.
/// Where the platform refuses, the result is a named <see cref="MemoryRefusal"/> and scripts stay in the interpreter.
/// One thread at a time commits and writes. Dispose only when no thread runs the code; the finalizer frees what was forgotten.
/// </remarks>
internal sealed unsafe partial class ExecutableMemory : IDisposable
{
    // Committed in steps of this, so that growing code asks the system rarely.
    private const int CommitStep = 64 << 10;

    private readonly IPageMapper _mapper;
    private MappedRange _range;
    private int _committedData, _committedCode;

    private ExecutableMemory(IPageMapper mapper, MappedRange range) => (_mapper, _range) = (mapper, range);

    ~ExecutableMemory() => Free();

    /// <summary>Start of the range: the first byte of the data area.</summary>
    public byte* Base => _range.Base;

    /// <summary>Reserved bytes of the data area, a multiple of the commit step.</summary>
    public int DataBytes => _range.DataBytes;

    /// <summary>Reserved bytes of code, a multiple of the commit step.</summary>
    public int CodeBytes => _range.CodeBytes;

    /// <summary>Where code is executed: readable, never writable.</summary>
    public byte* Code => _range.Base + _range.DataBytes;

    /// <summary>Where the same code is written: never executable.</summary>
    public byte* WritableCode => _range.WritableCode;

    /// <summary>Usable bytes from the start of the data area.</summary>
    public int CommittedData => _committedData;

    /// <summary>Usable bytes from the start of the code.</summary>
    public int CommittedCode => _committedCode;

    /// <summary>Reserves the range of a VM and commits the first step of both parts, so that a refusal shows at once.</summary>
    /// <param name="dataBytes">Most bytes of data there will be; rounded up.</param>
    /// <param name="codeBytes">Most bytes of code there will be; rounded up. Both together stay below 2 GiB, which RIP-relative operands reach.</param>
    /// <param name="refusal"><see cref="MemoryRefusal.None"/>, or why the result is null.</param>
    public static ExecutableMemory? TryReserve(int dataBytes, int codeBytes, out MemoryRefusal refusal) =>
        TryReserve(HostMapper(), dataBytes, codeBytes, out refusal);

    /// <summary>
    /// The same for a process that is being debugged: breakpoints can be set in the code, which on Linux gives up that no page is writable
    /// and executable at once.
    /// </summary>
    public static ExecutableMemory? TryReserveDebuggable(int dataBytes, int codeBytes, out MemoryRefusal refusal) =>
        TryReserve(OperatingSystem.IsLinux() ? LinuxMapper.Debuggable : HostMapper(), dataBytes, codeBytes, out refusal);

    /// <summary>The same over another source of pages: for tests of refusals.</summary>
    internal static ExecutableMemory? TryReserve(IPageMapper? mapper, int dataBytes, int codeBytes, out MemoryRefusal refusal)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dataBytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(codeBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)dataBytes + codeBytes, int.MaxValue - 2L * CommitStep);
        refusal = mapper is null ? MemoryRefusal.UnsupportedPlatform
            : RuntimeInformation.ProcessArchitecture != Architecture.X64 ? MemoryRefusal.UnsupportedProcessor : MemoryRefusal.None;
        if (refusal != MemoryRefusal.None)
            return null;

        refusal = mapper!.Reserve(RoundUp(dataBytes), RoundUp(codeBytes), out MappedRange range);
        if (refusal != MemoryRefusal.None)
            return null;
        var memory = new ExecutableMemory(mapper, range);
        refusal = memory.CommitData(1);
        if (refusal == MemoryRefusal.None)
            refusal = memory.CommitCode(1);
        if (refusal == MemoryRefusal.None)
            return memory;
        memory.Dispose();
        return null;
    }

    /// <summary>Makes at least the first bytes of the data area usable. New bytes are zero.</summary>
    public MemoryRefusal CommitData(int bytes) => Commit(bytes, DataBytes, ref _committedData, isCode: false);

    /// <summary>Makes at least the first bytes of code usable, through both views.</summary>
    public MemoryRefusal CommitCode(int bytes) => Commit(bytes, CodeBytes, ref _committedCode, isCode: true);

    /// <summary>Places finished code: copies it through the writing view, relocates it and makes it visible to execution.</summary>
    /// <param name="offset">Where in the code, in bytes; the place is committed and no thread runs what was there.</param>
    /// <param name="code">The instructions, as if they began at the start of the range.</param>
    /// <param name="relocations">Positions in <paramref name="code"/> of 32-bit fields from which the code's place in the range is subtracted.</param>
    /// <returns>The address to call.</returns>
    public byte* Write(int offset, ReadOnlySpan<byte> code, ReadOnlySpan<int> relocations)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(code.Length, _committedCode - offset);
        byte* target = WritableCode + offset;
        code.CopyTo(new Span<byte>(target, code.Length));
        foreach (int site in relocations)
            *(int*)(target + site) -= DataBytes + offset;
        _mapper.FlushInstructions(Code + offset, code.Length);
        return Code + offset;
    }

    /// <summary>Gives all of it back to the system. Code and data must not be used any more.</summary>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static int RoundUp(int bytes) => (bytes + CommitStep - 1) & -CommitStep;

    private MemoryRefusal Commit(int bytes, int reserved, ref int committed, bool isCode)
    {
        ObjectDisposedException.ThrowIf(_range.Base is null, this);
        if (bytes <= committed)
            return MemoryRefusal.None;
        if (bytes > reserved)
            return MemoryRefusal.RangeIsFull;
        int end = RoundUp(bytes);
        MemoryRefusal refusal = isCode
            ? _mapper.CommitCode(_range, committed, end - committed)
            : _mapper.CommitData(_range, committed, end - committed);
        if (refusal == MemoryRefusal.None)
            committed = end;
        return refusal;
    }

    private void Free()
    {
        if (_range.Base is null)
            return;
        _mapper.Release(_range);
        _range = default;
        _committedData = _committedCode = 0;
    }
}
