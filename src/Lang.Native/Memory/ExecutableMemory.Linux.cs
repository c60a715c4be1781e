using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lang.Native.Memory;

internal sealed unsafe partial class ExecutableMemory
{
    private static IPageMapper? HostMapper() =>
        OperatingSystem.IsLinux() ? LinuxMapper.Instance : OperatingSystem.IsWindows() ? WindowsMapper.Instance : null;

    /// <summary>
    /// Shared anonymous memory and a second view of its code by mremap with an old size of 0, which duplicates a shared mapping.
    /// perf gives names to code in such memory; in a memory file (memfd_create) it does not. Pages get memory when first touched.
    /// </summary>
    /// <remarks>
    /// The system writes for a debugger to pages that are not writable only where they are private, so that breakpoints can't be set in
    /// this memory (gdb says so, or forgets them). The debuggable form is private memory with one view, which executes and writes.
    /// </remarks>
    private sealed partial class LinuxMapper : IPageMapper
    {
        private const int ProtNone = 0, ProtRead = 1, ProtWrite = 2, ProtExecute = 4;
        private const int MapShared = 1, MapPrivate = 2, MapAnonymous = 0x20, MapNoReserve = 0x4000, RemapMayMove = 1;
        private const int OutOfMemory = 12; // ENOMEM; EACCES and EPERM come from security modules

        private readonly bool _isDebuggable;

        private LinuxMapper(bool isDebuggable) => _isDebuggable = isDebuggable;

        public static LinuxMapper Instance { get; } = new(isDebuggable: false);

        public static LinuxMapper Debuggable { get; } = new(isDebuggable: true);

        public MemoryRefusal Reserve(int dataBytes, int codeBytes, out MappedRange range)
        {
            range = default;
            nuint total = (nuint)dataBytes + (nuint)codeBytes;
            nint first = MapPages(0, total, ProtNone, (_isDebuggable ? MapPrivate : MapShared) | MapAnonymous | MapNoReserve, -1, 0);
            if (first == -1)
                return MemoryRefusal.NoAddressSpace;
            nint second = _isDebuggable ? first + dataBytes : RemapPages(first + dataBytes, 0, (nuint)codeBytes, RemapMayMove);
            if (second == -1)
            {
                UnmapPages(first, total);
                return MemoryRefusal.NoAddressSpace;
            }
            range = new((byte*)first, (byte*)second, dataBytes, codeBytes);
            return MemoryRefusal.None;
        }

        public MemoryRefusal CommitData(in MappedRange range, int offset, int bytes) => Protect(range.Base + offset, bytes, ProtRead | ProtWrite);

        public MemoryRefusal CommitCode(in MappedRange range, int offset, int bytes)
        {
            if (_isDebuggable)
                return Protect(range.Code + offset, bytes, ProtRead | ProtWrite | ProtExecute);
            MemoryRefusal refusal = Protect(range.WritableCode + offset, bytes, ProtRead | ProtWrite);
            return refusal != MemoryRefusal.None ? refusal : Protect(range.Code + offset, bytes, ProtRead | ProtExecute);
        }

        // x86-64 keeps its instruction cache coherent, also for code written at another address: a jump to it is enough.
        public void FlushInstructions(byte* address, int bytes)
        {
        }

        public void Release(in MappedRange range)
        {
            int result = UnmapPages((nint)range.Base, (nuint)range.DataBytes + (nuint)range.CodeBytes);
            if (!_isDebuggable)
                result |= UnmapPages((nint)range.WritableCode, (nuint)range.CodeBytes);
            Debug.Assert(result == 0);
        }

        private static MemoryRefusal Protect(byte* address, int bytes, int protection) =>
            ProtectPages((nint)address, (nuint)bytes, protection) == 0 ? MemoryRefusal.None
            : Marshal.GetLastPInvokeError() == OutOfMemory || (protection & ProtExecute) == 0 ? MemoryRefusal.NoMemory
            : MemoryRefusal.ExecutionForbidden;

        [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
        private static partial nint MapPages(nint address, nuint length, int protection, int flags, int file, nint offset);

        [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
        private static partial nint RemapPages(nint address, nuint oldLength, nuint newLength, int flags);

        [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
        private static partial int ProtectPages(nint address, nuint length, int protection);

        [LibraryImport("libc", EntryPoint = "munmap")]
        private static partial int UnmapPages(nint address, nuint length);
    }
}
